"""What came back of a receipt, where the other system names it beside what was sold."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

#: After the number of a receipt: its return, a document of its own here.
RETURN_MARK = " R"


class UnknownGoods(ValueError):
    """Money went back for some of a receipt, and nothing shows for which goods."""


@dataclass(frozen=True, slots=True)
class SoldAmount:
    """A line of a receipt as it was sold: thousandths of its unit, and minor units after every discount."""

    milli: int
    amount_minor: int


def returned_parts(sold: Sequence[SoldAmount], refunded_minor: int | None, back: Collection[int]) -> dict[int, int]:
    """How many thousandths of which lines came back, by their places among ``sold``.

    ``back`` are the lines that are marked. Without any, ``refunded_minor`` shows it where only one answer fits: it is
    the whole receipt, one line of it, or so many whole units of the only product. Raises :class:`UnknownGoods`.

    >>> coffee, tea = SoldAmount(2000, 20_000), SoldAmount(1000, 4500)
    >>> returned_parts([coffee], 10_000, ())
    {0: 1000}
    >>> returned_parts([coffee, tea], 4500, ()), returned_parts([coffee, tea], 24_500, ())
    ({1: 1000}, {0: 2000, 1: 1000})
    """
    if back:
        return {place: sold[place].milli for place in back}
    whole = sum(each.amount_minor for each in sold)
    if refunded_minor is not None and refunded_minor >= whole:  # more with what delivery cost
        return {place: each.milli for place, each in enumerate(sold)}
    same = [place for place, each in enumerate(sold) if each.amount_minor == refunded_minor]
    if len(same) == 1:
        return {same[0]: sold[same[0]].milli}
    if len(sold) == 1 and refunded_minor:
        milli = sold[0].milli * refunded_minor
        if milli % (whole * 1000) == 0:
            return {0: milli // whole}
    raise UnknownGoods
