import datetime as dt
import re
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from accounts.models import User
from audit.models import Event
from audit.verification import faults as audit_faults
from config.records import Recorded, Stale
from improvement.models import (
    Authority,
    Comparator,
    Coverage,
    Finding,
    Inspection,
    Intervention,
    Judgement,
    Programme,
    ProgrammeChange,
    Workstream,
    WorkstreamChange,
)
from improvement.programme_file.faults import FileRefused, either
from improvement.programme_file.lines import lines_of
from improvement.programme_file.reading import LARGEST_BYTES, read_file
from improvement.programme_file.saving import load_programme
from improvement.programme_file.sections import SECTIONS
from improvement.programme_file.writing import write_programme

pytestmark = pytest.mark.django_db

FILES = Path(settings.BASE_DIR) / "programmes"
TORBAY = FILES / "torbay.toml"
EXAMPLESHIRE = FILES / "exampleshire.toml"

SMALL = """\
[programme]
slug = "small"
name = "Small"
supported = "Exampleshire"
supporting = "Samplefordshire"
starts_on = 2016-09-05
source = "Plan"

[[changes]]
state = "active"
ends_on = 2018-03-31
reason = "Agreed."
source = "Plan"
recorded_on = 2016-09-05

[[authorities]]
name = "Exampleshire"
ons_code = "E99000001"
dfe_code = "991"

[[authorities]]
name = "Samplefordshire"
ons_code = "E99000002"
dfe_code = "992"

[[inspections]]
authority = "Exampleshire"
framework = "sif"
started_on = 2016-04-04
source = "Report"
recorded_on = 2016-06-20

[[inspections.judgements]]
area = "Overall"
grade = "inadequate"
is_overall = true

[[inspections.judgements]]
area = "Adoption"
grade = "good"
part_of = "Overall"

[[interventions]]
kind = "direction"
title = "Direction"
issued_on = 2016-08-15
source = "Direction"
recorded_on = 2016-08-15

[[interventions.requirements]]
reference = "DR1"
text = "Work together."

[[workstreams]]
number = 1
title = "Front door"
aim = "Decide within a day"
kind = "continuing"
source = "Plan"
recorded_on = 2016-09-05

[[workstreams.changes]]
lead_post = "Head of assessment"
recorded_on = 2016-09-05

[[workstreams]]
number = 2
title = "Supervision"
aim = "Supervise every month"
kind = "continuing"
source = "Plan"
recorded_on = 2016-09-05

[[findings]]
reference = "F1"
kind = "finding"
inspection = "Exampleshire, sif, 2016-04-04"
title = "Waits"
text = "Children wait too long."
source = "Report"
recorded_on = 2016-06-20

[[findings]]
reference = "F2"
kind = "finding"
title = "Supervision"
text = "Supervision is rare."
source = "Report"
recorded_on = 2016-06-20

[[coverage]]
finding = "F1"
workstream = 1
source = "Plan"
recorded_on = 2016-09-05

[[comparators]]
measure = "Children in need"
unit = "count"
basis = "stock"
authority = "Exampleshire"
value = 655
as_at = 2016-03-31
quoted = "655 children"
source = "Figures"
recorded_on = 2016-09-05
"""


