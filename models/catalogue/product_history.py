"""What was changed in one product: a fold of its facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from models.facts.barcode import BarcodesRemoved, RemovedBarcodes
from models.facts.envelope import Fact, RecordedFact
from models.facts.goods_picture import PictureOfProduct, ProductPicturesChanged
from models.facts.kit import KitChanged
from models.facts.price import NewPrice, PriceChanged, PricesWithdrawn, WithdrawnPrice
from models.facts.price_breaks import PriceBreaksSet
from models.facts.product import ProductsChanged, ProductValues
from models.facts.terms import AgreedTerm, TermsChanged

Value = str | int | bool | Decimal | date | None
#: Names of changes that are not of a field of the product: it was created, got or lost a barcode, got a price.
CREATED, BARCODE, PRICE = "created", "barcode", "price"
#: Pictures that were added or removed, and their places; ``of`` is the beginning of a digest, as commands take it.
PICTURE, PICTURE_PLACE = "picture", "picture_place"
_DIGEST_SIGNS = 12
#: How much of a product is in a kit, ``of`` its SKU; what a unit costs from a quantity on, ``of`` both.
KIT_PART, PRICE_BREAK = "kit_part", "price_break"
_OfSku = TypeVar("_OfSku", ProductValues, RemovedBarcodes, AgreedTerm, NewPrice, WithdrawnPrice)
_KEYS = frozenset({"sku", "supplier", "gtins", "codes"})


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """One value before and after a change; ``of`` is the first day of a price, or the supplier of a term.

    A price with an end has it in ``until``, and one of a single location has that in ``location``.
    """

    field: str
    before: Value
    after: Value
    of: str = ""
    until: date | None = None
    location: int | None = None


@dataclass(frozen=True, slots=True)
class ProductChange:
    """What somebody changed in a product at an instant; ``operator`` is ``None`` in rows of before there was one."""

    at: datetime
    operator: str | None
    device_id: int
    values: tuple[ChangedValue, ...]


@dataclass(frozen=True, slots=True)
class FactOfProduct:
    """A fact that names a product among others, with its instant and its device."""

    at: datetime
    device_id: int
    recorded: RecordedFact[Fact]


def product_history(facts: Iterable[FactOfProduct], sku: str) -> list[ProductChange]:
    """Every change of a product, the oldest first; ``facts`` come in the order in which they happened."""
    state = _KnownProduct(sku)
    changes = []
    for each in facts:
        values = tuple(state.changed(each.recorded.fact))
        actor = each.recorded.actor
        if values:
            changes.append(ProductChange(each.at, actor.operator_id if actor else None, each.device_id, values))
    return changes


class _KnownProduct:
    """A product as the facts so far made it."""

    def __init__(self, sku: str) -> None:
        self._sku = sku
        self._product: ProductValues | None = None
        self._barcodes: set[str] = set()
        self._prices: dict[tuple[int | None, date], NewPrice] = {}
        self._terms: dict[str, AgreedTerm] = {}
        self._pictures: tuple[PictureOfProduct, ...] = ()
        self._parts: dict[str, Decimal] = {}
        self._breaks: dict[str, dict[str, int]] = {}

    def changed(self, fact: Fact) -> Iterator[ChangedValue]:
        """What a fact changes."""
        match fact:
            case ProductsChanged():
                for product in self._own(fact.products):
                    yield from self._product_changed(product)
            case BarcodesRemoved():
                for lost in self._own(fact.products):
                    yield from self._barcodes_removed(lost)
            case TermsChanged():
                yield from self._terms_changed(fact)
            case PriceChanged() | PricesWithdrawn():
                yield from self._prices_changed(fact)
            case ProductPicturesChanged() | KitChanged() | PriceBreaksSet() if fact.sku == self._sku:
                yield from self._whole_changed(fact)

    def _whole_changed(self, fact: ProductPicturesChanged | KitChanged | PriceBreaksSet) -> Iterator[ChangedValue]:
        """What a fact changes that is about this product alone and names all that holds from now on."""
        match fact:
            case ProductPicturesChanged():
                yield from _picture_differences(self._pictures, fact.pictures)
                self._pictures = fact.pictures
            case KitChanged():
                parts = {each.sku: each.quantity for each in fact.parts}
                yield from _amounts_changed(KIT_PART, self._parts, parts)
                self._parts = parts
            case PriceBreaksSet():
                breaks = {f"{fact.supplier} {each.least.normalize():f}": each.cost for each in fact.breaks}
                yield from _amounts_changed(PRICE_BREAK, self._breaks.get(fact.supplier, {}), breaks)
                self._breaks[fact.supplier] = breaks

    def _terms_changed(self, fact: TermsChanged) -> Iterator[ChangedValue]:
        for term in self._own(fact.terms):
            known, self._terms[term.supplier] = self._terms.get(term.supplier), term
            yield from _differences(known, term, of=term.supplier)

    def _prices_changed(self, fact: PriceChanged | PricesWithdrawn) -> Iterator[ChangedValue]:
        if isinstance(fact, PriceChanged):
            for price in self._own(fact.prices):
                yield from self._price_changed(price)
            return
        for gone in self._own(fact.prices):
            before = self._prices.pop((gone.location, gone.valid_from), None)
            first = gone.valid_from.isoformat()
            yield ChangedValue(PRICE, before.price if before else None, None, first, location=gone.location)

    def _own(self, rows: Iterable[_OfSku]) -> Iterator[_OfSku]:
        return (each for each in rows if each.sku == self._sku)

    def _barcodes_removed(self, lost: RemovedBarcodes) -> Iterator[ChangedValue]:
        codes = (*lost.gtins, *lost.codes)
        self._barcodes -= set(codes)
        yield from (ChangedValue(BARCODE, code, None) for code in codes)

    def _product_changed(self, product: ProductValues) -> Iterator[ChangedValue]:
        if self._product is None:
            yield ChangedValue(CREATED, None, product.name)
        else:
            yield from _differences(self._product, product)
        self._product = product
        fresh = [code for code in (*product.gtins, *product.codes) if code not in self._barcodes]
        self._barcodes.update(fresh)
        yield from (ChangedValue(BARCODE, None, code) for code in fresh)

    def _price_changed(self, price: NewPrice) -> Iterator[ChangedValue]:
        key = price.location, price.valid_from
        before = self._prices.get(key)
        self._prices[key] = price
        if before != price:
            was, first = before.price if before else None, price.valid_from.isoformat()
            yield ChangedValue(PRICE, was, price.price, first, price.valid_until, price.location)


def _differences(
    before: ProductValues | AgreedTerm | None, after: ProductValues | AgreedTerm, of: str = ""
) -> Iterator[ChangedValue]:
    for name in (each.name for each in fields(after) if each.name not in _KEYS):
        was = _plain(getattr(before, name)) if before is not None else None
        now = _plain(getattr(after, name))
        if was != now:
            yield ChangedValue(name, was, now, of)


def _amounts_changed(field: str, before: Mapping[str, Value], after: Mapping[str, Value]) -> Iterator[ChangedValue]:
    """Amounts by name that are gone, new or other ones."""
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            yield ChangedValue(field, before.get(name), after.get(name), name)


def _picture_differences(
    before: tuple[PictureOfProduct, ...], after: tuple[PictureOfProduct, ...]
) -> Iterator[ChangedValue]:
    """Pictures that are gone, new, described in other words, or in another place although none came or went."""
    was = {each.digest: (place, each) for place, each in enumerate(before, 1)}
    now = {each.digest: (place, each) for place, each in enumerate(after, 1)}
    for digest, (place, picture) in was.items():
        if digest not in now:
            yield ChangedValue(PICTURE, _picture_name(picture, place), None, digest[:_DIGEST_SIGNS])
    for digest, (place, picture) in now.items():
        of = digest[:_DIGEST_SIGNS]
        if digest not in was:
            yield ChangedValue(PICTURE, None, _picture_name(picture, place), of)
            continue
        place_before, known = was[digest]
        if was.keys() == now.keys() and place != place_before:
            yield ChangedValue(PICTURE_PLACE, place_before, place, of)
        for name in ("text_sv", "text_en"):
            if getattr(known, name) != getattr(picture, name):
                yield ChangedValue(f"picture_{name}", getattr(known, name), getattr(picture, name), of)


def _picture_name(picture: PictureOfProduct, place: int) -> str:
    """What a picture is called in a list: its place, and what it shows where somebody described that."""
    words = " / ".join(each for each in (picture.text_sv, picture.text_en) if each)
    return f"{place}: {words}" if words else str(place)


def _plain(value: Any) -> Value:
    """A value of a fact in one piece: records and lists as text, their parts one after the other."""
    if is_dataclass(value):
        return " ".join(str(getattr(value, each.name)) for each in fields(value))
    return ", ".join(str(each) for each in value) if isinstance(value, tuple) else value
