"""Products as the web shop's pages show them: read from the store, worded in the visitor's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from app.storefront.online_counts import OnlineCounts
from app.storefront.storefront_settings import StorefrontSettings
from app.web.goods_pictures import picture_address
from app.words import Words
from models.catalogue.colour import accent_of
from models.catalogue.content import ComparisonUnit, Content
from models.catalogue.offering import Offering
from models.catalogue.picture_sizes import PictureSize, ShownPicture
from models.catalogue.product import Product, TaxCategory
from models.money import Money
from models.pricing.comparison_price import ComparisonPrice, stated_comparison_price
from models.quantity import Unit
from models.stock.what_is_left import Availability, availability_of
from store import catalogue, stock
from store.catalogue.deposit_rows import deposits_here, own_deposits
from store.catalogue.picture_rows import pictures_of
from store.database.engine import Connection


@dataclass(frozen=True, slots=True)
class ShelfPicture:
    """A picture as a page shows it: the addresses of its tile and its page, their measures, and its words."""

    tile: str
    tile_width: int
    tile_height: int
    page: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class ShelfProduct:
    """A product in words; empty texts are left out. ``amount`` is its price for programs, as ``19.90``."""

    sku: str
    name: str
    category: str
    accent: int
    unit: str
    price: str
    amount: str
    comparison: str
    deposit: str
    tax: str
    content: str
    gtins: tuple[str, ...]
    age_limit: int | None
    availability: str
    is_orderable: bool
    deposit_name: str = ""
    pictures: tuple[ShelfPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class ShelfCategory:
    """A category of the web shop, with its name in the visitor's language and how many products it has."""

    code: str
    name: str
    accent: int
    count: int


@dataclass(frozen=True, slots=True)
class OnlineShelf:
    """Reads one transaction's state of the shop for one visitor."""

    view: Connection
    settings: StorefrontSettings
    words: Words
    at: datetime
    counts: OnlineCounts = field(default_factory=OnlineCounts)

    def categories(self) -> list[ShelfCategory]:
        """The categories in which the web shop has something, in the order of the shop."""
        counts, language = self.counts.read(self.view, self.settings.rule), self.words.language
        return [
            ShelfCategory(each.code, each.name_in(language), accent_of(each.colour, place), counts[each.code])
            for place, each in enumerate(catalogue.all_categories(self.view))
            if each.code in counts
        ]

    def category_name(self, code: str) -> str:
        """What a category is called in the visitor's language; nothing is counted."""
        return next(
            (each.name_in(self.words.language) for each in catalogue.all_categories(self.view) if each.code == code),
            code,
        )

    def products(self, skus: Sequence[str]) -> list[ShelfProduct]:
        """Some products (some hundreds at most) that the web shop shows, in this order."""
        rule, company = self.settings.rule, self.settings.company
        products = catalogue.find_products(self.view, skus)
        offerings = catalogue.offerings_of(self.view, skus, rule.day, rule.location_id)
        left = self._left(list(products.values()))
        rates = catalogue.tax_rates(self.view, company.country, company.tax_day(self.at))
        colours = {
            each.code: accent_of(each.colour, place) for place, each in enumerate(catalogue.all_categories(self.view))
        }
        pictures = pictures_of(self.view, skus)
        shelf = [
            self._product(
                products[sku],
                offerings[sku],
                left.get(sku),
                (rates.get(TaxCategory(products[sku].tax_category)), colours.get(products[sku].category, 0)),
            )
            for sku in skus
            if sku in offerings
        ]
        deposits = deposits_here(self.view, offerings.values(), company, rule.day)
        names = self.deposit_names()
        return [
            replace(
                each,
                pictures=self._pictures(each.name, pictures.get(each.sku, ())),
                deposit=self.words.money(deposits[each.sku].amount) if each.sku in deposits else "",
                deposit_name=names.get(deposits[each.sku].code, "") if each.sku in deposits else "",
            )
            for each in shelf
        ]

    def deposit_names(self) -> dict[str, str]:
        """What each deposit of the shop's own is called in the visitor's language, by code."""
        return {each.code: each.name_in(self.words.language) for each in own_deposits(self.view)}

    def _pictures(self, name: str, pictures: Sequence[ShownPicture]) -> tuple[ShelfPicture, ...]:
        return tuple(
            ShelfPicture(
                picture_address(each.digest, PictureSize.TILE),
                *each.measures(PictureSize.TILE),
                picture_address(each.digest, PictureSize.PAGE),
                each.width,
                each.height,
                each.text_in(self.words.language, name),
            )
            for each in pictures
        )

    def _product(
        self, product: Product, offering: Offering, left: Decimal | None, rate_and_accent: tuple[int | None, int]
    ) -> ShelfProduct:
        company, translate = self.settings.company, self.words.translate
        rate_ppm, accent = rate_and_accent
        price = Money(offering.price_minor, company.currency)
        comparison = stated_comparison_price(price, product.unit, product.content)
        return ShelfProduct(
            sku=product.sku,
            name=product.name,
            category=product.category,
            accent=accent,
            unit="" if product.unit is Unit.PIECE else translate(f"storefront.unit.{product.unit.value}"),
            price=self.words.money(price),
            amount=f"{price.major():f}",
            comparison=self._compared(comparison),
            deposit="",
            tax="" if rate_ppm is None else self.words.number(Decimal(rate_ppm) / 10_000),
            content=self._content(product.content),
            gtins=product.gtins,
            age_limit=product.age_limit,
            availability=availability_of(left).value,
            is_orderable=self._is_orderable(product, left),
        )

    def _left(self, products: list[Product]) -> dict[str, Decimal]:
        """What is left, without what the shop does not sell on the web."""
        rules = self.settings.rules
        less = rules.safety_stock if rules.takes_orders else 0
        left = stock.left_of(self.view, products, rules.location.id)
        return {sku: quantity - less for sku, quantity in left.items()}

    def _is_orderable(self, product: Product, left: Decimal | None) -> bool:
        is_left = availability_of(left) is not Availability.SOLD_OUT
        return self.settings.rules.takes_orders and product.unit is Unit.PIECE and is_left

    def _compared(self, comparison: ComparisonPrice | None) -> str:
        if comparison is None:
            return ""
        return f"{self.words.money(comparison.amount)}/{self._measure(comparison.unit.value)}"

    def _content(self, content: Content | None) -> str:
        return "" if content is None else f"{self.words.number(content.quantity)} {self._measure(content.unit.value)}"

    def _measure(self, unit: str) -> str:
        """A unit of contents and comparison prices: all are signs, but that of pieces is a word."""
        return self.words.translate("storefront.pieces") if unit == ComparisonUnit.PIECE else unit