def run(command, *arguments):
    out, err = StringIO(), StringIO()
    call_command(command, *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue().splitlines(), err.getvalue().splitlines()


def changed(*replacements):
    """The small file with some of its words replaced, each of which it holds."""
    text = SMALL
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def load(text, **options):
    return load_programme(text=text, name="small.toml", **options)


def refusal(text):
    with pytest.raises(FileRefused) as refused:
        load(text)
    return [str(fault) for fault in refused.value.faults]


def person():
    return User.objects.create_user("officer@demo.example", name="Officer 1", organisation="Samplefordshire")


def saved_counts():
    return {section.name: section.model.objects.count() for section in SECTIONS}


NOTHING = dict.fromkeys([section.name for section in SECTIONS], 0)


# --- Torbay -------------------------------------------------------------------------------------------


def test_torbay_holds_every_record():
    run("load_programme", TORBAY)

    assert saved_counts() == {
        "programme": 1,
        "authorities": 4,
        "changes": 1,
        "inspections": 7,
        "inspections.judgements": 15,
        "interventions": 3,
        "interventions.requirements": 3,
        "workstreams": 16,
        "workstreams.changes": 1,
        "findings": 20,
        "coverage": 23,
        "comparators": 48,
        "indicators": 16,
        "indicators.columns": 11,
        "indicators.targets": 0,
        "indicators.observations": 101,
        "finding_ties": 14,
        "workstream_ties": 17,
        "events": 2,
    }


def test_torbay_starts_active_for_twelve_months():
    run("load_programme", TORBAY)

    programme = Programme.objects.get()
    change = ProgrammeChange.objects.get()
    assert (programme.slug, programme.supported.dfe_code, programme.supporting.dfe_code) == ("torbay", "880", "850")
    assert programme.starts_on == change.recorded_on == dt.date(2016, 5, 25)
    assert (change.state, change.ends_on) == ("active", dt.date(2017, 5, 24))


def test_torbay_five_findings_have_no_workstream():
    run("load_programme", TORBAY)

    uncovered = Finding.objects.filter(kind="finding", coverage=None).order_by("position")
    assert [finding.reference for finding in uncovered] == ["F9", "F10", "F11", "F12", "F13"]


def test_torbay_findings_are_in_the_order_of_the_report():
    run("load_programme", TORBAY)

    findings = Finding.objects.order_by("position").values_list("reference", flat=True)
    assert list(findings) == [f"F{n}" for n in range(1, 15)] + [f"D{n}" for n in range(1, 7)]


def test_torbay_workstream_kinds():
    run("load_programme", TORBAY)

    others = Workstream.objects.exclude(kind="continuing").order_by("number").values_list("number", "kind")
    assert list(others) == [(5, "one_off"), (16, "event")]


def test_torbay_judgements_of_2015():
    run("load_programme", TORBAY)

    judgements = Judgement.objects.filter(inspection__started_on=dt.date(2015, 10, 12)).order_by("position")
    assert [(j.area, j.grade, str(j.part_of.area) if j.part_of else "") for j in judgements] == [
        ("Overall effectiveness", "inadequate", ""),
        ("Children who need help and protection", "inadequate", ""),
        ("Children looked after and achieving permanence", "requires_improvement", ""),
        ("Adoption performance", "requires_improvement", "Children looked after and achieving permanence"),
        (
            "Experiences and progress of care leavers",
            "requires_improvement",
            "Children looked after and achieving permanence",
        ),
        ("Leadership, management and governance", "inadequate", ""),
    ]


def test_torbay_knows_on_a_day_only_what_was_known():
    run("load_programme", TORBAY)

    on = dt.date(2017, 2, 28)
    torbay = Inspection.objects.known_on(on).filter(authority__name="Torbay").order_by("started_on")
    assert [inspection.started_on.year for inspection in torbay] == [2010, 2013, 2015]
    assert [i.issued_on for i in Intervention.objects.known_on(on)] == [dt.date(2016, 5, 1)]


def test_torbay_looked_after_rate_is_corrected_beside_the_original_words():
    run("load_programme", TORBAY)

    rate = Comparator.objects.get(measure="Children looked after", unit="rate_per_10000", authority__name="Torbay")
    assert (rate.value, rate.quoted) == (Decimal("115.50"), "LAC: 290 (116.9%)")
    assert (rate.numerator, rate.denominator) == (290, 25100)
    assert "rate per 10,000 and no percentage" in rate.correction


def test_torbay_every_record_is_real_and_names_its_source():
    run("load_programme", TORBAY)

    dated = [section.model for section in SECTIONS if issubclass(section.model, Recorded)]
    assert [model for model in dated if model.objects.filter(invented=True)] == []
    assert [model for model in dated if model.objects.filter(recorded_by__isnull=False)] == []
    assert [model for model in dated if model.objects.filter(source="")] == []


def test_torbay_quotes_the_report_word_for_word():
    report = Path(settings.BASE_DIR).parent / "shared" / "decision-report-7566.md"
    if not report.exists():
        pytest.skip(f"{report} is not on this machine")
    run("load_programme", TORBAY)

    words = " ".join(report.read_text(encoding="utf-8").split())
    quoted = [*Finding.objects.values_list("text", flat=True), *Workstream.objects.values_list("aim", flat=True)]
    assert [text for text in quoted if text not in words] == []


# --- Loading ------------------------------------------------------------------------------------------


def test_loading_says_what_was_loaded():
    out, _ = run("load_programme", EXAMPLESHIRE)

    assert out == [
        "Loaded Exampleshire: programme 1, authorities 2, changes 1, inspections 1, inspections.judgements 6, "
        "interventions 1, interventions.requirements 2, workstreams 4, workstreams.changes 1, findings 4, "
        "coverage 4, comparators 2."
    ]


def test_loading_leaves_one_event():
    run("load_programme", EXAMPLESHIRE)

    event = Event.objects.get(chain="exampleshire")
    assert (event.action, event.actor_id, event.reason) == ("programme.loaded", None, f"Loaded from {EXAMPLESHIRE}")
    assert event.after["findings"] == 4


def test_loading_an_invented_file_marks_every_record():
    run("load_programme", EXAMPLESHIRE)

    assert Programme.objects.get().invented
    assert [
        section.name for section in SECTIONS if section.is_dated and section.model.objects.filter(invented=False)
    ] == []


@pytest.mark.parametrize("path", [TORBAY, EXAMPLESHIRE], ids=lambda path: path.stem)
def test_loading_twice_changes_nothing(path):
    run("load_programme", path)
    before = saved_counts()

    out, _ = run("load_programme", path)

    assert out == ["Nothing to change."]
    assert (saved_counts(), Event.objects.count()) == (before, 1)


def test_loading_the_second_programme_leaves_the_first_alone():
    run("load_programme", TORBAY)

    run("load_programme", EXAMPLESHIRE)

    assert [run("load_programme", path)[0] for path in (TORBAY, EXAMPLESHIRE)] == [["Nothing to change."]] * 2


def test_a_fault_at_the_end_saves_nothing():
    text = changed(('quoted = "655 children"', 'quoted = ""'))

    with pytest.raises(FileRefused):
        load(text)

    assert saved_counts() == NOTHING
    assert Event.objects.count() == 0


def test_a_fault_only_the_database_sees_saves_nothing():
    text = changed(('grade = "good"', 'grade = "good"\nis_overall = true'))

    assert refusal(text) == [
        "line 38, inspection Exampleshire, sif, 2016-04-04, judgement Adoption: "
        "This inspection already has an overall judgement."
    ]
    assert saved_counts() == NOTHING


def test_command_prints_every_fault_at_once(tmp_path):
    path = tmp_path / "two.toml"
    path.write_text(changed(('state = "active"', 'state = "live"'), ("value = 655\n", "")), encoding="utf-8")

    with pytest.raises(CommandError) as error:
        run("load_programme", path)

    assert str(error.value).splitlines() == [
        f"{path} was not loaded:",
        "  line 10, change of the programme 2016-09-05, state: "
        "“live” is not known here: write active, step_down or closed.",
        "  line 97, comparator Children in need, count, Exampleshire, 2016-03-31, value: "
        "It is missing: add a line like value = 8",
    ]


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())

    run("load_programme", path)

    assert load(SMALL).is_same


