"""Fields that forms of several rooms ask for: a line, some prose, one of a few things."""

from django import forms

from config.constraints import LINE, PROSE
from config.personal_data import WARNING, refuse_personal_identifiers


def line(label, *, required=True, help_text="", max_length=LINE):
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=max_length,
        validators=[refuse_personal_identifiers],
        error_messages={"required": f"Enter {label[0].lower()}{label[1:]}"},
    )


def prose(label, *, required=True, help_text="", rows=4):
    return forms.CharField(
        label=label,
        required=required,
        help_text=f"{help_text} {WARNING}".strip(),
        max_length=PROSE,
        widget=forms.Textarea(attrs={"rows": rows}),
        validators=[refuse_personal_identifiers],
        error_messages={"required": f"Enter {label[0].lower()}{label[1:]}"},
    )


def one_of(label, choices, *, help_text=""):
    """A choice between a few named things, as radios."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        help_text=help_text,
        widget=forms.RadioSelect,
        error_messages={"required": f"Choose {label[0].lower()}{label[1:]}"},
    )
