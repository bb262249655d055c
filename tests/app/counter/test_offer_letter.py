"""Offers by e-mail: one e-mail to who agreed, with what it is, until when, and how to get no more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.counter.dispatch_thread import try_dispatch
from app.counter.receipt_composer import ReceiptComposer
from models.dispatch.sending_rules import CannotResend, DispatchKind, DispatchState
from models.members.member_offer import OfferOccasion
from models.shop_settings import MAIL_FROM, MAIL_HOST, MAIL_PORT, MAIL_SECURITY
from operations.dispatch.sending import claim_dispatch, resend_dispatch
from operations.installation.change_settings import change_setting
from store import dispatch
from store.database.engine import Store
from tests.builders import AT, OFFICE_ACTOR
from tests.integrations.mail.mail_box import MailBox, mail_box
from tests.operations.members.test_member_offers import OfferShop
from tests.operations.test_delivery import DEVICE


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_box() as opened:
        yield opened


@pytest.fixture
def offers(sqlite_store: Store, box: MailBox) -> OfferShop:
    shop = OfferShop(sqlite_store)
    values = {MAIL_HOST: "127.0.0.1", MAIL_PORT: str(box.port), MAIL_SECURITY: "none", MAIL_FROM: "shop@example.com"}
    for name, value in values.items():
        change_setting(sqlite_store, OFFICE_ACTOR, name, value, at=AT)
    return shop


def send(shop: OfferShop) -> None:
    with shop.store.view() as view:
        waiting = dispatch.waiting_dispatches(view)
    for each in waiting:
        try_dispatch(shop.store, ReceiptComposer(shop.store, "sv"), each, AT)


def texts_in(box: MailBox) -> list[str]:
    bodies = [message.get_body(("plain",)) for _, message in box.taken]
    return [each.get_content() for each in bodies if each is not None]


def test_a_coupon_and_points_are_sent_once_with_the_way_out(offers: OfferShop, box: MailBox) -> None:
    offers.promise(OfferOccasion.WELCOME, coupon=True, days=7)
    bo = offers.join()
    offers.promise(OfferOccasion.BIRTHDAY, points=20)
    for _ in range(2):
        send(offers)
    (text,) = texts_in(box)
    (offer,) = offers.offers(bo)
    for part in (offer.coupon, "Five off", str(offer.last_day), "Vill du inte ha fler?"):
        assert part in text, part
    assert [recipient for recipient, _ in box.taken] == ["bo.ek@example.com"]


def test_points_are_named_with_their_worth(offers: OfferShop, box: MailBox) -> None:
    offers.promise(OfferOccasion.WELCOME, points=20)
    offers.join()
    send(offers)
    (text,) = texts_in(box)
    assert "20 poäng, värda 2,00" in text


def test_who_withdraws_before_it_leaves_gets_none(offers: OfferShop, box: MailBox) -> None:
    offers.promise(OfferOccasion.WELCOME, points=20)
    bo = offers.join()
    with offers.store.view() as view:
        (waiting,) = dispatch.waiting_dispatches(view)
    offers.agree(bo, is_given=False)
    assert claim_dispatch(offers.store, DEVICE, waiting.id, at=AT) is None, "also for who read it before"
    send(offers)
    assert box.taken == []


def test_one_that_failed_is_not_sent_again_by_hand(offers: OfferShop) -> None:
    offers.promise(OfferOccasion.WELCOME, points=20)
    offers.join()
    with offers.store.transaction() as tx:
        (waiting,) = dispatch.dispatches_of_kind(tx, DispatchKind.OFFER_MAIL)
        dispatch.give_up_waiting(tx, AT, "moved")
    assert waiting.state is DispatchState.WAITING
    with pytest.raises(CannotResend):
        resend_dispatch(offers.store, OFFICE_ACTOR, waiting.id, "bo.ek@example.com", at=AT)
