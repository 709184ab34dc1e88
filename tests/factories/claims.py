"""The least valid record of each kind of days and money, and how an entry comes to each of its states."""

import datetime
import hashlib
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from claims import models
from claims.actions import agreement as agreement_actions
from claims.actions import approval
from claims.actions import claims as of_claims
from claims.actions import days as own
from claims.actions import payments as payment_actions
from claims.paying import Paid
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.improvement import EARLY, END, START, ProgrammeFactory, RecordedFactory, WorkstreamFactory

FEBRUARY = datetime.date(2017, 2, 1)


class AgreementTermsFactory(RecordedFactory):
    class Meta:
        model = models.AgreementTerms

    agreement = factory.SubFactory("tests.factories.claims.FundingAgreementFactory", terms=None)
    programme = factory.SelfAttribute("agreement.programme")
    recorded_on = START
    year_basis = "programme_year"
    reason = "Sample terms."


class FundingAgreementFactory(RecordedFactory):
    """An agreement with its first terms; facts of the terms are given as terms__commissioner_counts=True."""

    class Meta:
        model = models.FundingAgreement
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)
    recorded_on = START
    funder = "Department for Education"
    payment = "day_rate"
    eligible_from = START

    terms = factory.RelatedFactory(AgreementTermsFactory, factory_related_name="agreement")


class DayRateFactory(RecordedFactory):
    class Meta:
        model = models.DayRate

    agreement = factory.SubFactory(FundingAgreementFactory)
    programme = factory.SelfAttribute("agreement.programme")
    from_on = START
    amount_pounds = Decimal("500.00")
    basis = "Sample letter"


class AllowanceFactory(RecordedFactory):
    class Meta:
        model = models.Allowance

    agreement = factory.SubFactory(FundingAgreementFactory)
    programme = factory.SelfAttribute("agreement.programme")
    recorded_on = START
    starts_on = START
    ends_on = END
    first_days = Decimal(200)
    days = factory.SelfAttribute("first_days")


class AllowanceVariationFactory(RecordedFactory):
    """A variation alone: the counter of its allowance is the business of vary_allowance()."""

    class Meta:
        model = models.AllowanceVariation

    allowance = factory.SubFactory(AllowanceFactory)
    programme = factory.SelfAttribute("allowance.programme")
    days = Decimal(10)
    reference = "Letter of 1 June"
    reason = "More was needed."


class DayEntryFactory(RecordedFactory):
    """A draft alone, without steps; made_day() takes the same ways as people do."""

    class Meta:
        model = models.DayEntry

    workstream = factory.SubFactory(WorkstreamFactory)
    programme = factory.SelfAttribute("workstream.programme")
    officer = factory.SubFactory(UserFactory)
    worked_on = EARLY
    days = Decimal("1.0")
    kind = "on_site"


class DayStepFactory(RecordedFactory):
    class Meta:
        model = models.DayStep

    entry = factory.SubFactory(DayEntryFactory)
    number = factory.SelfAttribute("entry.version")
    step = "logged"
    programme = factory.SelfAttribute("entry.programme")
    officer = factory.SelfAttribute("entry.officer")
    worked_on = factory.SelfAttribute("entry.worked_on")
    days = factory.SelfAttribute("entry.days")
    workstream = factory.SelfAttribute("entry.workstream")
    kind = factory.SelfAttribute("entry.kind")
    state = factory.SelfAttribute("entry.state")
    counts = factory.SelfAttribute("entry.counts")


class DayTotalFactory(DjangoModelFactory):
    """A total alone: the database keeps those of its entries."""

    class Meta:
        model = models.DayTotal

    workstream = factory.SubFactory(WorkstreamFactory)
    programme = factory.SelfAttribute("workstream.programme")
    month = FEBRUARY
    kind = "on_site"
    state = "draft"
    counts = True
    entries = 1
    days = Decimal("1.0")


def funded_programme(days=200, **facts):
    """A programme with an agreement and one allowance for its first year; (programme, allowance)."""
    programme = ProgrammeFactory(**facts)
    allowance = AllowanceFactory(agreement=FundingAgreementFactory(programme=programme), first_days=Decimal(days))
    return programme, allowance


