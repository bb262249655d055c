"""A receipt by e-mail is the one copy of it, on both databases; its address is nowhere once it was sent."""

from __future__ import annotations

import pytest

from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.dispatch.mail_address import WrongMailAddress
from models.dispatch.sending_rules import CannotResend, Dispatch, DispatchState, SendOutcome, SendResult
from models.selling.receipt import ReceiptCopiedBefore
from models.selling.sale import Sale
from models.shop_settings import MAIL_HOST
from operations.access.permissions import NotPermitted
from operations.cash.day_close import DayEnd, close_day, read_day
from operations.delivery import copy_receipt
from operations.dispatch.receipt_mail import MailNotSet, mail_receipt
from operations.dispatch.sending import claim_dispatch, resend_dispatch, send_trial, settle_dispatch
from operations.installation.change_settings import change_setting
from store import dispatch, invariants, journal
from store.database.engine import Store
from store.selling.sales import UnknownSale
from tests.builders import AT, OFFICE_ACTOR, SECOND_TILL, TILL, Operator, small_shop

ADDRESS = "anna.berg@example.com"
DEVICE = Actor("device", TILL)
MANAGER = Actor("maria", TILL, PERMISSIONS[BuiltInRole.MANAGER])


def shop_with_mail(store: Store) -> tuple[Operator, Sale]:
    """A shop that sends e-mail, and a sale of its first till."""
    operator = Operator(small_shop(store))
    change_setting(store, OFFICE_ACTOR, MAIL_HOST, "127.0.0.1", at=AT)
    operator.scan("MILK")
    return operator, operator.pay_cash()


def now(store: Store, of: Dispatch) -> Dispatch:
    with store.view() as view:
        found = dispatch.find_dispatch(view, of.id)
    assert found is not None
    return found


def test_a_receipt_is_copied_once_on_paper_or_by_mail(store: Store) -> None:
    operator, first = shop_with_mail(store)
    operator.scan("MILK")
    second = operator.pay_cash()
    mail_receipt(store, operator.actor, first.id, ADDRESS, at=AT)
    copy_receipt(store, operator.actor, second.id, at=AT)
    for sale in (first, second):
        with pytest.raises(ReceiptCopiedBefore):
            mail_receipt(store, operator.actor, sale.id, ADDRESS, at=AT)
        with pytest.raises(ReceiptCopiedBefore):
            copy_receipt(store, operator.actor, sale.id, at=AT)
    copies = read_day(store, MANAGER, at=AT).figures.till.copies
    assert (copies.number, copies.amount) == (2, first.settlement.gross.minor + second.settlement.gross.minor)
    with store.view() as view:
        assert list(invariants.check_all(view)) == []


def test_the_address_is_nowhere_once_the_mail_was_sent(store: Store) -> None:
    operator, sale = shop_with_mail(store)
    wanted = mail_receipt(store, operator.actor, sale.id, ADDRESS, at=AT)
    claimed = claim_dispatch(store, DEVICE, wanted.id, at=AT)
    assert claimed is not None
    assert claimed.place == ADDRESS
    assert claim_dispatch(store, DEVICE, wanted.id, at=AT) is None
    settle_dispatch(store, DEVICE, claimed, SendResult(SendOutcome.SENT, f"250 {ADDRESS} ok"), at=AT)
    settle_dispatch(store, DEVICE, claimed, SendResult(SendOutcome.NOT_SENT), at=AT)
    sent = now(store, wanted)
    assert (sent.state, sent.place, sent.label) == (DispatchState.SENT, "", "a…@e….com")
    with store.view() as view:
        written = [row.payload for row in journal.read(view, TILL)]
    assert ADDRESS not in f"{sent}{written}"


def test_what_failed_goes_to_the_address_that_is_given_anew(sqlite_store: Store) -> None:
    operator, sale = shop_with_mail(sqlite_store)
    wanted = mail_receipt(sqlite_store, operator.actor, sale.id, ADDRESS, at=AT)
    with pytest.raises(CannotResend):
        resend_dispatch(sqlite_store, OFFICE_ACTOR, wanted.id, ADDRESS, at=AT)
    claimed = claim_dispatch(sqlite_store, DEVICE, wanted.id, at=AT)
    assert claimed is not None
    settle_dispatch(sqlite_store, DEVICE, claimed, SendResult(SendOutcome.REJECTED, "550"), at=AT)
    with sqlite_store.view() as view:
        assert dispatch.count_failed(view, AT) == {DispatchState.FAILED: 1}
    with pytest.raises(WrongMailAddress):
        resend_dispatch(sqlite_store, OFFICE_ACTOR, wanted.id, "", at=AT)
    resend_dispatch(sqlite_store, OFFICE_ACTOR, wanted.id, "bo@example.com", at=AT)
    again = now(sqlite_store, wanted)
    assert (again.state, again.place) == (DispatchState.WAITING, "bo@example.com")
    with sqlite_store.transaction() as tx:
        dispatch.give_up_waiting(tx, AT, "an older backup was restored")
    assert now(sqlite_store, wanted).state is DispatchState.UNCERTAIN


def test_who_may_send_and_what_is_refused(sqlite_store: Store) -> None:
    operator = Operator(small_shop(sqlite_store))
    operator.scan("MILK")
    sale = operator.pay_cash()
    with pytest.raises(MailNotSet):
        mail_receipt(sqlite_store, operator.actor, sale.id, ADDRESS, at=AT)
    with pytest.raises(MailNotSet):
        send_trial(sqlite_store, OFFICE_ACTOR, ADDRESS, at=AT)
    change_setting(sqlite_store, OFFICE_ACTOR, MAIL_HOST, "127.0.0.1", at=AT)
    with pytest.raises(WrongMailAddress):
        mail_receipt(sqlite_store, operator.actor, sale.id, "a@b.se\r\nBcc: c@d.se", at=AT)
    with pytest.raises(UnknownSale):
        mail_receipt(sqlite_store, Actor("till", SECOND_TILL), sale.id, ADDRESS, at=AT)
    with pytest.raises(NotPermitted):
        mail_receipt(sqlite_store, OFFICE_ACTOR, sale.id, ADDRESS, at=AT)
    trial = send_trial(sqlite_store, OFFICE_ACTOR, ADDRESS, at=AT)
    for actor in (operator.actor, OFFICE_ACTOR):
        with pytest.raises(NotPermitted):
            claim_dispatch(sqlite_store, actor, trial.id, at=AT)
    with pytest.raises(NotPermitted):
        resend_dispatch(sqlite_store, operator.actor, trial.id, ADDRESS, at=AT)


def test_an_email_that_the_journal_does_not_know_is_found(sqlite_store: Store) -> None:
    operator, sale = shop_with_mail(sqlite_store)
    wanted = mail_receipt(sqlite_store, operator.actor, sale.id, ADDRESS, at=AT)
    with sqlite_store.transaction() as tx:
        dispatch.save_dispatch(tx, Dispatch(wanted.id, wanted.kind, sale.id + 1, ADDRESS, "", AT))
    with sqlite_store.view() as view:
        assert [each.rule for each in invariants.check_all(view)] == ["C8"]
    assert close_day(sqlite_store, MANAGER, DayEnd(), at=AT).number == 1
