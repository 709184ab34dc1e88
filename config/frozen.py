"""What leaves is frozen: triggers by which the database itself refuses to change or delete rows.

Used in migrations, on both databases:

    operations = [refuse_changes("claims_line", "a claim's lines are never changed", unique=["claim_id", "number"])]
"""

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
