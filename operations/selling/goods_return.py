"""Goods that a customer brings back are chosen: sold lines join the basket, and no other till takes them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from models.access.actor import Actor
from models.access.permission import Permission
from models.members.point_entry import PointsWithReturn
from models.money import MINOR_DIGITS, Money
from models.quantity import check_line_quantity
from models.selling.basket import Basket, BasketState, NoSuchLine
from models.selling.deposit_voucher import VoucherWithReturn
from models.selling.gift_card import GiftCardWithReturn
from models.selling.payment_parts import check_unpaid
from models.selling.receipt_proof import is_signed_code
from models.selling.refund_sale import GoneBack, lines_with_deposits, return_line
from models.selling.return_fact import returns_fact
from models.selling.return_line import (
    GoodsReturned,
    GoodsTo,
    NotReturnable,
    OtherReceiptChosen,
    ReturnLine,
    ReturnReason,
)
from models.selling.return_rules import ReturnRules, needs_approval
from models.selling.sale import Sale, SaleKind
from models.shop_settings import RETURN_AMOUNT_MAX, RETURN_DAYS, RETURN_PROOF
from operations.access.permissions import check
from operations.selling.receipt_proofs import find_proven_sale
from operations.unit_of_work import UnitOfWork, unit_of_work
from store.database.engine import Connection, Store
from store.selling import baskets, return_lines, sales
from store.setting_rows import get_value


@dataclass(frozen=True, slots=True)
class ChosenLine:
    """How much of a sold line comes back with the basket: ``quantity`` in all, zero for nothing."""

    position: int
    quantity: Decimal
    reason: ReturnReason
    goods_to: GoodsTo


def choose_returns(
    store: Store, actor: Actor, sale_id: int, chosen: Sequence[ChosenLine], *, at: datetime, proof: str = ""
) -> int:
    """Take sold lines back with the till's open basket, and return its id; without one, a basket is opened.

    ``proof`` is the signed code that was scanned of the receipt; without it the shop may ask for approval.

    Repeating it changes nothing. The deposit on goods comes back with them. Raises
    :class:`models.selling.refund.RefundedTooMuch`, :class:`models.selling.payment_parts.PaymentBegun`,
    :class:`models.selling.return_line.NotReturnable`, :class:`models.selling.return_line.OtherReceiptChosen`,
    :class:`models.selling.basket.NoSuchLine`, :class:`store.selling.sales.UnknownSale` or
    :class:`models.quantity.WrongQuantity`; and :class:`operations.access.permissions.NotPermitted` where the shop's
    rules ask for approval and there is none.
    """
    check(actor, Permission.RETURN_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        sale = sales.get_sale(work.tx, sale_id)
        proven = find_proven_sale(work.tx, store, proof) if is_signed_code(proof) else None
        return choose_in(work, sale, chosen, is_proven=proven is not None and proven.id == sale.id)


def choose_in(work: UnitOfWork, sale: Sale, chosen: Sequence[ChosenLine], *, is_proven: bool = False) -> int:
    """The same within a transaction that is open already, for a sale that was read in it."""
    basket = _open_basket(work)
    check_unpaid(basket)
    if basket.vouchers:
        raise VoucherWithReturn
    if basket.gift_cards or basket.gift_loads:
        raise GiftCardWithReturn
    if basket.points is not None:
        raise PointsWithReturn
    if sale.kind is not SaleKind.SALE:
        raise NotReturnable(sale.origin.receipt_number)
    before = return_lines.returns_of(work.tx, basket.id)
    _check_one_receipt(work, before, sale)
    after = _after(work, basket.id, sale, before, chosen)
    if sum(line.gross_minor for line in after) > sum(line.gross_minor for line in before):
        _check_rules(work, sale, after, is_proven=is_proven or bool(before))
    if after != before:
        return_lines.replace_returns(work.tx, basket.id, after)
        work.record(returns_fact(basket.id, after))
    return basket.id


def return_rules(view: Connection, currency: str) -> ReturnRules:
    """What the shop takes back without approval, from its settings."""
    minor = int(get_value(view, RETURN_AMOUNT_MAX)) * 10 ** MINOR_DIGITS.get(currency, 2)
    needs_proof = get_value(view, RETURN_PROOF) == "scanned"
    return ReturnRules(int(get_value(view, RETURN_DAYS)), Money(minor, currency), needs_proof=needs_proof)


def _open_basket(work: UnitOfWork) -> Basket:
    basket = baskets.open_basket(work.tx, work.station.device.id, work.station.shop.currency)
    if basket is not None:
        return basket
    (basket_id,) = work.take_ids()
    opened_basket = Basket(basket_id, work.station.device.id, BasketState.OPEN, "", work.at, 0)
    baskets.add_basket(work.tx, opened_basket)
    return opened_basket


def _check_one_receipt(work: UnitOfWork, before: Sequence[ReturnLine], sale: Sale) -> None:
    others = {line.sale_id for line in before} - {sale.id}
    if others:
        other = sales.get_sale(work.tx, others.pop())
        raise OtherReceiptChosen(other.origin.receipt_number)


def _after(
    work: UnitOfWork, basket_id: int, sale: Sale, before: Sequence[ReturnLine], chosen: Sequence[ChosenLine]
) -> list[ReturnLine]:
    """All return lines of the basket with what is chosen now; their goods are counted as taken back."""
    old = {each.position: ChosenLine(each.position, each.quantity, each.reason, each.goods_to) for each in before}
    quantities = {**old, **_with_deposits(sale, chosen)}
    changes = {position: each.quantity - _quantity(old.get(position)) for position, each in quantities.items()}
    return_lines.claim_lines(work.tx, sale.id, changes.items())
    gone = return_lines.gone_back(work.tx, sale.id, besides=basket_id)
    return [
        return_line(
            sale,
            line,
            quantities[line.position].quantity,
            gone.get(line.position, GoneBack()),
            GoodsReturned(quantities[line.position].reason, quantities[line.position].goods_to),
        )
        for line in sale.lines
        if line.position in quantities and quantities[line.position].quantity
    ]


def _with_deposits(sale: Sale, chosen: Sequence[ChosenLine]) -> dict[int, ChosenLine]:
    """The chosen goods by place, each with its deposit; raises :class:`models.selling.basket.NoSuchLine`."""
    quantities: dict[int, ChosenLine] = {}
    for each in chosen:
        lines = lines_with_deposits(sale, each.position)
        if not lines:
            raise NoSuchLine(each.position)
        if each.quantity:
            check_line_quantity(each.quantity, lines[0].unit)
        quantities |= {line.position: replace(each, position=line.position) for line in lines}
    return quantities


def _quantity(line: ChosenLine | None) -> Decimal:
    return Decimal(0) if line is None else line.quantity


def _check_rules(work: UnitOfWork, sale: Sale, lines: Sequence[ReturnLine], *, is_proven: bool) -> None:
    company = work.station.shop
    amount = Money(sum(line.gross_minor for line in lines), sale.currency)
    rules = return_rules(work.tx, company.currency)
    is_exception = needs_approval(rules, sale.origin.business_day, company.business_day(work.at), amount)
    if is_exception or (rules.needs_proof and not is_proven):
        check(work.actor, Permission.APPROVE_RETURNS)
