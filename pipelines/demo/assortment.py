"""The range of the demo shop: what it sells, at what price, from whom, and how well.

``goods.tsv`` has one row per family of goods. A family becomes a product for each of its variants (``eko:1.25`` costs a
quarter more than the others) and sizes, and has its words in both languages;
beyond those, other brands offer the same goods, so the range can grow to some thousands of products.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib import resources
from itertools import product as every

from models.barcode import check_digit
from models.catalogue.colour import Colour
from models.catalogue.content import Content, content_in_name
from models.catalogue.product import Category, Product, TaxCategory
from models.money import Money, divide_half_up
from models.purchasing.supplier import Supplier, SupplierTerm
from models.quantity import Unit
from pipelines.demo.kinds_of_goods import age_limit, deposit_class

CURRENCY = "SEK"

CATEGORIES = tuple(
    Category(code, {"sv": swedish, "en": english}, position, colour)
    for position, (code, swedish, english, colour) in enumerate(
        (
            ("fruit", "Frukt & grönt", "Fruit & vegetables", Colour.GREEN),
            ("dairy", "Mejeri & ägg", "Dairy & eggs", Colour.BLUE),
            ("bread", "Bröd & fikabröd", "Bread & pastries", Colour.OCHRE),
            ("deli", "Kött, fisk & chark", "Meat, fish & deli", Colour.RED),
            ("frozen", "Fryst & glass", "Frozen & ice cream", Colour.TURQUOISE),
            ("pantry", "Skafferi", "Pantry", Colour.ORANGE),
            ("drinks", "Dryck", "Drinks", Colour.VIOLET),
            ("sweets", "Godis & snacks", "Sweets & snacks", Colour.PINK),
            ("coffee", "Kaffe & te", "Coffee & tea", Colour.ORANGE),
            ("cafe", "Kafé", "Café", Colour.OLIVE),
            ("papers", "Tidningar & böcker", "Papers & books", Colour.BLUE),
            ("tobacco", "Tobak", "Tobacco", Colour.GREY),
            ("household", "Hushåll", "Household", Colour.TURQUOISE),
            ("care", "Hygien & hälsa", "Care & health", Colour.VIOLET),
            ("tickets", "Lotter & frimärken", "Tickets & stamps", Colour.GREY),
        ),
        start=1,
    )
)

SUPPLIERS = tuple(
    Supplier(code, name, lead_time_days, review_period_days)
    for code, name, lead_time_days, review_period_days in (
        ("wholesale", "Mälardalens Partihandel AB", 2, 4),
        ("greens", "Frukthallen Årsta AB", 1, 2),
        ("dairy", "Norrgårdens Mejeri ek. för.", 1, 2),
        ("bakery", "Stadens Bageri HB", 1, 1),
        ("cold", "Svea Kyl & Frys AB", 3, 7),
        ("drinks", "Björkö Bryggeri AB", 3, 7),
        ("kitchen", "Ekbackens Kök AB", 1, 1),
        ("press", "Tidningsbolaget i Öst AB", 1, 3),
        ("tobacco", "Tobaksgrossen AB", 2, 7),
        ("home", "Hem & Hygien Grossist AB", 4, 7),
        ("agency", "Ombudscentralen AB", 3, 14),
    )
)

#: Days after which fresh goods are thrown away, by supplier; café goods that are made by the portion, not by the cup.
SHELF_DAYS = {"bakery": 3, "greens": 7, "dairy": 14, "press": 7}
PORTION_SHELF_DAYS, PORTION_CASE_MAX = 2, 20

#: The same goods under other brands: the name, the price against the first brand's in per cent, the share of its sales.
OTHER_BRANDS = (
    ("Enkelt", 80, 0.45), ("Extra", 118, 0.25), ("Ekolund", 132, 0.2), ("Nordvik", 104, 0.2), ("Älvdal", 109, 0.15),
    ("Granbacka", 96, 0.15), ("Sundby", 101, 0.12), ("Vallmo", 112, 0.1), ("Hemkär", 92, 0.1), ("Åsgård", 115, 0.08),
    ("Lingonris", 106, 0.08), ("Fjällbo", 121, 0.06), ("Tranås", 98, 0.06), ("Skärgård", 125, 0.05),
)  # fmt: skip
#: Goods without a brand, sold loose or over the counter: no other brand offers them.
WITHOUT_BRANDS = frozenset({"fruit", "cafe", "tickets"})

LOOSE, SINGLE = "kg", "st"
#: No real product carries these numbers. Source: GS1, list of GS1 Prefixes, 952: "used for demonstrations and
#: examples of the GS1 system".
GTIN_PREFIX = "952"
#: Every so many products carry a second barcode, as after a change of packaging.
SECOND_GTIN_EVERY = 9
FIRST_SKU = 1001


@dataclass(frozen=True, slots=True)
class Good:
    """A product of the demo and how it trades.

    ``price_minor`` includes tax; ``cost_minor`` does not. ``weight`` is the relative number of sale lines;
    ``case_pack`` counts units; ``shelf_days`` is ``None`` for goods that do not spoil.
    """

    product: Product
    price_minor: int
    cost_minor: int
    weight: float
    season: str
    supplier: str
    case_pack: int
    shelf_days: int | None

    @property
    def sku(self) -> str:
        """The product's SKU."""
        return self.product.sku

    @property
    def is_loose(self) -> bool:
        """Whether it is weighed at the till."""
        return self.product.unit is Unit.KILOGRAM

    @property
    def term(self) -> SupplierTerm:
        """What its supplier asks for it."""
        cost = Money(self.cost_minor, CURRENCY)
        return SupplierTerm(self.sku, self.supplier, cost, Decimal(self.case_pack), Decimal(self.case_pack))


