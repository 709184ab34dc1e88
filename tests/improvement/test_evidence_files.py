"""What may be attached: each kind of file when it is what it says, and when it lies."""

import hashlib
import io
import tracemalloc
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from improvement.actions.evidence import add_evidence
from improvement.evidence_files import KINDS, FileFacts, examine, safe_name
from improvement.models import Evidence
from tests.factories.accounts import UserFactory, member
from tests.factories.files import CSV, DOCX, JPEG, PDF, PNG, PPTX, XLSX, open_document, upload, zipped
from tests.factories.improvement import EvidenceFactory, MilestoneFactory, ProgrammeFactory, WorkstreamFactory

GOOD = {
    ".pdf": PDF,
    ".png": PNG,
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".csv": CSV,
    ".txt": "Notes: naïve\n".encode(),
    ".docx": DOCX,
    ".xlsx": XLSX,
    ".pptx": PPTX,
    ".odt": open_document("text"),
    ".ods": open_document("spreadsheet"),
    ".odp": open_document("presentation"),
}
HTML = b"<!doctype html><script>alert(1)</script>"


def refusal(file):
    with pytest.raises(ValidationError) as refused:
        examine(file)
    return refused.value.message_dict


def not_a(ending):
    return {"file": [f"This is not a {ending} file, whatever its name says. Save it again in that format."]}


def test_every_kind_is_tried_here():
    assert sorted(GOOD) == sorted(KINDS)


