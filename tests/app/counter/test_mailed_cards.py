"""Gift cards by e-mail: nothing leaves before the sale is paid, then one e-mail does, with one code for ever."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pypdfium2
import pytest
import sqlalchemy as sa

from app.counter.dispatch_thread import try_dispatch
from app.counter.receipt_composer import ReceiptComposer
from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.dispatch.mail_address import WrongMailAddress
from models.dispatch.sending_rules import Dispatch, DispatchKind, DispatchState
from models.selling.gift_card import GiftCardState, GiftCardUse, WrongGiftAmount
from models.selling.till_event import Cancel, Park, Recall
from models.shop_settings import MAIL_FROM, MAIL_HOST, MAIL_PORT, MAIL_SECURITY
from operations.access.permissions import NotPermitted
from operations.dispatch.receipt_mail import MailNotSet
from operations.dispatch.sending import claim_dispatch, resend_dispatch
from operations.installation.change_settings import change_setting
from operations.selling.gift_cards_at_till import MailedWish, remove_gift_card, sell_mailed_card
from store import dispatch, schema
from store.database.engine import Store
from store.selling import gift_card_rows
from store.signing.key_ring import KeyRing
from tests.builders import AT, OFFICE_ACTOR, TILL
from tests.integrations.mail.mail_box import MailBox, mail_box
from tests.operations.selling.test_gift_cards import Cards

TO = "linnea@example.com"


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_box() as opened:
        yield opened


@pytest.fixture
def cards(store: Store, tmp_path: Path, box: MailBox) -> Cards:
    cards = Cards(store, tmp_path / "keys")
    store.keys = KeyRing(tmp_path / "keys")
    values = {MAIL_HOST: "127.0.0.1", MAIL_PORT: str(box.port), MAIL_SECURITY: "none", MAIL_FROM: "shop@example.com"}
    for name, value in values.items():
        change_setting(store, OFFICE_ACTOR, name, value, at=AT)
    return cards


def sell(cards: Cards, minor: int = 50000, address: str = TO, actor: Actor | None = None) -> Dispatch:
    queued = sell_mailed_card(cards.store, actor or cards.anna.actor, cards.secret, MailedWish(address, minor), at=AT)
    assert queued is not None
    return queued


def send(cards: Cards) -> None:
    """Send what waits, as the server's thread does."""
    with cards.store.view() as view:
        waiting = dispatch.waiting_dispatches(view)
    for each in waiting:
        try_dispatch(cards.store, ReceiptComposer(cards.store, "sv"), each, AT)


def state_of(cards: Cards, queued: Dispatch) -> Dispatch | None:
    with cards.store.view() as view:
        return dispatch.find_dispatch(view, queued.id)


def code_in(message: EmailMessage) -> str:
    plain, (pdf,) = message.get_body(("plain",)), message.iter_attachments()
    assert plain is not None
    grouped = next(row for row in plain.get_content().splitlines() if row.startswith("KXG"))
    pages = pypdfium2.PdfDocument(pdf.get_content())
    assert grouped in "".join(page.get_textpage().get_text_range() for page in pages)
    return str(grouped).replace(" ", "")


def test_it_leaves_once_and_only_when_it_is_paid(cards: Cards, box: MailBox) -> None:
    anna, queued = cards.anna, sell(cards)
    send(cards)
    device = Actor("device", OFFICE_ACTOR.device_id)
    assert claim_dispatch(cards.store, device, queued.id, at=AT) is None, "also for who read it before"
    assert (box.taken, cards.owed()) == ([], 0)
    anna.scan("MILK")
    anna.do(Park)
    send(cards)
    assert box.taken == []
    cards.check()
    (parked,) = anna.state().parked
    anna.do(Recall, basket_id=parked.basket_id)
    anna.pay_due()
    for _ in range(3):
        send(cards)
    ((recipient, message),) = box.taken
    assert recipient == TO
    assert str(message["Subject"]).startswith("Presentkort från")
    code = code_in(message)
    assert (cards.balance(code), cards.owed(), anna.card(code).id) == (50000, 50000, queued.subject_id)
    sent = state_of(cards, queued)
    assert sent is not None
    assert (sent.state, sent.place, sent.label) == (DispatchState.SENT, "", "l…@e….com")
    anna.scan("MILK")
    anna.take(code)
    anna.pay_due()
    assert cards.balance(code) == 50000 - 1990
    with cards.store.view() as view:
        stored = str([view.execute(sa.select(each)).all() for each in schema.metadata.sorted_tables])
    assert [text for text in (code[3:-2], TO) if text in stored] == [], "neither code nor address is stored"
    cards.check()


