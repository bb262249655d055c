"""Compare a product list with the stored range: new products, prices and terms, and contradictions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.heading_words import plain
from integrations.spreadsheets.products import ProductRow
from integrations.spreadsheets.remarks import Remark
from integrations.spreadsheets.rows import RowProblem, shown
from models.catalogue.content import Content, content_in_name
from models.catalogue.product import NO_DEPOSIT, Category, Pack, Product, TaxCategory
from models.jurisdiction.age_limits import usual_age_limit
from models.jurisdiction.deposits import DepositClass
from models.jurisdiction.jurisdiction import Jurisdiction
from models.money import Money
from models.own_code import is_reserved
from models.pricing.price import price_with_tax
from models.pricing.price_list import Price
from models.purchasing.supplier import Supplier, SupplierTerm
from models.quantity import Unit
from operations.installation.opening import Range
from pipelines.importing.deposit_cells import deposit_code
from pipelines.importing.goods_notes import GoodsNotes
from pipelines.importing.location_prices import LocationPrices
from store.importing.stored_range import StoredRange

CODE_LENGTH = 40
#: For products without a group or a supplier in the list.
OTHER = Category("other", {"sv": "Övrigt", "en": "Other"}, 999)
NO_SUPPLIER = Supplier("unknown", "Okänd leverantör", 3, 7)
#: A supplier of whom only the name is known.
LEAD_TIME_DAYS, REVIEW_PERIOD_DAYS = 3, 7
#: The language of the names in a file is unknown: they are shown in each.
LANGUAGES = ("sv", "en")
#: Imported categories come after the shop's own on the screen.
POSITION = 500


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all rows: the ``day`` from which new prices hold, its tax rates, and what to assume.

    ``content_from_names``: where nothing else states the content of a package, its name does. ``taken_back``: the SKUs
    that an import created which was taken back; another one sells them again. ``locations`` are the numbers of the
    shop's locations by what a cell may call them. ``deposits`` are those of the country and of the shop.
    """

    day: date
    currency: str
    default_tax: TaxCategory
    location_id: int
    headings: Mapping[ColumnRole, str]
    rates_ppm: Mapping[TaxCategory, int]
    law: Jurisdiction
    deposits: tuple[DepositClass, ...] = ()
    content_from_names: bool = False
    taken_back: frozenset[str] = frozenset()
    locations: Mapping[str, int] = field(default_factory=dict)


