"""The states of a report: one table, from which its page of documentation is written."""

from django.core.management import call_command

from accounts.roles import PERMISSIONS
from commissioner.reports.states import CLOSED, OPEN, STEPS, ReportState, ReportStepKind, as_page


def test_the_page_is_written_from_the_table(settings):
    assert (settings.BASE_DIR / "docs" / "report-states.md").read_text() == as_page()


def test_the_command_writes_the_page(settings, tmp_path, capsys):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()

    call_command("write_report_states")

    assert (tmp_path / "docs" / "report-states.md").read_text() == as_page()
    assert capsys.readouterr().out == "Wrote docs/report-states.md.\n"


def test_every_step_but_the_first_is_in_the_table():
    assert set(STEPS) == set(ReportStepKind) - {ReportStepKind.DRAFTED}


def test_every_state_is_open_or_closed_and_every_permission_known():
    assert set(OPEN) | set(CLOSED) == set(ReportState)
    assert {step.permission for step in STEPS.values()} <= set(PERMISSIONS)
