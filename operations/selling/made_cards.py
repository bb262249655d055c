"""New gift cards whose code is derived: printed or sent after they are stored, and stored nowhere themselves."""

from __future__ import annotations

from models.facts.gift_card import GiftCardsMade, MadeCard
from models.selling.gift_card import GiftCard
from operations.counted_codes import card_digest
from operations.selling.gift_card_codes import derived_code
from operations.unit_of_work import UnitOfWork
from store.access.secrets import InstallationSecret
from store.selling import gift_card_rows


def make_card(work: UnitOfWork, installation: InstallationSecret) -> GiftCard:
    """Make a blank card with a derived code."""
    (card_id,) = work.take_ids()
    code = derived_code(installation, card_id)
    blank = MadeCard(card_id, card_digest(installation, code.text), code.body[-4:])
    gift_card_rows.add_blanks(work.tx, [blank])
    work.record(GiftCardsMade((blank,)))
    return gift_card_rows.get_card(work.tx, card_id)
