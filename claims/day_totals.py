"""Triggers by which the database itself keeps DayTotal: what the day entries of each month add up to.

Used in migrations, on both databases: operations = [keep_day_totals()]. Every way of writing an entry is counted, code
of an earlier release too. On SQLite Django makes a table anew to alter it, and its triggers go: a migration that
alters claims_dayentry ends with keep_day_totals() again.
"""

from django.db import migrations

_COUNTED = "programme_id, worked_on, workstream_id, kind, state, counts, days"

_MONTH = {
    "postgresql": "date_trunc('month', {row}.worked_on)::date",
    "sqlite": "date({row}.worked_on, 'start of month')",
}

_FILL = """
DELETE FROM claims_daytotal;
INSERT INTO claims_daytotal (programme_id, month, workstream_id, kind, state, counts, entries, days)
SELECT programme_id, {month}, workstream_id, kind, state, counts, count(*), sum(days)
FROM claims_dayentry WHERE state <> 'removed' GROUP BY 1, 2, 3, 4, 5, 6;
"""

_TAKE = """
UPDATE claims_daytotal SET entries = entries - 1, days = days - OLD.days
WHERE OLD.state <> 'removed' AND programme_id = OLD.programme_id AND month = {old_month}
AND workstream_id = OLD.workstream_id AND kind = OLD.kind AND state = OLD.state AND counts = OLD.counts;
"""

_ADD = """
INSERT INTO claims_daytotal (programme_id, month, workstream_id, kind, state, counts, entries, days)
SELECT NEW.programme_id, {new_month}, NEW.workstream_id, NEW.kind, NEW.state, NEW.counts, 1, NEW.days
WHERE NEW.state <> 'removed'
ON CONFLICT (programme_id, month, workstream_id, kind, state, counts)
DO UPDATE SET entries = claims_daytotal.entries + 1, days = claims_daytotal.days + EXCLUDED.days;
"""

_POSTGRESQL = """
CREATE OR REPLACE FUNCTION claims_dayentry_total() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF TG_OP <> 'INSERT' THEN {take} END IF;
IF TG_OP <> 'DELETE' THEN {add} END IF;
RETURN NULL; END $$;
CREATE OR REPLACE TRIGGER claims_dayentry_total AFTER INSERT OR DELETE OR UPDATE OF {counted} ON claims_dayentry
FOR EACH ROW EXECUTE FUNCTION claims_dayentry_total();
"""

_SQLITE = {"INSERT": "{add}", "DELETE": "{take}", "UPDATE OF {counted}": "{take} {add}"}


def keep_day_totals():
    """A migration operation after which DayTotal is what the entries add up to, and stays so."""
    return migrations.RunPython(_keep, _let_go)


def fill_day_totals(connection):
    """Count every total anew: before triggers are there, and for rows written with triggers off."""
    with connection.cursor() as cursor:
        for statement in _FILL.format(month=_MONTH[connection.vendor].format(row="claims_dayentry")).split(";")[:2]:
            cursor.execute(statement)


def _keep(apps, schema_editor):
    connection = schema_editor.connection
    months = {f"{row.lower()}_month": _MONTH[connection.vendor].format(row=row) for row in ("OLD", "NEW")}
    parts = {"take": _TAKE.format(**months), "add": _ADD.format(**months), "counted": _COUNTED}
    # The triggers come first: on PostgreSQL they make other writers wait until the totals are filled.
    if connection.vendor == "postgresql":
        schema_editor.execute(_POSTGRESQL.format(**parts))
    else:
        for event, body in _SQLITE.items():
            name = f"claims_dayentry_total_{event.partition(' ')[0]}"
            trigger = f"CREATE TRIGGER {name} AFTER {event} ON claims_dayentry BEGIN {body} END"
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
            schema_editor.execute(trigger.format(**parts))
    fill_day_totals(connection)


def _let_go(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER claims_dayentry_total ON claims_dayentry")
        schema_editor.execute("DROP FUNCTION claims_dayentry_total()")
    else:
        for event in ("INSERT", "DELETE", "UPDATE"):
            schema_editor.execute(f"DROP TRIGGER claims_dayentry_total_{event}")
