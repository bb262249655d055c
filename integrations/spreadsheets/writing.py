"""Tables for spreadsheets, in which no text of the shop is taken for a formula.

A spreadsheet runs what begins with ``=``, ``+``, ``-`` or ``@`` (OWASP, "CSV Injection"), and the names of goods and
suppliers come from files of others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import polars as pl

_FORMULA = re.compile(r"[\s\x00-\x1f]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]")
#: A number with a sign is no formula: digits, separators of groups and decimals, and a sign of a currency after it.
_NUMBER = re.compile(r"[+-]?\d[\d\s.,]*(?:[^\d=+\-@|(]{1,4})?")


def guarded(text: str) -> str:
    r"""Text that a spreadsheet shows and does not run: what looks like a formula begins with an apostrophe.

    >>> [guarded(text) for text in ("=HYPERLINK(A1)", "\t+1+cmd", "Kaffe", "-12,50 kr", "@SUM(1)")]
    ["'=HYPERLINK(A1)", "'\t+1+cmd", 'Kaffe', '-12,50 kr', "'@SUM(1)"]
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def write_csv(frame: pl.DataFrame, headings: Mapping[str, str], *, decimal_comma: bool, has_mark: bool = True) -> bytes:
    """The rows of ``frame`` under ``headings`` by column, as UTF-8 that spreadsheets recognise.

    With ``decimal_comma`` columns are separated by semicolons, as spreadsheets of such countries expect.
    ``has_mark``: with a byte order mark, by which they know the encoding.
    """
    shown = frame.select(
        pl.col(name).map_elements(guarded, return_dtype=pl.String) if frame.schema[name] == pl.String else pl.col(name)
        for name in headings
    ).rename({name: guarded(heading) for name, heading in headings.items()})
    separator = ";" if decimal_comma else ","
    return shown.write_csv(include_bom=has_mark, separator=separator, decimal_comma=decimal_comma).encode()


def write_texts(columns: Mapping[str, Sequence[str]]) -> bytes:
    """Columns of text by their headings, as UTF-8 without a byte order mark, for programs that know no such mark."""
    frame = pl.DataFrame(dict(columns), schema=dict.fromkeys(columns, pl.String))
    return write_csv(frame, {heading: heading for heading in columns}, decimal_comma=False, has_mark=False)