def test_what_is_not_bought_after_all_leaves_nothing_behind(cards: Cards, box: MailBox) -> None:
    anna = cards.anna
    removed, cancelled = sell(cards, 10000), sell(cards, 20000)
    remove_gift_card(cards.store, anna.actor, removed.subject_id, GiftCardUse.LOAD, at=AT)
    assert state_of(cards, removed) is None
    assert state_of(cards, cancelled) is not None, "only the one that was removed"
    anna.do(Cancel, reason="left")
    assert state_of(cards, cancelled) is None
    send(cards)
    assert (box.taken, cards.owed()) == ([], 0)
    cards.check()


def test_a_card_that_is_not_bought_after_all_is_no_blank_one(cards: Cards) -> None:
    """Nobody has its code, so it must not be counted among the cards that wait to be sold, nor be sold by number."""
    with cards.store.view() as view:
        blanks = gift_card_rows.count_blanks(view)
    removed, cancelled = sell(cards, 10000), sell(cards, 20000)
    remove_gift_card(cards.store, cards.anna.actor, removed.subject_id, GiftCardUse.LOAD, at=AT)
    cards.anna.do(Cancel, reason="left")
    with cards.store.view() as view:
        assert gift_card_rows.count_blanks(view) == blanks
        states = [gift_card_rows.get_card(view, each.subject_id).state for each in (removed, cancelled)]
    assert states == [GiftCardState.BLOCKED, GiftCardState.BLOCKED]
    cards.check()


def test_asking_twice_for_the_same_card_is_one_line(cards: Cards) -> None:
    def ask(loads_before: int | None) -> Dispatch | None:
        wish = MailedWish(TO, 10000, loads_before)
        return sell_mailed_card(cards.store, cards.anna.actor, cards.secret, wish, at=AT)

    assert [ask(0) is None, ask(0) is None, ask(0) is None] == [False, True, True]
    assert ask(1) is not None, "another one with the same amount, once the first is on the screen"
    basket = cards.anna.state().basket
    assert basket is not None
    assert len(basket.basket.gift_loads) == 2
    assert ask(None) is not None, "the control: without it each wish is a card"


def test_a_dead_letter_is_sent_again_with_the_same_code_elsewhere(cards: Cards, box: MailBox) -> None:
    queued = sell(cards)
    cards.anna.pay_due()
    box.answers["RCPT"] = "550 no such mailbox"
    send(cards)
    failed = state_of(cards, queued)
    assert failed is not None
    assert (failed.state, failed.place) == (DispatchState.FAILED, "")
    box.answers.clear()
    resend_dispatch(cards.store, OFFICE_ACTOR, queued.id, "moa@example.com", at=AT)
    send(cards)
    ((recipient, message),) = box.taken
    assert recipient == "moa@example.com"
    assert cards.anna.card(code_in(message)).id == queued.subject_id
    cards.check()


def test_two_cards_in_a_sale_have_two_codes(cards: Cards, box: MailBox) -> None:
    sell(cards, 10000)
    sell(cards, 20000, "moa@example.com")
    cards.anna.scan("MILK")
    cards.anna.pay_due()
    send(cards)
    balances = {recipient: cards.balance(code_in(message)) for recipient, message in box.taken}
    assert balances == {TO: 10000, "moa@example.com": 20000}
    assert cards.owed() == 30000


@pytest.mark.parametrize("minor", [0, 500001])
def test_an_amount_that_no_card_takes_makes_no_card(cards: Cards, minor: int) -> None:
    with pytest.raises(WrongGiftAmount):
        sell(cards, minor)
    _nothing_is_there(cards)


def test_it_takes_an_address_a_mail_server_and_a_permission(cards: Cards) -> None:
    with pytest.raises(WrongMailAddress):
        sell(cards, address="nobody")
    weak = Actor("anna", TILL, PERMISSIONS[BuiltInRole.ANALYST])
    with pytest.raises(NotPermitted):
        sell(cards, actor=weak)
    change_setting(cards.store, OFFICE_ACTOR, MAIL_HOST, "", at=AT)
    with pytest.raises(MailNotSet):
        sell(cards)
    _nothing_is_there(cards)


def _nothing_is_there(cards: Cards) -> None:
    assert cards.anna.state().basket is None
    with cards.store.view() as view:
        assert dispatch.dispatches_of_kind(view, DispatchKind.GIFT_CARD_MAIL) == []
    cards.check()
