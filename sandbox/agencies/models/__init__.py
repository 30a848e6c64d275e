"""Rows of the partner agencies: what came and went, and their registers."""

from sandbox.agencies.models.registers import (
    Allowance,
    Beneficiary,
    Birth,
    Book,
    Card,
    Death,
    Household,
    Insured,
    Resident,
)
from sandbox.agencies.models.traffic import Answer, Credential, Outcome, Request, RequestState, SignedPaper

__all__ = [
    "Allowance",
    "Answer",
    "Beneficiary",
    "Birth",
    "Book",
    "Card",
    "Credential",
    "Death",
    "Household",
    "Insured",
    "Outcome",
    "Request",
    "RequestState",
    "Resident",
    "SignedPaper",
]
