"""Sales, kept and found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from models.catalogue.kit import SoldKit
from models.catalogue.product import TaxCategory
from models.errors import Refused
from models.jurisdiction.tax_rules import SupplyMode
from models.money import Money
from models.quantity import Unit
from models.selling.refund import RefundedTooMuch
from models.selling.return_line import GoodsReturned, GoodsTo, ReturnReason
from models.selling.sale import FiscalSignature, LineKind, Origin, Sale, SaleKind, SaleLine, SaleNote
from models.selling.settlement import Settlement, Tender, TenderKind, TenderStatus
from store import schema
from store.catalogue.pack_rows import stored_pack
from store.database.prepared import Prepared
from store.database.upsert import insert_for
from store.selling.note_text import read_notes, write_notes
from store.selling.sold_discounts import record_parts, with_parts
from store.selling.sold_kits import record_kits, with_sold_kits


class UnknownSale(Refused):
    """No sale has that number."""

    code = "unknown_sale"
    text = "There is no sale {sale_id}. Nothing was changed; check the receipt's number."

    sale_id: int


def record_sales(tx: sa.Connection, sales: Sequence[Sale]) -> None:
    """Append sales with their lines and tenders."""
    if not sales:
        return
    _ADD.send(tx, [_sale_row(sale) for sale in sales])
    _ADD_LINES.send(tx, [_line_row(sale, line) for sale in sales for line in sale.lines])
    record_parts(tx, sales)
    record_kits(tx, sales)
    _ADD_TENDERS.send(tx, [_tender_row(sale, i, t) for sale in sales for i, t in enumerate(sale.settlement.tenders)])


_ADD = Prepared(schema.sale.insert())
_ADD_LINES = Prepared(schema.sale_line.insert())
_ADD_TENDERS = Prepared(schema.tender.insert())

_SALE = sa.select(schema.sale).where(schema.sale.c.id == sa.bindparam("sale_id"))
_LINES = (
    sa.select(schema.sale_line)
    .where(schema.sale_line.c.sale_id == sa.bindparam("sale_id"))
    .order_by(schema.sale_line.c.position)
)
_TENDERS = (
    sa.select(schema.tender)
    .where(schema.tender.c.sale_id == sa.bindparam("sale_id"))
    .order_by(schema.tender.c.position)
)


def find_sale(view: sa.Connection, sale_id: int) -> Sale | None:
    """The sale with that id, whole, if it is kept."""
    row = view.execute(_SALE, {"sale_id": sale_id}).one_or_none()
    if row is None:
        return None
    lines = [_line(line, row.currency) for line in view.execute(_LINES, {"sale_id": sale_id})]
    tenders = view.execute(_TENDERS, {"sale_id": sale_id})
    whole = with_sold_kits(view, with_parts(view, {sale_id: lines}))
    return _sale(row, whole[sale_id], tuple(_tender(t, row.currency) for t in tenders))


def find_sales(view: sa.Connection, sale_ids: Sequence[int]) -> dict[int, Sale]:
    """Those of the sales that are kept, whole, by id."""
    rows = view.execute(sa.select(schema.sale).where(schema.sale.c.id.in_(sale_ids))).all()
    currency = {row.id: row.currency for row in rows}
    lines: dict[int, list[SaleLine]] = {sale_id: [] for sale_id in currency}
    line = schema.sale_line
    query = sa.select(line).where(line.c.sale_id.in_(sale_ids)).order_by(line.c.sale_id, line.c.position)
    for row in view.execute(query):
        if row.sale_id in currency:
            lines[row.sale_id].append(_line(row, currency[row.sale_id]))
    tenders: dict[int, list[Tender]] = {sale_id: [] for sale_id in currency}
    tender = schema.tender
    query = sa.select(tender).where(tender.c.sale_id.in_(sale_ids)).order_by(tender.c.sale_id, tender.c.position)
    for row in view.execute(query):
        if row.sale_id in currency:
            tenders[row.sale_id].append(_tender(row, currency[row.sale_id]))
    whole = with_sold_kits(view, with_parts(view, lines))
    return {row.id: _sale(row, whole[row.id], tuple(tenders[row.id])) for row in rows}


def get_sale(view: sa.Connection, sale_id: int) -> Sale:
    """The sale with that id; :class:`UnknownSale` if there is none."""
    sale = find_sale(view, sale_id)
    if sale is None:
        raise UnknownSale(sale_id)
    return sale


def latest_sales(view: sa.Connection, device_id: int, limit: int) -> list[Sale]:
    """The last sales and refunds of a device, the newest first, at most so many."""
    sale = schema.sale.c
    newest = sa.select(sale.id).where(sale.device_id == device_id).order_by(sale.receipt_number.desc()).limit(limit)
    ids = list(view.scalars(newest))
    by_id = find_sales(view, ids)
    return [by_id[each] for each in ids]


def find_receipt(view: sa.Connection, device_id: int, receipt_number: int) -> Sale | None:
    """The sale with that receipt number of a device, if there is one."""
    sale = schema.sale.c
    query = sa.select(sale.id).where(sale.device_id == device_id, sale.receipt_number == receipt_number)
    sale_id = view.scalar(query)
    return None if sale_id is None else find_sale(view, sale_id)


_LAST_OF_DEVICE = Prepared(
    sa.select(schema.sale.c.id, schema.sale.c.at)
    .where(schema.sale.c.device_id == sa.bindparam("device_id"))
    .order_by(schema.sale.c.receipt_number.desc())
    .limit(1)
)


def find_last_sale(view: sa.Connection, device_id: int, *, since: datetime) -> Sale | None:
    """The last sale of a device, if it was made after an instant."""
    rows = _LAST_OF_DEVICE.ask(view, {"device_id": device_id})
    return find_sale(view, rows[0][0]) if rows and rows[0][1] > since else None


def last_control_unit(view: sa.Connection, device_id: int) -> str:
    """The control unit that signed last at a till; empty if none ever did."""
    sale = schema.sale.c
    signed = sa.select(sale.control_unit).where(sale.device_id == device_id, sale.control_unit.is_not(None))
    return view.scalar(signed.order_by(sale.receipt_number.desc()).limit(1)) or ""


def count_refund(tx: sa.Connection, sale_id: int, position: int, quantity: Decimal) -> Decimal:
    """Count goods of a sold line as taken back; gives how much of it is by now.

    Two refunds at once cannot take back more than was sold: the counter moves by a guarded update. Raises
    :class:`models.selling.refund.RefundedTooMuch`, also for a line that there is not; nothing is changed then.
    """
    line, counter = schema.sale_line, schema.refunded_line
    names = ["sale_id", "position", "quantity"]
    sold = sa.select(*line.c[tuple(names)]).where(line.c.sale_id == sale_id, line.c.position == position)
    tx.execute(insert_for(tx, counter).from_select(names, sold).on_conflict_do_nothing())
    wanted = sa.literal(quantity, counter.c.quantity.type)
    after = counter.c.refunded_quantity + wanted
    move = (
        counter.update()
        .where(counter.c.sale_id == sale_id, counter.c.position == position)
        .where(wanted > 0, after <= counter.c.quantity)
        .values(refunded_quantity=after)
        .returning(counter.c.refunded_quantity)
    )
    counted = tx.execute(move).scalar_one_or_none()
    if counted is None:
        raise RefundedTooMuch(position, quantity)
    return Decimal(counted)


def lock_refunds(tx: sa.Connection, sale_id: int) -> None:
    """Let no other transaction complete a refund of this sale before this one ends."""
    counter = schema.refunded_line.c
    tx.execute(
        sa.select(counter.position).where(counter.sale_id == sale_id).order_by(counter.position).with_for_update()
    )


def uncount_refund(tx: sa.Connection, sale_id: int, position: int, quantity: Decimal) -> None:
    """Count goods of a sold line as not taken back after all; nothing beyond what was counted."""
    counter = schema.refunded_line
    wanted = sa.literal(quantity, counter.c.quantity.type)
    move = (
        counter.update()
        .where(counter.c.sale_id == sale_id, counter.c.position == position)
        .where(wanted > 0, counter.c.refunded_quantity >= wanted)
        .values(refunded_quantity=counter.c.refunded_quantity - wanted)
    )
    tx.execute(move)


def refunds_of(view: sa.Connection, sale_id: int) -> list[Sale]:
    """The refunds that refer to a sale, oldest first."""
    sale = schema.sale.c
    ids = list(view.scalars(sa.select(sale.id).where(sale.refers_to == sale_id).order_by(sale.at, sale.id)))
    by_id = find_sales(view, ids)
    return [by_id[each] for each in ids]


def find_return_of(view: sa.Connection, basket_id: int) -> Sale | None:
    """The refund that a basket became, alone or together with a sale."""
    alone = find_sale(view, basket_id)
    return alone if alone is not None and alone.kind is SaleKind.REFUND else find_settled_with(view, basket_id)


def find_settled_with(view: sa.Connection, sale_id: int) -> Sale | None:
    """The refund that was settled together with a sale, if there was one."""
    refund_id = view.scalar(sa.select(schema.sale.c.id).where(schema.sale.c.settled_with == sale_id))
    return None if refund_id is None else find_sale(view, refund_id)


def _sale_row(sale: Sale) -> dict[str, object]:
    origin, paid = sale.origin, sale.settlement
    return {
        "id": sale.id,
        "device_id": origin.device_id,
        "receipt_number": origin.receipt_number,
        "location_id": origin.location_id,
        "at": origin.at,
        "business_day": origin.business_day,
        "operator": origin.operator,
        "customer": origin.customer,
        "currency": sale.currency,
        "gross_minor": paid.gross.minor,
        "net_minor": sale.net.minor,
        "tax_minor": sale.tax.minor,
        "discount_minor": sale.discount.minor,
        "rounding_minor": paid.rounding.minor,
        "due_minor": paid.due.minor,
        "kind": sale.kind.value,
        "refers_to": sale.refers_to,
        "control_unit": sale.signature.control_unit if sale.signature else None,
        "control_code": sale.signature.control_code if sale.signature else None,
        "notes": write_notes(sale.notes),
        "settled_with": sale.settled_with,
    }


def _line_row(sale: Sale, line: SaleLine) -> dict[str, object]:
    return {
        "sale_id": sale.id,
        "position": line.position,
        "location_id": sale.origin.location_id,
        "business_day": sale.origin.business_day,
        "sku": line.sku,
        "gtin": line.gtin,
        "name": line.name,
        "unit": line.unit.value,
        "quantity": line.quantity,
        "unit_price_minor": line.unit_price.minor,
        "discount_minor": line.discount.minor,
        "gross_minor": line.gross.minor,
        "net_minor": line.net.minor,
        "tax_minor": line.tax.minor,
        "tax_category": line.tax_category.value,
        "tax_rate_ppm": line.tax_rate_ppm,
        "cost_minor": None if line.cost is None else line.cost.minor,
        "supply": line.supply.value,
        "seat": line.seat,
        "course": line.course,
        "kind": line.kind.value,
        "belongs_to": line.belongs_to,
        "pack_of": line.pack.sku if line.pack else None,
        "pack_quantity": line.pack.quantity if line.pack else None,
        "return_reason": line.returned.reason.value if line.returned else None,
        "goods_to": line.returned.goods_to.value if line.returned else None,
        "kit_version": line.kit.version if line.kit else None,
    }


def _tender_row(sale: Sale, position: int, tender: Tender) -> dict[str, object]:
    return {
        "sale_id": sale.id,
        "position": position,
        "kind": tender.kind.value,
        "amount_minor": tender.amount.minor,
        "change_minor": tender.change.minor,
        "reference": tender.reference,
        "status": tender.status.value,
    }


def _sale(row: sa.Row[tuple[object, ...]], lines: tuple[SaleLine, ...], tenders: tuple[Tender, ...]) -> Sale:
    origin = Origin(
        device_id=row.device_id,
        receipt_number=row.receipt_number,
        location_id=row.location_id,
        at=row.at,
        business_day=row.business_day,
        operator=row.operator,
        customer=row.customer,
    )
    money = {name: Money(getattr(row, f"{name}_minor"), row.currency) for name in ("gross", "rounding", "due")}
    return Sale(
        id=row.id,
        origin=origin,
        lines=lines,
        net=Money(row.net_minor, row.currency),
        tax=Money(row.tax_minor, row.currency),
        discount=Money(row.discount_minor, row.currency),
        settlement=Settlement(tenders=tenders, **money),
        kind=SaleKind(row.kind),
        refers_to=row.refers_to,
        signature=_signature(row.control_unit, row.control_code),
        notes=tuple(SaleNote(*note) for note in read_notes(row.notes)),
        settled_with=row.settled_with,
    )


def _signature(control_unit: str | None, control_code: str | None) -> FiscalSignature | None:
    if control_unit is None and control_code is None:
        return None
    return FiscalSignature(control_unit or "", control_code or "")


def _line(row: sa.Row[tuple[object, ...]], currency: str) -> SaleLine:
    return SaleLine(
        position=row.position,
        sku=row.sku,
        gtin=row.gtin,
        name=row.name,
        unit=Unit(row.unit),
        quantity=row.quantity,
        unit_price=Money(row.unit_price_minor, currency),
        discount=Money(row.discount_minor, currency),
        gross=Money(row.gross_minor, currency),
        net=Money(row.net_minor, currency),
        tax=Money(row.tax_minor, currency),
        tax_category=TaxCategory(row.tax_category),
        tax_rate_ppm=row.tax_rate_ppm,
        cost=None if row.cost_minor is None else Money(row.cost_minor, currency),
        supply=SupplyMode(row.supply),
        seat=row.seat,
        course=row.course,
        kind=LineKind(row.kind),
        belongs_to=row.belongs_to,
        pack=stored_pack(row.pack_of, row.pack_quantity),
        returned=_returned(row.return_reason, row.goods_to),
        kit=None if row.kit_version is None else SoldKit(row.kit_version, ()),
    )


def _returned(reason: str | None, goods_to: str | None) -> GoodsReturned | None:
    if reason is None and goods_to is None:
        return None
    return GoodsReturned(ReturnReason(reason or ""), GoodsTo(goods_to or ""))


def _tender(row: sa.Row[tuple[object, ...]], currency: str) -> Tender:
    amount, change = Money(row.amount_minor, currency), Money(row.change_minor, currency)
    return Tender(TenderKind(row.kind), amount, change, row.reference, TenderStatus(row.status))
