"""What the shop set for its web shop: whether it is open, which goods it shows, where they are, how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.catalogue.colour import Colour, accent_of
from models.shop import Location, Shop
from models.shop_settings import (
    RECEIPT_LOGO,
    STOREFRONT_AGE_LIMIT,
    STOREFRONT_COLOUR,
    STOREFRONT_LEFT_OUT,
    STOREFRONT_LOCATION,
    STOREFRONT_OPEN,
)
from store import shop
from store.catalogue.online_goods import OnlineRule
from store.database.engine import Connection
from store.setting_rows import get_value


@dataclass(frozen=True, slots=True)
class StorefrontSettings:
    """The web shop of a company: its goods are those of a ``location`` and of a ``rule``.

    ``accent`` is the number of its colour in the style sheet, ``None`` for Kassa's own.
    """

    company: Shop
    location: Location
    is_open: bool
    rule: OnlineRule
    accent: int | None
    has_logo: bool


def read_storefront(view: Connection, at: datetime) -> StorefrontSettings:
    """The settings of this moment; raises :class:`store.shop.NoShop`."""
    company, locations = shop.get_shop(view), shop.all_locations(view)
    number = int(get_value(view, STOREFRONT_LOCATION))
    location = next((each for each in locations if each.id == number), locations[0])
    left_out = frozenset(code.strip() for code in get_value(view, STOREFRONT_LEFT_OUT).split(",")) - {""}
    colour = get_value(view, STOREFRONT_COLOUR)
    return StorefrontSettings(
        company=company,
        location=location,
        is_open=get_value(view, STOREFRONT_OPEN) == "yes",
        rule=OnlineRule(company.business_day(at), location.id, left_out, int(get_value(view, STOREFRONT_AGE_LIMIT))),
        accent=accent_of(Colour(colour), 0) if colour else None,
        has_logo=bool(get_value(view, RECEIPT_LOGO)),
    )
