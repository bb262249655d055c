"""No sale is half (C2), and receipt numbers have no gap (C3)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from store import schema
from store.invariants.violation import NAMED_MAX, Invariant, Violation


def sales_without_lines(view: sa.Connection) -> Iterator[Violation]:
    """Sales without lines or tenders."""
    for part, name in ((schema.sale_line, "lines"), (schema.tender, "tenders")):
        missing = ~sa.exists().where(part.c.sale_id == schema.sale.c.id)
        for (sale_id,) in view.execute(sa.select(schema.sale.c.id).where(missing).limit(NAMED_MAX)):
            yield Violation("C2", f"sale {sale_id}", f"has no {name}")


def parts_without_sale(view: sa.Connection) -> Iterator[Violation]:
    """Lines and tenders of no sale."""
    for part, name in ((schema.sale_line, "lines"), (schema.tender, "tenders")):
        owners = sa.select(part.c.sale_id).distinct().subquery()
        of_no_sale = ~sa.exists().where(schema.sale.c.id == owners.c.sale_id)
        for (sale_id,) in view.execute(sa.select(owners.c.sale_id).where(of_no_sale).limit(NAMED_MAX)):
            yield Violation("C2", f"the {name} of {sale_id}", "are of no sale")


def line_sums(view: sa.Connection) -> Iterator[Violation]:
    """Sales whose totals are not the sums of their lines."""
    line, sale = schema.sale_line.c, schema.sale.c
    sums = (
        sa.select(
            line.sale_id,
            *(
                sa.func.sum(line[name]).label(name)
                for name in ("gross_minor", "net_minor", "tax_minor", "discount_minor")
            ),
        )
        .group_by(line.sale_id)
        .subquery()
    )
    for name in ("gross_minor", "net_minor", "tax_minor", "discount_minor"):
        query = sa.select(sale.id, sale[name], sums.c[name]).join_from(schema.sale, sums, sums.c.sale_id == sale.id)
        for sale_id, whole, parts in view.execute(query.where(sale[name] != sums.c[name]).limit(NAMED_MAX)):
            yield Violation("C2", f"sale {sale_id}", f"has {name} {whole} but its lines sum to {parts}")


def discount_parts(view: sa.Connection) -> Iterator[Violation]:
    """Lines whose discount is not the sum of its parts, where there are parts; and parts of no line."""
    line, part = schema.sale_line.c, schema.sale_line_discount.c
    sums = (
        sa.select(part.sale_id, part.position, sa.func.sum(part.amount_minor).label("parts"))
        .group_by(part.sale_id, part.position)
        .subquery()
    )
    here = sa.and_(line.sale_id == sums.c.sale_id, line.position == sums.c.position)
    query = sa.select(*sums.c["sale_id", "position", "parts"], line.discount_minor).outerjoin_from(
        sums, schema.sale_line, here
    )
    differs = sa.or_(line.discount_minor.is_(None), line.discount_minor == 0, line.discount_minor != sums.c.parts)
    for sale_id, position, parts, whole in view.execute(query.where(differs).limit(NAMED_MAX)):
        found = f"has a discount of {whole} but its parts sum to {parts}"
        yield Violation("C2", f"sale {sale_id} line {position}", found)


def lines_of_their_sale(view: sa.Connection) -> Iterator[Violation]:
    """Lines that say another day or location than their sale."""
    line, sale = schema.sale_line.c, schema.sale.c
    query = sa.select(line.sale_id, line.position).join_from(schema.sale_line, schema.sale)
    differs = sa.or_(line.business_day != sale.business_day, line.location_id != sale.location_id)
    for sale_id, position in view.execute(query.where(differs).limit(NAMED_MAX)):
        yield Violation("C2", f"sale {sale_id} line {position}", "has another day or location than its sale")


def tender_sums(view: sa.Connection) -> Iterator[Violation]:
    """Sales of which something else was taken than was due."""
    tender, sale = schema.tender.c, schema.sale.c
    taken = sa.func.sum(tender.amount_minor - tender.change_minor)
    sums = sa.select(tender.sale_id, taken.label("taken")).group_by(tender.sale_id).subquery()
    query = sa.select(sale.id, sale.due_minor, sums.c.taken).join_from(schema.sale, sums, sums.c.sale_id == sale.id)
    for sale_id, due, paid in view.execute(query.where(sale.due_minor != sums.c.taken).limit(NAMED_MAX)):
        yield Violation("C2", f"sale {sale_id}", f"was due {due} but {paid} was taken")


def receipt_gaps(view: sa.Connection) -> Iterator[Violation]:
    """Devices whose receipt numbers are not all of those that they gave out."""
    sale, head = schema.sale.c, schema.device_head.c
    numbers = (
        sa.select(
            sale.device_id,
            sa.func.count().label("many"),
            sa.func.min(sale.receipt_number).label("least"),
            sa.func.max(sale.receipt_number).label("most"),
        )
        .group_by(sale.device_id)
        .subquery()
    )
    query = sa.select(head.device_id, head.last_receipt, *numbers.c["many", "least", "most"]).outerjoin_from(
        schema.device_head, numbers, numbers.c.device_id == head.device_id
    )
    for device_id, last, many, least, most in view.execute(query):
        if (many or 0) != last or (last and (least != 1 or most != last)):
            found = f"gave out {last} receipt numbers but {many or 0} sales hold {least} to {most}"
            yield Violation("C3", f"till {device_id}", found)


INVARIANTS = (
    Invariant(("C2",), "Each sale has lines and tenders.", sales_without_lines),
    Invariant(("C2",), "Each line and tender belongs to a sale.", parts_without_sale),
    Invariant(("C2",), "The totals of a sale are the sums of its lines.", line_sums),
    Invariant(("C2",), "The discount of a line is the sum of its parts.", discount_parts),
    Invariant(("C2",), "Lines have the day and the location of their sale.", lines_of_their_sale),
    Invariant(("C2",), "What was taken for a sale is what was due.", tender_sums),
    Invariant(("C3",), "The receipt numbers of a device have no gap.", receipt_gaps),
)
