"""Keeping the catalogue of measures: definitions, targets, events, and what each measure shows."""

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from config import dates
from improvement.models import FindingTie, Indicator, IndicatorEvent, StatisticsColumn, Target, WorkstreamTie
from improvement.models.indicator import EventKind, Polarity
from improvement.saving import refuse_closed, refuse_future, save_checked

RETIRED = "This measure is retired: nothing about it changes any more."
_FIXED = ("unit", "basis", "polarity", "frequency")
"""What figures were read as: once there are any, another unit or better way would make earlier days say otherwise."""
_CHANGEABLE = (
    "title",
    "area",
    "definition",
    "numerator_label",
    "denominator_label",
    *_FIXED,
    "decimals",
    "publisher",
    "owner_post",
)


@transaction.atomic
def add_indicator(*, programme, code, by, on=None, **facts):
    on = on or dates.today()
    indicator = save_checked(Indicator(programme=programme, code=code, recorded_on=on, recorded_by=by, **facts))
    after = {"code": code} | {name: facts.get(name, "") for name in _CHANGEABLE}
    record("indicator.added", by=by, about=indicator, programme=programme, after=after)
    return indicator


@transaction.atomic
def change_indicator(*, indicator, version, by, on=None, **facts):
    """Put the definition of a measure right. Raises Stale when it moved on since `version`.

    Raises ValidationError where nothing would change, for what is fixed once a measure has figures, and where a
    measure with a target would lose its better way.
    """
    on = on or dates.today()
    refuse_closed(indicator.programme, on)
    indicator.claim_version(version)
    _refuse_retired(indicator, on)
    before = {name: getattr(indicator, name) for name in facts}
    changed = [name for name in _CHANGEABLE if name in facts and facts[name] != before[name]]
    if not changed:
        raise ValidationError("Nothing would change: write what is different.")
    _refuse_other_meaning(indicator, facts, changed)
    for name in changed:
        setattr(indicator, name, facts[name])
    indicator.full_clean()
    indicator.save(update_fields=changed)
    record(
        "indicator.changed",
        by=by,
        about=indicator,
        programme=indicator.programme,
        before={name: before[name] for name in changed},
        after={name: facts[name] for name in changed},
    )
    return indicator


def _refuse_other_meaning(indicator, facts, changed):
    fixed = [name for name in _FIXED if name in changed]
    if fixed and indicator.observations.exists():
        sentence = "This measure has figures, which this would make say something else: add another measure instead."
        raise ValidationError({fixed[0]: sentence})
    if facts.get("polarity") == Polarity.NONE and indicator.targets.exists():
        raise ValidationError({"polarity": "This measure has a target, so one way is better."})


def _refuse_retired(indicator, on):
    if indicator.is_retired_on(on):
        raise ValidationError(RETIRED)


@transaction.atomic
def retire_indicator(*, indicator, reason, version, by, on=None):
    """Take a measure out of use from today on. Its figures stay, and earlier days still show it."""
    on = on or dates.today()
    refuse_closed(indicator.programme, on)
    indicator.claim_version(version)
    _refuse_retired(indicator, on)
    indicator.retired_on, indicator.retired_by = on, by
    indicator.full_clean()
    indicator.save(update_fields=["retired_on", "retired_by"])
    after = {"retired_on": on}
    record("indicator.retired", by=by, about=indicator, programme=indicator.programme, after=after, reason=reason)
    return indicator


@transaction.atomic
def set_target(*, indicator, value, tolerance, applies_from, reason, version, by, on=None):
    """Set what a measure should reach from a day on. Earlier targets stay on record."""
    on = on or dates.today()
    indicator.claim_version(version)
    _refuse_retired(indicator, on)
    target = save_checked(
        Target(
            programme=indicator.programme,
            indicator=indicator,
            value=value,
            tolerance=tolerance or 0,
            applies_from=applies_from,
            reason=reason,
            recorded_on=on,
            recorded_by=by,
        )
    )
    after = {"target": value, "tolerance": target.tolerance, "applies_from": applies_from}
    record("indicator.target_set", by=by, about=indicator, programme=indicator.programme, after=after, reason=reason)
    return target


