"""What is wrong with a programme file, said so that its writer can put it right."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Fault:
    """`where` names the place in the file's own words ("workstream 8, kind"); `line` is 0 where there is none."""

    where: str
    line: int
    sentence: str

    def __str__(self):
        place = [f"line {self.line}"] if self.line else []
        place += [self.where] if self.where else []
        return ", ".join(place) + ": " + self.sentence if place else self.sentence


class FileRefused(Exception):
    """The file cannot be loaded: `faults` holds everything wrong with it, in the file's order."""

    def __init__(self, faults):
        self.faults = sorted(faults, key=lambda fault: fault.line)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def either(words):
    """one, two or three"""
    words = [str(word) for word in words]
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def shown(value, longest=60):
    """A value as a sentence quotes it."""
    if isinstance(value, dict):
        return "A table"
    if isinstance(value, list):
        return "A list"
    if isinstance(value, bool):
        return str(value).lower()
    # Never the digits of a number like 1e999999999: str() keeps the exponent.
    text = "".join(character if character.isprintable() else "�" for character in str(value))
    text = text if len(text) <= longest else text[: longest - 1] + "…"
    return f"“{text}”" if isinstance(value, str) else text
