"""Figures in sentences, as councils write them."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TIMES = {1: "once", 2: "twice"}
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def number_word(number):
    """Numbers to ten in words: no, one, ... ten, 11."""
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"


def counted(number, singular, plural=None):
    """One day, three days, 28 days."""
    return f"{number_word(number)} {singular if number == 1 else plural or singular + 's'}"


def times(number):
    """Once, twice, three times."""
    return _TIMES.get(number) or f"{number_word(number)} times"


def ordinal(number):
    """First, second, ... tenth, 11th, 22nd."""
    if number < len(_ORDINALS):
        return _ORDINALS[number]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def are(number):
    return "is" if number == 1 else "are"


def have(number):
    return "has" if number == 1 else "have"


def listed(items):
    """A, B and C."""
    *first, last = items
    return f"{', '.join(first)} and {last}" if first else last


def capital(sentence):
    return sentence[:1].upper() + sentence[1:]


def day(date):
    return f"{date:%-d %B %Y}"
