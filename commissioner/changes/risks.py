"""What changed among the risks."""

from functools import partial

from commissioner.changes.change import Change, ChangeKind, Subject, Tone, Whose, paired
from improvement.wording import day

_Risk = partial(Change, Subject.RISKS)


def risk_changes(before, after):
    """Of each risk open now its score, against the one before; steepest rises first."""
    found = [
        (_rise(was, now), change)
        for was, now in paired(before.every_risk, after.every_risk)
        for change in _of_risk(was, now, after.programme)
    ]
    return [change for _, change in sorted(found, key=lambda rise_and_change: -rise_and_change[0])]


def _rise(was, now):
    return (now.residual or 0) - (was.residual or 0) if was else 0


def _of_risk(was, now, programme):
    whose = Whose("Risk", str(now), "improvement:risk-detail", (now.number,))
    score = _score(now, programme)
    if now.standing == "closed":
        # One that came and was closed in between is no change.
        if was is not None and was.standing == "open":
            yield _Risk(ChangeKind.RISK_CLOSED, Tone.NEITHER, whose, f"closed on {day(now.closed_on)}")
    elif was is None:
        tone = Tone.WORSE if (now.residual or 0) >= programme.risk_high_from else Tone.NEITHER
        yield _Risk(ChangeKind.RISK_ADDED, tone, whose, f"new, {_scored(score)}", "", score)
    elif was.residual is None and now.residual is not None:
        yield _Risk(ChangeKind.RISK_SCORED, Tone.NEITHER, whose, f"first {_scored(score)}", "", score)
    elif was.residual is not None and was.residual != now.residual:
        yield _moved(was, now, whose, score)


def _moved(was, now, whose, score):
    old = str(was.residual)
    if now.residual > was.residual:
        return _Risk(ChangeKind.RISK_UP, Tone.WORSE, whose, f"rose from {old} to {score}", old, str(now.residual))
    return _Risk(ChangeKind.RISK_DOWN, Tone.BETTER, whose, f"fell from {old} to {score}", old, str(now.residual))


def _score(risk, programme):
    if risk.residual is None:
        return ""
    return f"{risk.residual} ({programme.risk_band(risk.residual).label.lower()})"


def _scored(score):
    return f"scored {score}" if score else "not scored yet"