@pytest.mark.parametrize("ending", GOOD)
def test_a_file_of_each_kind_is_taken_with_its_facts(ending):
    content = GOOD[ending]

    facts = examine(upload(f"minutes{ending}", content))

    assert facts == FileFacts(
        name=f"minutes{ending}",
        content_type=KINDS[ending],
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


@pytest.mark.parametrize("ending", GOOD)
def test_a_file_is_left_at_its_start(ending):
    file = upload(f"minutes{ending}", GOOD[ending])

    examine(file)

    assert file.read() == GOOD[ending]


@pytest.mark.parametrize("ending", GOOD)
def test_an_ending_in_capitals_is_the_same_kind(ending):
    assert examine(upload(f"MINUTES{ending.upper()}", GOOD[ending])).content_type == KINDS[ending]


@pytest.mark.parametrize("ending", [ending for ending in GOOD if ending not in {".csv", ".txt"}])
@pytest.mark.parametrize("content", [HTML, b"x", b" %PDF-1.4", b"PK\x03\x04", b"\x00" * 40], ids=repr)
def test_a_file_that_is_something_else_is_refused(ending, content):
    assert refusal(upload(f"minutes{ending}", content)) == not_a(ending)


@pytest.mark.parametrize("ending", [".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp"])
def test_an_office_file_of_another_kind_is_refused(ending):
    others = [GOOD[other] for other in (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp") if other != ending]

    found = [refusal(upload(f"minutes{ending}", content)) for content in others]

    assert found == [not_a(ending)] * 5


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        (".docx", zipped({"word/document.xml": "", "word/vbaProject.bin": "macro"})),
        (".xlsx", zipped({"xl/workbook.xml": "", "xl/vbaProject.bin": "macro"})),
        (".pptx", zipped({"ppt/presentation.xml": "", "ppt/vbaProject.bin": "macro"})),
        (".odt", open_document("text", **{"Basic/Standard/Module1.xml": "macro"})),
        (".ods", open_document("spreadsheet", **{"Scripts/python/a.py": "macro"})),
        (".odp", open_document("presentation", **{"Basic/script-lc.xml": "macro"})),
    ],
)
def test_an_office_file_with_macros_is_refused(ending, content):
    assert refusal(upload(f"minutes{ending}", content)) == not_a(ending)


@pytest.mark.parametrize(
    "mimetype",
    ["", "application/vnd.oasis.opendocument.text-template", "application/vnd.oasis.opendocument.text" + " " * 200],
    ids=len,
)
def test_an_open_document_that_names_no_kind_or_another_is_refused(mimetype):
    assert refusal(upload("minutes.odt", zipped({"mimetype": mimetype}))) == not_a(".odt")


@pytest.mark.parametrize("ending", [".csv", ".txt"])
def test_a_text_holding_a_null_byte_is_refused(ending):
    assert refusal(upload(f"minutes{ending}", b"Area\x00,Visits")) == not_a(ending)


def test_a_web_page_named_as_text_is_taken_as_text_and_nothing_else():
    assert examine(upload("page.txt", HTML)).content_type == "text/plain"


def test_an_archive_that_would_unpack_to_much_is_not_unpacked():
    bomb = zipped({"word/document.xml": b"\x00" * 30_000_000})
    file = upload("minutes.docx", bomb)

    tracemalloc.start()
    facts = examine(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (facts.size_bytes, len(bomb) < 40_000, peak < 1_000_000) == (len(bomb), True, True)


def test_an_open_document_whose_kind_would_unpack_to_much_is_not_unpacked():
    bomb = zipped({"mimetype": b" " * 30_000_000})

    assert refusal(upload("minutes.odt", bomb)) == not_a(".odt")


@pytest.mark.parametrize("ending", [".odt", ".docx"])
def test_a_damaged_archive_is_refused_wherever_the_damage_is(ending):
    whole = GOOD[ending] if ending == ".docx" else open_document("text", **{"é.xml": "<x/>"})
    size = len(whole)
    damaged = [whole[:place] for place in range(1, size, 7)] + [whole[place:] for place in range(1, size, 7)]
    for place in range(size):
        for value in (0, 9, 12, 255, whole[place] ^ 0x80):
            damaged.append(whole[:place] + bytes([value]) + whole[place + 1 :])

    answers = set()
    for content in damaged:
        try:
            answers.add(examine(upload(f"minutes{ending}", content)).content_type)
        except ValidationError as error:
            answers.add(str(error.message_dict))

    assert answers == {KINDS[ending], str(not_a(ending))}


def test_an_encrypted_archive_is_refused():
    encrypted = bytearray(open_document("text"))
    with zipfile.ZipFile(io.BytesIO(bytes(encrypted))) as archive:
        start = archive.start_dir
    encrypted[start + 8] |= 1

    assert refusal(upload("minutes.odt", bytes(encrypted))) == not_a(".odt")


def test_an_empty_file_is_refused():
    assert refusal(upload("minutes.pdf", b"")) == {"file": ["This file is empty."]}


@pytest.mark.parametrize(("more", "taken"), [(0, True), (1, False)])
def test_a_file_up_to_the_limit_is_taken(settings, more, taken):
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    file = upload("minutes.pdf", PDF + b" " * (1024 * 1024 - len(PDF) + more))

    if taken:
        assert examine(file).size_bytes == 1024 * 1024
    else:
        sentence = "This file is larger than 1 MB. Attach a smaller one, or give a link to it."
        assert refusal(file) == {"file": [sentence]}


KINDS_SAID = (
    "Attach a file of one of these kinds: .csv, .docx, .jpeg, .jpg, .odp, .ods, .odt, .pdf, .png, .pptx, .txt, .xlsx."
)


@pytest.mark.parametrize(
    "name",
    ["minutes", "minutes.pdf.exe", "minutes.html", "minutes.svg", "minutes.docm", "minutes.doc", ".pdf", "minutes.",
     "minutes.zip", "minutes.PDF ", "minutes.pdfx", "pdf"],
)  # fmt: skip
def test_a_file_of_no_known_kind_is_refused_whatever_it_holds(name):
    file = upload("x", PDF)
    file._name = name

    kinds = {"minutes.PDF ": FileFacts}
    if name in kinds:
        assert examine(file).name == "minutes.PDF"
    else:
        assert refusal(file) == {"file": [KINDS_SAID]}


def test_a_double_ending_counts_by_the_last():
    assert examine(upload("minutes.exe.pdf")).name == "minutes.exe.pdf"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Case 943 476 5919.pdf", "This looks like an NHS number. Take it out: nothing here may identify a child."),
        ("born 12-03-2009.pdf", "This looks like a date of birth. Take it out: nothing here may identify a child."),
    ],
)
def test_a_file_name_that_identifies_a_child_is_refused(name, sentence):
    assert refusal(upload(name)) == {"file": [sentence]}


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("minutes.pdf", "minutes.pdf"),
        ("Our minutes (final), 2.pdf", "Our minutes (final), 2.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/etc/passwd", "passwd"),
        ("C:\\Users\\me\\minutes.pdf", "minutes.pdf"),
        ("..", "file"),
        (".", "file"),
        ("", "file"),
        ("   ", "file"),
        ("folder/", "file"),
        (".htaccess", "htaccess"),
        ("...pdf", "pdf"),
        ("minutes.pdf...", "minutes.pdf"),
        ('a<b>c:d"e|f?g*h.pdf', "a_b_c_d_e_f_g_h.pdf"),
        ("minutes\x00.pdf", "minutes.pdf"),
        ("minutes\r\nSet-Cookie: a=b.pdf", "minutesSet-Cookie_ a=b.pdf"),
        ("minutes\u202efdp.exe", "minutesfdp.exe"),
        ("Protokoll für März.pdf", "Protokoll für März.pdf"),
        ("Protokoll fu\u0308r.pdf", "Protokoll f\u00fcr.pdf"),
        ("会議.pdf", "会議.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("x" * 300, "x" * 100),
        ("x." + "y" * 300, "x." + "y" * 88 + "." + "y" * 9),
        ("x" * 100, "x" * 100),
        ("x" * 97 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_safe_name_is_short_and_leads_nowhere(name, safe):
    assert safe_name(name) == safe


@given(st.text(max_size=400))
def test_safe_name_of_any_text_is_a_short_name_without_folders(name):
    safe = safe_name(name)

    assert (0 < len(safe) <= 100, safe.isprintable(), set(safe) & set('/\\<>:"|?*'), safe.startswith(".")) == (
        True, True, set(), False,
    )  # fmt: skip


@pytest.fixture
def programme(db):
    return ProgrammeFactory(slug="torbay")


@pytest.fixture
def workstream(programme):
    return WorkstreamFactory(programme=programme, number=8)


ADD = "/torbay/workstreams/8/evidence/add/"


def attach(client, workstream, file, **typed):
    officer = member(workstream.programme, "officer")
    client.force_login(officer)
    return client.post(ADD, {"title": "Minutes", "file": file, **typed})


def test_a_file_attached_on_the_page_is_downloaded_as_it_was(client, workstream):
    answer = attach(client, workstream, upload("Our minutes.docx", DOCX))
    evidence = Evidence.objects.get()

    download = client.get(reverse("improvement:evidence-file", args=["torbay", evidence.pk]))

    assert answer.url == "/torbay/workstreams/8/"
    assert b"".join(download.streaming_content) == DOCX
    assert {name: download[name] for name in ("Content-Disposition", "Content-Type", "X-Content-Type-Options")} == {
        "Content-Disposition": 'attachment; filename="Our minutes.docx"',
        "Content-Type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "X-Content-Type-Options": "nosniff",
    }
    assert download["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_the_page_of_evidence_tells_where_it_is_kept_and_what_it_belongs_to(client, workstream):
    client.force_login(member(workstream.programme, "board_member"))
    milestone = MilestoneFactory(workstream=workstream, title="Panel")
    person = UserFactory(name="Ann Lee", organisation="Council")
    kept = add_evidence(workstream=workstream, title="Plan", milestone=milestone, file=upload(), by=person)
    link = EvidenceFactory(workstream=workstream, link="https://council.example/minutes")

    def told(evidence):
        facts = client.get(evidence.get_absolute_url()).context["facts"]
        return [(fact.term, str(fact.value).replace("\xa0", " "), fact.url) for fact in facts]

    address = f"{kept.get_absolute_url()}file/"
    assert told(kept) == [
        ("File", f"Download {kept.file_name} (PDF, {kept.size_bytes} bytes)", address),
        ("Milestone", "Panel", milestone.get_absolute_url()),
        ("Attached", "28 February 2017 by Ann Lee, Council", ""),
        ("Fingerprint", kept.sha256, ""),
    ]
    assert told(link) == [
        ("Link", "https://council.example/minutes", "https://council.example/minutes"),
        ("Attached", "1 June 2016 by Sample document, page 1", ""),
    ]


def test_a_file_name_of_other_letters_is_given_back_in_a_header_that_holds(client, workstream):
    attach(client, workstream, upload("Prüf;ung.pdf"))

    download = client.get(f"/torbay/evidence/{Evidence.objects.get().pk}/file/")

    assert download["Content-Disposition"] == "attachment; filename*=utf-8''Pr%C3%BCf%3Bung.pdf"
    download.close()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("page.pdf", HTML, "This is not a .pdf file, whatever its name says. Save it again in that format."),
        ("minutes.docm", DOCX, KINDS_SAID),
        ("minutes.pdf.exe", PDF, KINDS_SAID),
        ("minutes.pdf", b"", "The submitted file is empty."),
        (
            "x" * 201 + ".pdf",
            PDF,
            "Ensure this filename has at most 200 characters (it has 205).",
        ),
    ],
)
def test_a_file_that_is_refused_is_told_by_its_field_and_nothing_is_kept(client, workstream, name, content, sentence):
    answer = attach(client, workstream, upload(name, content))

    assert (answer.status_code, answer.context["form"].errors) == (200, {"file": [sentence]})
    assert answer.context["form"]["title"].value() == "Minutes"
    assert Evidence.objects.count() == 0


def test_a_file_and_a_link_together_are_refused(client, workstream):
    answer = attach(client, workstream, upload(), link="https://council.example/")

    assert answer.context["form"].errors == {"__all__": ["Give a file or a link: one of them, not both."]}
    assert Evidence.objects.count() == 0


def test_who_may_not_see_evidence_gets_no_file(client, programme, workstream):
    attach(client, workstream, upload())
    address = f"/torbay/evidence/{Evidence.objects.get().pk}/file/"
    elsewhere = member(ProgrammeFactory(), "director")

    answers = {}
    for who, user in (("board", member(programme, "board_member")), ("reader", member(programme, "reader")),
                      ("elsewhere", elsewhere)):  # fmt: skip
        client.force_login(user)
        answers[who] = client.get(address).status_code
    client.logout()
    answers["signed out"] = client.get(address).status_code

    assert answers == {"board": 200, "reader": 403, "elsewhere": 404, "signed out": 302}


def test_a_file_is_not_reached_through_another_programme(client, workstream):
    attach(client, workstream, upload())
    other = ProgrammeFactory(slug="other")
    client.force_login(member(other, "director"))

    answer = client.get(f"/other/evidence/{Evidence.objects.get().pk}/file/")

    assert answer.status_code == 404


def test_a_link_has_no_file(client, programme, workstream):
    evidence = EvidenceFactory(workstream=workstream)
    client.force_login(member(programme, "director"))

    assert client.get(f"/torbay/evidence/{evidence.pk}/file/").status_code == 404


def test_a_file_that_went_missing_is_told_as_not_there(client, workstream):
    attach(client, workstream, upload())
    evidence = Evidence.objects.get()
    default_storage.delete(evidence.file.name)

    assert client.get(f"/torbay/evidence/{evidence.pk}/file/").status_code == 404
