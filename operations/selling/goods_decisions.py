"""What follows from an event about the goods in a basket, at a till that sells or one that practises."""

from __future__ import annotations

from dataclasses import replace

from models.barcode import UnknownBarcode
from models.catalogue.offering import Offering
from models.quantity import check_line_quantity
from models.scanning import Reading
from models.selling.decide.choose_supply import decide_supply
from models.selling.decide.decision import Decision
from models.selling.decide.in_basket import decide_in_basket
from models.selling.decide.scan_product import decide_scan
from models.selling.deposit_voucher import is_voucher_code
from models.selling.goods_kinds import asked_price, check_measured
from models.selling.scale_label import measured
from models.selling.till_event import (
    AddNote,
    ChooseMember,
    ChooseSupply,
    ConfirmAge,
    CustomerEvent,
    DiscountBasket,
    DiscountLine,
    GoodsEvent,
    RefuseAge,
    RemoveDiscount,
    RemoveLine,
    RemoveVoucher,
    Scan,
    SetQuantity,
    ShowCode,
    StaffPurchase,
    TakeReward,
    TakeVoucher,
    UsePoints,
)
from models.stock.lots import RecalledLot, named_lot
from operations.selling.deposit_vouchers import decide_vouchers, scan_voucher
from operations.selling.discounts import give_discount
from operations.selling.goods_desk import GoodsDesk
from operations.selling.members_at_till import decide_members
from operations.selling.points_at_till import decide_use
from operations.selling.promotion_codes import decide_codes, is_promotion_code
from operations.selling.rewards_at_till import decide_reward
from operations.selling.scanned_product import find_scanned
from operations.selling.supply_settings import supply_choice
from store import lot_levels
from store.catalogue.deposit_rows import deposit_here


def decide_goods(desk: GoodsDesk, event: GoodsEvent) -> Decision:
    """Decide about what changes the goods in the basket, or what they cost."""
    match event:
        case Scan():
            return _decide_scan_or_code(desk, event)
        case DiscountLine() | DiscountBasket() | StaffPurchase():
            return give_discount(desk.work, desk.basket, event)
        case ChooseSupply():
            return decide_supply(desk.basket, event, supply_choice(desk.work.tx, desk.work.station, desk.work.at))
        case SetQuantity() | RemoveLine() | AddNote() | ConfirmAge() | RefuseAge() | RemoveDiscount():
            return decide_in_basket(desk.basket, event)
        case _:
            return _decide_of_customer(desk, event)


def _decide_of_customer(desk: GoodsDesk, event: CustomerEvent) -> Decision:
    """Decide about what the customer shows: a card of a member, points, a voucher, or a code."""
    match event:
        case ChooseMember():
            return decide_members(desk, event)
        case UsePoints():
            return decide_use(desk, event)
        case TakeReward():
            return decide_reward(desk, event)
        case TakeVoucher() | RemoveVoucher():
            return decide_vouchers(desk, event)
        case _:
            return decide_codes(desk, event)


def _decide_scan_or_code(desk: GoodsDesk, event: Scan) -> Decision:
    """Add goods; a scanned text that means none may be a deposit voucher, or the code of a promotion."""
    try:
        return _decide_scan(desk, event)
    except UnknownBarcode:
        if is_voucher_code(event.code):
            return scan_voucher(desk, event.code)
        if not is_promotion_code(desk.work, event.code):
            raise
    return decide_codes(desk, ShowCode(event.seq, event.code))


def _decide_scan(desk: GoodsDesk, event: Scan) -> Decision:
    station = desk.work.station
    shop_here = station.shop
    offering, reading = find_scanned(desk.work.tx, event.code, shop_here.country, desk.day, station.location.id)
    offering = _of_lot(desk, offering, reading)
    check_measured(offering, event, has_label=reading.weight is not None or reading.price is not None)
    offering = asked_price(offering, event, shop_here.currency)
    offering, quantity = measured(offering, reading, event.quantity, shop_here.currency)
    check_line_quantity(quantity, offering.unit)  # before a basket is opened for it
    deposit = deposit_here(desk.work.tx, offering, shop_here, desk.day)
    basket = desk.basket or desk.new_basket()
    supply = supply_choice(desk.work.tx, station, desk.work.at).of_new(basket, offering.tax_category)
    scan = replace(event, quantity=quantity)
    return decide_scan(basket, scan, offering, shop_here.currency, deposit, supply=supply)


def _of_lot(desk: GoodsDesk, offering: Offering, reading: Reading) -> Offering:
    """The offering with the lot that its code names, if goods of it came. Raises :class:`RecalledLot`."""
    sku = offering.pack.sku if offering.pack else offering.sku
    lot = named_lot(sku, reading.lot, reading.last_day)
    if lot is None:
        return offering
    state = lot_levels.lot_state(desk.work.tx, sku, lot.code)
    if state is None:
        return offering
    if state.is_recalled:
        raise RecalledLot(offering.name, state.lot.code)
    return replace(offering, lot=state.lot.code)