@pytest.mark.parametrize("error", [IntegrityError("unique"), Stale("Small")], ids=["both new", "both changed"])
def test_a_change_at_the_same_moment_is_said_plainly(monkeypatch, error):
    def refuse(**options):
        raise error

    monkeypatch.setattr("improvement.management.commands.load_programme.load_programme", refuse)

    with pytest.raises(CommandError) as said:
        run("load_programme", EXAMPLESHIRE)

    assert str(said.value) == (
        f"{EXAMPLESHIRE} was not loaded: somebody changed the programme at the same moment. Run the command again."
    )


# --- Files that are no programme files -------------------------------------------------------------------


def test_a_missing_file():
    with pytest.raises(CommandError) as error:
        run("load_programme", "/nowhere/x.toml")

    assert str(error.value).splitlines() == [
        "/nowhere/x.toml was not loaded:",
        "  There is no file /nowhere/x.toml: check its name.",
    ]


def test_a_folder(tmp_path):
    with pytest.raises(FileRefused, match=re.escape(f"{tmp_path} is a folder: name a file.")):
        read_file(tmp_path)


def test_a_name_no_file_can_have():
    with pytest.raises(FileRefused, match="cannot be read"):
        read_file("a\0b")


def test_a_file_too_large(tmp_path):
    path = tmp_path / "large.toml"
    path.write_bytes(b"#" * (LARGEST_BYTES + 1))

    with pytest.raises(FileRefused, match="has more than 1,000,000 bytes, too many for a programme file"):
        read_file(path)


def test_a_file_in_another_encoding(tmp_path):
    path = tmp_path / "latin.toml"
    path.write_bytes("# one\n# café\n".encode("latin-1"))

    with pytest.raises(FileRefused, match=r"^line 2: This line is not UTF-8: save the file as UTF-8\.$"):
        read_file(path)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            'a = 1\nb = "x',
            "line 2: This is not TOML, at the end of the file: unterminated string. Put that line right.",
        ),
        (
            "a = 1\nb 2\n",
            "line 2: This is not TOML, at column 3: expected '=' after a key in a key/value pair. Put that line right.",
        ),
        (
            "a = " + "[" * 100_000,
            "Lists stand inside lists too deeply: a programme file needs no such list.",
        ),
        ("a = " + "1" * 5000, "A number has too many digits: look for a very long one."),
    ],
    ids=["unterminated", "no equals sign", "deep", "digits"],
)
def test_a_text_that_is_not_toml(text, sentence):
    assert refusal(text) == [sentence]


def test_an_empty_file():
    assert refusal("") == [
        "The section [programme] is missing: add it.",
        "There is no change: add [[changes]] with the state and the last day the programme starts with.",
    ]


# --- What may be wrong in a file ---------------------------------------------------------------------------

