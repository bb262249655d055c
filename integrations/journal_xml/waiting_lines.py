"""The lines of a basket before it is paid, and what the file writes of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from integrations.journal_xml.xml_pieces import group, instant, money, optional, percent, quantity, text
from models.catalogue.product import TaxCategory
from models.facts.basket import BasketCancelled, LineAdded, LineFact, LineRemoved
from models.facts.envelope import Fact
from models.facts.sale import SaleCompleted
from models.pricing.price import line_gross
from models.pricing.tax import tax_within
from models.quantity import Unit

GOODS_TYPE, SERVICE_TYPE = "VARA", "TJANST"


@dataclass(frozen=True, slots=True)
class GoodsOfLine:
    """What the catalogue knows of a line's goods; ``rate_ppm`` is the tax rate of the day."""

    name: str
    unit: str
    tax_category: str
    rate_ppm: int


FindGoods = Callable[[str, datetime], GoodsOfLine]


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One line of a basket, and when it came there."""

    sku: str
    quantity: Decimal
    price: int
    registered_at: datetime


class BasketTrail:
    """The lines of every basket that is not paid yet, from the facts of a till in their order."""

    def __init__(self) -> None:
        self._baskets: dict[int, dict[int, WaitingLine]] = {}

    def follow(self, fact: Fact, at: datetime) -> None:
        """Take in one more fact; ``at`` is on the shop's clock. A basket is forgotten once it is paid or cancelled."""
        match fact:
            case LineRemoved():
                self._baskets.get(fact.basket, {}).pop(fact.position, None)
            case LineFact():
                lines = self._baskets.setdefault(fact.basket, {})
                first = lines.get(fact.position)
                began_at = at if first is None or isinstance(fact, LineAdded) else first.registered_at
                lines[fact.position] = WaitingLine(fact.sku, fact.quantity, fact.price, began_at)
            case SaleCompleted():
                self._baskets.pop(fact.sale, None)
            case BasketCancelled():
                self._baskets.pop(fact.basket, None)
            case _:
                pass

    def knows(self, basket: int) -> bool:
        """Whether a line of the basket was seen."""
        return basket in self._baskets

    def lines(self, basket: int) -> Iterable[WaitingLine]:
        """The lines of a basket, in order."""
        return [line for _, line in sorted(self._baskets.get(basket, {}).items())]

    def registered_at(self, basket: int) -> Mapping[int, datetime]:
        """When each line of a basket was registered, by its place."""
        return {position: line.registered_at for position, line in self._baskets.get(basket, {}).items()}


def product_type(tax_category: str) -> str:
    """Goods, or a service: what is taxed as a restaurant's."""
    return SERVICE_TYPE if tax_category == TaxCategory.RESTAURANT else GOODS_TYPE


def unit_of(unit: str) -> str:
    """The unit of what is weighed or measured; empty for pieces."""
    return "" if unit == Unit.PIECE else unit


def _product(sku: str, amount: Decimal, price: int, goods: GoodsOfLine) -> str:
    """An article that is registered and not sold yet."""
    gross = line_gross(price, amount)
    return "".join(
        (
            f"<TypAvArtikel>{product_type(goods.tax_category)}</TypAvArtikel>",
            optional("Artikelnummer", sku),
            text("Artikelnamn", goods.name),
            quantity("AntalAvRegistreradArtikel", amount),
            optional("EnhetForViktLangdTidEllerVolym", unit_of(goods.unit)),
            money("PrisPerEnhet", price),
            money("PrisPaRegistreradArtikel", gross),
            percent("MervardesskattesatsForRegistreradArtikel", goods.rate_ppm),
            money("MervardesskattPaRegistreradArtikel", tax_within(gross, goods.rate_ppm)),
        )
    )


def parked_product(line: WaitingLine, goods: GoodsOfLine, label: str) -> str:
    """A line of a basket that was parked under a label."""
    body = _product(line.sku, line.quantity, line.price, goods)
    return group("ParkeraRegistreradArtikel", body, optional("IdentitetsbeteckningPaParkering", label))


def changed_product(name: str, fact: LineFact, goods: GoodsOfLine, first_at: datetime | None) -> str:
    """A line that was added, changed or removed, with when it was registered first."""
    body = _product(fact.sku, fact.quantity, fact.price, goods)
    return group(name, body, instant("UrsprungligRegistreringstidpunkt", first_at) if first_at else "")
