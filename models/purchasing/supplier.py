"""Suppliers and what they ask for a product: how soon, how many, at what cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from models.errors import Refused
from models.money import Money


class WrongTerm(Refused):
    """A supplier or a term with a value that is not allowed."""

    code = "wrong_supplier_term"
    text = "{whose}: {field} {reason}. Nothing was changed; correct it and try again."

    whose: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who delivers goods.

    ``lead_time_days`` runs from sending an order to goods on the shelf; ``review_period_days`` is
    the time between two chances to order.
    """

    code: str
    name: str
    lead_time_days: int
    review_period_days: int

    def __post_init__(self) -> None:
        if not self.code or not self.name:
            raise WrongTerm(self.code or "supplier", "code and name", "must not be empty")
        if self.lead_time_days < 0:
            raise WrongTerm(self.code, "lead time", "must not be negative")
        if self.review_period_days < 1:
            raise WrongTerm(self.code, "review period", "must be a day or more")


@dataclass(frozen=True, slots=True)
class SupplierTerm:
    """What one supplier asks for one product.

    ``cost`` is per unit without tax, ``case_pack`` units come in one case and ``moq`` is the least
    quantity per order in units. ``lead_time_days`` replaces the supplier's own where it is given.
    """

    sku: str
    supplier_code: str
    cost: Money
    case_pack: Decimal = Decimal(1)
    moq: Decimal = Decimal(0)
    preferred: bool = True
    supplier_sku: str | None = None
    lead_time_days: int | None = None

    def __post_init__(self) -> None:
        if self.cost.minor < 0:
            raise WrongTerm(self.sku, "cost", "must not be negative")
        if not self.case_pack.is_finite() or self.case_pack <= 0:
            raise WrongTerm(self.sku, "case pack", "must be above zero")
        if not self.moq.is_finite() or self.moq < 0:
            raise WrongTerm(self.sku, "least quantity", "must not be negative")
        if self.lead_time_days is not None and self.lead_time_days < 0:
            raise WrongTerm(self.sku, "lead time", "must not be negative")


def lead_time(supplier: Supplier, term: SupplierTerm) -> int:
    """Days from sending the order to goods on the shelf: the term's own, else the supplier's."""
    return supplier.lead_time_days if term.lead_time_days is None else term.lead_time_days


def protection_days(supplier: Supplier, term: SupplierTerm) -> int:
    """Days that one order must last: until the goods of the next possible order are on the shelf."""
    return supplier.review_period_days + lead_time(supplier, term)


def chosen_terms(terms: Iterable[SupplierTerm]) -> dict[str, SupplierTerm]:
    """The term to order by for each SKU: a preferred one, then the cheapest, then by supplier code."""
    ordered = sorted(terms, key=lambda term: (not term.preferred, term.cost.minor, term.supplier_code), reverse=True)
    return {term.sku: term for term in ordered}
