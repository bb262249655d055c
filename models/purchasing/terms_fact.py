"""Suppliers' terms as a fact of the journal."""

from __future__ import annotations

from collections.abc import Iterable

from models.facts.terms import AgreedTerm, TermsChanged
from models.money import Money
from models.purchasing.supplier import SupplierTerm


def terms_fact(terms: Iterable[SupplierTerm]) -> TermsChanged:
    """The fact that these terms hold from now on."""
    return TermsChanged(tuple(agreed(term) for term in terms))


def agreed(term: SupplierTerm) -> AgreedTerm:
    """A term as the journal stores it."""
    return AgreedTerm(
        sku=term.sku,
        supplier=term.supplier_code,
        preferred=term.preferred,
        supplier_sku=term.supplier_sku,
        cost=term.cost.minor,
        case_pack=term.case_pack,
        moq=term.moq,
        lead_time_days=term.lead_time_days,
    )


def term_from(values: AgreedTerm, currency: str) -> SupplierTerm:
    """The term that the journal stored."""
    return SupplierTerm(
        sku=values.sku,
        supplier_code=values.supplier,
        cost=Money(values.cost, currency),
        case_pack=values.case_pack,
        moq=values.moq,
        preferred=values.preferred,
        supplier_sku=values.supplier_sku,
        lead_time_days=values.lead_time_days,
    )
