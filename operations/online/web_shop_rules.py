"""How the web shop takes orders, as the shop's settings have it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.access.actor import Actor
from models.access.operator import WEB_OPERATOR
from models.online.payment_choice import PaymentChoice
from models.online.pickup_times import PickupRule, PickupSlot, pickup_slots
from models.opening_hours import parse_opening_hours
from models.shop import Location, Shop
from models.shop_settings import (
    STOREFRONT_AGE_LIMIT,
    STOREFRONT_DAYS_AHEAD,
    STOREFRONT_GIFT_CARDS,
    STOREFRONT_HOLD_DAYS,
    STOREFRONT_HOURS,
    STOREFRONT_LEAD_HOURS,
    STOREFRONT_LEFT_OUT,
    STOREFRONT_LOCATION,
    STOREFRONT_OPEN,
    STOREFRONT_ORDERS,
    STOREFRONT_PAYMENT,
    STOREFRONT_SAFETY_STOCK,
    STOREFRONT_SLOT_ORDERS,
)
from store import shop
from store.catalogue.online_goods import OnlineRule
from store.database.engine import Connection, Store
from store.online import order_rows
from store.setting_rows import get_value


@dataclass(frozen=True, slots=True)
class WebShopRules:
    """The rules of one moment: goods are those of ``goods`` at a ``location``; ``safety_stock`` pieces of each stay.

    ``takes_orders``: customers can order. ``sells_cards``: they can buy gift cards. ``slot_orders`` is how many orders
    are fetched in one half hour at most.
    """

    company: Shop
    location: Location
    is_open: bool
    takes_orders: bool
    goods: OnlineRule
    pickup: PickupRule
    slot_orders: int
    hold_days: int
    safety_stock: int
    payment: PaymentChoice = PaymentChoice.SHOP
    sells_cards: bool = False


def web_actor(store: Store) -> Actor:
    """Whoever orders in the web shop; the shop's office numbers and records what they do."""
    with store.view() as view:
        return Actor(WEB_OPERATOR, shop.office_id(view))


def read_rules(view: Connection, at: datetime) -> WebShopRules:
    """The rules of this moment; raises :class:`store.shop.NoShop`."""
    company, locations = shop.get_shop(view), shop.all_locations(view)
    number = int(get_value(view, STOREFRONT_LOCATION))
    location = next((each for each in locations if each.id == number), locations[0])
    left_out = frozenset(code.strip() for code in get_value(view, STOREFRONT_LEFT_OUT).split(",")) - {""}
    age_most = int(get_value(view, STOREFRONT_AGE_LIMIT))
    hours = parse_opening_hours(get_value(view, STOREFRONT_HOURS))
    assert hours is not None, "the setting was checked"
    lead = timedelta(hours=int(get_value(view, STOREFRONT_LEAD_HOURS)))
    is_open = get_value(view, STOREFRONT_OPEN) == "yes"
    return WebShopRules(
        company=company,
        location=location,
        is_open=is_open,
        takes_orders=is_open and get_value(view, STOREFRONT_ORDERS) == "yes",
        goods=OnlineRule(company.business_day(at), location.id, left_out, age_most),
        pickup=PickupRule(hours, lead, int(get_value(view, STOREFRONT_DAYS_AHEAD)), company.zone),
        slot_orders=int(get_value(view, STOREFRONT_SLOT_ORDERS)),
        hold_days=int(get_value(view, STOREFRONT_HOLD_DAYS)),
        safety_stock=int(get_value(view, STOREFRONT_SAFETY_STOCK)),
        payment=PaymentChoice(get_value(view, STOREFRONT_PAYMENT)),
        sells_cards=is_open and get_value(view, STOREFRONT_GIFT_CARDS) == "yes",
    )


def free_slots(view: Connection, rules: WebShopRules, at: datetime) -> list[PickupSlot]:
    """The times at which one more order can be fetched."""
    orders = order_rows.open_by_slot(view, rules.location.id)
    return [each for each in pickup_slots(rules.pickup, at) if orders.get(each.begins, 0) < rules.slot_orders]
