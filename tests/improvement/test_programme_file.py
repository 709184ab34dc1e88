import datetime as dt
import re
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import User
from audit.models import Event
from audit.verification import faults as audit_faults
from config.records import Recorded
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
    Requirement,
    Workstream,
    WorkstreamChange,
)
from improvement.programme_file.faults import FileRefused, either
from improvement.programme_file.lines import lines_of
from improvement.programme_file.reading import LARGEST_BYTES, read_file
from improvement.programme_file.saving import load_programme
from improvement.programme_file.sections import SECTIONS
from improvement.programme_file.writing import CannotWrite, write_programme

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
        "authorities": 3,
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

    rate = Comparator.objects.get(
        measure="Children looked after", unit="rate_per_10000", authority__name="Torbay"
    )
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
    assert [section.name for section in SECTIONS if section.is_dated and section.model.objects.filter(invented=False)] == []


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

    with pytest.raises(FileRefused, match="^line 2: This line is not UTF-8: save the file as UTF-8.$"):
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

