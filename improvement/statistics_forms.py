"""What people type to bring files of figures in."""

from django import forms

from config.action_form import ActionForm
from config.fields import line, one_of
from config.forms import DateBoxField
from improvement.models.observation import FigureStatus

FILE_HELP = (
    "CSV, XLSX or ODS, up to 60,000 rows and 20 MB: published statistics of the department as they are, local figures, "
    "or a model of neighbours. Counts only, never a list of children. Nothing is saved before you have looked at it."
)


class StatisticsForm(ActionForm):
    file = forms.FileField(
        label="File of figures",
        help_text=FILE_HELP,
        error_messages={"required": "Choose a file"},
        max_length=200,
        # An empty one is told by what reads it, in the same words as over the API.
        allow_empty_file=True,
    )
    publication = line(
        "Where it comes from", help_text="The publication and its release, or the local system and the day it ran"
    )
    published_on = DateBoxField(label="Published on", noun="the day it was published", required=False)
    status = one_of("These figures are", FigureStatus.choices)
    model_year = forms.IntegerField(
        label="Year of the model",
        required=False,
        min_value=2000,
        max_value=2100,
        help_text="For a model of statistical neighbours only, where the file’s name does not say it",
    )


class ColumnForm(ActionForm):
    """Which measure takes its figures from a column, and from which of its rows."""

    indicator = forms.ModelChoiceField(
        queryset=None,
        label="Measure",
        empty_label="Choose a measure",
        error_messages={"required": "Choose the measure"},
    )
    value_column = forms.ChoiceField(label="Column of the figure")
    numerator_column = forms.ChoiceField(label="Column of its numerator", required=False)
    denominator_column = forms.ChoiceField(label="Column of its denominator", required=False)

    def __init__(self, *args, indicators, figures, filters, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters = filters
        self.fields["indicator"].queryset = indicators
        headings = [(heading, heading) for heading in figures]
        self.fields["value_column"].choices = headings
        for name in ("numerator_column", "denominator_column"):
            self.fields[name].choices = [("", "None"), *headings]
        for number, (heading, values) in enumerate(filters.items()):
            if len(values) > 1:
                self.fields[f"filter_{number}"] = forms.ChoiceField(
                    label=f"Only rows whose {heading} is",
                    required=False,
                    choices=[("", "Anything"), *((value, value) for value in values)],
                )

    def clean(self):
        """The choices of rows become the lines of `only_rows`."""
        chosen = [
            (heading, self.cleaned_data.pop(f"filter_{number}", "")) for number, heading in enumerate(self.filters)
        ]
        self.cleaned_data["only_rows"] = "\n".join(f"{heading} = {value}" for heading, value in chosen if value)
        return self.cleaned_data
