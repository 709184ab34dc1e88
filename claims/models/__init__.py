from claims.models.agreement import AgreementTerms, DayRate, FundingAgreement
from claims.models.allowance import Allowance, AllowanceVariation
from claims.models.day import DayEntry, DayStep
from claims.models.day_import import DayImport

__all__ = [
    "AgreementTerms",
    "Allowance",
    "AllowanceVariation",
    "DayEntry",
    "DayImport",
    "DayRate",
    "DayStep",
    "FundingAgreement",
]
