"""What a document's entries say of each other: names that must be there, once, and days in order."""

from collections import defaultdict
from graphlib import CycleError, TopologicalSorter

from improvement.programme_file.document import Entry
from improvement.programme_file.faults import either, shown
from improvement.programme_file.sections import BY_NAME, RESERVED_SLUGS

MOST_NAMES = 20
"""How many of the names it could be a sentence lists."""


def check_names(document):
    _check_slug(document)
    _check_said_once(document)
    entries = _entries_by_name(document)
    for entry in document.entries:
        for field, section_name in entry.section.refers.items():
            if field in entry.values:
                _resolve(document, entry, field, section_name, entries)
    _check_circles(document)
    _check_used(document)
    for entry in document.entries:
        _check_known(document, entry)
    _check_ends(document)


def in_saving_order(document):
    """Every entry after its programme and the ones it names."""
    programme = document.programme
    before = {
        entry: [*entry.named, programme] if entry.section.belongs_to_programme else entry.named
        for entry in document.entries
    }
    return TopologicalSorter(before).static_order()


def _check_slug(document):
    programme = document.programme
    if programme and programme.values.get("slug") in RESERVED_SLUGS:
        document.entry_fault(programme, "This word is an address of the site itself: choose another.", "slug")


def _check_said_once(document):
    first = {}
    for entry in document.entries:
        for identity, fields in _identities(entry):
            other = first.setdefault(identity, entry)
            if other is not entry:
                sentence = f"It stands on line {document.line_at(other.path)} already: write each once."
                document.entry_fault(entry, sentence, fields[0] if len(fields) == 1 else "")
                break


def _identities(entry):
    """What may stand once in a file, and the fields it is made of: a name, and what the database knows it by."""
    section = entry.section
    if entry.label:
        yield (section, "called", entry.outer, entry.label), section.called
    key = [entry.outer if name == section.inside else entry.values.get(name) for name in section.key]
    if None not in key:
        yield (section, "key", *key), section.key


def _entries_by_name(document):
    """The entries of a section by name; of an inner section, those inside the same outer entry."""
    names = defaultdict(dict)
    for entry in document.entries:
        names[entry.section.name, entry.outer].setdefault(entry.label, entry)
    return names


def _resolve(document, entry, field, section_name, entries):
    """Put the entry that is named in the place of its name."""
    is_sibling = section_name == entry.section.name
    named = entries[section_name, entry.outer if is_sibling else None]
    wanted = entry.values.pop(field)
    if named.get(str(wanted), entry) is not entry:
        entry.values[field] = named[str(wanted)]
        return
    if "" in named:
        # It may be the one whose own name is at fault: that is said there.
        entry.faulty.add(field)
        return
    others = [name for name in named if named[name] is not entry]
    # A number is written without quotation marks, so it is shown without them.
    names = [shown(name, longest=200) if isinstance(wanted, str) else name for name in others[:MOST_NAMES]]
    hint = f"write {either(names)}" if names else f"add it under [[{section_name}]] first"
    more = " or another of them" if len(others) > MOST_NAMES else ""
    one = f"{'other ' if is_sibling else ''}{BY_NAME[section_name].one}"
    document.entry_fault(entry, f"There is no {one} {shown(wanted, longest=200)} in this file: {hint}{more}.", field)


def _check_circles(document):
    """An intervention cannot in the end replace itself, nor a judgement be part of itself."""
    try:
        TopologicalSorter({entry: entry.named for entry in document.entries}).prepare()
    except CycleError as error:
        circle = error.args[1]
        entry = circle[0]
        field = next(name for name, value in entry.values.items() if isinstance(value, Entry) and value in circle)
        document.entry_fault(entry, "It leads back to itself: leave out one of these lines.", field)


def _check_used(document):
    if document.faults:
        # What should name it may be at fault.
        return
    used = {value for entry in document.entries for value in entry.values.values() if isinstance(value, Entry)}
    for entry in document.of("authorities"):
        if entry not in used:
            document.entry_fault(entry, "Nothing in this file names this authority: take it out.")


def _check_known(document, entry):
    """Nothing is known before it happens, nor before what it names is known."""
    known_on = entry.values.get("recorded_on")
    happened_on = entry.values.get(entry.section.happened)
    if known_on and happened_on and happened_on > known_on:
        sentence = f"It is later than recorded_on ({known_on}): nothing is known before it happens."
        document.entry_fault(entry, sentence, entry.section.happened)
    for other in entry.named:
        other_known_on = other.values.get("recorded_on")
        is_sibling = other.section is entry.section
        if known_on and other_known_on and known_on < other_known_on and not is_sibling:
            sentence = f"It is earlier than {other.name} was known ({other_known_on}): write that day or a later one."
            document.entry_fault(entry, sentence, "recorded_on")


def _check_ends(document):
    starts_on = document.programme.values.get("starts_on") if document.programme else None
    for change in document.of("changes"):
        ends_on = change.values.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            sentence = f"The programme starts on {starts_on}: write that day or a later one."
            document.entry_fault(change, sentence, "ends_on")
