"""Letters as rows: written once, sent once by whichever sweep takes them, tried again, given up, or dropped."""

import datetime as dt
import smtplib

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from accounts import letters
from accounts.actions import set_reminders
from accounts.letters import send_letters, standing, wants_letters, write_letter
from accounts.models import LETTER_ATTEMPTS, LETTER_LEASE, LETTER_WAITS, Letter
from audit.models import Event
from jobs.actions import sweep
from jobs.models import LastRun
from tests.factories.accounts import LetterFactory, MembershipFactory, UserFactory, member
from tests.factories.improvement import ProgrammeFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2017, 2, 28, 7, 0, tzinfo=dt.UTC)
SECOND, DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)


class Server:
    """A mail server that answers each letter with the next of these: an error, or nothing."""

    def __init__(self, *answers, opens=True):
        self.answers, self.opens = list(answers), opens

    def __enter__(self):
        if not self.opens:
            raise ConnectionRefusedError("nobody listens")
        return self

    def __exit__(self, *details):
        return False

    def send_messages(self, messages):
        answer = self.answers.pop(0) if self.answers else None
        if answer:
            raise answer
        mail.outbox += messages
        return len(messages)


@pytest.fixture
def server(monkeypatch):
    def use(*answers, **facts):
        monkeypatch.setattr(letters, "get_connection", lambda: found)
        found = Server(*answers, **facts)

    return use


def refused():
    return smtplib.SMTPRecipientsRefused({"person@council.example": (550, b"no such person")})


def write(user, programme, key="a", **facts):
    return write_letter(
        user=user,
        programme=programme,
        kind="sample",
        key=key,
        subject=facts.pop("subject", "Days to submit"),
        template="accounts/email/letter.txt",
        **facts,
    )


def stands(letter):
    letter.refresh_from_db()
    return letter.attempts, letter.held_until, letter.sent_at, letter.dropped_at, letter.last_error


def test_a_letter_is_written_once_for_its_kind_and_key():
    programme = ProgrammeFactory(name="Torbay")
    user = member(programme, "officer")

    written = [write(user, programme), write(user, programme), write(user, programme, key="b")]

    assert written == [True, False, True]
    assert list(Letter.objects.order_by("key").values_list("kind", "key", "user")) == [
        ("sample", "a", user.pk),
        ("sample", "b", user.pk),
    ]


def test_a_letter_names_its_reader_and_how_to_switch_reminders_off(settings):
    settings.SITE_URL = "https://improvement.example/"
    programme = ProgrammeFactory(name="Torbay & Bay")
    user = MembershipFactory(programme=programme, user__name="Pat O'Lee").user

    write(user, programme)

    text = Letter.objects.get().text
    assert text.startswith("Dear Pat O'Lee,\n")
    assert "a role in the Torbay & Bay improvement programme. To switch reminders off, open your account:" in text
    assert "\nhttps://improvement.example/accounts/me/\n" in text


def test_a_letter_about_no_programme_needs_no_role():
    assert write(UserFactory(), None) is True
    assert "because you have a role" not in Letter.objects.get().text


def test_a_long_subject_is_cut_to_a_line():
    programme = ProgrammeFactory()

    write(member(programme, "officer"), programme, subject="x" * 300)

    assert len(Letter.objects.get().subject) == 200


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, True),
        ({"user__is_active": False}, False),
        ({"user__wants_reminders": False}, False),
        ({"until_on": dt.date(2017, 2, 28)}, False),
        ({"until_on": dt.date(2017, 3, 1)}, True),
        ({"from_on": dt.date(2017, 3, 1)}, False),
        ({"from_on": dt.date(2017, 2, 28)}, True),
    ],
)
def test_letters_go_to_those_who_are_in_and_want_them(facts, expected):
    held = MembershipFactory(role="officer", **facts)

    assert wants_letters(held.user, held.programme) is expected
    assert write(held.user, held.programme) is expected


def test_nothing_about_another_programme_is_written():
    assert write(member(ProgrammeFactory(), "officer"), ProgrammeFactory()) is False


def test_a_letter_is_sent_once(settings):
    settings.SITE_URL = "https://improvement.example"
    letter = LetterFactory(subject="Days to submit", text="Three days.")

    said = [send_letters(NOW), send_letters(NOW + DAY)]

    assert said == ["1 sent.", "None to send."]
    (message,) = mail.outbox
    assert (message.subject, message.body, message.to) == ("Days to submit", "Three days.", [letter.user.email])
    assert message.extra_headers["Message-ID"] == f"<letter-{letter.pk}@improvement.example>"
    assert stands(letter) == (1, None, NOW, None, "")


