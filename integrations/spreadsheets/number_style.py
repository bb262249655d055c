"""How a file writes its numbers: which sign begins the decimals, and which signs surely group thousands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from integrations.spreadsheets.cells import COMMA, DOT, decimal_sign, grouped_marks, lone_group_mark


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """``groups`` are the signs between thousands that the file, or whoever imports it, shows beyond doubt."""

    decimal_sign: str
    groups: frozenset[str] = frozenset()

    def is_ambiguous(self, text: str) -> bool:
        """Whether a number such as 2.500 may be two and a half or two thousand five hundred.

        >>> NumberStyle(",").is_ambiguous("2.500"), NumberStyle(",", frozenset(".")).is_ambiguous("2.500")
        (True, False)
        """
        mark = lone_group_mark(text)
        return mark is not None and mark != self.decimal_sign and mark not in self.groups


def number_style(samples: Iterable[str], separator: str, chosen: str | None = None) -> NumberStyle:
    """The style of a file by its numbers. ``chosen`` is the decimal sign where somebody names it.

    >>> number_style(["1.234,50"], ";") == NumberStyle(",", frozenset("."))
    True
    """
    cells = list(samples)
    if chosen is not None:
        return NumberStyle(chosen, frozenset({DOT if chosen == COMMA else COMMA}))
    sign = decimal_sign(cells, separator)
    groups = {mark for text in cells for mark in grouped_marks(text)}
    if sign == DOT and decimal_sign(cells, ";") == DOT:  # its numbers show the dot, not the separator
        groups.add(COMMA)
    return NumberStyle(sign, frozenset(groups - {sign}))
