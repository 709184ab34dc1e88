"""What leaves is frozen: triggers by which the database itself refuses to change or delete rows.

Used in migrations, on both databases:

    operations = [refuse_changes("audit_event", "an audit event is never changed", unique=["chain", "sequence"])]

refuse_changes() holds from the first moment; refuse_changes_once() from the moment at which a row is finished.
"""

from dataclasses import dataclass

from django.db import migrations

_SQLITE = """
CREATE TRIGGER {table}_refuse_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{sentence}'); END
"""

# REPLACE deletes the rows in its way without asking the trigger on DELETE.
_SQLITE_REPLACE = """
CREATE TRIGGER {table}_refuse_REPLACE BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR ({same}))
BEGIN SELECT RAISE(ABORT, '{sentence}'); END
"""

_POSTGRESQL = """
CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_refuse();
CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse();
"""


def refuse_changes(table, sentence, *, unique):
    """A migration operation after which UPDATE, DELETE, TRUNCATE and REPLACE of the table fail with the sentence.

    `unique` names the columns of its unique constraint beside the key.
    """

    def forwards(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(_POSTGRESQL.format(table=table, sentence=sentence))
        else:
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(_SQLITE.format(table=table, verb=verb, sentence=sentence))
            same = " AND ".join(f"{column} = NEW.{column}" for column in unique)
            schema_editor.execute(_SQLITE_REPLACE.format(table=table, same=same, sentence=sentence))

    def backwards(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_refuse_change ON {table}")
            schema_editor.execute(f"DROP TRIGGER {table}_refuse_truncate ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_refuse()")
        else:
            for verb in ("UPDATE", "DELETE", "REPLACE"):
                schema_editor.execute(f"DROP TRIGGER {table}_refuse_{verb}")

    return migrations.RunPython(forwards, backwards)


@dataclass(frozen=True)
class Frozen:
    """When rows of a table are finished. `{row}` stands for the row in the condition, which is SQL.

    `may_change` are the columns that still move then, and `unique` those of each unique constraint beside the key.
    With `joins`, no row may be added to what is finished either, nor moved into it.
    """

    model: str
    """Like claims.Claim."""
    sentence: str
    when: str
    unique: tuple[tuple[str, ...], ...]
    may_change: tuple[str, ...] = ()
    joins: bool = False

    def is_finished(self, row):
        return self.when.format(row=row)


_POSTGRESQL_ONCE = """
CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    matters boolean := TRUE;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        matters := to_jsonb(OLD) - {may_change} <> to_jsonb(NEW) - {may_change};
    END IF;
    IF TG_OP <> 'INSERT' AND matters THEN
        IF ({old}) THEN
            RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' AND matters AND {joins} THEN
        IF ({new}) THEN
            RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION {table}_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER {table}_refuse_change BEFORE INSERT OR UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_refuse();
CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse_truncate();
"""


def refuse_changes_once(frozen):
    """A migration operation after which finished rows can be neither changed, deleted nor replaced."""

    def forwards(apps, schema_editor):
        table, columns = _table(apps, frozen)
        if schema_editor.connection.vendor == "postgresql":
            may_change = "ARRAY[" + ", ".join(f"'{column}'" for column in frozen.may_change) + "]::text[]"
            schema_editor.execute(
                _POSTGRESQL_ONCE.format(
                    table=table,
                    sentence=frozen.sentence,
                    old=frozen.is_finished("OLD"),
                    new=frozen.is_finished("NEW"),
                    may_change=may_change,
                    joins=str(frozen.joins).upper(),
                )
            )
        else:
            for verb, condition in _sqlite_conditions(frozen, table, columns).items():
                schema_editor.execute(
                    f"CREATE TRIGGER {table}_refuse_{verb} BEFORE {verb} ON {table} WHEN {condition} "
                    f"BEGIN SELECT RAISE(ABORT, '{frozen.sentence}'); END"
                )

    def backwards(apps, schema_editor):
        table, _ = _table(apps, frozen)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_refuse_change ON {table}")
            schema_editor.execute(f"DROP TRIGGER {table}_refuse_truncate ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_refuse()")
            schema_editor.execute(f"DROP FUNCTION {table}_refuse_truncate()")
        else:
            for verb in ("INSERT", "UPDATE", "DELETE"):
                schema_editor.execute(f"DROP TRIGGER {table}_refuse_{verb}")

    return migrations.RunPython(forwards, backwards)


def _table(apps, frozen):
    """The table, and the columns it has at this point of its history."""
    meta = apps.get_model(frozen.model)._meta
    return meta.db_table, [field.column for field in meta.concrete_fields]


def _sqlite_conditions(frozen, table, columns):
    """When each verb is refused. REPLACE deletes what is in its way without asking the trigger on DELETE."""
    keys = [("id",), *frozen.unique]
    same = " OR ".join("(" + " AND ".join(f"met.{c} = NEW.{c}" for c in key) + ")" for key in keys)
    # Names of the project's own, from its migrations.
    met = f"SELECT 1 FROM {table} met WHERE ({same}) AND ({frozen.is_finished('met')})"  # noqa: S608
    changed = " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in columns if c not in frozen.may_change)
    joins = f"({frozen.is_finished('NEW')})" if frozen.joins else "FALSE"
    finished = f"({frozen.is_finished('OLD')}) OR {joins}"
    return {
        "INSERT": f"EXISTS ({met}) OR {joins}",
        "UPDATE": f"(({finished}) AND ({changed})) OR EXISTS ({met} AND met.id <> OLD.id)",
        "DELETE": f"({frozen.is_finished('OLD')})",
    }
