"""A gift card's code that was scanned as if it were goods: it is worth money, so no record may hold it."""

from __future__ import annotations

from dataclasses import replace

from models.barcode import UnknownBarcode, WrongCheckDigit
from models.errors import Refused
from models.selling.gift_card import GiftCard, GiftCardScanned, UnknownGiftCard, read_code
from models.selling.shown_codes import UnknownPromotionCode
from models.selling.till_event import Scan, ShowCode, TillEvent
from operations.counted_codes import card_digest
from operations.selling.scanned_product import NoLongerSold, NotGoodsCode, OwnCodeMisread
from store.access.secrets import InstallationSecret
from store.database.engine import Connection
from store.selling import gift_card_rows

#: Refusals of a code that means no goods of today, and no code of a promotion. Some repeat the code.
_MEANT_NOTHING = (
    UnknownBarcode,
    WrongCheckDigit,
    NotGoodsCode,
    OwnCodeMisread,
    NoLongerSold,
    UnknownPromotionCode,
)
#: What replaces the signs before the last four.
_HIDDEN = "\N{BULLET}\N{BULLET}\N{BULLET}"


def without_card_code(
    tx: Connection, installation: InstallationSecret, event: TillEvent, refused: Refused
) -> tuple[TillEvent, Refused]:
    """A refused event and its reason, without the code if that is a gift card's.

    Goods go first: a product that has the same code, and cannot be sold, remains the reason.
    """
    card = _card_of(tx, installation, event)
    if card is None or not isinstance(event, Scan | ShowCode):
        return event, refused
    hidden = replace(event, code=f"{_HIDDEN}{card.last_four}")
    return hidden, GiftCardScanned(card.last_four) if isinstance(refused, _MEANT_NOTHING) else refused


def _card_of(tx: Connection, installation: InstallationSecret, event: TillEvent) -> GiftCard | None:
    if not isinstance(event, Scan | ShowCode):
        return None
    try:
        return gift_card_rows.find_by_digest(tx, card_digest(installation, read_code(event.code)))
    except UnknownGiftCard:
        return None
