"""Remarks on a file: what was assumed, and which values were taken in another form or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

#: The text of each kind, with the names of its values. ``import.remark.<kind>`` in app/locale has the same, and others.
REMARKS = {
    "old_encoding": (
        "The file is not in UTF-8 and was read as {encoding}: {example!r}. If that word is wrong, save the file as "
        "UTF-8 and import it again."
    ),
    "one_sheet": "The sheet {sheet!r} was read, not {others}: save another sheet as a file of its own.",
    "text_cut": "row {row}: {column} is longer than {most} characters and was cut to {text!r}.",
    "name_cut": "row {row}: the name is longer than {most} characters and was cut to {text!r}.",
    "category_cut": "row {row}: the category was cut to {text!r}.",
    "variants_only": "row {row}: {text!r} is no product, its variants are.",
    "open_price": "row {row}: {name!r} has no fixed price ({text!r}). The till asks for it.",
    "lost_zero": "row {row}: the barcode {text} had lost the zero it begins with and is stored as {gtin}.",
    "receipt_discount": "row {row}: {text!r} is a discount on its receipt.",
    "cash_rounding": "row {row}: the rounding of cash is no goods and was passed over.",
    "back_since": (
        "{receipts} receipt(s) that were imported before came back since, the first is {number}: take them back at a "
        "till."
    ),
    "no_sale": "row {row}: {text!r} is no sale and was passed over.",
    "below_zero": "row {row}: the stock of {sku}, {stock}, is below zero and was not taken.",
    "several_stocks": (
        "There are several columns of stock: {column!r} was taken, not {others}; choose another with --map "
        "HEADING=stock, and its location with --location."
    ),
    "no_tax": "New products without a tax in the file are taken for {tax}.",
    "no_costs": "There is no column of costs: margins and order proposals need them.",
    "only_on_receipts": "Products that only the receipts know are taken for {tax}.",
    "no_way_back": (
        "Sales cannot be taken out again: 'kassa backup' before an import allows a way back, by 'kassa restore'."
    ),
    "sold_since": "What was sold since the count is not taken off: name the instant of the count with --counted-at.",
    "spread": (
        "The discounts of {receipts} whole receipt(s) were spread over their lines (row {row}: {amount} of receipt "
        "{number})."
    ),
    "other_sum": (
        "The lines of {receipts} receipt(s) come to another amount than the file names for the whole, which may hold "
        "delivery, tax or a discount (row {row}: those of receipt {number} come to {amount}, not {whole})."
    ),
    "other_supplier": (
        "{products} known product(s), the first in row {row}, are ordered from {after} from now on, no longer from "
        "{before}."
    ),
    "tax_added": (
        "{prices} price(s) were without tax; the tax of each product was added, rounded to the smallest unit of money "
        "(row {row}: {before} becomes {after})."
    ),
    "sale_price": (
        "{products} product(s) have a sale price, which was not taken; the ordinary price holds (row {row}: {sku} at "
        "{price})."
    ),
    "other_stock": (
        "The stock of {products} known product(s) is another in the file (row {row}: {sku} has {here} here, {there} in "
        "the file). An import of products never changes the stock of known goods: 'kassa import count FILE' takes a "
        "stock count."
    ),
    "content_in_name": (
        "{products} product(s) state their content in the name (row {row}: {name!r} holds {content}). It was not "
        "taken; the option --content-from-names takes it, for comparison prices."
    ),
    "not_for_sale": "{products} product(s) are not for sale in the file (drafts, archived) nor here.",
    "member_no_contact": (
        "{count} customer(s) without phone number and e-mail address were passed over: nobody would find them again."
    ),
    "member_no_consent_date": (
        "{count} customer(s) agreed to offers on no day that the file names: they are asked again, and get none until "
        "they agree."
    ),
    "member_points_over": "The points of {count} customer(s) are over and were not taken.",
    "member_points_rounded": "The points of {count} customer(s) had a fraction and were rounded up.",
    "more": "... and {more} more.",
}


class Remark(str):
    """One remark, which is its English text; other languages write theirs from ``kind`` and ``values``."""

    __slots__ = ("kind", "values")

    kind: str
    values: Mapping[str, object]

    def __new__(cls, kind: str, **values: object) -> Self:
        """The remark of a kind of :data:`REMARKS`, with every value that its text names."""
        remark = super().__new__(cls, REMARKS[kind].format(**values))
        remark.kind, remark.values = kind, values
        return remark

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        """How a copy is made: from the kind and the values, not from the text."""
        return (self.kind,), dict(self.values)
