"""Which two days are compared: those asked for, or else the last board and the day looked at."""

import datetime
from dataclasses import dataclass, replace

from django import forms

from commissioner.changes import changes
from commissioner.meetings import last_board
from commissioner.position import positions
from improvement.wording import day

MONTH = datetime.timedelta(days=30)
NO_DATE = "Enter a real date, like 31/3/2017"


@dataclass(frozen=True)
class Since:
    """The day that changes are told from."""

    on: datetime.date
    is_board: bool
    """Whether it is that of the last board."""


def usual_since(programme, on):
    """The day of the last board before a day; 30 days before it where none is known to have been held. One query."""
    board = last_board(programme, on)
    # Nothing lies 30 days before the first day of the calendar.
    return Since(board or on - min(MONTH, on - datetime.date.min), is_board=board is not None)


def positions_seen(page, days):
    """{day: Position} with what the person of a ProgrammePage may see."""
    return positions(
        page.programme, days, small_numbers="small_numbers.view" in page.can, claims="claim.view" in page.can
    )


def changes_seen(page, since, until):
    """The Changes between two days that the person of a ProgrammePage may see."""
    both = positions_seen(page, (since, until))
    return changes(both[since], both[until], can=page.can)


def linked(page, found):
    """(change, the address of its record on the later day) by subject, for a page or an answer."""
    then = replace(page, on=found.until)
    return [(subject, [(change, change.whose.url(then)) for change in group]) for subject, group in found.by_subject]


class ComparedDays(forms.Form):
    """Two days, each of which may be left out."""

    since = forms.DateField(required=False, label="From the end of", error_messages={"invalid": NO_DATE})
    until = forms.DateField(required=False, label="To the end of", error_messages={"invalid": NO_DATE})

    def __init__(self, *args, page, **kwargs):
        super().__init__(*args, **kwargs)
        self.page_here = page
        for name in self.fields:
            self.fields[name].widget.attrs["class"] = "govuk-input--width-10"
            self.fields[name].help_text = "For example, 31/1/2017"

    def clean_until(self):
        until = self.cleaned_data["until"] or self.page_here.on
        if until > self.page_here.on:
            raise forms.ValidationError(
                f"Choose {day(self.page_here.on)} or an earlier day: nothing is known yet about later ones."
            )
        return until

    def clean(self):
        facts = super().clean()
        since, until = facts.get("since"), facts.get("until")
        if self.errors:
            return facts
        if since is None:
            facts["since"] = usual_since(self.page_here.programme, until).on
        elif since > until:
            self.add_error("since", f"Choose {day(until)} or an earlier day: changes are told forwards in time.")
        return facts

    @property
    def filled_in(self):
        """The same form with the days that were meant, to choose others."""
        written = {name: f"{value:%-d/%-m/%Y}" for name, value in self.cleaned_data.items()}
        return type(self)(initial=written, page=self.page_here)
