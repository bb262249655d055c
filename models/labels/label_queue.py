"""The queue of shelf labels: which labels wait, from what a product states today and on the days to come. Pure.

Each (location, SKU) has a series of labels, each from a day on. A label waits until it is printed or removed; those two
are settled and stay. A label is superseded by a later one whose day has come.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.catalogue.product import Product
from models.errors import Refused
from models.labels.label_text import LabelText, printed_code
from models.money import Money
from models.pricing.price_change import holder_on, lowest_before
from models.pricing.price_list import Price


class LabelState(StrEnum):
    """What became of a label; only the first is not settled."""

    WAITING = "waiting"
    PRINTED = "printed"
    REMOVED = "removed"


class UnknownLabels(Refused):
    """Labels that are not in the queue, or no longer."""

    code = "unknown_labels"
    text = "{count} of the labels chosen are not waiting any longer. Nothing was changed; look at the queue again."

    count: int


class NothingToPrint(Refused):
    """Printing was asked for and no label was chosen or waits."""

    code = "no_labels"
    text = "No label is waiting. Nothing was printed; a label waits as soon as a price or a name changes."


@dataclass(frozen=True, slots=True)
class ShelfLabel:
    """A label of the queue; ``text`` holds from a day on, ``batch`` is the printing that it was part of."""

    id: int
    location_id: int
    sku: str
    holds_from: date
    text: LabelText
    state: LabelState = LabelState.WAITING
    batch: int | None = None


@dataclass(frozen=True, slots=True)
class DatedText:
    """What a label states from a day on; ``None``: there is nothing to state, as the product is not sold then."""

    holds_from: date
    text: LabelText | None


@dataclass(frozen=True, slots=True)
class QueueChange:
    """What a comparison gives: labels that wait in vain, and labels to add."""

    withdrawn: tuple[ShelfLabel, ...] = ()
    added: tuple[DatedText, ...] = ()


def texts_to_come(
    product: Product, prices: Sequence[Price], day: date, location_id: int | None = None
) -> list[DatedText]:
    """What labels of a product at a location state on ``day`` and from each later day on which that changes.

    >>> from models.catalogue.product import TaxCategory
    >>> from models.money import Money
    >>> from models.quantity import Unit
    >>> milk = Product("MILK", "Mjölk", Unit.PIECE, "dairy", TaxCategory.FOOD)
    >>> ordinary = Price("MILK", Money(1990, "SEK"), date(2026, 1, 1))
    >>> campaign = Price("MILK", Money(1490, "SEK"), date(2026, 3, 1), date(2026, 3, 8))
    >>> to_come = texts_to_come(milk, [ordinary, campaign], date(2026, 2, 27))
    >>> [(each.holds_from.day, each.text.price.minor, each.text.lowest) for each in to_come if each.text]
    [(27, 1990, None), (1, 1490, Money(minor=1990, currency='SEK')), (8, 1990, None)]
    """
    edges = {edge for each in prices for edge in (each.valid_from, each.valid_until) if edge is not None}
    days = [day, *sorted(edge for edge in edges if edge > day)]
    texts = [DatedText(each, _text_on(product, prices, each, location_id)) for each in days]
    return [each for i, each in enumerate(texts) if i == 0 or each.text != texts[i - 1].text]


def _text_on(product: Product, prices: Sequence[Price], day: date, location_id: int | None) -> LabelText | None:
    price = holder_on(prices, product.sku, day, location_id)
    if price is None or not product.active or product.open_price:
        return None
    return LabelText(
        name=product.name,
        price=price.amount,
        unit=product.unit,
        content=product.content,
        code=printed_code(product.gtins, product.codes),
        lowest=_lowest(prices, price, location_id),
    )


def _lowest(prices: Sequence[Price], price: Price, location_id: int | None) -> Money | None:
    """The earlier price that a campaign states: it has an end, and costs less than the goods did before it."""
    if price.valid_until is None:
        return None
    before = lowest_before(prices, price.sku, price.valid_from, location_id=location_id)
    return before.amount if before is not None and before.amount.minor > price.amount.minor else None


def compare(labels: Iterable[ShelfLabel], texts: Sequence[DatedText]) -> QueueChange:
    """What has to change in the queue of one product at one location, for its labels to state ``texts``.

    The first of ``texts`` is that of today. ``labels`` are those that wait, and those settled that have begun last or
    have not begun. What was printed is not printed again for a change that was taken back meanwhile.
    """
    day, now = texts[0].holds_from, texts[0].text
    series = _in_order(labels)
    waiting = [each for each in series if each.state is LabelState.WAITING and each.holds_from <= day]
    settled = [each for each in series if each.state is not LabelState.WAITING and each.holds_from <= day]
    is_new = now is not None and not (settled and settled[-1].text == now)
    right = [each for each in waiting[-1:] if is_new and each.text == now]
    texts_needed = texts[1:] if right or not is_new else texts
    coming = [each for each in series if each.holds_from > day]
    there = {(each.holds_from, each.text) for each in coming}
    return QueueChange(
        withdrawn=(
            *(each for each in waiting if each not in right),
            *(each for each in coming if each.state is LabelState.WAITING and _dated(each) not in texts),
        ),
        added=tuple(
            each for each in texts_needed if each.text is not None and (each.holds_from, each.text) not in there
        ),
    )


def _dated(label: ShelfLabel) -> DatedText:
    return DatedText(label.holds_from, label.text)


def due(labels: Iterable[ShelfLabel], day: date) -> list[ShelfLabel]:
    """The labels to print so that the shelf is right on ``day``: the last that has begun, where it waits.

    ``labels`` are those of the queue, settled ones too. A label that states what the last settled one did is not due:
    a change before it was never printed.
    """
    begun: dict[tuple[int, str], list[ShelfLabel]] = {}
    for each in labels:
        if each.holds_from <= day:
            begun.setdefault((each.location_id, each.sku), []).append(each)
    return [each[-1] for each in (_in_order(of_one) for of_one in begun.values()) if _is_due(each)]


def _in_order(labels: Iterable[ShelfLabel]) -> list[ShelfLabel]:
    return sorted(labels, key=lambda each: (each.holds_from, each.id))


def _is_due(labels: Sequence[ShelfLabel]) -> bool:
    settled = [each for each in labels if each.state is not LabelState.WAITING]
    last = labels[-1]
    return last.state is LabelState.WAITING and not (settled and settled[-1].text == last.text)