def test_the_sweep_of_each_minute_sends():
    LetterFactory()

    sweep(NOW)

    assert (len(mail.outbox), LastRun.objects.get(kind="send-letters").outcome) == (1, "1 sent.")


def test_the_oldest_letters_go_first_and_so_many_a_sweep(monkeypatch):
    monkeypatch.setattr(letters, "LETTERS_A_SWEEP", 2)
    for days, subject in ((0, "newest"), (2, "oldest"), (1, "middle")):
        LetterFactory(subject=subject, made_at=NOW - days * DAY)

    said = [send_letters(NOW), send_letters(NOW), send_letters(NOW)]

    assert [message.subject for message in mail.outbox] == ["oldest", "middle", "newest"]
    assert said == ["2 sent.", "1 sent.", "None to send."]


def test_a_letter_that_another_sweep_took_a_moment_before_is_left(monkeypatch):
    letter = LetterFactory()
    monkeypatch.setattr(Letter, "claim", lambda letter, now: False)

    send_letters(NOW)

    assert (mail.outbox, stands(letter)) == ([], (0, None, None, None, ""))


def test_two_sweeps_that_found_the_same_letter_send_it_once():
    letter = LetterFactory()
    first, second = Letter.objects.get(), Letter.objects.get()

    taken = [first.claim(NOW), second.claim(NOW)]

    assert taken == [True, False]
    assert stands(letter) == (1, NOW + LETTER_LEASE, None, None, "")


def test_a_letter_that_a_dead_sweep_held_is_sent_after_the_lease():
    LetterFactory().claim(NOW)

    said = [send_letters(NOW + LETTER_LEASE), send_letters(NOW + LETTER_LEASE + SECOND)]

    assert said == ["None to send.", "1 sent."]


def test_the_first_sweep_says_nothing_of_what_another_took_over():
    first = LetterFactory()
    first.claim(NOW)
    second = Letter.objects.get()
    later = NOW + LETTER_LEASE + SECOND
    second.claim(later)

    first.give_back(later, ValueError("late"))

    assert stands(second) == (2, later + LETTER_LEASE, None, None, "")


def test_a_refused_letter_waits_for_a_later_attempt_and_stops_no_other(server, caplog):
    letter = LetterFactory(made_at=NOW - DAY)
    LetterFactory(subject="other", made_at=NOW)
    server(refused())

    said = send_letters(NOW)

    assert (said, [message.subject for message in mail.outbox]) == ("1 failed, 1 sent.", ["other"])
    error = "SMTPRecipientsRefused: {'person@council.example': (550, b'no such person')}"
    assert stands(letter) == (1, NOW + LETTER_WAITS[0], None, None, error)
    assert [record.getMessage() for record in caplog.records] == [f"Letter {letter.pk} failed at attempt 1"]


def test_a_letter_that_cannot_be_made_stops_no_other():
    broken = LetterFactory(subject="Two\nlines", made_at=NOW - DAY)
    LetterFactory(subject="other", made_at=NOW)

    said = send_letters(NOW)

    assert (said, [message.subject for message in mail.outbox]) == ("1 failed, 1 sent.", ["other"])
    assert stands(broken)[4].startswith("BadHeaderError: ")


def test_after_a_success_no_error_is_left():
    letter = LetterFactory(attempts=1, last_error="SMTPDataError: no")

    send_letters(NOW)

    assert stands(letter) == (2, None, NOW, None, "")


def test_a_letter_is_given_up_after_its_last_attempt(server):
    letter = LetterFactory()
    server(*[refused() for _ in range(20)])

    now, said = NOW, []
    for _ in range(LETTER_ATTEMPTS + 2):
        said.append(send_letters(now))
        now += LETTER_WAITS[-1] + SECOND

    assert said == ["1 failed."] * LETTER_ATTEMPTS + ["None to send."] * 2
    assert stands(letter)[:4] == (LETTER_ATTEMPTS, None, None, None)


def test_each_wait_is_kept_to_the_second(server):
    LetterFactory()
    server(refused(), refused())
    send_letters(NOW)

    said = [send_letters(NOW + LETTER_WAITS[0]), send_letters(NOW + LETTER_WAITS[0] + SECOND)]

    assert said == ["None to send.", "1 failed."]


def test_a_server_that_does_not_answer_costs_no_attempt_and_is_told(server):
    letter = LetterFactory()
    server(opens=False)

    sweep(NOW)

    run = LastRun.objects.get(kind="send-letters")
    assert (run.failure, run.succeeded) == ("ConnectionRefusedError: nobody listens", False)
    assert stands(letter) == (0, None, None, None, "")


