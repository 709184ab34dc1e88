"""Reports on their way: sent once, tried again with growing pauses, failures visible to those who can mend them."""

import datetime
import smtplib

import pytest
from django.core import mail

from commissioner.actions.reports import try_again
from commissioner.models import ReportDelivery
from commissioner.reports.delivery import send_reports, standing
from tests.factories.report import ReportDeliveryFactory

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2017, 2, 28, 12, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


def failing(monkeypatch, error, *, at=None):
    """Let sending raise an error, at one address or at all."""
    send = mail.EmailMessage.send

    def fail(self, *args, **kwargs):
        if at is None or at in self.to:
            raise error
        return send(self, *args, **kwargs)

    monkeypatch.setattr(mail.EmailMessage, "send", fail)


def test_a_submitted_report_goes_out_with_its_files(submitted):
    assert standing(NOW) == (True, "1 waiting, 0 given up.")

    assert send_reports(NOW) == "1 sent."
    assert send_reports(NOW) == "None to send."

    (message,) = mail.outbox
    assert message.to == ["office@minister.example"]
    kept = {file.name: bytes(file.content) for file in submitted.files.filter(edition="full")}
    assert [(name, content) for name, content, _ in message.attachments] == [
        ("own-report-1.ods", kept["ods"]),
        ("own-report-1.pdf", kept["pdf"]),
    ]
    assert "Recommendation: Continue the programme as it is" in message.body
    delivery = submitted.deliveries.get()
    digests = {file.name: file.sha256 for file in submitted.files.filter(edition="full", name__in=["pdf", "ods"])}
    assert (delivery.sent_at, delivery.sent_files, delivery.attempts) == (NOW, digests, 1)


def test_two_sweeps_at_once_send_once(submitted):
    delivery = submitted.deliveries.get()

    assert delivery.claim(NOW)
    assert not ReportDelivery.objects.get().claim(NOW)
    assert send_reports(NOW) == "None to send."


def test_an_address_that_bounces_is_tried_again_and_given_up_in_sight(submitted, monkeypatch, caplog, commissioner_):
    refusal = smtplib.SMTPRecipientsRefused({"office@minister.example": (550, b"unknown")})
    failing(monkeypatch, refusal)
    now = NOW
    for _ in range(7):
        assert send_reports(now) == "1 failed."
        assert send_reports(now + MINUTE) == "None to send."
        now += datetime.timedelta(days=3)

    assert standing(now) == (False, "0 waiting, 1 given up.")
    delivery = submitted.deliveries.get()
    assert (delivery.attempts, delivery.is_given_up) == (7, True)
    assert "550" in delivery.last_error
    assert "failed at attempt 7" in caplog.text

    monkeypatch.undo()
    try_again(delivery=delivery, by=commissioner_)
    assert send_reports(now) == "1 sent."


def test_what_was_sent_is_not_tried_again(submitted, commissioner_, refused):
    delivery = submitted.deliveries.get()
    send_reports(NOW)

    assert refused(try_again, delivery=delivery, by=commissioner_) == {"__all__": ["It has been sent meanwhile."]}


def test_one_bad_address_keeps_no_other(submitted, monkeypatch):
    ReportDeliveryFactory(report=submitted, address="bad@minister.example", made_at=NOW)
    failing(monkeypatch, smtplib.SMTPDataError(554, b"no"), at="bad@minister.example")

    assert send_reports(NOW) == "1 failed, 1 sent."


def test_a_server_that_went_away_is_told(submitted, monkeypatch):
    failing(monkeypatch, ConnectionRefusedError("gone"))

    with pytest.raises(ConnectionRefusedError):
        send_reports(NOW)

    assert ReportDelivery.objects.get().last_error == "ConnectionRefusedError: gone"


def test_a_sweep_whose_lease_ran_out_notes_nothing(submitted):
    delivery = submitted.deliveries.get()
    delivery.claim(NOW)
    later = ReportDelivery.objects.get()
    later.claim(NOW + datetime.timedelta(hours=1))

    assert not delivery.end(sent_at=NOW)
    assert ReportDelivery.objects.get().sent_at is None