FAULTS = {
    "unknown key": (
        [
            ('title = "Front door"', 'titel = "Front door"'),
        ],
        [
            'line 54, workstream 1, title: It is missing: add a line like title = "…"',
            "line 56, workstream 1: Nothing here is called “titel”: did you mean title?",
        ],
    ),
    "unknown key like no other": (
        [
            ("number = 1\n", "number = 1\nzzz = 1\n"),
        ],
        [
            "line 56, workstream 1: Nothing here is called “zzz”: it may hold number, title, aim, kind, "
            "source, recorded_on, invented, changes.",
        ],
    ),
    "unknown section": (
        [
            ("[[coverage]]", "[[coverages]]"),
        ],
        [
            "line 91: Nothing here is called “coverages”: did you mean coverage?",
        ],
    ),
    "one bracket": (
        [
            ("[[coverage]]", "[coverage]"),
        ],
        [
            "line 91, coverage: This is not written as tables: write [[coverage]] above each of them.",
        ],
    ),
    "one bracket inside": (
        [
            ("[[workstreams.changes]]", "[workstreams.changes]"),
        ],
        [
            "line 62, workstream 1, changes: This is not written as tables: write [[workstreams.changes]] "
            "above each of them.",
        ],
    ),
    "two brackets": (
        [
            ("[programme]", "[[programme]]"),
        ],
        [
            "line 1, programme: This is not written as tables: write [programme], once.",
        ],
    ),
    "list of numbers": (
        [
            ("[programme]", "findings = [1]\n[programme]"),
            ("[[findings]]", "[[finding]]"),
            ("[[findings]]", "[[finding]]"),
        ],
        [
            "line 1, findings: This is not written as tables: write [[findings]] above each of them.",
            "line 75: Nothing here is called “finding”: did you mean findings?",
            "line 93, coverage F1, 1, finding: There is no finding “F1” in this file: add it under [[findings]] first.",
        ],
    ),
    "invented": (
        [
            ("[programme]", 'invented = "yes"\n[programme]'),
        ],
        [
            "line 1, invented: “yes” is neither true nor false: write one of them, without quotation marks.",
        ],
    ),
    "missing": (
        [
            ('kind = "direction"\n', ""),
        ],
        [
            'line 43, 1st intervention, kind: It is missing: add a line like kind = "direction"',
        ],
    ),
    "missing date": (
        [
            ("issued_on = 2016-08-15\n", ""),
        ],
        [
            "line 43, 1st intervention, issued_on: It is missing: add a line like issued_on = 2016-05-25",
        ],
    ),
    "missing source": (
        [
            (
                'title = "Direction"\nissued_on = 2016-08-15\nsource = "Direction"',
                'title = "Direction"\nissued_on = 2016-08-15',
            ),
        ],
        [
            'line 43, intervention direction, 2016-08-15, source: It is missing: add a line like source = "…"',
        ],
    ),
    "empty": (
        [
            ('reason = "Agreed."', 'reason = "  "'),
        ],
        [
            "line 12, change of the programme 2016-09-05, reason: It is empty: write a text.",
        ],
    ),
    "number for a text": (
        [
            ('title = "Waits"', "title = 8"),
        ],
        [
            "line 78, finding F1, title: 8 is not a text: write it in quotation marks.",
        ],
    ),
    "table for a text": (
        [
            ('title = "Waits"', "title = {a = 1}"),
        ],
        [
            "line 78, finding F1, title: A table is not a text: write it in quotation marks.",
        ],
    ),
    "list for a text": (
        [
            ('title = "Waits"', "title = [1]"),
        ],
        [
            "line 78, finding F1, title: A list is not a text: write it in quotation marks.",
        ],
    ),
    "text for a date": (
        [
            ("issued_on = 2016-08-15", 'issued_on = "2016-08-15"'),
        ],
        [
            "line 46, 1st intervention, issued_on: “2016-08-15” is not a date: write it as 2016-05-25, "
            "without quotation marks.",
        ],
    ),
    "moment for a date": (
        [
            ("issued_on = 2016-08-15", "issued_on = 2016-08-15T10:00:00"),
        ],
        [
            "line 46, 1st intervention, issued_on: 2016-08-15 10:00:00 is not a date: write it as "
            "2016-05-25, without quotation marks.",
        ],
    ),
    "unlikely date": (
        [
            ("issued_on = 2016-08-15", "issued_on = 0216-08-15"),
        ],
        [
            "line 46, 1st intervention, issued_on: 0216-08-15 is not a likely date: write one from 1990 to 2099.",
        ],
    ),
    "text for a whole number": (
        [
            ("number = 2", 'number = "2"'),
        ],
        [
            "line 67, 2nd workstream, number: “2” is not a whole number: write it in digits, without quotation marks.",
        ],
    ),
    "flag for a whole number": (
        [
            ("number = 2", "number = true"),
        ],
        [
            "line 67, 2nd workstream, number: true is not a whole number: write it in digits, without quotation marks.",
        ],
    ),
    "number out of range": (
        [
            ("number = 2", "number = 200"),
        ],
        [
            "line 67, workstream 200, number: Ensure this value is less than or equal to 99.",
        ],
    ),
    "text for a number": (
        [
            ("value = 655", 'value = "655"'),
        ],
        [
            "line 102, comparator Children in need, count, Exampleshire, 2016-03-31, value: “655” is not a "
            "number: write it in digits, without quotation marks.",
        ],
    ),
    "no number": (
        [
            ("value = 655", "value = nan"),
        ],
        [
            "line 102, comparator Children in need, count, Exampleshire, 2016-03-31, value: NaN is not a "
            "number: write it in digits, without quotation marks.",
        ],
    ),
    "huge number": (
        [
            ("value = 655", "value = 1e99999999"),
        ],
        [
            "line 102, comparator Children in need, count, Exampleshire, 2016-03-31, value: Ensure that "
            "there are no more than 12 digits in total.",
        ],
    ),
    "too many decimals": (
        [
            ("value = 655", "value = 6.555"),
        ],
        [
            "line 102, comparator Children in need, count, Exampleshire, 2016-03-31, value: Ensure that "
            "there are no more than 2 decimal places.",
        ],
    ),
    "text for a flag": (
        [
            ("is_overall = true", 'is_overall = "yes"'),
        ],
        [
            "line 36, inspection Exampleshire, sif, 2016-04-04, judgement Overall, is_overall: “yes” is "
            "neither true nor false: write one of them, without quotation marks.",
        ],
    ),
    "unknown choice": (
        [
            ('framework = "sif"', 'framework = "siff"'),
        ],
        [
            "line 28, 1st inspection, framework: “siff” is not known here: write sif, ilacs, "
            "child_protection or safeguarding.",
        ],
    ),
    "grade of another framework": (
        [
            ('grade = "good"', 'grade = "adequate"'),
        ],
        [
            "line 40, inspection Exampleshire, sif, 2016-04-04, judgement Adoption, grade: This framework "
            "has no such grade. Choose from: outstanding, good, requires_improvement, inadequate.",
        ],
    ),
    "title too long": (
        [
            ('title = "Waits"', 'title = "' + "w" * 201 + '"'),
        ],
        [
            "line 78, finding F1, title: It has 201 characters: shorten it to 200.",
        ],
    ),
    "prose too long": (
        [
            ('text = "Children wait too long."', 'text = "' + "w" * 4001 + '"'),
        ],
        [
            "line 79, finding F1, text: It has 4001 characters: shorten it to 4000.",
        ],
    ),
    "title on two lines": (
        [
            ('title = "Waits"', 'title = """Wa\nits"""'),
        ],
        [
            "line 78, finding F1, title: It runs over several lines: write it on one.",
        ],
    ),
    "control character": (
        [
            ('title = "Waits"', 'title = "Wa\\u0000its"'),
        ],
        [
            "line 78, finding F1, title: It holds a control character, which nobody can see: take it out.",
        ],
    ),
    "reference of no form": (
        [
            ('reference = "F2"', 'reference = "f2"'),
        ],
        [
            "line 84, finding f2, reference: Use one to three capital letters and a number, like F9.",
        ],
    ),
    "identifier": (
        [
            ('title = "Waits"', 'title = "Waits of 943 476 5919"'),
        ],
        [
            "line 78, finding F1, title: This looks like an NHS number. Take it out: nothing here may "
            "identify a child.",
        ],
    ),
    "duplicate workstream": (
        [
            ("number = 2", "number = 1"),
        ],
        [
            "line 67, workstream 1, number: It stands on line 54 already: write each once.",
        ],
    ),
    "duplicate authority": (
        [
            ('name = "Samplefordshire"', 'name = "Exampleshire"'),
        ],
        [
            "line 5, programme, supporting: There is no authority “Samplefordshire” in this file: write "
            "“Exampleshire”.",
            "line 22, authority Exampleshire, name: It stands on line 16 already: write each once.",
        ],
    ),
    "duplicate code": (
        [
            ('ons_code = "E99000002"', 'ons_code = "E99000001"'),
        ],
        [
            "line 23, authority Samplefordshire, ons_code: It stands on line 16 already: write each once.",
        ],
    ),
    "duplicate dfe code": (
        [
            ('dfe_code = "992"', 'dfe_code = "991"'),
        ],
        [
            "line 21, authority Samplefordshire: Another council has this number.",
        ],
    ),
    "duplicate coverage": (
        [
            (
                "[[comparators]]",
                '[[coverage]]\nfinding = "F1"\nworkstream = 1\n'
                'source = "Plan"\nrecorded_on = 2017-01-01\n[[comparators]]',
            ),
        ],
        [
            "line 97, coverage F1, 1: It stands on line 91 already: write each once.",
        ],
    ),
    "unknown finding": (
        [
            ('finding = "F1"', 'finding = "F9"'),
        ],
        [
            "line 92, coverage F9, 1, finding: There is no finding “F9” in this file: write “F1” or “F2”.",
        ],
    ),
    "unknown workstream": (
        [
            ("workstream = 1", "workstream = 17"),
        ],
        [
            "line 93, coverage F1, 17, workstream: There is no workstream 17 in this file: write 1 or 2.",
        ],
    ),
    "unknown inspection": (
        [
            ('inspection = "Exampleshire, sif, 2016-04-04"', 'inspection = "Torbay, sif, 2016-04-04"'),
        ],
        [
            "line 77, finding F1, inspection: There is no inspection “Torbay, sif, 2016-04-04” in this "
            "file: write “Exampleshire, sif, 2016-04-04”.",
        ],
    ),
    "unknown area": (
        [
            ('part_of = "Overall"', 'part_of = "Adoption"'),
        ],
        [
            "line 41, inspection Exampleshire, sif, 2016-04-04, judgement Adoption, part_of: There is no "
            "other judgement “Adoption” in this file: write “Overall”.",
        ],
    ),
    "unknown replacement": (
        [
            ("issued_on = 2016-08-15", 'issued_on = 2016-08-15\nreplaced_by = "direction, 2017-01-01"'),
        ],
        [
            "line 47, intervention direction, 2016-08-15, replaced_by: There is no other intervention "
            "“direction, 2017-01-01” in this file: add it under [[interventions]] first.",
        ],
    ),
    "unknown predecessor": (
        [
            ('name = "Small"', 'name = "Small"\nsucceeds = "smaller"'),
        ],
        [
            "line 4, programme, succeeds: There is no other programme “smaller” in the database: load it first.",
        ],
    ),
    "circle": (
        [
            ("is_overall = true", 'is_overall = true\npart_of = "Adoption"'),
        ],
        [
            "line 37, inspection Exampleshire, sif, 2016-04-04, judgement Overall, part_of: It leads back "
            "to itself: leave out one of these lines.",
        ],
    ),
    "one authority": (
        [
            ('supporting = "Samplefordshire"', 'supporting = "Exampleshire"'),
        ],
        [
            "line 1, programme: The supporting authority is another than the supported one.",
            "line 21, authority Samplefordshire: Nothing in this file names this authority: take it out.",
        ],
    ),
    "unused authority": (
        [
            (
                "[[inspections]]",
                '[[authorities]]\nname = "Torbay"\nons_code = "E06000027"\ndfe_code = "880"\n\n[[inspections]]',
            ),
        ],
        [
            "line 26, authority Torbay: Nothing in this file names this authority: take it out.",
        ],
    ),
    "reserved slug": (
        [
            ('slug = "small"', 'slug = "accounts"'),
        ],
        [
            "line 2, programme, slug: This word is an address of the site itself: choose another.",
        ],
    ),
    "slug of no form": (
        [
            ('slug = "small"', 'slug = "Small One"'),
        ],
        [
            "line 2, programme, slug: Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
            "line 2, programme, slug: Use small letters, digits and hyphens, a letter first.",
        ],
    ),
    "ends before it starts": (
        [
            ("ends_on = 2018-03-31", "ends_on = 2016-03-31"),
        ],
        [
            "line 11, change of the programme 2016-09-05, ends_on: The programme starts on 2016-09-05: "
            "write that day or a later one.",
        ],
    ),
    "closed before it was issued": (
        [
            ("issued_on = 2016-08-15", "issued_on = 2016-08-15\nclosed_on = 2016-08-01"),
        ],
        [
            "line 43, intervention direction, 2016-08-15: It must close on or after the day it was issued.",
        ],
    ),
    "known before it happened": (
        [
            ("started_on = 2016-04-04\n", "started_on = 2016-07-04\n"),
            ("sif, 2016-04-04", "sif, 2016-07-04"),
        ],
        [
            "line 29, inspection Exampleshire, sif, 2016-07-04, started_on: It is later than recorded_on "
            "(2016-06-20): nothing is known before it happens.",
        ],
    ),
    "known before what it names": (
        [
            (
                'workstream = 1\nsource = "Plan"\nrecorded_on = 2016-09-05',
                'workstream = 1\nsource = "Plan"\nrecorded_on = 2016-06-20',
            ),
        ],
        [
            "line 95, coverage F1, 1, recorded_on: It is earlier than workstream 1 was known (2016-09-05): "
            "write that day or a later one.",
        ],
    ),
    "part larger than the whole": (
        [
            ("value = 655", "value = 655\nnumerator = 3\ndenominator = 2"),
        ],
        [
            "line 97, comparator Children in need, count, Exampleshire, 2016-03-31: The numerator is at "
            "most the denominator, and the denominator is not 0.",
        ],
    ),
    "percentage": (
        [
            ('unit = "count"', 'unit = "percentage"'),
        ],
        [
            "line 97, comparator Children in need, percentage, Exampleshire, 2016-03-31: A percentage is "
            "from 0 to 100.",
        ],
    ),
    "said once of the outer": (
        [
            (
                'title = "Direction"\nissued_on = 2016-08-15\nsource = "Direction"\nrecorded_on = 2016-08-15',
                'title = "Direction"\nissued_on = 2016-08-15\nsource = "Direction"\nrecorded_on = "later"',
            ),
        ],
        [
            "line 48, intervention direction, 2016-08-15, recorded_on: “later” is not a date: write it as "
            "2016-05-25, without quotation marks.",
        ],
    ),
    "several": (
        [
            ('state = "active"', 'state = "live"'),
            ("number = 2", "number = 0"),
            ("value = 655", ""),
        ],
        [
            "line 10, change of the programme 2016-09-05, state: “live” is not known here: write active, "
            "step_down or closed.",
            "line 67, workstream 0, number: Ensure this value is greater than or equal to 1.",
            "line 97, comparator Children in need, count, Exampleshire, 2016-03-31, value: It is missing: "
            "add a line like value = 8",
        ],
    ),
}


