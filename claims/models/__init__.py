from claims.models.agreement import AgreementTerms, DayRate, FundingAgreement
from claims.models.allowance import Allowance, AllowanceVariation
from claims.models.claim import Claim, ClaimedDay, ClaimFile, ClaimLine, ClaimStep
from claims.models.cost import CostRate, OfficerGrade
from claims.models.day import DayEntry, DayStep
from claims.models.day_import import DayImport
from claims.models.day_total import DayTotal
from claims.models.payment import Payment, Remittance
from claims.models.payment_import import PaymentImport

__all__ = [
    "AgreementTerms",
    "Allowance",
    "AllowanceVariation",
    "Claim",
    "ClaimFile",
    "ClaimLine",
    "ClaimStep",
    "ClaimedDay",
    "CostRate",
    "DayEntry",
    "DayImport",
    "DayRate",
    "DayStep",
    "DayTotal",
    "FundingAgreement",
    "OfficerGrade",
    "Payment",
    "PaymentImport",
    "Remittance",
]
