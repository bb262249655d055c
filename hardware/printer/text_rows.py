"""Text in columns: centred, at both ends of a line, large, and wrapped between words."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from decimal import Decimal

from hardware.printer.code_page import spell
from hardware.printer.printed_line import TextLine
from models.quantity import Unit
from models.selling.receipt_words import Words

#: Amounts are at most this many times as tall as plain text ...
AMOUNT_SCALE = 2
#: ... and a mark such as KOPIA is twice the size of the amounts (SKVFS 2014:9 chapter 5 section 5).
MARK_SCALE = 2 * AMOUNT_SCALE
#: A company's name is printed large unless it fills more lines than this.
LARGE_LINES_MAX = 2

INDENT = 5
GAP = 2
#: Holds two words on one line until the line is broken; textwrap does not break at it.
TIE = "\u00a0"
#: Between a number and its unit: "500 ml" stays together.
BEFORE_UNIT = re.compile(r"(?<=\d) (?=[a-z%]{1,3}(?:\W|$))")


def named_goods(goods: tuple[Decimal, Unit, str], words: Words, columns: int) -> Iterator[TextLine]:
    """A quantity and a name, without an amount."""
    quantity, unit, name = goods
    count = f"{words.quantity(quantity, unit)}{TIE}{words.units[unit]}"
    return pair(f"{count} {BEFORE_UNIT.sub(TIE, spell(name))}", "", columns)


def big_mark(mark: str, columns: int) -> Iterator[TextLine]:
    """A mark in the largest letters; nothing of an empty one."""
    if mark:
        for text in wrapped(_breakable(mark, columns // MARK_SCALE), columns // MARK_SCALE):
            yield TextLine(text, wide=MARK_SCALE, tall=MARK_SCALE, bold=True, centred=True)


def _breakable(mark: str, width: int) -> str:
    """A mark with a space after each slash where one of its words is wider than the paper."""
    return mark.replace("/", "/ ") if max(map(len, mark.split())) > width else mark


def large(company: str, columns: int) -> Iterator[TextLine]:
    """A name in large letters, in plain ones if it is long."""
    rows = wrapped(company, columns // 2)
    if len(rows) <= LARGE_LINES_MAX:
        yield from (TextLine(text, wide=2, tall=2, bold=True, centred=True) for text in rows)
    else:
        yield from (TextLine(text, bold=True, centred=True) for text in wrapped(company, columns))


def centred(text: str, columns: int) -> Iterator[TextLine]:
    """A text in the middle, on as many lines as it needs; nothing of an empty one."""
    return (TextLine(line, centred=True) for line in wrapped(text, columns) if line)


def pair(left: str, right: str, columns: int) -> Iterator[TextLine]:
    """``left`` wrapped with an indent, ``right`` at the right end of its last line."""
    beside = 0 < len(right) <= columns // 2
    lines = wrapped(left, columns - len(right) - GAP if beside else columns, INDENT)
    if beside:
        lines[-1] += right.rjust(columns - len(lines[-1]))
    elif right:
        lines += [line.rjust(columns) for line in wrapped(right, columns)]
    yield from map(TextLine, lines)


def wrapped(text: str, width: int, indent: int = 0) -> list[str]:
    """Lines of at most ``width`` characters, broken between words; a word is cut only if it fills a line alone."""
    tied = TIE.join(spell(part) for part in text.split(TIE))
    lines = textwrap.wrap(tied, width, subsequent_indent=" " * indent, break_on_hyphens=False)
    return [line.replace(TIE, " ") for line in lines] or [""]