def choose_goods(count: int, language: str = "sv") -> list[Good]:
    """``count`` products over all categories and all tax categories, the best-selling first, in the order of SKU.

    A larger range holds every product of a smaller one; in another language they are the same but for their names.
    """
    ranked = _ranked(language)
    if not 0 < count <= len(ranked):
        raise ValueError(f"the demo has 1 to {len(ranked)} products, not {count}")
    return sorted(ranked[:count], key=lambda good: good.sku)


def goods_max() -> int:
    """How many products the demo shop can have."""
    return len(_ranked("sv"))


@cache
def _ranked(language: str) -> tuple[Good, ...]:
    """All products, those first that a small shop would have."""
    numbered = [_good(number, member) for number, member in enumerate(_tiers(language))]
    base = sum(1 for _ in _members(language))
    first = _spread(numbered[:base])
    tax_leaders = [next(good for good in first if good.product.tax_category is kind) for kind in TaxCategory]
    rest = [good for good in first if good not in tax_leaders]
    others = [good for i in range(base, len(numbered), base) for good in _spread(numbered[i : i + base])]
    return (*tax_leaders, *rest, *others)


def _spread(goods: list[Good]) -> list[Good]:
    """The goods of all categories in turns, in proportion to the size of the category, the best-selling first."""
    turns: list[tuple[float, str, Good]] = []
    for category in {good.product.category for good in goods}:
        members = [good for good in goods if good.product.category == category]
        members.sort(key=lambda good: (-good.weight, good.sku))
        turns += [((i + 0.5) / len(members), category, good) for i, good in enumerate(members)]
    return [good for _, _, good in sorted(turns, key=lambda turn: turn[:2])]


@dataclass(frozen=True, slots=True)
class _Member:
    """One variant and size of a family under one brand."""

    family: dict[str, str]
    name: str
    brand: str
    size: str
    price_minor: int
    weight: float