def officer_of(programme):
    return MembershipFactory(programme=programme, role="officer").user


def made_day(
    workstream, officer, state="draft", *, worked_on=FEBRUARY, days="1.0", kind="on_site", approver=None, on=None
):
    """A day that went through the actions up to a state: draft, submitted, returned, approved or removed."""
    programme, step = workstream.programme, {"on": on}
    facts = {"worked_on": worked_on, "days": Decimal(days), "workstream": workstream, "kind": kind}
    entry = own.log_day(programme=programme, by=officer, **facts, **step)
    if state == "removed":
        return own.remove_day(entry=entry, version=entry.version, by=officer, **step)
    if state == "draft":
        return entry
    (entry,) = own.submit_days(programme=programme, entries=[pair(entry)], by=officer, **step)
    if state == "submitted":
        return entry
    decided = {"programme": programme, "entries": [pair(entry)], "by": approver or UserFactory(), **step}
    if state == "approved":
        (entry,) = approval.approve_days(**decided)
    else:
        (entry,) = approval.return_days(reason="Which workstream?", **decided)
    return entry


def pair(entry):
    """An entry as forms and actions name it: its id, and the version that was looked at."""
    return entry.pk, entry.version


class DayImportFactory(RecordedFactory):
    """An upload of one row, seen by its officer."""

    class Meta:
        model = models.DayImport

    programme = factory.SubFactory(ProgrammeFactory)
    officer = factory.SubFactory(UserFactory)
    file_name = "days.csv"
    sha256 = "0" * 64
    rows = factory.LazyFunction(lambda: [read_row()])


def read_row(line=2, worked_on="1/2/2017", days="1", workstream="8", **more):
    """A row of days as it is read from a file."""
    texts = {"worked_on": worked_on, "days": days, "workstream": workstream, "kind": "", "note": "", "officer": ""}
    return {"line": line, "fault": ""} | texts | more


class ClaimFactory(RecordedFactory):
    """A draft alone, without its step; made_claim() takes the same ways as people do."""

    class Meta:
        model = models.Claim

    agreement = factory.SubFactory(FundingAgreementFactory)
    programme = factory.SelfAttribute("agreement.programme")
    # From 5001 on: tests and the actions give the lower numbers.
    number = factory.Sequence(lambda number: f"OWN-{5001 + number}")
    period_start = FEBRUARY
    period_end = datetime.date(2017, 2, 28)


def decide_terms(programme, **terms):
    """New terms of a programme's agreement, as somebody decided them: reference="PO 1", vat="outside_scope"."""
    agreement = programme.funding_agreements.get()
    facts = {"version": agreement.version, "reason": "Decided.", "by": UserFactory()} | terms
    return agreement_actions.change_terms(agreement=agreement, **facts)


def made_claim(programme, state="draft", *, preparer=None, certifier=None, since=FEBRUARY, until=None, on=None):
    """A claim that went through the actions up to a state, from draft to queried; or cancelled as a draft."""
    preparer, certifier = preparer or UserFactory(), certifier or UserFactory()
    until = until or datetime.date(2017, 2, 28)
    claim = of_claims.start_claim(programme=programme, period_start=since, period_end=until, by=preparer, on=on)
    for step, by, facts in (
        (of_claims.prepare_claim, preparer, {}),
        (of_claims.certify_claim, certifier, {"declared": True}),
        (of_claims.submit_claim, certifier, {}),
        (of_claims.query_claim, certifier, {"query": "Which days were in January?"}),
    ):
        if state == "cancelled":
            return of_claims.cancel_claim(claim=claim, reason="Not needed.", version=claim.version, by=preparer, on=on)
        if claim.state == state:
            return claim
        claim = step(claim=claim, version=claim.version, by=by, on=on, **facts)
    return claim


