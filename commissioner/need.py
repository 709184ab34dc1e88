from dataclasses import dataclass


@dataclass(frozen=True)
class Need:
    """One thing to do: in what programme, what, why, and where."""

    programme: object
    what: str
    why: str
    url: str
