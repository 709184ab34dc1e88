"""From a file to a document: its text, its tables and what each of them says."""

import difflib
import re
import tomllib
from decimal import Decimal
from pathlib import Path

from improvement.programme_file.document import Document, Entry
from improvement.programme_file.faults import Fault, FileRefused, shown
from improvement.programme_file.lines import lines_of
from improvement.programme_file.naming import check_names
from improvement.programme_file.sections import OUTERMOST, SAID, inner_sections, label
from improvement.programme_file.values import Unfit, example, fit

LARGEST_BYTES = 1_000_000


def read_file(path):
    """The text of a file. Raises FileRefused where there is none, or it cannot be a programme file."""
    path = Path(path)
    try:
        if path.is_dir():
            raise _refused(f"{path} is a folder: name a file.")
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise _refused(f"There is no file {path}: check its name.") from None
    except (OSError, ValueError) as error:
        raise _refused(f"{path} cannot be read ({error}): check its name and who may read it.") from None
    if len(content) > LARGEST_BYTES:
        raise _refused(f"{path} has more than {LARGEST_BYTES:,} bytes, too many for a programme file: check its name.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _refused("This line is not UTF-8: save the file as UTF-8.", line) from None


def read_text(text):
    """The document of a programme file, with every fault that needs no database to see.

    Raises FileRefused where the text is not TOML.
    """
    document = _parsed(text)
    _read_top_level(document)
    for section in OUTERMOST:
        _read_section(document, section, document.tables, (), None)
    check_names(document)
    return document


def _refused(sentence, line=0):
    return FileRefused([Fault("", line, sentence)])


def _parsed(text):
    try:
        return Document(tomllib.loads(text, parse_float=Decimal), lines_of(text))
    except tomllib.TOMLDecodeError as error:
        raise _syntax_refused(str(error), text) from None
    except RecursionError:
        raise _refused("Lists stand inside lists too deeply: a programme file needs no such list.") from None
    except (ValueError, ArithmeticError):
        raise _refused("A number has too many digits: look for a very long one.") from None


def _syntax_refused(message, text):
    """tomllib ends its messages with "(at line 3, column 8)" or "(at end of document)"."""
    found = re.search(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$", message, re.DOTALL)
    what, line, column = found.groups() if found else (message, None, None)
    line = int(line or text.count("\n") + 1)
    place = f"column {column}" if column else "the end of the file"
    return _refused(f"This is not TOML, at {place}: {what[:1].lower()}{what[1:]}. Put that line right.", line)


def _read_top_level(document):
    known = ["invented", *(section.name for section in OUTERMOST)]
    for key in document.tables:
        if key not in known:
            document.fault(_unknown(key, known), path=(key,))
    if "programme" not in document.tables:
        document.fault("The section [programme] is missing: add it.")
    if not document.tables.get("changes"):
        document.fault("There is no change: add [[changes]] with the state and the last day the programme starts with.")
    invented = document.tables.setdefault("invented", False)
    if not isinstance(invented, bool):
        sentence = f"{shown(invented)} is neither true nor false: write one of them, without quotation marks."
        document.fault(sentence, path=("invented",), where="invented")
        document.tables["invented"] = None


def _unknown(key, known):
    close = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"it may hold {', '.join(known)}."
    return f"Nothing here is called {shown(key)}: {hint}"


def _read_section(document, section, tables, path, outer):
    if section.word not in tables:
        return
    found, path = tables[section.word], (*path, section.word)
    if section.name == "programme":
        found, paths = [found], [path]
        wanted = "[programme], once"
    else:
        paths = [(*path, index) for index in range(len(found))] if isinstance(found, list) else []
        wanted = f"[[{section.name}]] above each of them"
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        where = f"{outer.where}, {section.word}" if outer else section.word
        document.fault(f"This is not written as tables: write {wanted}.", path=path, where=where)
        return
    for table, table_path in zip(found, paths, strict=True):
        _read_table(document, section, table, table_path, outer)


def _read_table(document, section, table, path, outer):
    entry = Entry(section, path, outer)
    document.entries.append(entry)
    sentences = _read_values(entry, _with_inherited(document, section, table, outer))
    entry.label = label(section, entry.values)
    for key in table:
        if key not in section.keys:
            document.fault(_unknown(key, section.keys), path=(*path, key), where=entry.where)
    for name, sentence in sentences.items():
        document.entry_fault(entry, sentence, name)
    for inner in inner_sections(section):
        _read_section(document, inner, table, path, entry)


def _with_inherited(document, section, table, outer):
    """What a table says, with what it takes from the table around it and from the head of the file.

    None stands for what the table around it says wrongly: that is one fault, not two.
    """
    told = dict(table)
    if outer and section.is_dated:
        told = {name: outer.values.get(name) for name in (*SAID, "invented")} | told
    elif "invented" in section.loaded:
        told.setdefault("invented", document.tables["invented"])
    return told


def _read_values(entry, told):
    """Keep what is fit for the model; answer a sentence for each field that is not."""
    sentences = {}
    for name in entry.section.loaded:
        try:
            _read_value(entry, name, told)
        except Unfit as unfit:
            sentences[name] = str(unfit)
    return sentences


def _read_value(entry, name, told):
    section = entry.section
    field, is_required = section.written_as(name), section.is_required(name)
    if name not in told and is_required:
        raise Unfit(f"It is missing: add a line like {name} = {example(field)}")
    if name in told and told[name] is None:
        entry.faulty.add(name)
    elif name in told:
        entry.values[name] = fit(field, told[name], is_required=is_required)