class ClaimLineFactory(factory.django.DjangoModelFactory):
    """A line alone; prepare_claim() writes them as people see them."""

    class Meta:
        model = models.ClaimLine

    claim = factory.SubFactory(ClaimFactory)
    programme = factory.SelfAttribute("claim.programme")
    number = factory.Sequence(lambda number: number + 1)
    entry = factory.SubFactory(DayEntryFactory)
    worked_on = factory.SelfAttribute("entry.worked_on")
    days = factory.SelfAttribute("entry.days")
    officer_name = factory.SelfAttribute("entry.officer.name")
    officer_role = "Officer"
    workstream_number = factory.SelfAttribute("entry.workstream.number")
    workstream_title = factory.SelfAttribute("entry.workstream.title")
    kind = factory.SelfAttribute("entry.kind")
    rate = Decimal("500.00")
    vat_percent = Decimal(0)
    net = Decimal("500.00")
    vat = Decimal("0.00")
    gross = Decimal("500.00")


class ClaimedDayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ClaimedDay

    line = factory.SubFactory(ClaimLineFactory)
    entry = factory.SelfAttribute("line.entry")
    programme = factory.SelfAttribute("line.programme")


class ClaimStepFactory(RecordedFactory):
    class Meta:
        model = models.ClaimStep

    claim = factory.SubFactory(ClaimFactory)
    programme = factory.SelfAttribute("claim.programme")
    number = 1
    step = "started"
    state = "draft"
    total_days = Decimal(0)
    gross = Decimal(0)


class ClaimFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ClaimFile

    claim = factory.SubFactory(ClaimFactory)
    programme = factory.SelfAttribute("claim.programme")
    kind = "csv"
    with_names = True
    content = b"Line\r\n"
    sha256 = factory.LazyAttribute(lambda file: hashlib.sha256(file.content).hexdigest())


class PaymentImportFactory(RecordedFactory):
    """A statement of one row, seen by whoever uploaded it."""

    class Meta:
        model = models.PaymentImport

    programme = factory.SubFactory(ProgrammeFactory)
    file_name = "bank.csv"
    sha256 = "0" * 64
    rows = factory.LazyFunction(lambda: [bank_row()])


def bank_row(line=2, received_on="28/2/2017", amount="500.00", reference="DFE 1", **more):
    """A row of a statement as it is read from a file."""
    texts = {"received_on": received_on, "amount": amount, "reference": reference, "description": ""}
    return {"line": line, "fault": ""} | texts | more


class RemittanceFactory(RecordedFactory):
    """A remittance alone; paid() pays claims with one, as people do."""

    class Meta:
        model = models.Remittance

    programme = factory.SubFactory(ProgrammeFactory)
    received_on = datetime.date(2017, 2, 28)
    reference = factory.Sequence(lambda number: f"DFE {number + 1}")
    amount = Decimal("500.00")


class PaymentFactory(DjangoModelFactory):
    class Meta:
        model = models.Payment

    remittance = factory.SubFactory(RemittanceFactory)
    programme = factory.SelfAttribute("remittance.programme")
    claim = factory.SubFactory("tests.factories.claims.ClaimFactory")
    number = 1
    amount = Decimal("500.00")
    gross = Decimal("500.00")
    outstanding = Decimal("0.00")


def paid(claim, amount, *, difference="0.00", reference="DFE 1", received_on=datetime.date(2017, 2, 28), on=None):
    """A remittance that pays one claim, through the action."""
    return payment_actions.record_remittance(
        programme=claim.programme,
        received_on=received_on,
        reference=reference,
        amount=Decimal(amount),
        payments=[Paid(claim, Decimal(amount), Decimal(difference), "As agreed." if Decimal(difference) else "")],
        by=UserFactory(),
        on=on,
    )


class CostRateFactory(RecordedFactory):
    class Meta:
        model = models.CostRate

    programme = factory.SubFactory(ProgrammeFactory)
    grade = factory.Sequence(lambda number: f"Grade {number + 1}")
    from_on = START
    amount_pounds = Decimal("300.00")
    basis = "Pay scale 2016"


class OfficerGradeFactory(RecordedFactory):
    class Meta:
        model = models.OfficerGrade

    programme = factory.SubFactory(ProgrammeFactory)
    officer = factory.SubFactory(UserFactory)
    grade = "Grade 1"
    from_on = START
