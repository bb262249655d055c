"""Notes of a product import: changes that are not obvious from the list, and values that were not taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from integrations.spreadsheets.products import ProductRow
from models.catalogue.content import Content
from models.money import Money


class GoodsNotes:
    """Counts what happened to rows alike, and names the first of them; single rows are in ``rows``."""

    def __init__(self, currency: str) -> None:
        self.rows = list[str]()
        self.inactive = 0
        self._currency = currency
        self._moved: dict[tuple[str, str], list[int]] = {}
        self._taxed, self._sale_prices, self._stocked = list[str](), list[str](), list[str]()
        self._named_contents = list[str]()

    def add_moved(self, row: ProductRow, old: str, new: str) -> None:
        """A known product is ordered from another supplier from now on."""
        self._moved.setdefault((old, new), []).append(row.row)

    def add_taxed(self, row: ProductRow, price: Money) -> None:
        """Tax was added to a price."""
        self._taxed.append(f"row {row.row}: {row.net_price} becomes {price}")

    def add_sale_price(self, row: ProductRow) -> None:
        """A row has a lower price for a while besides the ordinary one."""
        self._sale_prices.append(f"row {row.row}: {row.sku} at {Money(row.sale_price_minor or 0, self._currency)}")

    def add_stock(self, row: ProductRow, on_hand: Decimal) -> None:
        """The stock of a known product is another in the file."""
        self._stocked.append(f"row {row.row}: {row.sku} has {on_hand.normalize():f} here, {row.stock} in the file")

    def add_named_content(self, row: ProductRow, content: Content) -> None:
        """The content of a package is stated by its name alone, and was not taken."""
        self._named_contents.append(f"row {row.row}: {row.name!r} holds {content}")

    def texts(self, supplier_names: Mapping[str, str]) -> Iterator[str]:
        """Every note."""
        for (old, new), rows in self._moved.items():
            yield (
                f"{len(rows)} known product(s), the first in row {rows[0]}, are ordered from {supplier_names[new]} "
                f"from now on, no longer from {supplier_names[old]}."
            )
        if self._taxed:
            yield (
                f"{len(self._taxed)} price(s) were without tax; the tax of each product was added, rounded to the "
                f"smallest unit of money ({self._taxed[0]})."
            )
        if self._sale_prices:
            yield (
                f"{len(self._sale_prices)} product(s) have a sale price, which was not taken; the ordinary price "
                f"holds ({self._sale_prices[0]})."
            )
        if self._stocked:
            yield (
                f"The stock of {len(self._stocked)} known product(s) is another in the file ({self._stocked[0]}). An "
                "import of products never changes the stock of known goods: 'kassa import count FILE' takes a stock "
                "count."
            )
        if self._named_contents:
            yield (
                f"{len(self._named_contents)} product(s) state their content in the name "
                f"({self._named_contents[0]}). It was not taken; the option --content-from-names takes it, for "
                "comparison prices."
            )
        if self.inactive:
            yield f"{self.inactive} product(s) are not for sale in the file (drafts, archived) nor here."
        yield from self.rows
