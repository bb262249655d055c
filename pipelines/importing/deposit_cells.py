"""What a cell of a product list calls a class of deposit: its code, or its name."""

from __future__ import annotations

from collections.abc import Sequence

from integrations.spreadsheets.heading_words import plain
from models.catalogue.product import NO_DEPOSIT
from models.jurisdiction.deposits import DepositClass


def deposit_code(classes: Sequence[DepositClass], cell: str) -> str:
    """The code of the class that a cell names, in any language; a cell that names none, or several, as it is.

    >>> crates = [DepositClass("crate", {"sv": "Läskback", "en": "Crate"}, ())]
    >>> [deposit_code(crates, cell) for cell in ("crate", "LÄSKBACK", "keg", "none", "")]
    ['crate', 'crate', 'keg', 'none', '']
    """
    if cell in {"", NO_DEPOSIT, *(each.code for each in classes)}:
        return cell
    name = plain(cell)
    codes = {each.code for each in classes if name and name in map(plain, (each.code, *each.names.values()))}
    return codes.pop() if len(codes) == 1 else cell