class GoodsPlan:
    """Compares rows one after the other with the ``stored`` range and collects the changes; it saves nothing itself."""

    def __init__(self, stored: StoredRange, terms: Terms) -> None:
        self.changed = self.unchanged = 0
        self._stored, self._terms = stored, terms
        self._rows: dict[str, int] = {}
        self._barcodes: dict[str, int] = {}
        self._products: list[Product] = []
        self._planned: dict[str, Product] = {}
        self._packed = {each.pack.sku for each in stored.products.values() if each.pack}
        self._prices: list[Price] = []
        self._supplier_terms: list[SupplierTerm] = []
        self._stock: dict[str, Decimal] = {}
        self._categories: dict[str, Category] = {}
        self._suppliers: dict[str, Supplier] = {}
        self._category_codes = _codes_of_categories(stored)
        self._supplier_codes = {plain(each.name): code for code, each in stored.suppliers.items()}
        self._preferred = {sku: code for (sku, code), term in stored.terms.items() if term.preferred}
        self._notes = GoodsNotes(terms.currency)
        heading = terms.headings.get(ColumnRole.PRICE_LOCATION, ColumnRole.PRICE_LOCATION.value)
        self._location_prices = LocationPrices(stored.location_prices, terms.locations, heading)

    def add(self, row: ProductRow) -> list[RowProblem]:
        """Take a row in, or return what it contradicts: another row, or the stored range."""
        row = self._named(row)
        if row.price_location:
            return self._add_location_price(row)
        problems = self._contradictions(row)
        if problems:
            return problems
        self._rows[row.sku] = row.row
        self._barcodes.update(dict.fromkeys((*row.gtins, *row.codes), row.row))
        before = len(self._products), len(self._prices), len(self._supplier_terms), len(self._stock)
        self._add_product(row)
        self._add_price(row)
        self._add_term(row)
        self._add_stock(row)
        if before == (len(self._products), len(self._prices), len(self._supplier_terms), len(self._stock)):
            self.unchanged += 1
        else:
            self.changed += 1
        return []

    def changes(self) -> Range:
        """Everything that is new or different."""
        return Range(
            categories=tuple(self._categories.values()),
            products=tuple(self._products),
            prices=(*self._prices, *self._location_prices.prices),
            suppliers=tuple(self._suppliers.values()),
            terms=tuple(self._supplier_terms),
        )

    def stock(self) -> dict[str, Decimal]:
        """Opening stock of products that were never stocked."""
        return self._stock

    def notes(self) -> list[Remark]:
        """Notes on changes that are not obvious from the list, and on values that were left out."""
        suppliers = self._stored.suppliers | self._suppliers
        return list(self._notes.remarks({code: supplier.name for code, supplier in suppliers.items()}))

    def _named(self, row: ProductRow) -> ProductRow:
        """A row that names no SKU means the product that has its barcode; a deposit may be called by its name."""
        row = replace(row, deposit=deposit_code(self._terms.deposits, row.deposit))
        codes = (*row.gtins, *row.codes)
        owner = next((self._stored.owners[code] for code in codes if code in self._stored.owners), None)
        return replace(row, sku=owner) if owner and not row.has_sku else row

    def _contradictions(self, row: ProductRow) -> list[RowProblem]:
        found = []
        if row.sku in self._rows:
            found.append(
                self._problem(row, ColumnRole.SKU, row.sku, "duplicate_sku", f"is in row {self._rows[row.sku]} already")
            )
        for code in (*row.gtins, *row.codes):
            if code in self._barcodes and self._barcodes[code] != self._rows.get(row.sku):
                reason = f"is in row {self._barcodes[code]} already"
                found.append(self._problem(row, ColumnRole.GTIN, code.lstrip("0"), "duplicate_barcode", reason))
            owner = self._stored.owners.get(code, row.sku)
            if owner == row.sku and code in row.codes and code in self._stored.products:
                owner = code  # typed or scanned, it already means that product
            if owner != row.sku:
                reason = f"belongs to product {owner}"
                found.append(self._problem(row, ColumnRole.GTIN, code.lstrip("0"), "barcode_taken", reason))
        known = self._stored.products.get(row.sku)
        if known and row.by_id and plain(known.name) != plain(row.name):
            reason = "is the key of another product of the shop; give the row a SKU"
            found.append(self._problem(row, ColumnRole.ID, row.sku, "key_taken", reason))
        if known and row.unit and row.unit is not known.unit:
            reason = f"is not the unit of the stored product ({known.unit})"
            found.append(self._problem(row, ColumnRole.UNIT, row.unit, "unit_changed", reason))
        return found + self._reserved(row, known) + self._wrong_kinds(row, known)

    def _reserved(self, row: ProductRow, before: Product | None) -> list[RowProblem]:
        """New codes that begin as Kassa's own do."""
        reason = "begins with KX and a letter, like the codes of receipts and cards"
        codes_before = () if before is None else (before.sku, *before.codes)
        places = [(ColumnRole.SKU, row.sku), *((ColumnRole.GTIN, code) for code in row.codes if code != row.sku)]
        return [
            self._problem(row, role, code, "reserved_code", reason)
            for role, code in places
            if code not in codes_before and is_reserved(code)
        ]

    def _wrong_kinds(self, row: ProductRow, known: Product | None) -> list[RowProblem]:
        """A deposit that neither country nor shop has, and a pack that cannot be."""
        found = []
        codes = [each.code for each in self._terms.deposits]
        if row.deposit and row.deposit not in {*codes, NO_DEPOSIT}:
            reason = f"is none of the deposits here ({', '.join([*codes, NO_DEPOSIT])})"
            found.append(self._problem(row, ColumnRole.DEPOSIT, row.deposit, "unknown_deposit", reason))
        pack = _pack(row) or (known.pack if known else None)
        if pack is not None and (reason := self._why_no_pack(row, pack.sku)):
            found.append(self._problem(row, ColumnRole.PACK_OF, pack.sku, "wrong_pack", reason))
        return found

    def _why_no_pack(self, row: ProductRow, content: str) -> str:
        """Why a row cannot be a pack of another product; empty if it can."""
        held = self._planned.get(content) or self._stored.products.get(content)
        if held is None or content == row.sku:
            return "is neither a product of the shop nor one of a row above"
        if held.pack is not None:
            return "is a pack itself"
        if content in self._stored.kits or row.sku in self._stored.kits:
            return "cannot be in a pack, or be one: a kit takes its parts from stock"
        if held.unit is not Unit.PIECE or row.unit not in {None, Unit.PIECE} or row.open_price:
            return "cannot be in a pack: both are sold by the piece at a price of their own"
        return "is in a pack itself, so it cannot be one" if row.sku in self._packed else ""

    def _problem(self, row: ProductRow, role: ColumnRole, value: str, code: str, reason: str) -> RowProblem:
        return RowProblem(row.row, self._terms.headings.get(role, role.value), shown(value), code, reason)

    def _add_product(self, row: ProductRow) -> None:
        known = self._stored.products.get(row.sku)
        product = Product(
            sku=row.sku,
            name=row.name,
            unit=row.unit or (known.unit if known else Unit.PIECE),
            category=self._category(row, known),
            tax_category=self._tax_category(row),
            gtins=tuple(sorted({*row.gtins, *(known.gtins if known else ())})),
            active=row.active if row.active is not None else self._is_sold(known),
            codes=tuple(sorted({*row.codes, *(known.codes if known else ())})),
            content=self._content(row, known),
            age_limit=self._age_limit(row, known),
            open_price=row.open_price,
            deposit=self._deposit(row, known),
            gtin_deposits=known.gtin_deposits if known else (),
            pack=_pack(row) or (known.pack if known else None),
            shelf_life_days=_shelf_life(row, known),
            has_lots=(known is not None and known.has_lots) if row.has_lots is None else row.has_lots,
        )
        self._planned[product.sku] = product
        self._notes.inactive += row.active is False
        if product != known:
            self._products.append(product)

    def _is_sold(self, known: Product | None) -> bool:
        """Whether a product is sold of which the row does not say so."""
        return known is None or known.active or known.sku in self._terms.taken_back

    def _age_limit(self, row: ProductRow, known: Product | None) -> int | None:
        """What the row states, 0 for none; else what is stored; else what the law has for a category of that name."""
        if row.age_limit is not None:
            return row.age_limit or None
        return known.age_limit if known else usual_age_limit(self._terms.law.age_limits, row.category)

    def _deposit(self, row: ProductRow, known: Product | None) -> str | None:
        if row.deposit:
            return None if row.deposit == NO_DEPOSIT else row.deposit
        return known.deposit if known else None

    def _content(self, row: ProductRow, known: Product | None) -> Content | None:
        """What the row states, else what is stored, else what the name states if names are taken for it."""
        content = row.content or (known.content if known else None)
        named = None if content or row.unit not in {None, Unit.PIECE} else content_in_name(row.name)
        if named is not None and not self._terms.content_from_names:
            self._notes.add_named_content(row, named)
        return content or (named if self._terms.content_from_names else None)

    def _category(self, row: ProductRow, known: Product | None) -> str:
        if not row.category:
            return known.category if known else self._new_category(OTHER)
        code = self._category_codes.get(plain(row.category)) or code_of(row.category, OTHER.code)
        return self._new_category(Category(code, dict.fromkeys(LANGUAGES, row.category), POSITION))

    def _new_category(self, category: Category) -> str:
        if category.code not in self._stored.categories:
            self._categories.setdefault(category.code, category)
        return category.code

    def _add_location_price(self, row: ProductRow) -> list[RowProblem]:
        is_known = row.sku in self._planned or row.sku in self._stored.products
        problems = self._location_prices.contradictions(row, is_known=is_known)
        if problems:
            return problems
        if self._location_prices.add(row, self._price(row), self._terms.day):
            self.changed += 1
        else:
            self.unchanged += 1
        return []

    def _price(self, row: ProductRow) -> Money:
        """The price of a row; one without tax gets that of the product added."""
        price = Money(row.price_minor, self._terms.currency)
        if row.net_price is not None:
            price = price_with_tax(row.net_price, self._terms.rates_ppm[self._tax_category(row)], price.currency)
            self._notes.add_taxed(row, price)
        return price

    def _add_price(self, row: ProductRow) -> None:
        if row.open_price:
            return
        price = self._price(row)
        if row.sale_price_minor:
            self._notes.add_sale_price(row)
        if self._stored.prices.get(row.sku) != price.minor:
            self._prices.append(Price(row.sku, price, self._terms.day))

    def _tax_category(self, row: ProductRow) -> TaxCategory:
        """The tax category of a row, else that of the stored product, else the default."""
        known = self._stored.products.get(row.sku)
        return row.tax_category or (known.tax_category if known else self._terms.default_tax)

    def _add_term(self, row: ProductRow) -> None:
        if row.cost_minor is None:
            return
        supplier_code = self._supplier(row)
        known = self._stored.terms.get((row.sku, supplier_code))
        case_pack = row.case_pack or (known.case_pack if known else Decimal(1))
        term = SupplierTerm(
            sku=row.sku,
            supplier_code=supplier_code,
            cost=Money(row.cost_minor, self._terms.currency),
            case_pack=case_pack,
            moq=row.moq or (known.moq if known else case_pack),
            preferred=self._prefer(row, supplier_code),
            supplier_sku=row.supplier_sku or (known.supplier_sku if known else None),
            lead_time_days=_first(row.lead_time_days, known.lead_time_days if known else None),
        )
        if term != known:
            self._supplier_terms.append(term)

    def _prefer(self, row: ProductRow, supplier_code: str) -> bool:
        """Whether a product is ordered from a supplier: the one that the newest list names; else as it was."""
        before = self._preferred.get(row.sku)
        if before is None or before == supplier_code:
            return True
        if not row.supplier:
            return False
        self._supplier_terms.append(replace(self._stored.terms[row.sku, before], preferred=False))
        self._notes.add_moved(row, before, supplier_code)
        return True

    def _supplier(self, row: ProductRow) -> str:
        """The supplier that a row names; else the one that the product is ordered from."""
        if not row.supplier:
            return self._preferred.get(row.sku) or self._new_supplier(NO_SUPPLIER)
        code = self._supplier_codes.get(plain(row.supplier)) or code_of(row.supplier, NO_SUPPLIER.code)
        lead_time = LEAD_TIME_DAYS if row.lead_time_days is None else row.lead_time_days
        return self._new_supplier(Supplier(code, row.supplier, lead_time, REVIEW_PERIOD_DAYS))

    def _new_supplier(self, supplier: Supplier) -> str:
        if supplier.code not in self._stored.suppliers:
            self._suppliers.setdefault(supplier.code, supplier)
        return supplier.code

    def _add_stock(self, row: ProductRow) -> None:
        if row.stock is None or self._planned[row.sku].pack is not None or row.sku in self._stored.kits:
            return  # the goods in a pack are the stock of what is in it, and those in a kit that of its parts
        on_hand = self._stored.stock.get((self._terms.location_id, row.sku))
        if on_hand is not None:
            if on_hand != row.stock:
                self._notes.add_stock(row, on_hand)
        elif row.stock > 0:
            self._stock[row.sku] = row.stock
        elif row.stock < 0:
            self._notes.rows.append(Remark("below_zero", row=row.row, sku=row.sku, stock=row.stock))


def _pack(row: ProductRow) -> Pack | None:
    return Pack(row.pack_of, row.pack_quantity) if row.pack_of and row.pack_quantity else None


def _first(*values: int | None) -> int | None:
    """The first of some values that is given."""
    return next((value for value in values if value is not None), None)


def _codes_of_categories(stored: StoredRange) -> dict[str, str]:
    """Whatever a category may be called, as :func:`plain` writes it, to its code."""
    codes: dict[str, str] = {}
    for code, each in stored.categories.items():
        codes |= {plain(name): code for name in (*each.names.values(), code)}
    return codes


def code_of(name: str, otherwise: str) -> str:
    """A short key for a name.

    >>> code_of("Frukt & grönt", "other")
    'frukt-gront'
    """
    return re.sub(r"\s+", "-", plain(name))[:CODE_LENGTH].strip("-") or otherwise


def _shelf_life(row: ProductRow, known: Product | None) -> int | None:
    """What the row states, 0 for none; else what is stored."""
    if row.shelf_life_days is not None:
        return row.shelf_life_days or None
    return known.shelf_life_days if known else None
