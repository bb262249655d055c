"""What the shop set for its web shop: whether it is open, which goods it shows, where they are, how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.catalogue.colour import Colour, accent_of
from models.shop import Location, Shop
from models.shop_settings import RECEIPT_LOGO, STOREFRONT_COLOUR
from operations.online.web_shop_rules import WebShopRules, read_rules
from store.catalogue.online_goods import OnlineRule
from store.database.engine import Connection
from store.setting_rows import get_value


@dataclass(frozen=True, slots=True)
class StorefrontSettings:
    """The web shop of a company, whose goods and orders follow the ``rules`` of a moment.

    ``accent`` is the number of its colour in the style sheet, ``None`` for Kassa's own.
    """

    rules: WebShopRules
    accent: int | None
    has_logo: bool

    @property
    def company(self) -> Shop:
        """The company."""
        return self.rules.company

    @property
    def location(self) -> Location:
        """Where its goods are, and are fetched."""
        return self.rules.location

    @property
    def is_open(self) -> bool:
        """Whether visitors see anything."""
        return self.rules.is_open

    @property
    def rule(self) -> OnlineRule:
        """Which goods it shows."""
        return self.rules.goods


def read_storefront(view: Connection, at: datetime) -> StorefrontSettings:
    """The settings of this moment; raises :class:`store.shop.NoShop`."""
    colour = get_value(view, STOREFRONT_COLOUR)
    return StorefrontSettings(
        rules=read_rules(view, at),
        accent=accent_of(Colour(colour), 0) if colour else None,
        has_logo=bool(get_value(view, RECEIPT_LOGO)),
    )
