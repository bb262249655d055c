"""The page of webhooks: a secret is shown once, what was not taken is sent again, and not everybody sees it."""

from __future__ import annotations

from datetime import UTC, datetime

from models.access.actor import Actor
from models.access.operator import DEVICE_OPERATOR
from models.access.permission import BuiltInRole
from models.dispatch.webhook import MessageState, WebhookAnswer, WebhookState
from operations.dispatch.webhook_sending import claim_message, settle_message
from store import shop as shop_rows
from store import webhook_rows
from store.database.engine import Store
from tests.app.office.office_pages import open_office_page

ADDRESS = "https://hooks.example.com/?x=%3Cb%3E*x*[a](b)"


def test_a_manager_adds_tries_switches_and_removes_a_webhook(shop: Store) -> None:
    page = open_office_page(shop, "webhooks_page.py")
    page.text_input(key="webhook_address").input("http://<b>")
    page.button(key="webhook_add").click().run()
    assert "needs at least one of" in page.warning[0].value
    page.text_input(key="webhook_address").input(ADDRESS)
    page.multiselect(key="webhook_events").select("sale.completed").run()
    page.button(key="webhook_add").click().run()
    assert not page.exception
    (secret,) = (each.value for each in page.code)
    assert secret.startswith("whsec_")
    page.run()
    assert not page.code, "a secret is shown once"
    assert any("\\*x\\*" in each.value for each in page.markdown), "nothing of an address is markup"
    with shop.view() as view:
        (hook,) = webhook_rows.all_webhooks(view)
    page.button(key=f"webhook_test_{hook.id}").click().run()
    assert "on its way" in page.success[-1].value
    page.multiselect(key=f"webhook_events_{hook.id}").select("price.changed").run()
    page.button(key=f"webhook_choose_{hook.id}").click().run()
    page.button(key=f"webhook_rotate_{hook.id}").click().run()
    assert page.code[0].value != secret
    page.button(key=f"webhook_switch_{hook.id}").click().run()
    with shop.view() as view:
        after = webhook_rows.get_webhook(view, hook.id)
    assert (after.state, {each.value for each in after.events}) == (
        WebhookState.OFF,
        {"sale.completed", "price.changed"},
    )
    page.button(key=f"webhook_remove_{hook.id}").click().run()
    assert page.success[-1].value == "The webhook is removed."
    assert not page.exception


def test_what_was_not_taken_is_listed_and_sent_again(shop: Store) -> None:
    page = open_office_page(shop, "webhooks_page.py")
    page.text_input(key="webhook_address").input(ADDRESS)
    page.multiselect(key="webhook_events").select("sale.completed").run()
    page.button(key="webhook_add").click().run()
    with shop.view() as view:
        (hook,) = webhook_rows.all_webhooks(view)
        device = Actor(DEVICE_OPERATOR, shop_rows.office_id(view))
    page.button(key=f"webhook_test_{hook.id}").click().run()
    now = datetime.now(UTC)
    claimed = claim_message(shop, device, hook.id, "here", at=now)
    assert claimed is not None
    settle_message(shop, device, claimed.message, WebhookAnswer(410, "<i>gone</i>"), at=now)
    page.run()
    assert any("wants no more" in each.value for each in page.markdown)
    assert any("\\<i\\>" in each.value for each in page.markdown)
    again = page.button(key=f"webhook_again_{hook.id}_{claimed.message.event_id}")
    again.click().run()
    assert "switched off" in page.warning[-1].value
    page.button(key=f"webhook_switch_{hook.id}").click().run()
    page.button(key=f"webhook_again_{hook.id}_{claimed.message.event_id}").click().run()
    assert not page.exception
    with shop.view() as view:
        (message,) = webhook_rows.latest_messages(view, 9, list(MessageState))
    assert message.state is MessageState.WAITING


def test_a_bookkeeper_sees_no_webhooks(shop: Store) -> None:
    page = open_office_page(shop, "webhooks_page.py", BuiltInRole.BOOKKEEPER)
    assert page.warning
    assert not page.button
