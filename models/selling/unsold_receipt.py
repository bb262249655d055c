"""Training and printouts before payment: the fact of one from a settled basket, and the receipt's sale from the fact.

What such a fact holds is a sale in form only. It is never stored as one, so that nothing that sums sales can meet it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from models.catalogue.product import TaxCategory
from models.facts.sale import SoldLine, SoldTender
from models.facts.unsold import UnsoldReceipt
from models.jurisdiction.tax_rules import SupplyMode
from models.money import Money
from models.pricing.discount_part import DiscountKind, DiscountPart
from models.quantity import Unit
from models.selling.sale import LineKind, Origin, Sale, SaleLine, SaleNote
from models.selling.sale_fact import completed_fact
from models.selling.settlement import Settlement, Tender, TenderKind, TenderStatus

_Unsold = TypeVar("_Unsold", bound=UnsoldReceipt)


def unsold_fact(fact_type: type[_Unsold], sale: Sale, number: int) -> _Unsold:
    """The fact of a sale that was not made."""
    whole = completed_fact(sale)
    return fact_type(
        number=number,
        location=whole.location,
        day=whole.day,
        operator=whole.operator,
        currency=whole.currency,
        gross=whole.gross,
        net=whole.net,
        tax=whole.tax,
        discount=whole.discount,
        rounding=whole.rounding,
        due=whole.due,
        lines=whole.lines,
        tenders=whole.tenders,
        notes=whole.notes,
    )


def sale_of_unsold(fact: UnsoldReceipt, till_id: int, at: datetime) -> Sale:
    """The sale that was not made, to be printed; its id is 0, which is that of no sale."""

    def money(minor: int) -> Money:
        return Money(minor, fact.currency)

    return Sale(
        id=0,
        origin=Origin(till_id, fact.number, fact.location, at, fact.day, fact.operator),
        lines=tuple(_line(line, fact.currency) for line in fact.lines),
        net=money(fact.net),
        tax=money(fact.tax),
        discount=money(fact.discount),
        settlement=Settlement(
            money(fact.gross),
            money(fact.rounding),
            money(fact.due),
            tuple(_tender(tender, fact.currency) for tender in fact.tenders),
        ),
        notes=tuple(SaleNote(note.position, note.text) for note in fact.notes),
    )


def _tender(tender: SoldTender, currency: str) -> Tender:
    amounts = Money(tender.amount, currency), Money(tender.change, currency)
    return Tender(TenderKind(tender.kind), *amounts, tender.reference, TenderStatus(tender.status))


def _line(line: SoldLine, currency: str) -> SaleLine:
    """A line as it is printed: what a receipt does not show (cost, pack) is left out."""
    parts = tuple(
        DiscountPart(DiscountKind(part.kind), part.text, part.amount, part.source, part.rate_ppm)
        for part in line.discounts
    )
    return SaleLine(
        position=line.position,
        sku=line.sku,
        gtin=line.gtin,
        name=line.name,
        unit=Unit(line.unit),
        quantity=line.quantity,
        unit_price=Money(line.unit_price, currency),
        discount=Money(line.discount, currency),
        gross=Money(line.gross, currency),
        net=Money(line.net, currency),
        tax=Money(line.tax, currency),
        tax_category=TaxCategory(line.tax_category),
        tax_rate_ppm=line.tax_rate_ppm,
        cost=None,
        supply=SupplyMode(line.supply),
        kind=LineKind(line.kind),
        belongs_to=line.belongs_to,
        discounts=parts,
    )