@transaction.atomic
def add_event(*, programme, kind, happened_on, title, reason="", indicator=None, by, on=None):
    """Mark a day on the chart of a measure, or of all: something that happened, a break, or new limits.

    Raises ValidationError for a day in the future, and for a break or new limits without a measure or a reason.
    """
    on = on or dates.today()
    refuse_future("happened_on", happened_on, on)
    if indicator:
        _refuse_other_programme(programme, [indicator])
        _refuse_retired(indicator, on)
    if kind != EventKind.EVENT and not reason:
        raise ValidationError({"reason": "Say why: a board must be able to see that limits were not moved to please."})
    event = save_checked(
        IndicatorEvent(
            programme=programme,
            indicator=indicator,
            kind=kind,
            happened_on=happened_on,
            title=title,
            reason=reason,
            recorded_on=on,
            recorded_by=by,
        )
    )
    after = {"kind": kind, "title": title, "happened_on": happened_on, "indicator": indicator.code if indicator else ""}
    record("indicator.event_added", by=by, about=event, programme=programme, after=after, reason=reason)
    return event


@transaction.atomic
def tie_indicator(*, indicator, findings, workstreams, version, by, on=None):
    """Say which findings and workstreams a measure speaks for from now on. Raises Stale when it moved on."""
    on = on or dates.today()
    refuse_closed(indicator.programme, on)
    indicator.claim_version(version)
    _refuse_retired(indicator, on)
    _refuse_other_programme(indicator.programme, [*findings, *workstreams])
    before, after = {}, {}
    for name, model, field, wanted in (
        ("findings", FindingTie, "finding", findings),
        ("workstreams", WorkstreamTie, "workstream", workstreams),
    ):
        standing = {getattr(tie, field): tie for tie in model.objects.standing_on(on).filter(indicator=indicator)}
        before[name] = sorted(str(other) for other in standing)
        after[name] = sorted(str(other) for other in wanted)
        _withdraw([tie for other, tie in standing.items() if other not in wanted], by, on)
        for other in wanted:
            if other not in standing:
                facts = {"programme": indicator.programme, "indicator": indicator, field: other}
                save_checked(model(**facts, recorded_on=on, recorded_by=by))
    if before == after:
        raise ValidationError("Nothing would change: choose other findings or workstreams.")
    record("indicator.tied", by=by, about=indicator, programme=indicator.programme, before=before, after=after)
    return indicator


def _refuse_other_programme(programme, records):
    if any(record.programme_id != programme.pk for record in records):
        raise ValidationError("That belongs to another programme.")


def _withdraw(ties, by, on):
    for tie in ties:
        tie.withdrawn_on, tie.withdrawn_by = on, by
        tie.save(update_fields=["withdrawn_on", "withdrawn_by"])


@transaction.atomic
def take_column(
    *, programme, indicator, value_column, numerator_column="", denominator_column="", only_rows="", by, on=None
):
    """Say where files hold a measure's figures: for the file at hand and every later release."""
    on = on or dates.today()
    _refuse_other_programme(programme, [indicator])
    _refuse_retired(indicator, on)
    column = save_checked(
        StatisticsColumn(
            programme=programme,
            indicator=indicator,
            value_column=value_column.casefold(),
            numerator_column=numerator_column.casefold(),
            denominator_column=denominator_column.casefold(),
            only_rows=only_rows,
            recorded_on=on,
            recorded_by=by,
        )
    )
    record("indicator.column_taken", by=by, about=indicator, programme=programme, after=_column_facts(column))
    return column


def _column_facts(column):
    names = ("value_column", "numerator_column", "denominator_column", "only_rows")
    return {name: getattr(column, name) for name in names}


@transaction.atomic
def drop_column(*, column, by, on=None):
    """Take no more figures from a column. What was imported from it stays."""
    refuse_closed(column.programme, on or dates.today())
    before = _column_facts(column)
    record("indicator.column_dropped", by=by, about=column.indicator, programme=column.programme, before=before)
    column.delete()
