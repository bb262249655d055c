"""The page of the CRM: connect it, see what the next exchange does, do it, and read what became of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.counter.dispatch_thread import try_dispatch
from app.counter.receipt_composer import ReceiptComposer
from models.access.actor import Actor
from models.access.permission import BuiltInRole
from models.dispatch.sending_rules import SendOutcome, SendResult
from models.members.consent import ConsentPurpose
from operations.dispatch.sending import claim_dispatch, settle_dispatch
from store import dispatch
from store.database.engine import Store
from tests.app.office.office_pages import open_office_page
from tests.builders import AT, TILL
from tests.integrations.book_services.book_servers import serving
from tests.integrations.hubspot.hubspot_server import TOKEN, HubSpotStandIn
from tests.operations.members.joined import join

HOSTILE = "<script>alert(1)</script> [x](http://example.com) $a$"
SCRIPT = "crm_page.py"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("KASSA_KEYS", str(tmp_path / "own_keys"))


def test_a_person_connects_exchanges_and_disconnects(shop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    member = join(shop, purposes=frozenset({ConsentPurpose.OFFERS}))
    with serving(HubSpotStandIn()) as hubspot:
        assert isinstance(hubspot, HubSpotStandIn)
        monkeypatch.setenv("KASSA_CRM_ADDRESS", hubspot.address)
        page = open_office_page(shop, SCRIPT, role=BuiltInRole.OWNER)
        for token in ("", HOSTILE):
            page.text_input(key="crm_token").input(token)
            next(each for each in page.button if each.label == "Connect HubSpot").click().run()
            assert "does not take the access token" in page.warning[0].value
            assert "<script>" not in page.warning[0].value
        page.text_input(key="crm_token").input(TOKEN)
        next(each for each in page.button if each.label == "Connect HubSpot").click().run()
        assert "Contacts go there each night" in page.success[0].value
        assert page.text_input(key="crm_token").value == "", "a token is shown nowhere"
        page.button(key="crm_test").click().run()
        assert page.success[0].value == "The CRM answers."
        assert [each.value for each in page.metric] == ["1", "0", "0", "0"]
        assert not any(member.details.name in each.value for each in page.markdown), "it is about nobody by name"
        page.button(key="crm_exchange").click().run()
        with shop.view() as view:
            (waiting,) = dispatch.waiting_dispatches(view)
        claimed = claim_dispatch(shop, Actor("device", TILL), waiting.id, at=AT.replace(year=2030))
        assert claimed is not None
        settle_dispatch(shop, Actor("device", TILL), claimed, SendResult(SendOutcome.REJECTED, HOSTILE), at=AT)
        page.run()
        assert any("alert" in each.value for each in page.markdown)
        assert not any("<script>" in each.value for each in page.markdown)
        page.button(key=f"resend_{waiting.id}").click().run()
        with shop.view() as view:
            (again,) = dispatch.waiting_dispatches(view)
        try_dispatch(shop, ReceiptComposer(shop, "en"), again)
        page.run()
        assert "Sent 1" in page.dataframe[-1].value["Answer"][0]
        assert hubspot.of_member(member.id) is not None
        page.button(key="crm_end").click().run()
        assert "No CRM is connected" in page.info[0].value
    assert not page.exception


def test_who_may_not_change_the_shop_sees_none_of_it(shop: Store) -> None:
    page = open_office_page(shop, SCRIPT, role=BuiltInRole.ANALYST)
    assert not page.text_input
    assert page.warning
