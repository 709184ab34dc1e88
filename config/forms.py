"""How every form is drawn: GOV.UK markup for each field, and a date typed in three boxes."""

import datetime as dt
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


class GovukBoundField(BoundField):
    """A field that knows its character count hint, and where an error should lead."""

    @property
    def count_hint(self):
        if not isinstance(self.field.widget, forms.Textarea) or not self.field.max_length:
            return ""
        return f"You can enter up to {self.field.max_length:,} characters"

    @property
    def first_control_id(self):
        """The id an error links to: the first radio, box or checkbox of a group, or the control itself."""
        if self.id_for_label or not len(self):
            return self.id_for_label or self.auto_id
        return self[0].id_for_label

    @property
    def aria_describedby(self):
        described_by = super().aria_describedby
        if not self.count_hint or described_by is None:
            return described_by
        return f"{described_by} {self.auto_id}_count".strip()


class GovukRenderer(TemplatesSetting):
    form_template_name = "govuk/form.html"
    field_template_name = "govuk/field.html"
    bound_field_class = GovukBoundField


class DateParts(NamedTuple):
    """A date as typed, so that every box keeps what was in it when the form comes back."""

    day: str = ""
    month: str = ""
    year: str = ""

    @property
    def missing(self):
        return [name for name, text in self._asdict().items() if not text]


class DateBoxes(forms.Widget):
    """Three boxes named <field>_day, <field>_month and <field>_year."""

    template_name = "govuk/date_boxes.html"
    use_fieldset = True

    def format_value(self, value):
        if isinstance(value, dt.date):
            return DateParts(str(value.day), str(value.month), str(value.year))
        return value or DateParts()

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["boxes"] = [
            {
                "label": part.title(),
                "name": f"{name}_{part}",
                "value": text,
                "attrs": widget["attrs"] | box_id(widget["attrs"].get("id"), part),
                "is_year": part == "year",
                "is_month": part == "month",
            }
            for part, text in widget["value"]._asdict().items()
        ]
        return context

    def value_from_datadict(self, data, files, name):
        return DateParts(*(str(data.get(f"{name}_{part}") or "").strip() for part in DateParts._fields))

    def value_omitted_from_data(self, data, files, name):
        return all(f"{name}_{part}" not in data for part in DateParts._fields)

    def id_for_label(self, id_):
        return f"{id_}_day" if id_ else id_


class DateBoxField(forms.DateField):
    """A date typed in three boxes; the month may be a number or an English name.

    noun completes the messages: noun="the date you worked" asks to "Enter the date you worked".
    """

    widget = DateBoxes

    def __init__(self, *, noun="the date", error_messages=None, **kwargs):
        words = {"required": f"Enter {noun}", "invalid": "Enter a real date, like 28 2 2017"}
        super().__init__(error_messages=words | (error_messages or {}), **kwargs)
        self.noun = noun

    def to_python(self, value):
        if not isinstance(value, DateParts):
            return super().to_python(value)
        if len(value.missing) == 3:
            return None
        self.check_typed(value)
        try:
            return dt.date(int(value.year), month_number(value.month), small_number(value.day))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def check_typed(self, parts):
        if parts.missing:
            noun = self.noun[:1].upper() + self.noun[1:]
            raise ValidationError(f"{noun} must include a {' and '.join(parts.missing)}", code="incomplete")
        if not is_number(parts.year) or len(parts.year) != 4:
            raise ValidationError("The year must have 4 digits", code="year")


def box_id(id_, part):
    return {"id": f"{id_}_{part}"} if id_ else {}


def is_number(text):
    # Digits of other scripts pass isdigit(), and some of them are no number at all.
    return text.isascii() and text.isdigit()


def small_number(text):
    """A day or month of one or two digits; longer text never reaches int(), which refuses huge strings."""
    if not is_number(text) or len(text) > 2:
        raise ValueError(text)
    return int(text)


def month_number(text):
    """The month from "2", "02", "Feb" or "February"; the name needs three letters or more."""
    name = text.lower().rstrip(".")
    if len(name) >= 3:
        for number, month in enumerate(MONTHS, start=1):
            if month.startswith(name):
                return number
    return small_number(text)
