"""Discounts that an operator gives on the open basket: within the limits of the shop, or with approval."""

from __future__ import annotations

from dataclasses import replace

from models.access.actor import is_permitted
from models.access.permission import Permission
from models.pricing.discount_part import DiscountKind
from models.selling.basket import Basket, BasketLine, NoSuchLine, PricedBasket, get_line
from models.selling.checkout import price_at
from models.selling.decide.decision import Decision, require_basket
from models.selling.decide.give_discount import decide_discount
from models.selling.discount_grant import DiscountGrant
from models.selling.discount_limits import (
    DiscountLimits,
    is_below_floor,
    percent_to_ppm,
    permission_for,
    share_max_of,
    share_ppm,
)
from models.selling.till_event import DiscountBasket, DiscountLine, StaffPurchase, WrongEvent, reason_text
from models.shop_settings import (
    DISCOUNT_APPROVED_PERCENT,
    DISCOUNT_PERCENT,
    DISCOUNT_REASONS,
    MARGIN_PERCENT,
    STAFF_PERCENT,
)
from operations.access.permissions import NotPermitted, check
from operations.selling.deciding_work import DecidingWork
from store import catalogue
from store.database.engine import Connection
from store.selling.basket_prices import BasketPrices
from store.setting_rows import get_value

_TIERS = (Permission.CHANGE_PRICES, Permission.APPROVE_DISCOUNTS, Permission.GIVE_DISCOUNTS)


def discount_limits(view: Connection) -> DiscountLimits:
    """What the shop permits, from its settings."""

    def share(name: str) -> int:
        return percent_to_ppm(get_value(view, name))

    reasons = (each.strip() for each in get_value(view, DISCOUNT_REASONS).split(";"))
    return DiscountLimits(
        give_ppm=share(DISCOUNT_PERCENT),
        approve_ppm=share(DISCOUNT_APPROVED_PERCENT),
        staff_ppm=share(STAFF_PERCENT),
        floor_ppm=share(MARGIN_PERCENT),
        reasons=tuple(filter(None, reasons)),
    )


def give_discount(
    work: DecidingWork, basket: Basket | None, event: DiscountLine | DiscountBasket | StaffPurchase
) -> Decision:
    """Decide about a discount that an operator wants to give.

    Raises :class:`models.selling.till_event.WrongEvent` without goods, without a reason, or for an event that names
    not exactly one of share, amount and price; :class:`models.selling.basket.NoSuchLine`; and
    :class:`operations.access.permissions.NotPermitted` where the shop's limits ask for approval and there is none.
    """
    before = require_basket(basket)
    if not before.lines:
        raise WrongEvent("A discount needs goods that it is taken off.")
    limits = discount_limits(work.tx)
    match event:
        case DiscountLine():
            return decide_discount(before, _on_line(work, before, event, limits))
        case DiscountBasket():
            return decide_discount(before, _on_basket(work, before, event, limits))
        case StaffPurchase():
            _check_second_person(work)
            rate = limits.staff_ppm
            return decide_discount(before, DiscountGrant(DiscountKind.STAFF, None, "", rate, rate_ppm=rate))


def _check_second_person(work: DecidingWork) -> None:
    """Nobody sells to themselves: somebody else approves it, whatever the operator may do."""
    approval = work.actor.approval
    if approval is None or approval.permission != Permission.APPROVE_DISCOUNTS:
        raise NotPermitted(work.actor.operator_id, Permission.APPROVE_DISCOUNTS)


def _on_line(work: DecidingWork, basket: Basket, event: DiscountLine, limits: DiscountLimits) -> DiscountGrant:
    line = get_line(basket, event.position)
    if event.code and event.code != line.sku:
        raise NoSuchLine(event.position)
    _check_one(event.rate_ppm, event.amount_minor, event.price_minor)
    (priced,) = (each for each in _without_discounts(work, basket).lines if each.line is line)
    kind, amount = DiscountKind.LINE, event.amount_minor
    share = event.rate_ppm or share_ppm(event.amount_minor or 0, priced.gross_minor)
    is_below = False
    if event.price_minor is not None:
        kind, amount = DiscountKind.PRICE, _lower_price(line, event.price_minor)
        share = share_ppm(line.unit_price.minor - amount, line.unit_price.minor)
        cost = None if line.cost is None else line.cost.minor
        is_below = is_below_floor(amount, cost, priced.tax_rate_ppm, limits.floor_ppm)
    most = _permitted_share(work, share, limits, is_below=is_below)
    return DiscountGrant(kind, event.position, reason_text(event.reason), most, event.rate_ppm, amount)


def _lower_price(line: BasketLine, price_minor: int) -> int:
    if price_minor >= line.unit_price.minor:
        raise WrongEvent("A new price must be lower than the price of the goods.")
    return price_minor


def _on_basket(work: DecidingWork, basket: Basket, event: DiscountBasket, limits: DiscountLimits) -> DiscountGrant:
    _check_one(event.rate_ppm, event.amount_minor)
    on_lines = replace(basket, discounts=tuple(each for each in basket.discounts if each.position is not None))
    priced = BasketPrices(work.tx, work.station.shop, work.at).of(on_lines)
    goods = sum(line.gross_minor for line in priced.lines)
    share = event.rate_ppm or share_ppm(event.amount_minor or 0, goods)
    most = _permitted_share(work, share, limits)
    return DiscountGrant(DiscountKind.BASKET, None, reason_text(event.reason), most, event.rate_ppm, event.amount_minor)


def _check_one(*values: int | None) -> None:
    if sum(value is not None for value in values) != 1:
        raise WrongEvent("A discount is a share, an amount or a new price.")


def _permitted_share(work: DecidingWork, share: int, limits: DiscountLimits, *, is_below: bool = False) -> int:
    """Check the permission that a share takes, and return the greatest share that the discount may ever be.

    What was approved is approved as it is; what the operator may do alone may grow to their own limit.
    """
    if share > share_max_of(Permission.CHANGE_PRICES, limits):
        raise WrongEvent("A discount cannot be more than what the goods cost.")
    check(work.actor, permission_for(share, limits, is_below=is_below))
    alone = replace(work.actor, approval=None)
    own = next((each for each in _TIERS if is_permitted(alone, each)), None)
    return max(share, 0 if own is None else share_max_of(own, limits))


def _without_discounts(work: DecidingWork, basket: Basket) -> PricedBasket:
    """The basket at the prices of its goods, before anybody or any rule takes something off."""
    company = work.station.shop
    rates = catalogue.tax_rates(work.tx, company.country, company.tax_day(work.at))
    return price_at(replace(basket, discounts=()), company, rates, work.at)