@cache
def _families() -> tuple[dict[str, str], ...]:
    text = resources.files("pipelines.demo").joinpath("goods.tsv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def _members(language: str) -> Iterator[_Member]:
    """The products of the first brands; later variants and larger sizes sell less."""
    for row in _families():
        variants, sizes = row["variants"].split(";"), row["sizes"].split(";")
        names = [f"{row['name']} {each.partition(':')[0]}" for each in variants]
        if language == "en":
            names = [f"{row['english']} {each}" for each in row["english_variants"].split(";")]
        for (i, each), (j, priced) in every(enumerate(variants), enumerate(sizes)):
            factor = each.partition(":")[2]
            size, _, price = priced.rpartition(":")
            weight = float(row["weight"]) * 0.75**i * 0.6**j
            name, size = names[i].strip(), _in_english(size) if language == "en" else size
            yield _Member(row, name, row["brand"], size, _priced(Decimal(price), Decimal(factor or 1)), weight)


#: What the words in a size are in English, the longest first.
_SIZE_WORDS = (("kruka", "pot"), ("dosa", "tin"), ("ca ", "about "), ("-p", "-pack"), (",", "."))


def _in_english(size: str) -> str:
    for swedish, english in _SIZE_WORDS:
        size = size.replace(swedish, english)
    return size


def _priced(price: Decimal, factor: Decimal) -> int:
    """A family's price in minor units, for a variant that costs so much more: organic, larger, aged."""
    if factor == 1:
        return int(price * 100)
    minor = int(price * factor * 100)
    return divide_half_up(minor, 100) * 100 if price == int(price) else _price_point(minor)


def _tiers(language: str) -> Iterator[_Member]:
    """The products of the first brands, then those of each other brand."""
    yield from _members(language)
    for brand, per_cent, share in OTHER_BRANDS:
        for member in _members(language):
            if member.family["category"] not in WITHOUT_BRANDS:
                price_minor = _price_point(divide_half_up(member.price_minor * per_cent, 100))
                yield replace(member, brand=brand, price_minor=price_minor, weight=member.weight * share)


def _good(number: int, member: _Member) -> Good:
    row, loose = member.family, member.size == LOOSE
    words = (member.name, member.brand, "" if member.size in {LOOSE, SINGLE} else member.size)
    tax_category, case_pack = TaxCategory(row["tax"]), int(row["case"])
    shelf_days = _shelf_days(row["supplier"], case_pack)
    product = Product(
        sku=str(FIRST_SKU + number),
        name=" ".join(word for word in words if word),
        unit=Unit.KILOGRAM if loose else Unit.PIECE,
        category=row["category"],
        tax_category=tax_category,
        gtins=() if loose or row["category"] == "cafe" else _gtins(number),
        content=_content(member),
        deposit=deposit_class(row["name"], member.size),
        age_limit=age_limit(row["name"]),
        shelf_life_days=shelf_days,
    )
    return Good(
        product=product,
        price_minor=member.price_minor,
        cost_minor=_cost(member.price_minor, tax_category, int(row["cost"])),
        weight=member.weight,
        season=row["season"],
        supplier=row["supplier"],
        case_pack=case_pack,
        shelf_days=shelf_days,
    )


#: A size that begins so is approximate, and no content.
_ABOUT = ("ca ", "about ")


def _content(member: _Member) -> Content | None:
    """The net content that the size of a family names; goods of the café are eaten, not compared."""
    if member.size in {LOOSE, SINGLE} or member.size.startswith(_ABOUT) or member.family["category"] == "cafe":
        return None
    return content_in_name(member.size)


#: What the price is divided by to be free of tax, in per cent; an assumption that is only used to set the cost.
_WITH_TAX = {
    TaxCategory.STANDARD: 125,
    TaxCategory.FOOD: 106,
    TaxCategory.RESTAURANT: 112,
    TaxCategory.CULTURE: 106,
    TaxCategory.EXEMPT: 100,
}


def _cost(price_minor: int, tax_category: TaxCategory, per_cent: int) -> int:
    return divide_half_up(price_minor * per_cent, _WITH_TAX[tax_category])


def _shelf_days(supplier: str, case_pack: int) -> int | None:
    if supplier == "kitchen":
        return PORTION_SHELF_DAYS if case_pack <= PORTION_CASE_MAX else None
    return SHELF_DAYS.get(supplier)


def _gtins(number: int) -> tuple[str, ...]:
    count = 2 if number % SECOND_GTIN_EVERY == SECOND_GTIN_EVERY - 1 else 1
    bodies = [f"{GTIN_PREFIX}{10 * number + k:09d}" for k in range(count)]
    return tuple(f"0{body}{check_digit(body)}" for body in bodies)


def _price_point(minor: int) -> int:
    """The nearest price that ends in 90 öre."""
    return max(divide_half_up(minor - 90, 100), 0) * 100 + 90
