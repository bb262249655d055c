"""The demo shop: a Swedish corner shop with two locations and a history of trade, made from a seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from importlib import resources
from zoneinfo import ZoneInfo

import numpy as np

from integrations.logo_files.logo_reading import read_logo
from models.access.actor import Actor
from models.access.operator import OFFICE_OPERATOR, Operator
from models.errors import Refused
from models.jurisdiction.sweden import SWEDEN
from models.promotions.promotion import ONE_TIME
from models.selling.earlier_trade import History, PastSale
from models.selling.sale import Sale
from models.shop import DEVICE_SHIFT, Device, DeviceKind, Location, Shop
from models.shop_settings import (
    RECEIPT_LOGO,
    STOREFRONT_GIFT_CARDS,
    STOREFRONT_HOURS,
    STOREFRONT_OPEN,
    STOREFRONT_ORDERS,
    STOREFRONT_PAYMENT,
    VOUCHER_LAYOUT,
)
from operations.access.operators import add_operator
from operations.bulk.past_trade import save_history
from operations.catalogue.coupon_making import make_coupons
from operations.catalogue.promotion_changes import create_promotion
from operations.catalogue.quick_key_changes import arrange_quick_keys
from operations.customers.households import register_households
from operations.installation.change_settings import change_setting
from operations.installation.opening import NewShop, Range, register_range, register_shop
from operations.labels.label_printing import print_labels, waiting_labels
from operations.labels.label_reading import update_queue
from operations.progress import Progress, no_progress
from pipelines.demo.assortment import CATEGORIES, CURRENCY, SUPPLIERS, choose_goods, goods_max
from pipelines.demo.brought_back import bring_back
from pipelines.demo.customers import make_households
from pipelines.demo.demo_deliveries import bring_deliveries
from pipelines.demo.demo_kits import demo_kit, make_kit, sell_kits
from pipelines.demo.demo_lots import bring_lots
from pipelines.demo.demo_members import make_members, publish_figures, try_offer
from pipelines.demo.demo_orders import make_orders
from pipelines.demo.demo_pictures import show_drawings
from pipelines.demo.demo_points import set_demo_rule
from pipelines.demo.demo_price_breaks import agree_breaks
from pipelines.demo.demo_promotions import DEMO_COUPONS, club_name, demo_promotions
from pipelines.demo.demo_quick_keys import demo_quick_keys
from pipelines.demo.demo_shadow import begin_beside_owner
from pipelines.demo.demo_stock import carry_goods, lose_goods, return_goods_to_suppliers
from pipelines.demo.kinds_of_goods import kinds_of_goods, make_cups
from pipelines.demo.paid_with_voucher import LAYOUT, pay_with_voucher
from pipelines.demo.prices import plan_prices
from pipelines.demo.till_days import DAYS_CLOSED, TillDay, close_till, put_float
from pipelines.demo.trade import DayOfTrade, Scene, Trade
from store import shop
from store.database.engine import Store
from store.importing.earlier_imports import last_receipts
from store.selling import sales
from store.upkeep.diagnosis import chain_ends

COMPANY = Shop("Kassa Hörnet AB", "556000-4755", SWEDEN.country, CURRENCY, SWEDEN.zone, time(4), is_demo=True)
LOCATIONS = (
    Location(1, "Kassa Hörnet", "Storgatan 1, 111 22 Stockholm"),
    Location(2, "Kassa Torget", "Torget 2, 753 10 Uppsala"),
)
OFFICE_ID = 100
ACTOR = Actor(OFFICE_OPERATOR, OFFICE_ID)
#: The till of each location.
TILLS = {1: 1, 2: 2}
DEVICES = (
    *(Device(till, DeviceKind.TILL, f"KASSA{till:02d}", place) for place, till in TILLS.items()),
    Device(OFFICE_ID, DeviceKind.OFFICE, "KONTOR", 1),
)

#: Who works in the demo shop, one of each role.
PEOPLE = (
    Operator("olof", "Olof", "owner"),
    Operator("maria", "Maria", "manager"),
    Operator("bo", "Bo", "senior_cashier"),
    Operator("anna", "Anna", "cashier"),
    Operator("fatima", "Fatima", "cashier"),
    Operator("omar", "Omar", "cashier"),
    Operator("eva", "Eva", "bookkeeper"),
    Operator("nils", "Nils", "analyst"),
)

DAYS_MAX = 3_000
#: A shop that has traded for so long knows who its customers are.
FIGURES_FROM_DAYS = 300
#: Labels of what changed in so many days before the end of the history are not printed yet.
LABELS_BEFORE = timedelta(days=7)
#: So long before the history ends goods are ordered, and the first of them carried to the other location.
HOURS_BEFORE = timedelta(hours=3)
#: Sales that are saved in one transaction, about.
PORTION = 1_000


class WrongPlan(Refused):
    """A demo shop that cannot be made."""

    code = "wrong_demo_plan"
    text = "The demo shop takes {least} to {most} {what}. Nothing was made; choose again."

    what: str
    least: int
    most: int


class OtherShop(Refused):
    """The database holds something else than this demo shop."""

    code = "other_shop"
    text = (
        "The database already holds a shop that is not this demo shop. Nothing was changed. Open it as it is with "
        "'kassa serve', or name another folder in KASSA_HOME for the demo."
    )


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """What to make: the ``days`` of trade before ``until`` (excluded). The same plan gives the same shop.

    With ``stops_at`` the day ``until`` itself is traded too, up to that instant. Goods are named in ``language``.
    """

    until: date
    days: int = 400
    products: int = 400
    seed: int = 1
    stops_at: datetime | None = None
    language: str = "sv"

    def __post_init__(self) -> None:
        for what, value, least, most in (("days", self.days, 1, DAYS_MAX), ("products", self.products, 5, goods_max())):
            if not least <= value <= most:
                raise WrongPlan(what, least, most)

    @property
    def first(self) -> date:
        """The first business day."""
        return self.until - timedelta(self.days)


@dataclass(frozen=True, slots=True)
class DemoFigures:
    """What was made. ``lost_lines``: what customers wanted and the shelf did not hold; it is not sold."""

    days: int
    products: int
    receipts: int
    lines: int
    lost_lines: int


def build_demo(store: Store, plan: DemoPlan, progress: Progress | None = None) -> DemoFigures:
    """Make the demo shop in an empty store, or go on where an interrupted call with the same plan stopped.

    Called again on the finished shop it changes nothing. Raises :class:`OtherShop` if the store holds any other shop,
    or another plan's; nothing is changed then.
    """
    rng = np.random.default_rng(plan.seed)
    goods = choose_goods(plan.products, plan.language)
    prices = plan_prices(goods, plan.first, plan.days + (plan.stops_at is not None), rng)
    households = make_households(rng)
    stored = _stored_receipts(store)
    if not any(stored.values()):
        begun_at = datetime.combine(plan.first, COMPANY.day_closes_at, ZoneInfo(COMPANY.zone))
        terms, products = tuple(good.term for good in goods), tuple(good.product for good in goods)
        register_shop(store, ACTOR, NewShop(COMPANY, LOCATIONS, DEVICES), at=begun_at)
        kinds, more = kinds_of_goods([(g.product, g.price_minor) for g in goods], plan.first, plan.language, CURRENCY)
        everything = Range(CATEGORIES, (*products, *kinds), (*prices.rows, *more), SUPPLIERS, terms)
        register_range(store, ACTOR, everything, at=begun_at)
        make_cups(store, ACTOR, plan.first, at=begun_at)
        kit = demo_kit([(g.product, g.price_minor) for g in goods], plan.first, plan.language, CURRENCY)
        make_kit(store, ACTOR, kit, at=begun_at)
        show_drawings(store, ACTOR, products, plan.language, at=begun_at)
        _change_settings(store, begun_at)
        for person in PEOPLE:
            add_operator(store, ACTOR, person, at=begun_at)
        _make_promotions(store, plan, begun_at)
        for location in LOCATIONS:
            arrange_quick_keys(store, ACTOR, location.id, demo_quick_keys(goods, plan.language), at=begun_at)
        _print_labels(store, max(plan.first, plan.until - LABELS_BEFORE), at=begun_at)
        choose, people = _sign_by_chance(np.random.default_rng(0)), [household for household, _ in households]
        register_households(store, ACTOR, people, at=begun_at, choose=choose)
        set_demo_rule(store, ACTOR, plan.first, at=begun_at)
        make_members(store, ACTOR, people, club_name(plan.language), at=begun_at)
        if plan.days >= FIGURES_FROM_DAYS:
            try_offer(store, ACTOR, club_name(plan.language), plan.until, at=begun_at)
    scene = Scene(goods, prices, households, plan.first, plan.days, ZoneInfo(COMPANY.zone), plan.stops_at)
    figures = _save_trade(store, plan, Trade(scene, rng), stored, progress or no_progress)
    own_terms, written_at = [good.term for good in goods], _office_clock(store)
    # The office's journal is written in the order of its clock, or it would tell of a clock that was set back.
    shortly_before = max(ends_at(plan) - timedelta(minutes=1), written_at)
    earlier = max(shortly_before - HOURS_BEFORE, written_at)
    agree_breaks(store, ACTOR, own_terms, at=earlier)
    bring_deliveries(store, ACTOR, own_terms, LOCATIONS[0].id, at=earlier)
    make_orders(store, ACTOR, own_terms, LOCATIONS[0].id, first=plan.first, at=earlier)
    pieces = [good.product for good in goods]
    carry_goods(store, ACTOR, pieces, at=earlier, until=shortly_before)
    lose_goods(store, ACTOR, pieces, LOCATIONS[0].id, after=_office_clock(store), at=shortly_before)
    return_goods_to_suppliers(store, ACTOR, own_terms, LOCATIONS[0].id, at=shortly_before)
    bring_lots(store, ACTOR, [(good.product, good.term) for good in goods], today=plan.until, at=shortly_before)
    begin_beside_owner(store, ACTOR, plan.days, at=shortly_before)
    if plan.days >= FIGURES_FROM_DAYS:
        publish_figures(store, ACTOR, at=shortly_before)
    return figures


def _make_promotions(store: Store, plan: DemoPlan, at: datetime) -> None:
    for promotion in demo_promotions(plan.until, plan.language):
        stored_promotion = create_promotion(store, ACTOR, promotion, at=at)
        if stored_promotion.coupon == ONE_TIME:
            choose = _sign_by_chance(np.random.default_rng(0))
            make_coupons(store, ACTOR, stored_promotion.id, DEMO_COUPONS, at=at, choose=choose)


def _change_settings(store: Store, at: datetime) -> None:
    """Give the shop a logo and a layout of deposit vouchers, and open its web shop."""
    logo = read_logo(resources.files("pipelines.demo").joinpath("demo_logo.png").read_bytes())
    for name, value in (
        *((RECEIPT_LOGO, logo.text), (VOUCHER_LAYOUT, LAYOUT), (STOREFRONT_OPEN, "yes"), (STOREFRONT_ORDERS, "yes")),
        *((STOREFRONT_HOURS, "mon-sat 08:00-20:00, sun 10:00-18:00"), (STOREFRONT_PAYMENT, "both")),
        (STOREFRONT_GIFT_CARDS, "yes"),
    ):
        change_setting(store, ACTOR, name, value, at=at)


def ends_at(plan: DemoPlan) -> datetime:
    """When the history of the shop ends."""
    return plan.stops_at or datetime.combine(plan.until, COMPANY.day_closes_at, ZoneInfo(COMPANY.zone))


def _office_clock(store: Store) -> datetime:
    """When the office last wrote into its journal."""
    with store.view() as view:
        (written_at,) = (each.written_at for each in chain_ends(view) if each.device_id == OFFICE_ID)
    assert written_at is not None, "it opened the shop"
    return written_at


def _sign_by_chance(rng: np.random.Generator) -> Callable[[str], str]:
    """Codes and salts that are the same in each demo shop; apart from the trade, which they do not change."""
    return lambda signs: signs[int(rng.integers(len(signs)))]


def _print_labels(store: Store, day: date, *, at: datetime) -> None:
    """Mark the labels as printed that hold until ``day``: those of what changes afterwards wait."""
    update_queue(store, ACTOR, at=datetime.combine(day, time(12), ZoneInfo(COMPANY.zone)))
    for location in LOCATIONS:
        with store.view() as view:
            ids = [each.id for each in waiting_labels(view, location.id, day)]
        for begin in range(0, len(ids), PORTION):
            print_labels(store, ACTOR, ids[begin : begin + PORTION], at=at)


def _save_trade(store: Store, plan: DemoPlan, trade: Trade, stored: dict[int, int], progress: Progress) -> DemoFigures:
    days, lines, lost = 0, 0, 0
    receipts = dict.fromkeys(TILLS.values(), 0)
    newest: dict[int, TillDay] = {}
    closed_from = plan.until - timedelta(days=DAYS_CLOSED)
    for portion in _portions(trade.play(), closed_from):
        history = _history(portion)
        if not days and any(stored.values()):
            _check_same(store, history)
        for till, past in history.sales.items():
            receipts[till] += len(past)
            lines += sum(len(sale.lines) for sale in past)
        at_tills = [TillDay(till, receipts[till], past) for till, past in history.sales.items()]
        newest |= {each.till_id: each for each in at_tills}
        begun = at_tills if portion[0].day >= closed_from else []
        ended = at_tills if closed_from <= portion[-1].day + timedelta(days=1) <= plan.until else []
        days += sum(each.day < plan.until for each in portion)
        lost += sum(each.lost for each in portion)
        if not any(stored.values()) or any(receipts[till] > stored[till] for till in receipts):
            for each in begun:
                put_float(store, each)
            save_history(store, ACTOR, history)
        for each in ended:
            close_till(store, each, plan.language)
        progress("trade", days, plan.days)
    at_the_end = 0
    for each in newest.values():
        returns = bring_back(store, each)
        paid = pay_with_voucher(store, each, returns, plan.language)
        at_the_end += returns + paid + sell_kits(store, each, returns + paid)
    return DemoFigures(days, plan.products, sum(receipts.values()) + at_the_end, lines + at_the_end, lost)


def _stored_receipts(store: Store) -> dict[int, int]:
    """The receipts of each till that an earlier call has saved."""
    with store.view() as view:
        company = shop.find_shop(view)
        if company is None:
            return dict.fromkeys(TILLS.values(), 0)
        if company != COMPANY or {device.id for device in shop.all_devices(view)} != {each.id for each in DEVICES}:
            raise OtherShop
        receipts = last_receipts(view)
        return {till: receipts[till] for till in TILLS.values()}


def _check_same(store: Store, begin: History) -> None:
    """Raise :class:`OtherShop` unless the first sale of each till is the one that this plan begins with."""
    with store.view() as view:
        for till, past in begin.sales.items():
            stored = sales.find_sale(view, (till << DEVICE_SHIFT) + 1)
            if stored is None or stored.origin.at != past[0].at or _bought(stored) != _bought(past[0]):
                raise OtherShop


def _bought(sale: Sale | PastSale) -> list[tuple[str, Decimal, int]]:
    return [(line.sku, line.quantity, line.unit_price.minor) for line in sale.lines]


def _portions(days: Iterator[DayOfTrade], closed_from: date) -> Iterator[list[DayOfTrade]]:
    """Days together until they hold enough sales for a transaction; those that are closed, each alone."""
    portion: list[DayOfTrade] = []
    for day in days:
        portion.append(day)
        is_full = sum(len(past) for each in portion for past in each.sales.values()) >= PORTION
        if is_full or day.day + timedelta(days=1) >= closed_from:
            yield portion
            portion = []
    if portion:
        yield portion


def _history(portion: list[DayOfTrade]) -> History:
    by_till = {till: [past for each in portion for past in each.sales.get(place, ())] for place, till in TILLS.items()}
    moved = [goods for each in portion for goods in each.goods]
    return History({till: past for till, past in by_till.items() if past}, moved, OFFICE_ID)
