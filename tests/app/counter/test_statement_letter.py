"""The statement of a customer account by e-mail: once, to the address of the account, as it was on that day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest

from app.counter.dispatch_thread import try_dispatch
from app.counter.receipt_composer import ReceiptComposer
from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.dispatch.mail_address import WrongMailAddress
from models.journal import JournalKind
from models.selling.customer_account import AccountTerms, AccountWish, NoSuchAccount
from models.shop_settings import MAIL_FROM, MAIL_HOST, MAIL_PORT, MAIL_SECURITY
from operations.access.permissions import NotPermitted
from operations.dispatch.receipt_mail import MailNotSet
from operations.installation.change_settings import change_setting
from operations.selling.account_statements import mail_statement
from operations.selling.customer_account_office import change_account, receive_account_payment
from store import dispatch, journal
from store.database.engine import Store
from tests.builders import AT, OFFICE, OFFICE_ACTOR, kr, small_shop, stock_up
from tests.integrations.mail.mail_box import MailBox, mail_box
from tests.operations.selling.account_trade import VIKEN, buy_and_pay_later


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_box() as opened:
        yield opened


@pytest.fixture
def trading(store: Store, box: MailBox) -> Store:
    stock_up(small_shop(store))
    values = {MAIL_HOST: "127.0.0.1", MAIL_PORT: str(box.port), MAIL_SECURITY: "none", MAIL_FROM: "shop@example.com"}
    for name, value in values.items():
        change_setting(store, OFFICE_ACTOR, name, value, at=AT)
    return store


def send(store: Store) -> None:
    with store.view() as view:
        waiting = dispatch.waiting_dispatches(view)
    for each in waiting:
        try_dispatch(store, ReceiptComposer(store, "sv"), each, AT)


def test_it_is_sent_once_as_it_was_when_somebody_asked(trading: Store, box: MailBox) -> None:
    account = buy_and_pay_later(trading, at=AT)
    mail_statement(trading, OFFICE_ACTOR, account.number, at=AT)
    later = AT + timedelta(days=2)
    receive_account_payment(trading, OFFICE_ACTOR, account.number, kr(1490), "too late", at=later)
    for _ in range(2):
        send(trading)
    ((recipient, message),) = box.taken
    assert recipient == VIKEN.email
    assert account.number in str(message["Subject"])
    (file,) = message.iter_attachments()
    pages = pypdfium2.PdfDocument(file.get_content())
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    assert "14,90" in text
    assert "too late" not in text, "what came after it was asked for is in the next one"
    with trading.view() as view:
        rows = [row.payload for row in journal.read(view, OFFICE) if row.kind == JournalKind.ACCOUNT_STATEMENT_MAILED]
    assert len(rows) == 1
    assert VIKEN.email not in rows[0]


def test_it_takes_an_address_a_mail_server_and_a_permission(trading: Store, box: MailBox) -> None:
    account = buy_and_pay_later(trading, at=AT)
    with pytest.raises(NoSuchAccount):
        mail_statement(trading, OFFICE_ACTOR, "9", at=AT)
    weak = Actor("anna", OFFICE, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    with pytest.raises(NotPermitted):
        mail_statement(trading, weak, account.number, at=AT)
    wish = AccountWish(replace(VIKEN, email=""), AccountTerms(100))
    change_account(trading, OFFICE_ACTOR, account.number, wish, at=AT)
    with pytest.raises(WrongMailAddress):
        mail_statement(trading, OFFICE_ACTOR, account.number, at=AT)
    change_setting(trading, OFFICE_ACTOR, MAIL_HOST, "", at=AT)
    with pytest.raises(MailNotSet):
        mail_statement(trading, OFFICE_ACTOR, account.number, at=AT)
    send(trading)
    assert box.taken == []