@pytest.mark.parametrize(("replacements", "sentences"), FAULTS.values(), ids=FAULTS)
def test_a_faulty_file_is_refused_in_these_words(replacements, sentences):
    text = changed(*replacements)

    assert refusal(text) == sentences
    assert saved_counts() == NOTHING


# --- Where the file differs from the database ---------------------------------------------------------------


DIFFERENT = [
    ('title = "Waits"', 'title = "Long waits"'),
    ("value = 655", "value = 656.5"),
    ("workstream = 1\n", "workstream = 2\n"),
]
DIFFERENCES = [
    "finding F1, title: “Waits” becomes “Long waits”",
    "coverage F1, 2: only in the file",
    "comparator Children in need, count, Exampleshire, 2016-03-31, value: 655.00 becomes 656.5",
]


def test_differences_are_shown_and_not_made(tmp_path):
    load(SMALL)
    path = tmp_path / "small.toml"
    path.write_text(changed(*DIFFERENT), encoding="utf-8")
    out = StringIO()

    with pytest.raises(CommandError, match=r"Nothing was changed: add --update to change it\.$"):
        call_command("load_programme", str(path), stdout=out)

    assert out.getvalue().splitlines() == ["coverage F1, 1: only in the database, and left alone", *DIFFERENCES]
    assert load(SMALL).is_same
    assert Event.objects.count() == 1


