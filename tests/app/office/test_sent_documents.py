"""The page of what left the shop: states, sending again, and a test message."""

from __future__ import annotations

from models.access.actor import Actor
from models.access.permission import BuiltInRole
from models.dispatch.sending_rules import Dispatch, DispatchState, SendOutcome, SendResult
from models.shop_settings import MAIL_HOST
from operations.dispatch.receipt_mail import mail_receipt
from operations.dispatch.sending import claim_dispatch, settle_dispatch
from operations.installation.change_settings import change_setting
from store import dispatch
from store.database.engine import Store
from tests.app.office.office_pages import open_office_page
from tests.builders import AT, OFFICE_ACTOR, TILL
from tests.builders import Operator as AtTill

HOSTILE = "550 <script>alert(1)</script> [x](http://example.com) $a$"


def failed_mail(store: Store) -> Dispatch:
    """A receipt that a mail server refused with a hostile answer."""
    change_setting(store, OFFICE_ACTOR, MAIL_HOST, "127.0.0.1", at=AT)
    till = AtTill(store)
    till.scan("MILK")
    sale = till.pay_cash()
    queued = mail_receipt(store, till.actor, sale.id, "anna@example.com", at=AT)
    device = Actor("device", TILL)
    claimed = claim_dispatch(store, device, queued.id, at=AT)
    assert claimed is not None
    settle_dispatch(store, device, claimed, SendResult(SendOutcome.REJECTED, HOSTILE), at=AT)
    return queued


def test_a_receipt_that_failed_is_sent_again_to_an_address_that_is_asked_for(shop: Store) -> None:
    page = open_office_page(shop, "sent_documents.py")
    assert any("no mail server" in each.value for each in page.info)
    queued = failed_mail(shop)
    page.run()
    assert any("a…" in each.value and "alert" in each.value for each in page.markdown)
    assert not any("<script>" in each.value for each in page.markdown)
    assert page.dataframe[0].value.iloc[0]["Document"].startswith("Receipt ")
    page.button(key=f"resend_{queued.id}").click().run()
    assert "no e-mail address" in page.warning[0].value
    page.text_input(key=f"address_{queued.id}").input("bo@example.com")
    page.button(key=f"resend_{queued.id}").click().run()
    assert page.success[0].value == "The document is being sent again."
    page.text_input(key="trial_address").input("eva@example.com")
    page.button(key="trial").click().run()
    assert not page.exception
    with shop.view() as view:
        waiting = dispatch.waiting_dispatches(view)
    assert sorted(each.place for each in waiting) == ["bo@example.com", "eva@example.com"]
    assert {each.state for each in waiting} == {DispatchState.WAITING}


def test_who_may_not_send_documents_sees_none(shop: Store) -> None:
    page = open_office_page(shop, "sent_documents.py", role=BuiltInRole.ANALYST)
    assert not page.dataframe
    assert page.warning
