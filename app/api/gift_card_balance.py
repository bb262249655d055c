"""What is on a gift card, for programs of others: for whoever has its code, and not for who guesses codes."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from app.api.key_check import KeyOf, Needs, StoreOf
from app.api.key_rate import KeyRate
from app.api.page_parts import refusals
from app.api.records import CardBalance, CardQuestion
from app.web.request_parts import At
from models.access.api_key import ApiScope
from models.selling.gift_card import GiftCardState, UnknownGiftCard, read_code, why_unusable
from operations.counted_codes import card_digest
from store import shop
from store.access.secrets import InstallationSecret
from store.selling import gift_card_rows

router = APIRouter(dependencies=[Depends(Needs(ApiScope.GIFT_CARDS))], tags=["gift cards"])


def _seldom(request: Request, key: KeyOf) -> None:
    """Count one more question of a key about balances; raises :class:`app.api.key_rate.TooManyRequests`."""
    rate = request.app.state.balance_rate
    assert isinstance(rate, KeyRate), "who makes the interface puts it here"
    rate.count(key.id)


@router.post(
    "/gift-cards/balance",
    response_model=CardBalance,
    responses=refusals(may_be_missing=True),
    dependencies=[Depends(_seldom)],
)
def read_balance(request: Request, question: CardQuestion, store: StoreOf, at: At) -> Response:
    """What is on the gift card of a code; the code is in the body, so that it is in no log of addresses."""
    installation, code = request.app.state.installation, read_code(question.code)
    assert isinstance(installation, InstallationSecret), "who makes the interface puts it here"
    with store.view() as view:
        company = shop.get_shop(view)
        card = gift_card_rows.find_by_digest(view, card_digest(installation, code))
    if card.state is GiftCardState.BLANK:
        raise UnknownGiftCard  # nobody has bought it
    balance = CardBalance(
        currency=company.currency,
        last_four=card.last_four,
        balance_minor=card.balance_minor,
        available_minor=card.available_minor,
        last_day=None if card.last_day is None else card.last_day.isoformat(),
        unusable=why_unusable(card, company.business_day(at)),
    )
    return Response(balance.model_dump_json(), media_type="application/json", headers={"cache-control": "no-store"})
