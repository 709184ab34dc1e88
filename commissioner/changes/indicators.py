"""What changed in the measures: what their figures say, and the figures themselves."""

from functools import partial

from commissioner.changes.change import Change, ChangeKind, Subject, Tone, Whose, paired
from improvement.signals import Assurance, Variation
from improvement.wording import counted

_Indicator = partial(Change, Subject.INDICATORS)

_QUIET = (Variation.COMMON_CAUSE, Variation.TOO_FEW, Variation.YEARLY)
"""No signal, for one reason or another: from one of these to another nothing has changed."""

_TARGET_WORDS = {
    Assurance.PASSES: "sure to meet its target",
    Assurance.FAILS: "sure to miss its target",
    Assurance.HIT_AND_MISS: "may meet or miss its target",
    Assurance.NONE: "not judged against a target",
}


def indicator_changes(before, after):
    """Signals before figures: a new figure by itself is for neither better nor worse."""
    readings = paired(before.indicators, after.indicators, key=_key)
    for judged in (True, False):
        for was, now in readings:
            whose = _whose(now)
            if was is None:
                if judged:
                    says = "new in the catalogue"
                    yield _Indicator(ChangeKind.INDICATOR_ADDED, Tone.NEITHER, whose, says)
            else:
                yield from _judgements(was, now, whose) if judged else _figures(was, now, whose)
    in_use = {_key(reading) for reading in after.indicators}
    for reading in before.indicators:
        if _key(reading) not in in_use:
            says = "retired from the catalogue"
            yield _Indicator(ChangeKind.INDICATOR_RETIRED, Tone.NEITHER, _whose(reading), says)


def _key(reading):
    return reading.indicator.pk


def _whose(reading):
    indicator = reading.indicator
    return Whose("Indicator", indicator.title, "indicators:indicator-detail", (indicator.code,))


def _judgements(was, now, whose):
    old, new = was.signal.variation, now.signal.variation
    if old != new and not (old in _QUIET and new in _QUIET):
        says = f"moved from {old.label.lower()} to {new.label.lower()}"
        yield _Indicator(ChangeKind.SIGNAL, _signal_tone(old, new), whose, says, old.label, new.label)
    old, new = was.signal.assurance, now.signal.assurance
    if old != new:
        says = f"now {_TARGET_WORDS[new]}, before {_TARGET_WORDS[old]}"
        yield _Indicator(ChangeKind.ASSURANCE, _target_tone(old, new), whose, says, old.label, new.label)


def _signal_tone(old, new):
    """Worse or better as it is judged now; or, where nothing is judged now, as the end of what was judged before."""
    worse, better = Variation.WORSENING, Variation.IMPROVING
    if new == worse or (old == better and new == Variation.COMMON_CAUSE):
        return Tone.WORSE
    if new == better or (old == worse and new == Variation.COMMON_CAUSE):
        return Tone.BETTER
    return Tone.NEITHER


def _target_tone(old, new):
    if Assurance.FAILS in (old, new) or Assurance.PASSES in (old, new):
        if new == Assurance.FAILS or (old == Assurance.PASSES and new == Assurance.HIT_AND_MISS):
            return Tone.WORSE
        if new == Assurance.PASSES or (old == Assurance.FAILS and new == Assurance.HIT_AND_MISS):
            return Tone.BETTER
    return Tone.NEITHER


def _figures(was, now, whose):
    figures = paired(was.figures, now.figures, key=lambda figure: figure.period_end)
    new = [now_said for said, now_said in figures if said is None]
    if new:
        latest = new[-1]
        says = f"{latest.text} for {latest.period}"
        if len(new) > 1:
            says = f"{counted(len(new), 'new figure')}, the latest {says}"
        yield _Indicator(ChangeKind.NEW_FIGURES, Tone.NEITHER, whose, says, "", latest.text)
    restated = [(said, now_said) for said, now_said in figures if said is not None and said.text != now_said.text]
    if restated:
        yield _restated(restated, whose)


def _restated(restated, whose):
    """As it is shown: what is hidden on the later day, or rounds to the same, gives nothing away."""
    ((said, now_said), *others) = restated
    if others:
        return _Indicator(ChangeKind.RESTATED, Tone.NEITHER, whose, f"restated for {counted(len(restated), 'period')}")
    says = f"restated for {said.period}, from {said.text} to {now_said.text}"
    return _Indicator(ChangeKind.RESTATED, Tone.NEITHER, whose, says, said.text, now_said.text)
