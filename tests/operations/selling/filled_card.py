"""A gift card that was sold and has paid, for tests of everything that knows each table."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from models.selling.gift_card import GiftCardUse
from models.selling.settlement import Offer, TenderKind
from operations.selling.complete_sale import Payment, complete_sale
from operations.selling.gift_card_office import make_blanks
from operations.selling.gift_cards_at_till import CardWish, take_gift_card
from store.access.secrets import InstallationSecret
from tests.builders import OFFICE_ACTOR, Operator, kr


def sell_and_spend_card(seller: Operator, *, at: datetime) -> None:
    """Sell a card at a till for 50 kr, and pay for milk with it."""
    with TemporaryDirectory() as folder:
        secret = InstallationSecret(Path(folder))
        (code,) = make_blanks(seller.store, OFFICE_ACTOR, secret, 1, at=at)
        for use, minor in ((GiftCardUse.LOAD, 5000), (GiftCardUse.PAY, 1000)):
            if use is GiftCardUse.PAY:
                seller.scan("MILK", at=at)
            take_gift_card(seller.store, seller.actor, secret, CardWish(code, use, minor), at=at)
            complete_sale(seller.store, seller.actor, _payment_of(seller), at=at)


def _payment_of(seller: Operator) -> Payment:
    basket = seller.state().basket
    assert basket is not None
    return Payment(basket.basket.id, basket.due, (Offer(TenderKind.CASH, kr(basket.due.minor + 50)),))
