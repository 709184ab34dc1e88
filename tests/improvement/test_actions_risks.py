import datetime

import pytest

from config.records import Stale
from improvement.actions.risks import add_risk, change_risk, close_risk, score_risk
from improvement.as_known import risks_on
from improvement.models import Risk, RiskChange, RiskScore
from tests.factories.accounts import UserFactory
from tests.factories.improvement import (
    ProgrammeFactory,
    RiskChangeFactory,
    RiskFactory,
    RiskScoreFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)

RISK = {
    "title": "Staff leave",
    "cause": "Pay elsewhere.",
    "effect": "Children wait.",
    "mitigation": "Hire two.",
    "owner_post": "Head of Service",
    "inherent": (5, 5),
    "residual": (4, 3),
    "target": (2, 2),
}


@pytest.fixture
def by():
    return UserFactory()


def test_add_risk_puts_it_on_the_register_with_three_scores(by, events):
    workstream = WorkstreamFactory()

    made = add_risk(programme=workstream.programme, workstream=workstream, by=by, **RISK)

    known = risks_on(workstream.programme, TODAY).get()
    assert (known, known.number, known.title, known.workstream) == (made, 1, "Staff leave", workstream)
    assert (known.cause, known.effect, known.mitigation) == ("Pay elsewhere.", "Children wait.", "Hire two.")
    assert (known.owner_post, known.recorded_on, known.recorded_by) == ("Head of Service", TODAY, by)
    assert (known.inherent, known.residual, known.target, known.standing) == (25, 12, 4, "open")
    after = {"title": "Staff leave", "inherent": 25, "residual": 12, "target": 4}
    assert events() == [("risk.added", {}, after, "")]


def test_risks_are_numbered_without_gaps_in_each_programme(by, refused):
    one, other = ProgrammeFactory(), ProgrammeFactory()

    first = add_risk(programme=one, by=by, **RISK)
    refused(add_risk, programme=one, by=by, **(RISK | {"title": ""}))
    elsewhere = add_risk(programme=other, by=by, **RISK)
    close_risk(risk=first, reason="Gone.", version=1, by=by)
    second = add_risk(programme=one, by=by, **RISK)

    assert (first.number, second.number, elsewhere.number) == (1, 2, 1)


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"title": "", "cause": ""}, {field: ["This field cannot be blank."] for field in ("title", "cause")}),
        (
            {"mitigation": "UPN Z123456789012? A call to 9434765919."},
            {"mitigation": ["This looks like an NHS number. Take it out: nothing here may identify a child."]},
        ),
        ({"inherent": (0, 1)}, {"likelihood": ["Choose 1 to 5: the programme's matrix has 5 steps."]}),
        ({"residual": (6, 1)}, {"likelihood": ["Choose 1 to 5: the programme's matrix has 5 steps."]}),
        ({"target": (1, 6)}, {"impact": ["Choose 1 to 5: the programme's matrix has 5 steps."]}),
    ],
)
def test_a_risk_that_breaks_a_rule_is_refused_whole(by, refused, facts, errors):
    assert refused(add_risk, programme=ProgrammeFactory(), by=by, **(RISK | facts)) == errors


@pytest.mark.parametrize(("scale", "steps"), [(3, 3), (6, 6)])
def test_scores_go_as_far_as_the_matrix_of_the_programme(by, refused, scale, steps):
    programme = ProgrammeFactory(risk_scale=scale)
    corner = dict.fromkeys(("inherent", "residual", "target"), (steps, steps))

    risk = add_risk(programme=programme, by=by, **(RISK | corner))
    errors = refused(score_risk, risk=risk, kind="residual", likelihood=steps + 1, impact=1, reason="Why.",
                     version=1, by=by)  # fmt: skip

    assert risks_on(programme, TODAY).get().residual == steps * steps
    assert errors == {"likelihood": [f"Choose 1 to {scale}: the programme's matrix has {scale} steps."]}


def test_score_risk_adds_a_score_and_keeps_the_earlier(by, events):
    risk = RiskFactory()
    RiskScoreFactory(risk=risk, likelihood=2, impact=3)

    score = score_risk(risk=risk, kind="residual", likelihood=4, impact=5, reason="Two left.", version=1, by=by)

    known = risks_on(risk.programme, TODAY).get()
    assert (known.residual, known.residual_before, known.residual_on, known.version) == (20, 6, TODAY, 2)
    assert (score.recorded_by, score.reason) == (by, "Two left.")
    assert events() == [("risk.scored", {"residual": 6}, {"residual": 20}, "Two left.")]


def test_the_first_score_of_a_kind_comes_after_none(by, events):
    risk = RiskFactory()
    RiskScoreFactory(risk=risk)

    score_risk(risk=risk, kind="target", likelihood=1, impact=2, reason="As it should be.", version=1, by=by)

    assert events() == [("risk.scored", {"target": None}, {"target": 2}, "As it should be.")]


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"reason": ""}, {"reason": ["Say why the score is what it is now."]}),
        ({"likelihood": 0}, {"likelihood": ["Choose 1 to 5: the programme's matrix has 5 steps."]}),
        ({"impact": 6}, {"impact": ["Choose 1 to 5: the programme's matrix has 5 steps."]}),
        ({"kind": "guess"}, {"kind": ["Value 'guess' is not a valid choice."]}),
        (
            {"reason": "Born on 12.3.2009"},
            {"reason": ["This looks like a date of birth. Take it out: nothing here may identify a child."]},
        ),
    ],
)
def test_a_score_that_breaks_a_rule_is_refused(by, refused, facts, errors):
    score = {"kind": "residual", "likelihood": 1, "impact": 1, "reason": "Why.", "version": 1}

    assert refused(score_risk, risk=RiskFactory(), by=by, **(score | facts)) == errors


