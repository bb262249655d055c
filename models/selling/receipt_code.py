"""The code with which a customer opens a receipt on the own phone: a sale and a signature. Nothing of it is stored."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from models.errors import Refused

#: So long after the sale a receipt can be opened; what is to last longer, the customer saves.
OPENS_FOR = timedelta(days=365)
#: So many signs has the signature: 128 bits.
SIGNATURE_SIGNS = 32

_FORM = re.compile(r"(\d{1,19})-([0-9a-f]{32})", re.ASCII)


class WrongReceiptCode(Refused):
    """A text that is the code of no receipt of the shop."""

    code = "wrong_receipt_code"
    text = "This is no code of a receipt of this shop. Nothing was opened; scan the code on the display again."


class ReceiptCodeExpired(Refused):
    """The code of a receipt of long ago."""

    code = "receipt_code_expired"
    text = "This receipt can no longer be opened here. The purchase is stored as it was; ask for it in the shop."


class ReceiptsNotOnPhone(Refused):
    """The shop lets nobody open a receipt on the own phone."""

    code = "receipts_not_on_phone"
    text = "This shop opens no receipts on phones. Nothing was opened; ask for the receipt in the shop."


def code_text(sale_id: int, signature: str) -> str:
    """The code as it is in the address.

    >>> code_text(7, "0" * 32)
    '7-00000000000000000000000000000000'
    """
    return f"{sale_id}-{signature}"


def parse_receipt_code(text: str) -> tuple[int, str]:
    """The sale and the signature in a text, which may be from anybody; raises :class:`WrongReceiptCode`."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise WrongReceiptCode
    return int(match[1]), match[2]


def check_opens(sold_at: datetime, at: datetime) -> None:
    """Raise :class:`ReceiptCodeExpired` if the receipt of a sale can be opened no more."""
    if at - sold_at > OPENS_FOR:
        raise ReceiptCodeExpired
