"""What a file of another program holds: goods, a count, orders, customers, gift cards or sales, by its headings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import (
    Column,
    ImportPlace,
    count_headings,
    gift_card_headings,
    guess_columns,
    member_headings,
    price_history_headings,
    product_headings,
    purchase_order_headings,
    sale_headings,
)
from integrations.spreadsheets.heading_words import plain
from integrations.spreadsheets.rows import Row


class FileKind(StrEnum):
    """What a file holds, in the order in which files are taken over: what others refer to comes first."""

    GOODS = "goods"
    PRICE_HISTORY = "price_history"
    COUNT = "count"
    PURCHASE_ORDERS = "purchase_orders"
    MEMBERS = "members"
    GIFT_CARDS = "gift_cards"
    SALES = "sales"


_R = ColumnRole
_KEYS = {_R.SKU, _R.GTIN, _R.HANDLE, _R.ID}
_AMOUNTS = {_R.PRICE, _R.GROSS, _R.TOTAL, _R.PRICE_WITHOUT_TAX, _R.ORDER_TOTAL}
#: Of each of these groups a file of that kind has at least one column.
_NEEDED: Mapping[FileKind, tuple[set[ColumnRole], ...]] = {
    FileKind.SALES: ({_R.DATE}, {_R.SKU, _R.GTIN, _R.NAME}, _AMOUNTS, {_R.QUANTITY, _R.RECEIPT}),
    FileKind.GIFT_CARDS: ({_R.CODE}, {_R.BALANCE}),
    FileKind.MEMBERS: ({_R.EMAIL, _R.PHONE}, {_R.NAME, _R.FIRST_NAME, _R.LAST_NAME}),
    FileKind.GOODS: ({_R.NAME}, {_R.PRICE, _R.PRICE_WITHOUT_TAX}, _KEYS),
    FileKind.COUNT: ({_R.STOCK}, {_R.SKU, _R.GTIN}),
    FileKind.PURCHASE_ORDERS: (
        {_R.RECEIPT},
        {_R.SUPPLIER},
        {_R.SKU, _R.GTIN},
        {_R.QUANTITY},
        {_R.EXPECTED, _R.RECEIVED},
    ),
    FileKind.PRICE_HISTORY: ({_R.SKU, _R.GTIN}, {_R.PRICE}, {_R.DATE}),
}
#: Words of a file's name that decide between kinds that fit alike; each counts as so many columns.
_WORDS: Mapping[FileKind, tuple[str, ...]] = {
    FileKind.SALES: ("sales", "orders", "receipts", "transactions", "forsaljning", "kvitto", "kvitton"),
    FileKind.GIFT_CARDS: ("gift", "presentkort", "giftcards"),
    FileKind.MEMBERS: ("customers", "members", "kunder", "medlemmar", "contacts", "kontakter"),
    FileKind.GOODS: ("products", "items", "articles", "artiklar", "produkter", "varor", "catalog", "katalog"),
    FileKind.PURCHASE_ORDERS: ("purchase", "inkop", "inkopsordrar", "bestallningar"),
    FileKind.PRICE_HISTORY: ("prices", "pricelist", "priser", "prishistorik", "prislista"),
    FileKind.COUNT: ("inventory", "count", "stock", "inventering", "lager", "saldo"),
}
_WORD_WEIGHT = 3


@dataclass(frozen=True, slots=True)
class RecognisedFile:
    """What a file holds, ``None`` if nothing explains it, and what its columns mean then."""

    kind: FileKind | None
    columns: Mapping[ColumnRole, Column]


def recognise(
    headers: Sequence[str], sample: Sequence[Row], name: str = "", *, here: ImportPlace | None = None
) -> RecognisedFile:
    """What a file holds: of the kinds whose columns it has, the one that explains most of them."""
    words = set(plain(name).split())
    best: tuple[int, RecognisedFile] = (0, RecognisedFile(None, {}))
    for kind, needed in _NEEDED.items():
        columns = guess_columns(headers, sample, headings_of(kind, headers), here=here)
        if all(group & columns.keys() for group in needed):
            score = len(columns) + _WORD_WEIGHT * bool(words & set(_WORDS[kind]))
            if score > best[0]:
                best = score, RecognisedFile(kind, columns)
    return best[1]


def headings_of(kind: FileKind, headers: Sequence[str]) -> Mapping[ColumnRole, tuple[str, ...]]:
    """What headings mean in a file of a kind."""
    if kind is FileKind.GOODS:
        return product_headings(headers)
    return sale_headings(headers) if kind is FileKind.SALES else _HEADINGS[kind]()


_HEADINGS: Mapping[FileKind, Callable[[], Mapping[ColumnRole, tuple[str, ...]]]] = {
    FileKind.PRICE_HISTORY: price_history_headings,
    FileKind.COUNT: count_headings,
    FileKind.PURCHASE_ORDERS: purchase_order_headings,
    FileKind.MEMBERS: member_headings,
    FileKind.GIFT_CARDS: gift_card_headings,
}
