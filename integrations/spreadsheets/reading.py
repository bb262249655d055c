"""Reading the cells of a row by what their columns mean, gathering what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TypeVar

from integrations.spreadsheets.cell_faults import is_error_word, is_garbled, is_shortened, without_entities
from integrations.spreadsheets.cells import digits_of, number
from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import Column
from integrations.spreadsheets.currencies import currencies_of, currencies_of_code
from integrations.spreadsheets.number_style import NumberStyle
from integrations.spreadsheets.product_names import cut_text
from integrations.spreadsheets.remarks import Remark
from integrations.spreadsheets.rows import Row, RowProblem, shown
from models.barcode import is_gtin
from models.card_data import TRACK_DIGITS_MIN, has_card_data
from models.catalogue.product import clean_text
from models.money import MINOR_DIGITS
from models.quantity import THOUSANDTHS

#: Nothing in a shop costs more: such a price is a slip, a barcode in the wrong column.
AMOUNT_MAX = Decimal(10_000_000)
QUANTITY_MAX = Decimal(1_000_000)
#: Letters of a cell that are looked at; no name, key or number needs so many.
CELL_LETTERS_MAX = 4_000

#: What separates barcodes in one cell.
_BETWEEN_BARCODES = re.compile(r"[\s,;|/]+")
_DECIMALS = re.compile(r"-?[0-9]{1,9}[.,][0-9]+")
#: What can be a card among numbers of receipts: a long run of digits, or groups of them and nothing else. Web shops
#: number their orders with 13 digits, and one in ten of those has the check digit of a card.
_CARD_ALONE = re.compile(r"[0-9]{14,}|^[0-9]{4}[ -][0-9 -]{9,}$|[;%][0-9B]")

Value = TypeVar("Value")


class Cells:
    """The cells of one row. Each method gives a value, or ``None`` after adding to ``problems``.

    A row with an error of a spreadsheet, or of another currency, has its problems from the beginning.

    ``texts`` are the cells as they are, ``notes`` values that were taken in another form.
    """

    def __init__(self, row: Row, columns: Mapping[ColumnRole, Column], style: NumberStyle, currency: str) -> None:
        self.row, self.problems, self.notes = row, list[RowProblem](), list[Remark]()
        self._columns, self._style, self._currency = columns, style, currency
        self._minor_digits = MINOR_DIGITS.get(currency, 2)
        cells, width = row.cells, len(row.cells)
        self.texts = {
            role: cells[column.index][:CELL_LETTERS_MAX].strip()
            for role, column in columns.items()
            if column.index < width
        }
        self._check()

    def raw(self, role: ColumnRole) -> str:
        """The unchanged text of a cell, or its beginning; empty where there is no such column or cell."""
        return self.texts.get(role, "")

    def text(self, role: ColumnRole, length_max: int | None = None) -> str:
        """Text to show, without control characters and direction marks; what is too long is cut, with a note."""
        text = self.raw(role)
        if not text:
            return ""
        bare = clean_text(without_entities(text))
        if is_garbled(bare):
            self.wrong(role, "garbled_text", "was saved in a wrong encoding before; export it again as UTF-8")
        if length_max is None or len(bare) <= length_max:
            return bare
        cut = cut_text(bare, length_max)
        column = self._heading(role)
        self.notes.append(Remark("text_cut", row=self.row.number, column=column, most=length_max, text=shown(cut)))
        return cut

    def name(self, role: ColumnRole, length_max: int) -> str:
        """Text that is a key: nothing in it is taken out silently."""
        text = self.raw(role)
        if not text:
            return ""
        key, length, wrong = _key(text)
        if wrong:
            self.wrong(role, *wrong)
        elif length > length_max:
            self.wrong(role, "too_long", f"is longer than {length_max} characters")
        return key[:length_max]

    def amount(self, role: ColumnRole, *, finer: bool = False, unsigned: bool = False) -> int | None:
        """Minor units, zero or more.

        ``finer``: what is below a minor unit is rounded, else it is a problem. ``unsigned``: some programs write it
        below zero and mean the same.
        """
        exact = self.exact_amount(role)
        if exact is None:
            return None
        if unsigned:
            exact = abs(exact)
        if exact < 0:
            self.wrong(role, "negative", "is negative")
            return None
        minor = exact.scaleb(self._minor_digits)
        if minor != minor.to_integral_value() and not finer:
            self.wrong(role, "too_fine", "is finer than the smallest unit of money")
            return None
        return int(minor.quantize(Decimal(1), rounding=ROUND_HALF_UP))

    def exact_amount(self, role: ColumnRole) -> Decimal | None:
        """An amount of any sign and fineness in whole units of the currency; another currency is a problem."""
        text = self.raw(role)
        if not text:
            return None
        named = currencies_of(text)
        if named and self._currency not in named:
            self._wrong_currency(role, named)
            return None
        return self._number(role, AMOUNT_MAX)

    @property
    def minor_units(self) -> int:
        """How many minor units make one of the currency."""
        return int(10**self._minor_digits)

    def is_per_cent(self, role: ColumnRole) -> bool:
        """Whether the heading of a role marks its numbers as percentages."""
        return role in self._columns and "%" in self._columns[role].heading

    def quantity(self, role: ColumnRole) -> Decimal | None:
        """A quantity of any sign in thousandths at the finest."""
        exact = self._number(role, QUANTITY_MAX)
        if exact is not None and exact * THOUSANDTHS != (exact * THOUSANDTHS).to_integral_value():
            self.wrong(role, "too_fine", "is finer than a thousandth")
            return None
        return exact

    def understood(self, role: ColumnRole, understand: Callable[[str], Value], code: str) -> Value | None:
        """What ``understand`` makes of the cell; its :class:`ValueError` becomes a problem with ``code``."""
        try:
            return understand(self.raw(role))
        except ValueError as error:
            self.wrong(role, code, str(error))
            return None

    def wrong(self, role: ColumnRole, code: str, reason: str) -> None:
        """Add a problem with the cell of a role."""
        problem = RowProblem(self.row.number, shown(self._heading(role)), shown(self.raw(role)), code, reason)
        self.problems.append(problem)

    def _check(self) -> None:
        for role, text in self.texts.items():
            if text and is_error_word(text):
                self.wrong(role, "spreadsheet_error", "is an error of the spreadsheet; correct the formula there")
            if _holds_card(role, self.raw(role)):
                self.wrong(
                    role, "card_data", "holds a payment card's number; take it out of the file and delete the file"
                )
        named = currencies_of_code(self.raw(ColumnRole.CURRENCY))
        if not self.problems and named and self._currency not in named:
            self._wrong_currency(ColumnRole.CURRENCY, named)

    def _heading(self, role: ColumnRole) -> str:
        column = self._columns.get(role)
        return column.heading if column else role.value

    def _wrong_currency(self, role: ColumnRole, named: frozenset[str]) -> None:
        reason = f"is in {' or '.join(sorted(named))}; the shop sells in {self._currency}: convert it first"
        self.wrong(role, "wrong_currency", reason)

    def _number(self, role: ColumnRole, most: Decimal) -> Decimal | None:
        text = self.raw(role)
        if not text:
            return None
        if _is_ambiguous(self._style, text):
            readings = sorted(number(self.raw(role), sign) for sign in ",.")
            reason = f"may be {readings[0]} or {readings[1]}; give --decimal-sign comma or --decimal-sign dot"
            self.wrong(role, "ambiguous_number", reason)
            return None
        exact = self.understood(role, lambda text: _number_in(text, self._style.decimal_sign), "not_a_number")
        if exact is not None and abs(exact) > most:
            self.wrong(role, "too_large", "is larger than anything in a shop")
            return None
        return exact


def fill_from_above(cells: Cells, above: Mapping[ColumnRole, str]) -> None:
    """Let what holds above hold in this row, too, where its cells are empty."""
    cells.texts |= {role: text for role, text in above.items() if not cells.texts.get(role)}


#: So many different cells are remembered: prices, quantities and goods come again and again in a file.
_REMEMBERED = 16_384


@lru_cache(_REMEMBERED)
def _number_in(text: str, decimal_sign: str) -> Decimal:
    return number(text, decimal_sign)


@lru_cache(_REMEMBERED)
def _is_ambiguous(style: NumberStyle, text: str) -> bool:
    return style.is_ambiguous(text)


@lru_cache(_REMEMBERED)
def _key(text: str) -> tuple[str, int, tuple[str, str] | None]:
    """A cell that is a key, how long it was, and what is wrong with it: a code and a reason."""
    bare = digits_of(without_entities(text))
    key, wrong = clean_text(bare), None
    if is_shortened(bare):
        wrong = "shortened_code", "was shortened by a spreadsheet; format the column as text and export again"
    elif key != " ".join(bare.split()):
        wrong = "not_text", "holds control characters"
    return key, len(bare), wrong


def _holds_card(role: ColumnRole, text: str) -> bool:
    """Whether a cell has card data in it: barcodes are none, nor are the numbers that other systems give receipts."""
    if len(text) < TRACK_DIGITS_MIN or (role is ColumnRole.RECEIPT and not _CARD_ALONE.search(text)):
        return False
    if _DECIMALS.fullmatch(text):  # programs write all the digits that they calculated
        return False
    rest = " ".join(part for part in _BETWEEN_BARCODES.split(text) if not is_gtin(part))
    return has_card_data(rest)
