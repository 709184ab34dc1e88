"""Ways past every form to change, delete or replace a row, all of which the database itself has to refuse.

Each is called as way(record, field, value), with a column that means something and what to write into it.
"""

import pytest
from django.db import IntegrityError, connection, transaction


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def columns(model):
    return [field.column for field in model._meta.concrete_fields]


def save(record, field, value):
    setattr(record, field, value)
    record.save(update_fields=[field])


def save_all(record, field, value):
    setattr(record, field, value)
    type(record).objects.bulk_update([record], [field])


def delete(record, field, value):
    type(record)._base_manager.filter(pk=record.pk)._raw_delete("default")


def update(record, field, value):
    type(record).objects.filter(pk=record.pk).update(**{field: value})


def update_raw(record, field, value):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {record._meta.db_table} SET {field} = %s WHERE id = {record.pk}", [value])


def update_key(record, field, value):
    sql(f"UPDATE {record._meta.db_table} SET id = id + 1000 WHERE id = {record.pk}")


def delete_raw(record, field, value):
    sql(f"DELETE FROM {record._meta.db_table} WHERE id = {record.pk}")


def replace(record, field, value):
    table = record._meta.db_table
    sql(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = {record.pk}")


def replace_under_another_key(record, field, value):
    table, names = record._meta.db_table, columns(type(record))
    rest = ", ".join(names[1:])
    sql(
        f"INSERT OR REPLACE INTO {table} ({', '.join(names)}) SELECT id + 1000, {rest} FROM {table} "
        f"WHERE id = {record.pk}"
    )


def truncate(record, field, value):
    # Else PostgreSQL refuses by itself, while rows of this transaction are still to be checked.
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(f"TRUNCATE {record._meta.db_table} CASCADE")


WAYS = [save, save_all, update, delete, update_raw, update_key, delete_raw]
WAYS += [replace, replace_under_another_key] if connection.vendor == "sqlite" else [truncate]


def rows(model):
    return list(model.objects.order_by("pk").values())


def hold_frozen(record, way, field, value, sentence):
    """The way is refused with the sentence, and no row is another afterwards."""
    before = rows(type(record))

    # What refers to a table that is emptied goes with it, and the first of them refuses.
    with pytest.raises(IntegrityError, match="never changed" if way is truncate else sentence), transaction.atomic():
        way(record, field, value)

    assert rows(type(record)) == before
