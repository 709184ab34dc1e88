from claims.models.agreement import AgreementTerms, DayRate, FundingAgreement
from claims.models.allowance import Allowance, AllowanceVariation
from claims.models.day import DayEntry, DayStep

__all__ = [
    "AgreementTerms",
    "Allowance",
    "AllowanceVariation",
    "DayEntry",
    "DayRate",
    "DayStep",
    "FundingAgreement",
]
