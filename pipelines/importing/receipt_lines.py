"""The lines of a sales list, held in little memory and put together to receipts."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

import numpy as np

from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.heading_words import plain
from integrations.spreadsheets.remarks import Remark
from integrations.spreadsheets.rows import RowProblem, shown
from integrations.spreadsheets.sales import NO_SUMS, OrderSums, ReceiptDiscount, ReceiptName, SaleRow
from models.catalogue.product import SKU_LENGTH_MAX, Product
from models.money import Money
from models.pricing.price import line_gross, spread_discount
from models.purchasing.supplier import chosen_terms
from models.quantity import Unit, from_milli, to_milli
from models.selling.basket import BasketLine
from models.selling.earlier_trade import PastSale
from pipelines.importing.goods import OTHER, code_of
from pipelines.importing.goods_by_name import skus_by_name
from pipelines.importing.order_sums import LinesDoNotAddUp, discount_to_spread, other_sum
from pipelines.importing.receipt_head import ReceiptHead, SaleTerms, key_of, marked, named_as
from pipelines.importing.receipt_numbers import Key, Numbering, distinguish, qualified
from pipelines.importing.receipt_returns import SoldAmount, UnknownGoods, returned_parts
from store.database.columns import from_micros, to_micros
from store.importing.stored_range import StoredRange

#: The columns of each line, as whole numbers.
_NUMBERS = ("receipt", "product", "milli", "unit_price", "discount", "gtin")
NO_GTIN = -1


class ReceiptBook:
    """Gathers lines in any order: six numbers a line, and each receipt and product once.

    ``stored`` is the range that they are compared with.
    """

    def __init__(self, stored: StoredRange, terms: SaleTerms) -> None:
        self.stored, self._terms = stored, terms
        self._costs = {sku: term.cost for sku, term in chosen_terms(stored.terms.values()).items()}
        self._by_name = skus_by_name(stored)
        self._heads: list[ReceiptHead] = []
        self._receipts: dict[Key, int] = {}
        self._products: list[Product] = []
        self._skus: dict[str, int] = {}
        self._missing: dict[str, int] = {}
        self._lines = {name: array("q") for name in _NUMBERS}
        self._rows = array("q")
        self._bad: set[tuple[str, str, int | None]] = set()
        self._names: dict[int, str] = {}
        self._orders: dict[int, tuple[int, OrderSums]] = {}
        self._taken_off: dict[Key, tuple[int, int]] = {}
        self._spread_count = self._differ_count = 0
        self._first_spread: dict[str, object] = {}
        self._first_differing: dict[str, object] = {}
        self._back: set[int] = set()
        self._returns: dict[int, int] = {}
        self._back_since: set[Key] = set()
        self.unchanged: set[Key] = set()

    def add(self, row: SaleRow) -> list[RowProblem]:
        """Add a line, or return its problems. Lines of a receipt that was imported before are skipped."""
        key = key_of(row)
        if self._is_known(key):
            self.unchanged.add(key)
            if row.came_back or row.order.refunded:
                self._back_since.add(key)
            return []
        product = self._product(row)
        problems = self._contradictions(row, product)
        if problems or product is None:
            self.spoil(row.receipt)
            return problems
        receipt = self._receipt(key, row)
        self._add_order(receipt, row)
        milli, gtin = to_milli(row.quantity), int(row.gtin or NO_GTIN)
        values = (receipt, product, milli, row.unit_price_minor, row.discount_minor, gtin)
        for name, value in zip(_NUMBERS, values, strict=True):
            self._lines[name].append(value)
        if row.came_back:
            self._back.add(len(self._rows))
        self._rows.append(row.row)
        return []

    def take_off(self, row: ReceiptDiscount) -> None:
        """Add a discount on a whole receipt, which may come before its lines."""
        key = (row.receipt.number, row.receipt.register, to_micros(row.at))
        first, minor = self._taken_off.get(key, (row.row, 0))
        self._taken_off[key] = first, minor + row.discount_minor

    def spoil(self, receipt: ReceiptName | None) -> None:
        """Leave a receipt out as a whole: one of its rows is bad."""
        if receipt is not None:
            self._bad.add((receipt.number, receipt.register, to_micros(receipt.at) if receipt.at else None))

    def settle(self) -> list[RowProblem]:
        """Distinguish receipts once all rows are in, and give each its name; the problems are numbers used twice."""
        numbering, reused = Numbering(by_register=False, by_day=False), dict[int, str]()
        if self._terms.numbered:
            numbering, reused = distinguish(
                [*self._receipts, *self.unchanged, *self._lost()],
                len(self._heads),
                self._terms.known_receipts,
                begins_again=self._terms.begins_again,
                day_of=lambda micros: self._terms.company.business_day(from_micros(micros)),
            )
        for number, head in enumerate(self._heads):
            whole = self._bad.isdisjoint(named_as((head.number, head.register, head.at_micros)))
            if whole and number not in reused:
                self._names[number] = numbering.name(head.number, head.register)
        wrong = [*self._spread_discounts(), *self._split_returns()]
        if not reused:
            return wrong
        lines = zip(self._rows, self._lines["receipt"], strict=True)
        heading = self._terms.headings[ColumnRole.RECEIPT]
        return wrong + [
            RowProblem(row, heading, shown(self._heads[at].number), "receipt_reused", reused[at])
            for row, at in lines
            if reused.get(at)
        ]

    def _add_order(self, receipt: int, row: SaleRow) -> None:
        """Hold the amounts of a whole receipt: the first of each that a row names."""
        if row.order != NO_SUMS:
            first, known = self._orders.get(receipt, (row.row, NO_SUMS))
            self._orders[receipt] = (
                first,
                OrderSums(
                    discount=row.order.discount if known.discount is None else known.discount,
                    lines=row.order.lines if known.lines is None else known.lines,
                    total=row.order.total if known.total is None else known.total,
                    refunded=row.order.refunded if known.refunded is None else known.refunded,
                ),
            )

    def _spread_discounts(self) -> list[RowProblem]:
        """Spread the discounts of whole receipts over their lines; one whose lines do not add up is a problem."""
        wanted = {self._receipts[key]: minor for key, (_, minor) in self._taken_off.items() if key in self._receipts}
        touched = {number for number in (*wanted, *self._orders) if number in self._names}
        problems = list(self._without_lines())
        for number, lines in self._lines_of(touched).items():
            row, order = self._orders.get(number, (self._rows[lines[0]], NO_SUMS))
            amounts = [self._amount(line) for line in lines]
            try:
                off = discount_to_spread(sum(amounts), order, wanted.get(number, 0))
            except LinesDoNotAddUp:
                problems.append(self._wrong_order(number, row, order))
                del self._names[number]
                continue
            if off:
                for line, part in zip(lines, spread_discount(off, amounts), strict=True):
                    self._lines["discount"][line] += part
            self._note_order(number, row, sum(amounts) - off, order, off)
        return problems

    def _split_returns(self) -> Iterator[RowProblem]:
        """Make a return of what came back of whole receipts, unless the file has rows of it."""
        touched = {self._lines["receipt"][line] for line in self._back}
        touched |= {number for number, (_, order) in self._orders.items() if order.refunded}
        for number, lines in self._lines_of(touched & self._names.keys()).items():
            head, (row, order) = self._heads[number], self._orders.get(number, (self._rows[lines[0]], NO_SUMS))
            if (marked(head.number), head.register, head.at_micros) in self._receipts:
                continue
            sold = [SoldAmount(self._lines["milli"][line], self._amount(line)) for line in lines]
            back = [place for place, line in enumerate(lines) if line in self._back]
            try:
                parts = returned_parts(sold, order.refunded, back)
            except UnknownGoods:
                del self._names[number]
                refunded = str(Money(order.refunded or 0, self._terms.company.currency))
                heading, reason = (
                    self._terms.headings.get(ColumnRole.REFUNDED, ""),
                    "went back, and not for which goods",
                )
                yield RowProblem(row, heading, refunded, "refund", reason)
            else:
                self._add_return(number, [(lines[place], milli) for place, milli in parts.items()])

    def _add_return(self, number: int, parts: Sequence[tuple[int, int]]) -> None:
        """Add the return of so many thousandths of some lines of a receipt."""
        returned = self._returns[number] = len(self._heads)
        head = replace(self._heads[number], number=marked(self._heads[number].number), is_return=True)
        self._heads.append(head)
        self._names[returned] = marked(self._names[number])
        for line, milli in parts:
            values = {name: self._lines[name][line] for name in _NUMBERS}
            amount = self._amount(line) * milli // values["milli"]
            values |= {"receipt": returned, "milli": milli}
            values["discount"] = line_gross(values["unit_price"], from_milli(milli)) - amount
            for name, value in values.items():
                self._lines[name].append(value)
            self._rows.append(self._rows[line])

    def _without_lines(self) -> Iterator[RowProblem]:
        """Discounts on receipts that have no line, neither in the file nor from an earlier import."""
        for key, (row, minor) in self._taken_off.items():
            is_lost = not self._bad.isdisjoint(named_as(key))
            if key not in self._receipts and not self._is_known(key) and not is_lost:
                off, reason = str(Money(minor, self._terms.company.currency)), "is taken off a receipt without lines"
                yield RowProblem(row, self._terms.headings.get(ColumnRole.NAME, ""), off, "wrong_sum", reason)

    def notes(self) -> Iterator[Remark]:
        """Discounts that were spread, and receipts whose lines come to another amount than the file names for all."""
        if self._spread_count:
            yield Remark("spread", receipts=self._spread_count, **self._first_spread)
        if self._back_since:
            yield Remark("back_since", receipts=len(self._back_since), number=shown(min(self._back_since)[0]))
        if self._differ_count:
            yield Remark("other_sum", receipts=self._differ_count, **self._first_differing)

    def _lines_of(self, receipts: set[int]) -> dict[int, list[int]]:
        """The places of the lines of some receipts."""
        found: dict[int, list[int]] = {}
        for line, number in enumerate(self._lines["receipt"] if receipts else ()):
            if number in receipts:
                found.setdefault(number, []).append(line)
        return found

    def _amount(self, line: int) -> int:
        """The minor units of a line after its own discount."""
        unit, milli = self._lines["unit_price"][line], self._lines["milli"][line]
        return line_gross(unit, from_milli(milli)) - self._lines["discount"][line]

    def _wrong_order(self, number: int, row: int, order: OrderSums) -> RowProblem:
        heading = self._terms.headings.get(ColumnRole.ORDER_DISCOUNT, "")
        off = str(Money(order.discount or 0, self._terms.company.currency))
        reason = f"is the discount of receipt {shown(self._heads[number].number)}, but its lines do not add up with it"
        return RowProblem(row, heading, off, "wrong_sum", reason)

    def _note_order(self, number: int, row: int, paid: int, order: OrderSums, off: int) -> None:
        name, currency = shown(self._heads[number].number), self._terms.company.currency
        if off and number in self._orders:
            self._spread_count += 1
            self._first_spread = self._first_spread or {"row": row, "amount": Money(off, currency), "number": name}
        other = other_sum(paid, order)
        if other is not None:
            self._differ_count += 1
            amounts = {"amount": Money(paid, currency), "whole": Money(other, currency)}
            self._first_differing = self._first_differing or {"row": row, "number": name, **amounts}

    def _lost(self) -> Iterator[Key]:
        """Receipts of which no row is good: they too show how the file numbers."""
        for number, register, micros in self._bad:
            key = (number, register, micros or 0)
            if micros is not None and key not in self._receipts and key not in self.unchanged:
                yield key

    @property
    def count(self) -> int:
        """How many whole receipts there are."""
        return len(self._names)

    @property
    def first_at(self) -> datetime:
        """When the first of them was made."""
        return from_micros(min(self._heads[number].at_micros for number in self._names))

    def sums(self) -> Iterator[tuple[date, int]]:
        """The business day of every whole receipt, and minor units of its lines: below zero if they came back."""
        amounts = [0] * len(self._heads)
        for line, number in enumerate(self._lines["receipt"]):
            amounts[number] += -self._amount(line) if self._heads[number].is_return else self._amount(line)
        for number in self._names:
            yield self._terms.company.business_day(from_micros(self._heads[number].at_micros)), amounts[number]

    def missing(self) -> list[Product]:
        """Products that only the receipts know, inactive."""
        return [self._products[number] for number in self._missing.values()]

    def receipts(self) -> Iterator[tuple[PastSale, ...]]:
        """Every whole receipt, the oldest first, each with what came back of it."""
        table = {name: np.frombuffer(values, np.int64) for name, values in self._lines.items()}
        order = np.argsort(table["receipt"], kind="stable")
        bounds = np.searchsorted(table["receipt"][order], np.arange(len(self._heads) + 1))

        def past_sale(i: int) -> PastSale:
            mine = order[bounds[i] : bounds[i + 1]]
            columns = [table[name][mine].tolist() for name in _NUMBERS[1:]]
            return self._past_sale(self._names[i], self._heads[i], columns)

        own = self._names.keys() - self._returns.values()
        for i in sorted(own, key=lambda number: (self._heads[number].at_micros, number)):
            yield tuple(past_sale(each) for each in (i, self._returns.get(i)) if each is not None)

    def _is_known(self, key: Key) -> bool:
        number, register, micros = key
        known = self._terms.known_receipts
        return known.has(number, micros) or (register != "" and known.has(qualified(number, register), micros))

    def _receipt(self, key: Key, row: SaleRow) -> int:
        number = self._receipts.setdefault(key, len(self._heads))
        if number == len(self._heads):
            self._heads.append(ReceiptHead(*key, row.tender, row.customer, row.operator, row.is_return))
        return number

    def _product(self, row: SaleRow) -> int | None:
        """The number of the product that a row names: by barcode, then by SKU, then by a name that only one has."""
        sku = self.stored.owners.get(row.gtin) or self.stored.owners.get(row.code)
        sku = sku or (row.sku if row.sku in self.stored.products else None)
        sku = sku or self._by_name.get(plain(row.name)) or self._by_reference(row.name)
        if sku:
            return self._number(self.stored.products[sku])
        return self._register(row)

    def _by_reference(self, name: str) -> str | None:
        """The SKU that a name carries in front, as Odoo writes it: "[A-1] Kaffe"."""
        found = re.match(r"\[([^\]]+)\]\s", name)
        return found[1] if found and found[1] in self.stored.products else None

    def _register(self, row: SaleRow) -> int | None:
        if self._terms.missing_tax is None:
            return None
        sku = row.sku or row.gtin.lstrip("0") or row.code[:SKU_LENGTH_MAX] or code_of(row.name, "unknown")
        weighed = row.quantity != row.quantity.to_integral_value()
        unit = Unit.KILOGRAM if weighed else Unit.PIECE
        if sku not in self._missing:
            name = row.name or sku
            product = Product(
                sku=sku,
                name=name,
                unit=unit,
                category=OTHER.code,
                tax_category=self._terms.missing_tax,
                gtins=(row.gtin,) if row.gtin else (),
                active=False,
                codes=(row.code,) if row.code else (),
            )
            self._missing[sku] = self._number(product)
        number = self._missing[sku]
        if weighed:
            self._products[number] = replace(self._products[number], unit=unit)
        return number

    def _number(self, product: Product) -> int:
        number = self._skus.setdefault(product.sku, len(self._products))
        if number == len(self._products):
            self._products.append(product)
        return number

    def _contradictions(self, row: SaleRow, number: int | None) -> list[RowProblem]:
        if number is None:
            barcode = row.gtin.lstrip("0") or row.code
            named = barcode or row.sku or row.name
            role = ColumnRole.GTIN if barcode else ColumnRole.SKU if row.sku else ColumnRole.NAME
            return [self._problem(row, role, named, "unknown_product", "is no product of the shop")]
        product = self._products[number]
        if product.unit is Unit.PIECE and row.quantity != row.quantity.to_integral_value():
            return [
                self._problem(
                    row, ColumnRole.QUANTITY, str(row.quantity), "wrong_quantity", "is not a number of pieces"
                )
            ]
        day = self._terms.company.business_day(row.at)
        if row.at > self._terms.at:
            return [self._problem(row, ColumnRole.DATE, day.isoformat(), "in_the_future", "has not come yet")]
        if product.tax_category not in self._terms.rates(day):
            return [
                self._problem(
                    row, ColumnRole.DATE, day.isoformat(), "no_tax_rate", "is before any tax rate that is known"
                )
            ]
        return []

    def _problem(self, row: SaleRow, role: ColumnRole, value: str, code: str, reason: str) -> RowProblem:
        return RowProblem(row.row, self._terms.headings.get(role, role.value), shown(value), code, reason)

    def _past_sale(self, name: str, head: ReceiptHead, columns: list[list[int]]) -> PastSale:
        lines = enumerate(zip(*columns, strict=True), start=1)
        return PastSale(
            at=from_micros(head.at_micros),
            lines=tuple(self._line(position, values) for position, values in lines),
            paid_with=head.tender,
            operator=head.operator or "import",
            customer=head.customer or None,
            reference=name,
            is_return=head.is_return,
        )

    def _line(self, position: int, values: tuple[int, ...]) -> BasketLine:
        product, milli, unit_price, discount, gtin = values
        sold, currency = self._products[product], self._terms.company.currency
        return BasketLine(
            position=position,
            sku=sold.sku,
            gtin=f"{gtin:014d}" if gtin != NO_GTIN else None,
            name=sold.name,
            unit=sold.unit,
            quantity=from_milli(milli),
            unit_price=Money(unit_price, currency),
            discount=Money(discount, currency),
            tax_category=sold.tax_category,
            cost=self._costs.get(sold.sku),
        )