def test_update_makes_the_differences(tmp_path):
    load(SMALL)
    path = tmp_path / "small.toml"
    path.write_text(changed(*DIFFERENT), encoding="utf-8")

    out, _ = run("load_programme", path, "--update")

    assert out == [
        "coverage F1, 1: only in the database, and left alone",
        *DIFFERENCES,
        "Updated Small: 1 added, 2 changed.",
    ]
    assert Finding.objects.get(reference="F1").title == "Long waits"
    assert Comparator.objects.get().value == Decimal("656.5")
    assert sorted(Coverage.objects.values_list("workstream__number", flat=True)) == [1, 2]
    assert load(changed(*DIFFERENT)).is_same


def test_update_leaves_an_event_for_each_record():
    load(SMALL)

    load(changed(*DIFFERENT), update=True)

    events = Event.objects.filter(action="programme.updated").order_by("sequence")
    assert [(event.record_kind, event.before, event.after) for event in events] == [
        (
            "improvement.Coverage",
            {},
            {"finding": "F1", "workstream": "2", "source": "Plan", "recorded_on": "2016-09-05", "invented": False},
        ),
        ("improvement.Finding", {"title": "Waits"}, {"title": "Long waits"}),
        ("improvement.Comparator", {"value": "655.00"}, {"value": "656.5"}),
    ]
    assert {(event.chain, event.actor_id, event.reason) for event in events} == {
        ("small", None, "Loaded from small.toml")
    }
    assert list(audit_faults()) == []


def test_update_moves_the_version_of_what_it_changes():
    load(SMALL)

    load(changed(*DIFFERENT), update=True)

    assert list(Finding.objects.order_by("reference").values_list("reference", "version")) == [("F1", 2), ("F2", 1)]


