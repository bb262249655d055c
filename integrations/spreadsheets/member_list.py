"""Members to write to, as a file for a spreadsheet or a mailing."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from integrations.spreadsheets.writing import write_csv

_COLUMNS = ("name", "phone", "email")


def member_list(members: Sequence[tuple[str, str, str]]) -> bytes:
    """A row per member: name, phone number and e-mail address; nothing in it is a formula."""
    frame = pl.DataFrame(members, schema=dict.fromkeys(_COLUMNS, pl.String), orient="row")
    return write_csv(frame, {column: column for column in _COLUMNS}, decimal_comma=False)