@pytest.mark.parametrize("error", [smtplib.SMTPServerDisconnected("gone"), TimeoutError("gone")])
def test_a_server_that_goes_away_is_left_in_peace_until_the_next_sweep(server, error):
    first, second = LetterFactory(made_at=NOW - DAY), LetterFactory(made_at=NOW)
    server(error)

    with pytest.raises(type(error)):
        send_letters(NOW)

    assert stands(first) == (1, NOW + LETTER_WAITS[0], None, None, f"{type(error).__name__}: gone")
    assert stands(second) == (0, None, None, None, "")


def shut_out(letter):
    letter.user.is_active = False
    letter.user.save()


def switch_off(letter):
    set_reminders(user=letter.user, wanted=False)


def end_role(letter):
    letter.user.memberships.update(until_on=dt.date(2017, 2, 28))


@pytest.mark.parametrize("change", [shut_out, switch_off, end_role])
def test_a_letter_no_longer_wanted_is_dropped_for_good(change):
    letter = LetterFactory()
    change(letter)

    said = [send_letters(NOW), send_letters(NOW + DAY)]

    assert (said, mail.outbox) == (["1 no longer wanted.", "None to send."], [])
    assert stands(letter) == (1, None, None, NOW, "")


def test_standing_counts_what_waits_and_what_was_given_up_of_late():
    LetterFactory()
    LetterFactory(held_until=NOW + DAY, attempts=1)
    LetterFactory(sent_at=NOW)
    LetterFactory(dropped_at=NOW)
    LetterFactory(given_up=True, made_at=NOW - 30 * DAY)
    LetterFactory(given_up=True, made_at=NOW - 31 * DAY)
    # Its last attempt is under way.
    LetterFactory(given_up=True, made_at=NOW, held_until=NOW + SECOND)

    assert standing(NOW) == (False, "2 letters waiting, 1 given up in the last 30 days.")


def test_standing_is_well_when_nothing_was_given_up():
    LetterFactory()

    assert standing(NOW) == (True, "1 letter waiting, 0 given up in the last 30 days.")


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("accounts_letter_one_end", {"sent_at": NOW, "dropped_at": NOW}),
        ("accounts_letter_attempts_bounded", {"attempts": LETTER_ATTEMPTS + 1}),
    ],
)
def test_constraints_of_a_letter(name, facts):
    LetterFactory()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Letter.objects.update(**facts)


def test_a_kind_and_key_are_one_letter():
    letter = LetterFactory()

    match = r"accounts_letter_once|accounts_letter\.kind, accounts_letter\.key"
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        LetterFactory(kind=letter.kind, key=letter.key)


def test_reminders_are_switched_off_and_on_with_an_event(client):
    user = UserFactory()
    client.force_login(user)

    off = client.post("/accounts/me/reminders/", {"wanted": "no"}, follow=True)
    user.refresh_from_db()

    assert (off.redirect_chain, user.wants_reminders) == ([("/accounts/me/", 302)], False)
    assert "Reminders are off: you will get none." in off.content.decode()
    on = client.post("/accounts/me/reminders/", {"wanted": "yes"}, follow=True)
    user.refresh_from_db()
    assert (user.wants_reminders, "Reminders are on." in on.content.decode()) == (True, True)
    events = Event.objects.filter(action="person.reminders_set").order_by("sequence")
    assert [(event.actor_id, event.before, event.after) for event in events] == [
        (user.pk, {"wanted": True}, {"wanted": False}),
        (user.pk, {"wanted": False}, {"wanted": True}),
    ]


def test_a_switch_that_changes_nothing_leaves_no_event():
    set_reminders(user=UserFactory(), wanted=True)

    assert Event.objects.count() == 0


def test_the_page_offers_the_other_way(client):
    client.force_login(UserFactory(wants_reminders=False))

    text = client.get("/accounts/me/").content.decode()

    assert ('name="wanted" value="yes"' in text, "Switch reminders on" in text) == (True, True)


def test_signed_out_switches_nothing(client):
    assert (
        client.post("/accounts/me/reminders/", {"wanted": "no"}).url == "/accounts/login/?next=/accounts/me/reminders/"
    )


def test_users_able_to_hold_a_role_with_the_permission_on_the_day(today):
    programme = ProgrammeFactory()
    director = member(programme, "director")
    member(programme, "officer")
    MembershipFactory(programme=programme, role="director", user__is_active=False)
    ended = MembershipFactory(programme=programme, role="director", until_on=today).user
    member(ProgrammeFactory(), "director")

    found = [
        list(type(director).objects.able_to("day.approve", programme, on).order_by("pk")) for on in (today, today - DAY)
    ]

    assert found == [[director], [director, ended]]