def test_update_points_a_record_at_another():
    load(SMALL)
    text = changed(
        ('inspection = "Exampleshire, sif, 2016-04-04"\n', ""), ('supported = "Exampleshire"', 'supported = "New"')
    )
    text += '[[authorities]]\nname = "New"\nons_code = "E99000003"\ndfe_code = "993"\n'

    differences = list(load(text, update=True).differences)

    assert differences == [
        "programme, supported: “Exampleshire” becomes “New”",
        "authority New: only in the file",
        "finding F1, inspection: “Exampleshire, sif, 2016-04-04” becomes nothing",
    ]
    assert Programme.objects.get().supported == Authority.objects.get(dfe_code="993")
    assert Finding.objects.get(reference="F1").inspection is None


def test_update_says_yes_and_no_as_the_file_does():
    load(SMALL)

    differences = list(load(changed(("is_overall = true\n", ""))).differences)

    assert differences == [
        "inspection Exampleshire, sif, 2016-04-04, judgement Overall, is_overall: true becomes false"
    ]


def test_an_authority_of_two_programmes_is_not_renamed_by_the_second():
    load(SMALL)

    comparison = load(SMALL.replace('slug = "small"', 'slug = "other"').replace("Exampleshire", "Sampleshire"))

    assert comparison.needs_update
    assert "authority Sampleshire, name: “Exampleshire” becomes “Sampleshire”" in comparison.differences
    assert Programme.objects.count() == 1


def test_a_record_taken_out_leaves_the_others_where_they_are():
    load(SMALL)
    start = SMALL.index('[[findings]]\nreference = "F1"')
    text = SMALL[:start] + SMALL[SMALL.index('[[findings]]\nreference = "F2"') :]
    text = text.replace('finding = "F1"', 'finding = "F2"')

    comparison = load(text)

    assert list(comparison.differences) == ["coverage F2, 1: only in the file"]
    assert comparison.only_in_database == ["finding F1", "coverage F1, 1"]


def test_a_record_put_between_moves_those_after_it():
    load(SMALL)
    between = SMALL[SMALL.index('[[findings]]\nreference = "F2"') : SMALL.index("[[coverage]]")].replace("F2", "F3")

    load(changed(('[[findings]]\nreference = "F2"', between + '[[findings]]\nreference = "F2"')), update=True)

    assert list(Finding.objects.order_by("position").values_list("reference", flat=True)) == ["F1", "F3", "F2"]


def test_a_change_of_the_programme_is_never_altered():
    load(SMALL)

    assert refusal(changed(("ends_on = 2018-03-31", "ends_on = 2018-06-30"))) == [
        "line 11, change of the programme 2016-09-05, ends_on: "
        "It is recorded otherwise, and stays: add another change with a later recorded_on."
    ]


@pytest.mark.parametrize(
    ("recorded_on", "sentences"),
    [
        ("2016-09-06", []),
        (
            "2016-09-04",
            [
                "line 14, change of the programme 2016-09-04, recorded_on: "
                "The newest change was recorded on 2016-09-05: write a later day."
            ],
        ),
    ],
)
def test_a_change_of_the_programme_is_followed_by_a_later_one(recorded_on, sentences):
    load(SMALL)
    change = SMALL[SMALL.index("[[changes]]") : SMALL.index("[[authorities]]")]
    another = change.replace("2016-09-05", recorded_on).replace("active", "step_down")
    text = changed(("[[changes]]", another + "[[changes]]"))

    found = refusal(text) if sentences else [str(f) for f in load(text, update=True).document.faults]

    assert found == sentences
    assert ProgrammeChange.objects.count() == (1 if sentences else 2)


def test_a_programme_may_follow_another():
    load(SMALL)

    load(changed(('slug = "small"', 'slug = "next"\nsucceeds = "small"')))

    assert Programme.objects.get(slug="next").succeeds == Programme.objects.get(slug="small")


# --- Beside what people recorded -----------------------------------------------------------------------------


def test_what_people_closed_stays_closed():
    load(SMALL)
    Intervention.objects.update(closed_on=dt.date(2017, 1, 1))

    assert load(SMALL).is_same


def test_what_people_withdrew_stays_withdrawn():
    load(SMALL)
    Coverage.objects.update(withdrawn_on=dt.date(2017, 1, 1), withdrawn_by=person())

    assert load(SMALL).is_same


def test_what_a_person_recorded_is_not_taken_over():
    load(SMALL)
    Finding.objects.filter(reference="F2").update(recorded_by=person())

    assert refusal(SMALL) == ["line 83, finding F2: Officer 1 recorded it on 2016-06-20: take it out of the file."]


def test_the_file_may_say_again_what_people_said_and_withdrew():
    load(SMALL)
    officer = person()
    Coverage.objects.update(recorded_by=officer, withdrawn_on=dt.date(2017, 1, 1), withdrawn_by=officer)

    load(SMALL, update=True)

    assert sorted(Coverage.objects.values_list("recorded_by", "withdrawn_by"), key=str) == [
        (officer.pk, officer.pk),
        (None, None),
    ]


def test_changes_people_made_are_not_the_files_concern():
    load(SMALL)
    programme = Programme.objects.get()
    officer = person()
    ProgrammeChange.objects.create(
        programme=programme, state="step_down", ends_on=dt.date(2018, 6, 30), reason="Later", recorded_by=officer
    )
    WorkstreamChange.objects.create(
        programme=programme, workstream=Workstream.objects.get(number=1), is_closed=True, recorded_by=officer
    )

    assert load(SMALL).is_same


# --- Writing --------------------------------------------------------------------------------------------------


