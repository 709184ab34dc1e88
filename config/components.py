"""What a page hands to the components of templates/govuk that take more than a word or two."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fact:
    """A line of summary_list: a term and its value, with where it leads and a note below where there are."""

    term: str
    value: Any
    url: str = ""
    note: str = ""
    is_code: bool = False
    """A hash or the like, that breaks anywhere."""


@dataclass(frozen=True)
class KeyFigure:
    """One figure of a row: 9 of 13, with what it counts above it and where it comes from below."""

    label: str
    value: Any
    of: str = ""
    """What stands beside the figure in small: "of 13"."""
    notes: tuple[str, ...] = ()
    chip: tuple[str, str] | None = None
    """A label and its colour."""
    url: str = ""
    link: str = ""
    """The words of the link."""


@dataclass(frozen=True)
class Stage:
    """One of the stages through which a record goes, drawn by steps."""

    label: str
    state: str
    """done, current or todo"""
    detail: str = ""