RESPONSE = {"mitigation": "Hire three.", "owner_post": "Head of Workforce", "workstream": None, "reason": "Too few."}


def test_change_risk_holds_from_today_and_keeps_what_stood_before(by, events):
    workstream = WorkstreamFactory(number=8, title="MASH")
    risk = RiskFactory(programme=workstream.programme, workstream=workstream)

    change = change_risk(risk=risk, version=1, by=by, **RESPONSE)

    now, before = (risks_on(risk.programme, on).get() for on in (TODAY, TODAY - datetime.timedelta(days=1)))
    assert (now.mitigation, now.owner_post, now.workstream, now.version) == (
        "Hire three.",
        "Head of Workforce",
        None,
        2,
    )
    assert (before.mitigation, before.owner_post, before.workstream) == ("Watch it.", "Head of Service", workstream)
    assert (change.recorded_on, change.recorded_by, change.reason) == (TODAY, by, "Too few.")
    assert events() == [
        (
            "risk.changed",
            {"mitigation": "Watch it.", "owner_post": "Head of Service", "workstream": "8 MASH"},
            {"mitigation": "Hire three.", "owner_post": "Head of Workforce", "workstream": "Programme"},
            "Too few.",
        )
    ]


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"mitigation": ""}, {"mitigation": ["This field cannot be blank."]}),
        ({"owner_post": ""}, {"owner_post": ["This field cannot be blank."]}),
        ({"reason": ""}, {"reason": ["This field cannot be blank."]}),
        (
            {"mitigation": "UPN Z123456789012? A call to 9434765919."},
            {"mitigation": ["This looks like an NHS number. Take it out: nothing here may identify a child."]},
        ),
        (
            {"mitigation": "Watch it.", "owner_post": "Head of Service"},
            {"__all__": ["Nothing would change: write another response, or choose another owner or workstream."]},
        ),
    ],
)
def test_a_change_of_a_risk_that_breaks_a_rule_is_refused(by, refused, facts, errors):
    assert refused(change_risk, risk=RiskFactory(), version=1, by=by, **(RESPONSE | facts)) == errors


def test_going_back_to_the_first_response_is_a_change_too(by):
    risk = RiskChangeFactory(recorded_on=TODAY).risk

    change_risk(risk=risk, version=1, by=by, **(RESPONSE | {"mitigation": "Watch it."}))

    known = risks_on(risk.programme, TODAY).get()
    assert (known.mitigation, known.owner_post, RiskChange.objects.count()) == ("Watch it.", "Head of Workforce", 2)


def test_close_risk_keeps_it_on_record_with_the_reason(by, events):
    risk = RiskFactory()

    close_risk(risk=risk, reason="The contract is signed.", version=1, by=by)

    kept = Risk.objects.get()
    assert (kept.closed_on, kept.closed_by, kept.closing_reason, kept.version) == (
        TODAY, by, "The contract is signed.", 2,
    )  # fmt: skip
    assert events() == [("risk.closed", {}, {"closed_on": "2017-02-28"}, "The contract is signed.")]


@pytest.mark.parametrize(
    ("reason", "errors"),
    [
        ("", {"__all__": ["Say why the risk is closed."]}),
        (
            "DOB 12/3/09",
            {"closing_reason": ["This looks like a date of birth. Take it out: nothing here may identify a child."]},
        ),
    ],
)
def test_close_risk_wants_a_reason(by, refused, reason, errors):
    assert refused(close_risk, risk=RiskFactory(), reason=reason, version=1, by=by) == errors


def test_a_closed_risk_is_neither_scored_nor_changed_nor_closed_again(by, refused):
    risk = RiskFactory(closed_on=TODAY, closed_by=by, closing_reason="Gone.")
    score = {"kind": "residual", "likelihood": 1, "impact": 1, "reason": "Back."}

    scored = refused(score_risk, risk=risk, version=1, by=by, **score)
    changed = refused(change_risk, risk=risk, version=1, by=by, **RESPONSE)
    closed = refused(close_risk, risk=risk, reason="Again.", version=1, by=by)

    assert scored == changed == {"__all__": ["This risk is closed. Add a new one if it has come back."]}
    assert closed == {"__all__": ["This risk is closed already."]}


@pytest.mark.parametrize(
    ("action", "facts"),
    [
        (score_risk, {"kind": "residual", "likelihood": 1, "impact": 1, "reason": "Why."}),
        (change_risk, RESPONSE),
        (close_risk, {"reason": "Gone."}),
    ],
)
def test_a_step_of_a_risk_from_an_older_page_is_stale_and_leaves_nothing(by, left_alone, action, facts):
    risk = RiskFactory(number=3, title="Staff leave", version=2)

    with left_alone(), pytest.raises(Stale, match="^R3 Staff leave was changed by somebody else"):
        action(risk=risk, version=1, by=by, **facts)

    assert RiskScore.objects.count() == 0