def empty_database():
    Judgement.objects.update(part_of=None)
    Intervention.objects.update(replaced_by=None)
    for section in reversed(SECTIONS):
        if section.is_dated:
            section.model.objects.all().delete()
    Programme.objects.all().delete()
    Authority.objects.all().delete()


@pytest.mark.parametrize("path", [TORBAY, EXAMPLESHIRE], ids=lambda path: path.stem)
def test_a_dump_loads_to_the_same(path, tmp_path):
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    run("load_programme", path)
    run("dump_programme", path.stem, "--output", first)
    empty_database()

    run("load_programme", first)
    run("dump_programme", path.stem, "--output", second)

    assert first.read_bytes() == second.read_bytes()
    assert run("load_programme", path)[0] == ["Nothing to change."]


def test_dump_of_the_least_programme():
    text = SMALL[: SMALL.index("[[inspections]]")]
    load(text)

    assert load(write_programme(Programme.objects.get())).is_same


def test_dump_prints_the_file():
    load(SMALL)

    out, err = run("dump_programme", "small")

    assert (out, err) == (write_programme(Programme.objects.get()).splitlines(), [])
    assert load("\n".join(out)).is_same


def test_dump_keeps_quotation_marks_and_paragraphs():
    text = changed(('text = "Children wait too long."', r'text = "One \"word\"\n\ntwo \\ three"'))
    load(text)

    dump = write_programme(Programme.objects.get())

    assert Finding.objects.get(reference="F1").text == 'One "word"\n\ntwo \\ three'
    assert load(dump).is_same


def test_dump_keeps_what_is_marked_otherwise_than_the_file():
    text = changed(('title = "Waits"', 'title = "Waits"\ninvented = true'))
    load(text)

    assert load(write_programme(Programme.objects.get())).is_same


def test_dump_keeps_the_programme_that_came_before():
    load(SMALL)
    load(changed(('slug = "small"', 'slug = "next"\nsucceeds = "small"')))

    assert load(write_programme(Programme.objects.get(slug="next"))).is_same


def test_dump_leaves_out_what_people_recorded_and_counts_it():
    load(SMALL)
    officer = person()
    programme = Programme.objects.get()
    Finding.objects.create(
        programme=programme, reference="F3", kind="finding", title="Mine", text="Mine", recorded_by=officer
    )
    later = Intervention.objects.create(
        programme=programme, kind="direction", title="Later", issued_on=dt.date(2017, 1, 1), recorded_by=officer
    )
    Intervention.objects.filter(title="Direction").update(closed_on=dt.date(2017, 1, 1), replaced_by=later)

    out, err = run("dump_programme", "small")

    assert err == ["Records made by people, left out: 2."]
    assert [line for line in out if "Mine" in line or "Later" in line or "replaced_by" in line] == []
    assert load("\n".join(out)).is_same


def test_dump_of_an_unknown_programme():
    load(SMALL)

    with pytest.raises(CommandError, match=r"^There is no programme nowhere\. There are: small\.$"):
        run("dump_programme", "nowhere")


def test_dump_to_a_folder_that_is_not_there(tmp_path):
    load(SMALL)
    path = tmp_path / "nowhere" / "small.toml"

    with pytest.raises(CommandError, match=f"^{re.escape(str(path))} cannot be written: No such file or directory.$"):
        run("dump_programme", "small", "--output", path)


def test_dump_of_two_authorities_with_one_name():
    load(SMALL)
    Authority.objects.update(name="Twin")

    with pytest.raises(CommandError) as error:
        run("dump_programme", "small")

    assert str(error.value) == "Two authorities are called Twin: give one of them another name first."


# --- Parts ----------------------------------------------------------------------------------------------------


def test_lines_of_every_way_to_write_a_key():
    text = "\n".join(
        [
            "# a comment with [brackets]",
            'a = """',
            'not = "a key"',
            '"""',
            "[b.c]",
            '"d e" = [1,',
            "  2]",
            "f.g = {h = 1, i = [{j = 2016-05-25 10:00:00}]}",
            "[[k]]",
            "l = ''' ] '''",
            "[[k.m]]",
            "[[k]]",
            "[k.n]",
            "o = 1",
        ]
    )

    assert lines_of(text) == {
        ("a",): 2,
        ("b",): 5,
        ("b", "c"): 5,
        ("b", "c", "d e"): 6,
        ("b", "c", "d e", 0): 6,
        ("b", "c", "d e", 1): 7,
        ("b", "c", "f", "g"): 8,
        ("b", "c", "f", "g", "h"): 8,
        ("b", "c", "f", "g", "i"): 8,
        ("b", "c", "f", "g", "i", 0): 8,
        ("b", "c", "f", "g", "i", 0, "j"): 8,
        ("k",): 9,
        ("k", 0): 9,
        ("k", 0, "l"): 10,
        ("k", 0, "m"): 11,
        ("k", 0, "m", 0): 11,
        ("k", 1): 12,
        ("k", 1, "n"): 13,
        ("k", 1, "n", "o"): 14,
    }


@pytest.mark.parametrize(
    ("words", "text"), [(["one"], "one"), (["one", "two"], "one or two"), ([1, 2, 3], "1, 2 or 3")]
)
def test_either(words, text):
    assert either(words) == text


def test_every_required_key_is_in_the_readme():
    readme = (FILES / "README.md").read_text(encoding="utf-8")

    keys = {name for section in SECTIONS for name in section.keys}
    assert sorted(key for key in keys if f"`{key}" not in readme and f"{key}]]" not in readme) == []
