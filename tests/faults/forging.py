"""Somebody adds facts that look as if the shop had written them. No trigger prevents that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

import sqlalchemy as sa
from msgspec import structs

from models.cash.figures_text import read_figures, write_figures
from store import schema

SALE, LINE, TENDER = schema.sale, schema.sale_line, schema.tender
MOVEMENT, ENTRY, POSTING = schema.stock_movement, schema.entry, schema.posting
CASH, REPORT = schema.cash_movement, schema.z_report
ARRIVED, COUNTED = schema.arrival_line, schema.stock_count_line


@dataclass(frozen=True, slots=True)
class Forgery:
    """Rows added to a table, and the one rule that they break."""

    table: str
    rule: str
    write: Callable[[sa.Connection, Random], None]


def level_stock(tx: sa.Connection) -> None:
    """Make stock on hand agree with the movements again, as who changes them would."""
    tx.exec_driver_sql(
        "UPDATE stock_level SET on_hand = (SELECT COALESCE(SUM(quantity), 0) FROM stock_movement AS move"
        " WHERE move.location_id = stock_level.location_id AND move.sku = stock_level.sku)"
    )


def whole_sale(tx: sa.Connection, rng: Random) -> None:
    """A sale like another, with the next receipt number and everything that follows, but not in the journal."""
    sale_id, device_id = _some_sale(tx, rng)
    forged, head = _free_id(tx), schema.device_head
    here = head.c.device_id == device_id
    tx.execute(head.update().where(here).values(last_receipt=head.c.last_receipt + 1))
    number = tx.scalar(sa.select(head.c.last_receipt).where(here))
    _copy(tx, SALE, SALE.c.id == sale_id, id=forged, receipt_number=number)
    for part in (LINE, TENDER):
        _copy(tx, part, part.c.sale_id == sale_id, sale_id=forged)
    _copy(tx, MOVEMENT, MOVEMENT.c.source_id == sale_id, source_id=forged)
    _copy(tx, ENTRY, ENTRY.c.id == sale_id, id=forged)
    _copy(tx, POSTING, POSTING.c.entry_id == sale_id, entry_id=forged)
    level_stock(tx)


def free_line(tx: sa.Connection, rng: Random) -> None:
    """Goods that a sale gave away: a line for nothing, whose goods have moved."""
    sale_id, _ = _some_sale(tx, rng)
    nothing = {f"{name}_minor": 0 for name in ("gross", "net", "tax", "discount", "unit_price")}
    _copy(tx, LINE, (LINE.c.sale_id == sale_id) & (LINE.c.position == 1), position=90, **nothing)
    _copy(tx, MOVEMENT, (MOVEMENT.c.source_id == sale_id) & (MOVEMENT.c.position == 1), position=90)
    level_stock(tx)


def empty_tender(tx: sa.Connection, rng: Random) -> None:
    """Cash that was offered and given back."""
    sale_id, _ = _some_sale(tx, rng)
    here = (TENDER.c.sale_id == sale_id) & (TENDER.c.position == 0)
    _copy(tx, TENDER, here, position=90, kind="cash", amount_minor=10_000, change_minor=10_000)


def empty_discount(tx: sa.Connection, _rng: Random) -> None:
    """One more reason for a discount, which takes nothing off."""
    part = schema.sale_line_discount
    _copy(tx, part, part.c.ordinal == 0, ordinal=90, amount_minor=0, text="x")


def part_of_nothing(tx: sa.Connection, _rng: Random) -> None:
    """One more part of a sold kit, of which nothing moved."""
    part = schema.sale_line_part
    _copy(tx, part, part.c.ordinal == 0, ordinal=90, quantity=0)


def theft_as_waste(tx: sa.Connection, _rng: Random) -> None:
    """Goods that are gone, thrown away by the books."""
    waste = MOVEMENT.c.reason == "waste"
    _copy(tx, MOVEMENT, waste, source_id=_free_id(tx))
    level_stock(tx)


def second_opening(tx: sa.Connection, _rng: Random) -> None:
    """One more product in the opening stock that the journal records."""
    first = sa.select(sa.func.min(MOVEMENT.c.source_id)).where(MOVEMENT.c.reason == "opening").scalar_subquery()
    _copy(tx, MOVEMENT, (MOVEMENT.c.source_id == first) & (MOVEMENT.c.position == 1), position=90)
    level_stock(tx)


def goods_of_a_sale(tx: sa.Connection, rng: Random) -> None:
    """A movement more than the lines of a sale have."""
    sale_id, _ = _some_sale(tx, rng)
    _copy(tx, MOVEMENT, (MOVEMENT.c.source_id == sale_id) & (MOVEMENT.c.position == 1), position=90)
    level_stock(tx)


def cash_out(tx: sa.Connection, _rng: Random) -> None:
    """Five thousand kronor out of the till that no sale took in: an entry that balances."""
    forged = _free_id(tx)
    _copy(tx, ENTRY, ENTRY.c.id == sa.select(sa.func.min(ENTRY.c.id)).scalar_subquery(), id=forged)
    amounts = (("1910", -500_000), ("3001", 500_000))
    rows = [
        {"entry_id": forged, "position": place, "account": account, "amount_minor": amount}
        for place, (account, amount) in enumerate(amounts)
    ]
    tx.execute(POSTING.insert(), rows)


def bare_entry(tx: sa.Connection, _rng: Random) -> None:
    """An entry without postings."""
    _copy(tx, ENTRY, ENTRY.c.id == sa.select(sa.func.min(ENTRY.c.id)).scalar_subquery(), id=_free_id(tx))


def moved_income(tx: sa.Connection, rng: Random) -> None:
    """Two postings more in the entry of a sale, from one income to another."""
    sale_id, _ = _some_sale(tx, rng)
    amounts = ((90, "3001", 700), (91, "3002", -700))
    rows = [{"entry_id": sale_id, "position": n, "account": a, "amount_minor": amount} for n, a, amount in amounts]
    tx.execute(POSTING.insert(), rows)


def cash_there_and_back(tx: sa.Connection, _rng: Random) -> None:
    """Cash out of a drawer and into it again, which nobody recorded."""
    first = CASH.c.id == sa.select(sa.func.min(CASH.c.id)).scalar_subquery()
    for key, amount in (("out", -100), ("in", 100)):
        _copy(tx, CASH, first, id=_free_id(tx) + (amount > 0), key=key, amount_minor=amount)


def empty_report(tx: sa.Connection, _rng: Random) -> None:
    """A Z report more, of no receipts."""
    last = sa.select(sa.func.max(REPORT.c.id)).scalar_subquery()
    row = tx.execute(sa.select(REPORT).where(REPORT.c.id == last)).one()
    figures = structs.replace(read_figures(row.figures), drawers=())
    changes = {"number": row.number + 1, "rows_up_to": row.rows_up_to, "figures": write_figures(figures)}
    _copy(tx, REPORT, REPORT.c.id == last, id=_free_id(tx), **changes)


def empty_delivery(tx: sa.Connection, _rng: Random) -> None:
    """A delivery more, of no goods."""
    _copy(tx, schema.arrival, _first(schema.arrival.c.id), id=_free_id(tx), request_key="forged", note_number="")


def goods_never_brought(tx: sa.Connection, _rng: Random) -> None:
    """One more line in a delivery, which a supplier may be paid for."""
    _copy(tx, ARRIVED, ARRIVED.c.position == 1, position=90)


def empty_count(tx: sa.Connection, _rng: Random) -> None:
    """A count more, of no goods."""
    _copy(tx, schema.stock_count, sa.true(), id=_free_id(tx), request_key="forged")


def goods_never_counted(tx: sa.Connection, _rng: Random) -> None:
    """One more line in a count."""
    _copy(tx, COUNTED, COUNTED.c.position == 1, position=90)


def theft_with_a_reason(tx: sa.Connection, _rng: Random) -> None:
    """One more write-off, which nobody recorded."""
    _copy(tx, schema.write_off, sa.true(), id=_free_id(tx), request_key="forged")


def money_on_a_card(tx: sa.Connection, _: Random) -> None:
    """Money on a card, of no receipt, with its balance."""
    entry = schema.gift_card_entry
    (first,) = tx.scalars(sa.select(sa.func.min(entry.c.id)))
    forged = _free_id(tx)
    _copy(tx, entry, entry.c.id == first, id=forged, source=forged, sale_id=None)


def tip_of_nobody(tx: sa.Connection, _: Random) -> None:
    """A tip, of no payment."""
    entry = schema.tip_entry
    forged = _free_id(tx)
    _copy(tx, entry, _first(entry.c.id), id=forged, source=forged, attempt_id=None)


def advance_of_nobody(tx: sa.Connection, _: Random) -> None:
    """Nothing more of an advance, at a rate that none of its goods have."""
    advance = schema.advance_tax
    _copy(tx, advance, _first(advance.c.entry_id), rate_ppm=1, net_minor=0, tax_minor=0)


def purchase_of_nobody(tx: sa.Connection, _: Random) -> None:
    """A purchase on account, of no payment."""
    entry = schema.customer_account_entry
    forged = _free_id(tx)
    _copy(tx, entry, _first(entry.c.id), id=forged, source=forged, attempt_id=None)


def consent_of_nobody(tx: sa.Connection, _rng: Random) -> None:
    """A consent more, which nobody gave."""
    consent = schema.member_consent
    _copy(tx, consent, _first(consent.c.id), id=_free_id(tx), purpose="offers")


def look_of_nobody(tx: sa.Connection, _rng: Random) -> None:
    """A look at a member more, for another purpose."""
    _copy(tx, schema.member_look, _first(schema.member_look.c.id), id=_free_id(tx), purpose="fraud")


def code_used_by_nobody(tx: sa.Connection, _rng: Random) -> None:
    """A code of a till more with which a member joined."""
    _copy(tx, schema.member_join, _first(schema.member_join.c.code), code="0" * 64)


def points_of_nobody(tx: sa.Connection, _rng: Random) -> None:
    """One more change of points, to nothing yet, which nobody made."""
    entry = schema.point_entry
    _copy(tx, entry, _first(entry.c.id), id=_free_id(tx), seq=90, points=0)


def rule_of_nobody(tx: sa.Connection, _rng: Random) -> None:
    """A rule of points more, which nobody set."""
    _copy(tx, schema.point_rule, _first(schema.point_rule.c.id), id=_free_id(tx))


def offer_of_nobody(tx: sa.Connection, _rng: Random) -> None:
    """An offer more, which no member got."""
    _copy(tx, schema.member_offer, _first(schema.member_offer.c.id), id=_free_id(tx), year=1999)


def offers_for_nothing(tx: sa.Connection, _rng: Random) -> None:
    """A rule of offers more, which nobody set."""
    _copy(tx, schema.offer_rule, _first(schema.offer_rule.c.id), id=_free_id(tx))


def empty_transfer(tx: sa.Connection, _rng: Random) -> None:
    """A transfer more, of no goods."""
    _copy(tx, schema.transfer, _first(schema.transfer.c.id), id=_free_id(tx), request_key="forged")


def goods_never_sent(tx: sa.Connection, _rng: Random) -> None:
    """One more line in a transfer."""
    line = schema.transfer_line.c
    _copy(tx, schema.transfer_line, sa.and_(line.position == 1, _first(line.transfer_id)), position=90)


def end_of_its_own(tx: sa.Connection, _rng: Random) -> None:
    """The transfer that is on the way has ended, as nobody recorded."""
    end = schema.transfer_end.c
    on_the_way = sa.select(schema.transfer.c.id).where(schema.transfer.c.id.not_in(sa.select(end.transfer_id)))
    changes = {"id": _free_id(tx), "request_key": "forged", "transfer_id": tx.scalar(on_the_way)}
    _copy(tx, schema.transfer_end, sa.true(), **changes)


def goods_that_never_came(tx: sa.Connection, _rng: Random) -> None:
    """One more line in what came."""
    _copy(tx, schema.transfer_end_line, schema.transfer_end_line.c.position == 1, position=90)


def empty_claim(tx: sa.Connection, _rng: Random) -> None:
    """A claim on a supplier more, of no goods."""
    _copy(tx, schema.supplier_return, _first(schema.supplier_return.c.id), id=_free_id(tx), request_key="forged")


def goods_never_claimed(tx: sa.Connection, _rng: Random) -> None:
    """One more line in a claim, of goods that were in no stock."""
    line = schema.supplier_return_line.c
    changes = {"position": 90, "source": "delivery", "origin_id": 1}
    _copy(tx, schema.supplier_return_line, sa.and_(line.position == 1, _first(line.return_id)), **changes)


def credit_of_its_own(tx: sa.Connection, _rng: Random) -> None:
    """The open claim was credited, as nobody recorded."""
    end = schema.claim_end.c
    still_open = sa.select(schema.supplier_return.c.id).where(
        schema.supplier_return.c.id.not_in(sa.select(end.return_id))
    )
    changes = {"id": _free_id(tx), "request_key": "forged", "return_id": tx.scalar(still_open)}
    _copy(tx, schema.claim_end, sa.true(), **changes)


def price_that_nobody_decided(tx: sa.Connection, _rng: Random) -> None:
    """One more decision about a proposed price, of another product."""
    _copy(tx, schema.price_decision, sa.true(), id=1, sku="PAPER")


def lot_of_nobody(tx: sa.Connection, _rng: Random) -> None:
    """A lot more, which nobody brought."""
    _copy(tx, schema.lot, sa.true(), code="forged")


def more_of_a_lot(tx: sa.Connection, _rng: Random) -> None:
    """Goods that were sold are of a lot, as nobody recorded, and its level agrees."""
    milk = tx.execute(sa.select(MOVEMENT).where(MOVEMENT.c.sku == "MILK", MOVEMENT.c.quantity < 0).limit(1)).one()
    part, level = schema.lot_movement, schema.lot_level
    values = {"source_id": milk.source_id, "position": milk.position, "units": milk.quantity}
    _copy(tx, part, _first(part.c.source_id), **values)
    here = level.c.location_id == milk.location_id
    tx.execute(level.update().where(here).values(units=level.c.units + milk.quantity))


def lifted_recall(tx: sa.Connection, _rng: Random) -> None:
    """A recall is lifted, as nobody recorded."""
    _copy(tx, schema.lot_recall, sa.true(), id=1, state="lifted")


def figures_that_nobody_published(tx: sa.Connection, _rng: Random) -> None:
    """Figures of customers of four other weeks."""
    _copy(tx, schema.customer_edition, sa.true(), id=1, edition=0)


def trial_that_nobody_planned(tx: sa.Connection, _rng: Random) -> None:
    """One more offer that is tried, in four other weeks."""
    _copy(tx, schema.offer_trial, sa.true(), id=1, edition=0)


def _first(column: sa.Column[int]) -> sa.ColumnElement[bool]:
    return column == sa.select(sa.func.min(column)).scalar_subquery()


def orders_of_nobody(tx: sa.Connection, _rng: Random) -> None:
    """One more morning on which orders were decided beside the owner."""
    _copy(tx, schema.shadow_day, sa.true(), id=_free_id(tx), day=date(2026, 1, 1))


FORGERIES = {
    "money that nobody put on a gift card": Forgery("gift_card_entry", "C8", money_on_a_card),
    "a tip that nobody gave": Forgery("tip_entry", "C8", tip_of_nobody),
    "tax on an advance that nobody paid": Forgery("advance_tax", "C8", advance_of_nobody),
    "a purchase that nobody made on account": Forgery("customer_account_entry", "C8", purchase_of_nobody),
    "a consent that nobody gave": Forgery("member_consent", "C8", consent_of_nobody),
    "a code that nobody used": Forgery("member_join", "C8", code_used_by_nobody),
    "a look that nobody had": Forgery("member_look", "C8", look_of_nobody),
    "points that nobody gave": Forgery("point_entry", "C8", points_of_nobody),
    "a rule of points that nobody set": Forgery("point_rule", "C8", rule_of_nobody),
    "an offer that no member got": Forgery("member_offer", "C8", offer_of_nobody),
    "a rule of offers that nobody set": Forgery("offer_rule", "C8", offers_for_nothing),
    "a transfer of nothing": Forgery("transfer", "C8", empty_transfer),
    "goods that nobody sent": Forgery("transfer_line", "C8", goods_never_sent),
    "a transfer that ends by itself": Forgery("transfer_end", "C8", end_of_its_own),
    "goods that never came": Forgery("transfer_end_line", "C8", goods_that_never_came),
    "a price that nobody decided": Forgery("price_decision", "C8", price_that_nobody_decided),
    "figures that nobody published": Forgery("customer_edition", "C8", figures_that_nobody_published),
    "orders that nobody decided": Forgery("shadow_day", "C8", orders_of_nobody),
    "an offer that nobody tries": Forgery("offer_trial", "C8", trial_that_nobody_planned),
    "a claim for nothing": Forgery("supplier_return", "C8", empty_claim),
    "goods that nobody claimed": Forgery("supplier_return_line", "C8", goods_never_claimed),
    "a claim that is credited by itself": Forgery("claim_end", "C8", credit_of_its_own),
    "a lot that nobody brought": Forgery("lot", "C8", lot_of_nobody),
    "goods of a lot that was not theirs": Forgery("lot_movement", "C8", more_of_a_lot),
    "a recall that nobody lifted": Forgery("lot_recall", "C8", lifted_recall),
    "goods that nobody wrote off": Forgery("write_off", "C8", theft_with_a_reason),
    "a delivery of nothing": Forgery("arrival", "C8", empty_delivery),
    "goods that nobody brought": Forgery("arrival_line", "C8", goods_never_brought),
    "a count of nothing": Forgery("stock_count", "C8", empty_count),
    "goods that nobody counted": Forgery("stock_count_line", "C8", goods_never_counted),
    "cash out of a drawer and back": Forgery("cash_movement", "C8", cash_there_and_back),
    "a Z report of nothing": Forgery("z_report", "C8", empty_report),
    "a whole sale": Forgery("sale", "C6", whole_sale),
    "a line for nothing": Forgery("sale_line", "C6", free_line),
    "another reason for a discount": Forgery("sale_line_discount", "C6", empty_discount),
    "a part that a kit did not have": Forgery("sale_line_part", "C6", part_of_nothing),
    "cash offered and given back": Forgery("tender", "C6", empty_tender),
    "theft as waste": Forgery("stock_movement", "C5", theft_as_waste),
    "one more product in the opening stock": Forgery("stock_movement", "C5", second_opening),
    "more goods than a sale has lines": Forgery("stock_movement", "C5", goods_of_a_sale),
    "cash out of the till": Forgery("entry", "C6", cash_out),
    "an entry without postings": Forgery("entry", "C6", bare_entry),
    "income moved": Forgery("posting", "C6", moved_income),
}


def _some_sale(tx: sa.Connection, rng: Random) -> tuple[int, int]:
    sale_id, device_id = rng.choice(tx.execute(sa.select(SALE.c.id, SALE.c.device_id).order_by(SALE.c.id)).all())
    return sale_id, device_id


def _free_id(tx: sa.Connection) -> int:
    return max(tx.scalar(sa.select(sa.func.max(column))) or 0 for column in (SALE.c.id, MOVEMENT.c.source_id)) + 1


def _copy(tx: sa.Connection, table: sa.Table, where: sa.ColumnElement[bool], **changed: object) -> None:
    """Add rows like those of ``where``, but for what is ``changed``."""
    columns = [
        sa.literal(changed[column.name], column.type) if column.name in changed else column for column in table.columns
    ]
    names = [column.name for column in table.columns]
    tx.execute(table.insert().from_select(names, sa.select(*columns).where(where)))
