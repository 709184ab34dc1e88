"""What the database holds of payments, each constraint broken by name; and that no row of theirs is ever changed."""

from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError, connection, models, transaction

from claims.models import Payment, Remittance
from tests.constraints import said_of
from tests.factories.claims import ClaimFactory, PaymentFactory, RemittanceFactory

pytestmark = pytest.mark.django_db

NOTHING = Decimal(0)
EXPLAIN = "Explain the difference: who agreed that it will not be paid, and why."
WITHIN = "No more can be paid than the claim has outstanding, nor less than nothing."
SAID = "Record who said so, or the document it comes from."
FOR_A_REASON = "A reversal says why, and nothing else does."

# A valid record but for one field, the constraint, and what is said.
CHECKS = [
    (Payment, {"amount": NOTHING}, "not_nothing", "Enter what is paid, or what will not be paid any more."),
    (Payment, {"difference": Decimal("0.01")}, "difference_explained", EXPLAIN),
    (Payment, {"outstanding": Decimal("-0.01")}, "within_the_claim", WITHIN),
    (Payment, {"outstanding": Decimal("500.01")}, "within_the_claim", WITHIN),
    (Payment, {"gross": Decimal("-500.00"), "outstanding": Decimal("0.01")}, "within_the_claim", WITHIN),
    (Payment, {"gross": Decimal("-500.00"), "outstanding": Decimal("-500.01")}, "within_the_claim", WITHIN),
    (Remittance, {"source": ""}, "said_by_somebody", SAID),
    (Remittance, {"reason": "Wrong."}, "reversed_for_a_reason", FOR_A_REASON),
    (Remittance, {"take": None}, "reversed_for_a_reason", FOR_A_REASON),
    (Remittance, {"reverses": RemittanceFactory, "take": None}, "reversed_for_a_reason", FOR_A_REASON),
    (Remittance, {"reverses": RemittanceFactory, "reason": "Wrong."}, "reversed_for_a_reason", FOR_A_REASON),
    (Remittance, {"note": "x" * 4001}, "text_limits", ""),
    (Remittance, {"reverses": RemittanceFactory, "take": None, "reason": "x" * 4001}, "text_limits", ""),
    (Payment, {"explanation": "x" * 4001}, "text_limits", ""),
]  # fmt: skip

ONCE = [
    (Payment, ["remittance", "claim"], "claim_once", "This remittance pays the claim already."),
    (Payment, ["claim", "number"], "number_once", "Payment with this Claim and Number already exists."),
    (Remittance, ["programme", "reference", "received_on", "take"], "once",
     "This remittance is recorded already. Reverse it first if it is wrong."),
]  # fmt: skip

FACTORIES = {Payment: PaymentFactory, Remittance: RemittanceFactory}
SENTENCES = {
    Payment: "a payment is never changed or deleted",
    Remittance: "a remittance is never changed or deleted",
}


def another(model):
    """A valid record, unsaved: rows that are there are never changed."""
    record = FACTORIES[model]()
    facts = {field.name: getattr(record, field.name) for field in record._meta.concrete_fields} | {"id": None}
    others = {"remittance": RemittanceFactory} if model is Payment else {"reference": lambda: "Another"}
    others |= {"claim": ClaimFactory} if model is Payment else {}
    return model(**facts | {name: make() for name, make in others.items()})


def insert(record):
    type(record).objects.bulk_create([record])


@pytest.mark.parametrize(("model", "breaks", "name", "sentence"), CHECKS)
def test_a_field_that_breaks_a_rule_is_refused_by_the_name_of_the_rule(model, breaks, name, sentence):
    record = another(model)
    for field, value in breaks.items():
        setattr(record, field, value() if isinstance(value, type) else value)

    with pytest.raises(IntegrityError, match=f"{model._meta.db_table}_{name}"), transaction.atomic():
        insert(record)

    if sentence:
        assert sentence in said_of(record)


@pytest.mark.parametrize(("model", "fields", "name", "sentence"), ONCE)
def test_a_second_record_of_the_same_is_refused(model, fields, name, sentence):
    first, second = FACTORIES[model](), another(model)
    for field in fields:
        setattr(second, field, getattr(first, field))
    constraint = next(c for c in model._meta.constraints if c.name == f"{model._meta.db_table}_{name}")
    # On SQLite the trigger on REPLACE speaks before the constraint does.
    words = SENTENCES[model] if connection.vendor == "sqlite" else constraint.name

    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        insert(second)

    assert sentence in said_of(second)


@pytest.mark.parametrize("field", ["reference", "source"])
def test_a_line_has_its_length_in_the_database(field):
    record = another(Remittance)
    setattr(record, field, "x" * 201)
    # PostgreSQL holds the length of a line in its column's type already.
    error, words = (
        (DataError, "value too long")
        if connection.vendor == "postgresql"
        else (IntegrityError, "remittance_text_limits")
    )

    with pytest.raises(error, match=words), transaction.atomic():
        insert(record)


def test_a_remittance_is_reversed_once():
    first = RemittanceFactory()
    facts = {"reverses": first, "take": None, "reason": "Wrong.", "programme": first.programme}
    RemittanceFactory(**facts)

    with pytest.raises(IntegrityError), transaction.atomic():
        RemittanceFactory(**facts)


def test_every_constraint_is_broken_here():
    known = {f"{model._meta.db_table}_{name}" for model, _, name, _ in [*CHECKS, *ONCE]}

    assert {constraint.name for model in FACTORIES for constraint in model._meta.constraints} == known


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def columns(model):
    return [field.column for field in model._meta.concrete_fields]


def save(record):
    record.amount += 1
    record.save()


def update(record):
    type(record).objects.filter(pk=record.pk).update(amount=models.F("amount") + 1)


def delete(record):
    type(record)._base_manager.filter(pk=record.pk)._raw_delete("default")


def update_key(record):
    sql(f"UPDATE {record._meta.db_table} SET id = id + 1000 WHERE id = {record.pk}")


def replace(record):
    table = record._meta.db_table
    sql(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = {record.pk}")


def replace_under_another_key(record):
    table, (_, *rest) = record._meta.db_table, columns(type(record))
    names = ", ".join(rest)
    sql(f"INSERT OR REPLACE INTO {table} (id, {names}) SELECT id + 1000, {names} FROM {table} WHERE id = {record.pk}")


def truncate(record):
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(f"TRUNCATE {record._meta.db_table} CASCADE")


WAYS = [save, update, delete, update_key]
WAYS += [replace, replace_under_another_key] if connection.vendor == "sqlite" else [truncate]


@pytest.mark.parametrize("model", FACTORIES, ids=lambda model: model.__name__)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_was_paid_is_never_changed(model, way):
    record = FACTORIES[model]()
    before = list(model.objects.order_by("pk").values())
    sentence = "never changed or deleted" if way is truncate else SENTENCES[model]

    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        way(record)

    assert list(model.objects.order_by("pk").values()) == before
