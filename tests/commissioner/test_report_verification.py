"""Signed reports are rendered again and compared: one altered byte shows, wherever it is."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit.models import Event
from commissioner.models import MinisterDecision, ProgressReport, ReportDelivery, ReportFile, ReportSection
from commissioner.reports.verification import report_faults
from tests.factories.improvement import HighlightReportFactory, WorkstreamFactory
from tests.factories.report import ProgressReportFactory, ReportScheduleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def past_triggers(db):
    """Take away what refuses changes, as somebody with the database in hand could."""
    tables = [model._meta.db_table for model in (ReportFile, ReportSection, MinisterDecision, ReportDelivery)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Rows of this transaction are still to be checked until then.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            return
        for table in tables:
            for verb in ("INSERT", "UPDATE", "DELETE", "REPLACE"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_refuse_{verb}")


def alter(model, **facts):
    model.objects.all().update(**facts)


def test_a_signed_report_is_whole_whatever_became_of_the_programme(signed, capsys):
    HighlightReportFactory(workstream=WorkstreamFactory(programme=signed.programme))

    call_command("verify_reports")

    assert capsys.readouterr().out == "The reports are whole: 1 signed.\n"


@pytest.mark.parametrize("name", ["json", "html", "pdf", "ods"])
@pytest.mark.parametrize("edition", ["full", "published"])
def test_one_altered_byte_of_a_file_is_found(signed, past_triggers, capsys, edition, name):
    file = signed.files.get(edition=edition, name=name)
    content = bytearray(bytes(file.content))
    content[len(content) // 2] ^= 1
    signed.files.filter(pk=file.pk).update(content=bytes(content))

    with pytest.raises(CommandError, match="The reports are not whole"):
        call_command("verify_reports")

    assert f"{name} is not the file that its SHA-256 was taken of." in capsys.readouterr().err


def test_a_file_altered_with_its_digest_is_found(signed, past_triggers):
    signed.files.filter(edition="full", name="ods").update(content=b"other", sha256="0" * 64)

    assert any("ods is not the file" in fault for fault in report_faults())


def test_an_altered_section_is_found(signed, past_triggers):
    signed.sections.filter(kind="verdict").update(text="All is well.")

    assert list(report_faults()) == [
        f"{signed.programme.name}, Report 1 to the Minister, for the minister: "
        "The sections of the report differ from what its files say."
    ]


def test_a_missing_file_and_an_unknown_signature_are_found(signed, past_triggers):
    signed.files.filter(edition="published", name="pdf").delete()
    ProgressReportFactory(signed=True, schedule=ReportScheduleFactory(), number=1)

    faults = list(report_faults())

    assert [fault.partition(", ")[2] for fault in faults] == [
        "Report 1 to the Minister, as published: pdf is missing.",
        "Report 1 to the Minister: the audit trail does not know that it was signed.",
    ]


def test_what_an_earlier_edition_wrote_is_proved_by_its_digest_alone(signed, past_triggers, monkeypatch):
    for module in ("commissioner.documents.files", "commissioner.reports.verification"):
        monkeypatch.setattr(f"{module}.WRITTEN_BY", "Edition 99")
    signed.sections.update(text="Another.")

    assert list(report_faults()) == []


def test_a_gap_in_the_numbers_is_found(db):
    ProgressReportFactory(number=2)

    (fault,) = report_faults()

    assert fault.endswith("report 1 is missing: a later number was given.")


def test_an_altered_letter_and_another_file_sent_are_found(decided, past_triggers):
    alter(MinisterDecision, content=b"%PDF- forged")
    now = datetime.datetime(2017, 2, 28, tzinfo=datetime.UTC)
    alter(ReportDelivery, sent_at=now, sent_files={"pdf": "0" * 64})

    assert list(report_faults()) == [
        "Decision on report 1: the letter is not the file that its SHA-256 was taken of.",
        "Report 1 to office@minister.example: the pdf that went is not the one of the report.",
    ]


def test_signing_is_on_the_trail_with_every_digest(signed):
    files = Event.objects.get(action="report.signed").after["files"]

    assert len(files) == ReportFile.objects.count() == 8
    assert ProgressReport.objects.get().signed_on
