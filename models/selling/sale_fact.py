"""The facts that the journal stores of a sale."""

from __future__ import annotations

from models.facts.sale import PartOfDiscount, PartSold, PrintedNote, SaleCompleted, SaleImported, SoldLine, SoldTender
from models.selling.sale import Sale, SaleLine


def completed_fact(sale: Sale) -> SaleCompleted:
    """The whole sale, so that the tables can be checked against the journal."""
    origin, paid = sale.origin, sale.settlement
    return SaleCompleted(
        sale=sale.id,
        receipt=origin.receipt_number,
        location=origin.location_id,
        day=origin.business_day,
        operator=origin.operator,
        customer=origin.customer,
        currency=sale.currency,
        gross=paid.gross.minor,
        net=sale.net.minor,
        tax=sale.tax.minor,
        discount=sale.discount.minor,
        rounding=paid.rounding.minor,
        due=paid.due.minor,
        lines=tuple(_sold_line(line) for line in sale.lines),
        tenders=tuple(SoldTender(t.kind, t.amount.minor, t.change.minor, t.reference, t.status) for t in paid.tenders),
        sale_kind=sale.kind,
        refers_to=sale.refers_to,
        control_unit=sale.signature.control_unit if sale.signature else None,
        control_code=sale.signature.control_code if sale.signature else None,
        notes=tuple(PrintedNote(note.position, note.text) for note in sale.notes),
        settled_with=sale.settled_with,
    )


def imported_fact(sale: Sale) -> SaleImported:
    """Number, day and totals of a sale that another system made."""
    paid = sale.settlement
    return SaleImported(
        sale=sale.id,
        receipt=sale.origin.receipt_number,
        day=sale.origin.business_day,
        gross=paid.gross.minor,
        tax=sale.tax.minor,
        due=paid.due.minor,
    )


def _sold_line(line: SaleLine) -> SoldLine:
    return SoldLine(
        position=line.position,
        sku=line.sku,
        gtin=line.gtin,
        name=line.name,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price.minor,
        discount=line.discount.minor,
        gross=line.gross.minor,
        net=line.net.minor,
        tax=line.tax.minor,
        tax_category=line.tax_category,
        tax_rate_ppm=line.tax_rate_ppm,
        cost=None if line.cost is None else line.cost.minor,
        supply=line.supply,
        seat=line.seat,
        course=line.course,
        kind=line.kind,
        belongs_to=line.belongs_to,
        pack_of=line.pack.sku if line.pack else None,
        pack_quantity=line.pack.quantity if line.pack else None,
        return_reason=line.returned.reason if line.returned else None,
        goods_to=line.returned.goods_to if line.returned else None,
        discounts=tuple(
            PartOfDiscount(part.kind, part.text, part.amount_minor, part.source_id, part.rate_ppm)
            for part in line.discounts
        ),
        kit_version=line.kit.version if line.kit else None,
        parts=tuple(PartSold(part.sku, part.quantity) for part in line.kit.parts) if line.kit else (),
    )
