"""Forms that carry out an action: its refusals appear by their fields, and nothing typed is lost."""

from django import forms
from django.core.exceptions import ValidationError

from config.records import Stale


class ActionForm(forms.Form):
    """A form whose cleaned fields are the arguments of one action.

    Where the record is versioned, pass it as `record`: a hidden field then carries the version the form was
    made from, so that a change from a second tab is told and not overwritten.
    """

    error_css_class = ""

    def __init__(self, *args, record=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.record = record
        if record is not None:
            self.fields["version"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=record.version, min_value=1, max_value=2**31 - 1
            )

    def carry_out(self, action, /, **facts):
        """Run the action with the cleaned fields and `facts`. True when done; otherwise its errors are on the form.

        What the action gave back is then in `result`.
        """
        try:
            self.result = action(**self.cleaned_data, **facts)
        except ValidationError as error:
            self._show(error)
        except Stale as stale:
            self._show_stale(stale)
        return not self.errors

    def _show(self, error):
        by_field = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
        for field, errors in by_field.items():
            self.add_error(field if field in self.fields else None, errors)

    def _show_stale(self, stale):
        self.record.refresh_from_db(fields=["version"])
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(self.record.version)
        self.add_error(None, str(stale))
