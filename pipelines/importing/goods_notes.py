"""Notes of a product import: changes that are not obvious from the list, and values that were not taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from integrations.spreadsheets.products import ProductRow
from integrations.spreadsheets.remarks import Remark
from models.catalogue.content import Content
from models.money import Money


class GoodsNotes:
    """Counts what happened to rows alike, and remembers the first of them; single rows are in ``rows``."""

    def __init__(self, currency: str) -> None:
        self.rows = list[Remark]()
        self.inactive = 0
        self._currency = currency
        self._moved: dict[tuple[str, str], list[int]] = {}
        #: Of each kind how many there are, and the values of the first.
        self._counts: dict[str, int] = {}
        self._firsts: dict[str, dict[str, object]] = {}

    def add_moved(self, row: ProductRow, old: str, new: str) -> None:
        """A known product is ordered from another supplier from now on."""
        self._moved.setdefault((old, new), []).append(row.row)

    def add_taxed(self, row: ProductRow, price: Money) -> None:
        """Tax was added to a price."""
        self._add("tax_added", row=row.row, before=row.net_price, after=price)

    def add_sale_price(self, row: ProductRow) -> None:
        """A row has a lower price for a while besides the ordinary one."""
        self._add("sale_price", row=row.row, sku=row.sku, price=Money(row.sale_price_minor or 0, self._currency))

    def add_stock(self, row: ProductRow, on_hand: Decimal) -> None:
        """The stock of a known product is another in the file."""
        self._add("other_stock", row=row.row, sku=row.sku, here=f"{on_hand.normalize():f}", there=row.stock)

    def add_named_content(self, row: ProductRow, content: Content) -> None:
        """The content of a package is stated by its name alone, and was not taken."""
        self._add("content_in_name", row=row.row, name=row.name, content=content)

    def remarks(self, supplier_names: Mapping[str, str]) -> Iterator[Remark]:
        """Every note."""
        for (old, new), rows in self._moved.items():
            names = {"before": supplier_names[old], "after": supplier_names[new]}
            yield Remark("other_supplier", products=len(rows), row=rows[0], **names)
        if "tax_added" in self._counts:
            yield Remark("tax_added", prices=self._counts["tax_added"], **self._firsts["tax_added"])
        for kind in ("sale_price", "other_stock", "content_in_name"):
            if kind in self._counts:
                yield Remark(kind, products=self._counts[kind], **self._firsts[kind])
        if self.inactive:
            yield Remark("not_for_sale", products=self.inactive)
        yield from self.rows

    def _add(self, kind: str, **values: object) -> None:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        self._firsts.setdefault(kind, values)
