"""No program learns what goods cost: the public API and the webhooks have the same at other costs, whatever it may."""

from __future__ import annotations

from app.api.webhook_bodies import WRITER
from models.access.api_key import ApiScope
from models.dispatch.webhook import WebhookEvent
from operations.dispatch.webhook_sending import KINDS, WrittenEvent
from operations.replenishment.proposals import approve_proposal
from store import journal
from store.database.engine import Store
from store.webhook_rows import changed_levels
from tests.app.api.conftest import Program
from tests.app.api.test_public_api import NEEDED
from tests.app.dashboards.proposals import propose
from tests.app.office.test_costs_on_pages import other_costs
from tests.builders import AT, OFFICE_ACTOR
from tests.operations.catalogue.picture_files import picture, show_goods

#: What reads without a body that names a card.
READ = sorted({*NEEDED, "/orders", "/pickup-times"} - {"/gift-cards/balance", "/members/own-data"})


def answers(program: Program) -> dict[str, bytes]:
    places = {"sku": "MILK", "digest": picture("teal").digest, "size": "tile"}
    replies = {path: program.ask(path.format(**places), *ApiScope) for path in READ}
    assert {path: reply.status_code for path, reply in replies.items()} == dict.fromkeys(READ, 200)
    return {path: reply.content for path, reply in replies.items()}


def test_no_answer_of_the_public_api_depends_on_costs(sqlite_program: Program) -> None:
    store = sqlite_program.store
    show_goods(store)
    first, _ = propose(store, locations=(1, 2))
    approve_proposal(store, OFFICE_ACTOR, first.id, at=AT)
    before = answers(sqlite_program)
    assert b"MILK" in before["/sales"]
    with other_costs(store):
        assert answers(sqlite_program) == before


def messages(store: Store) -> list[WrittenEvent]:
    """All that webhooks would send of what happened so far."""
    with store.view() as view:
        devices = view.exec_driver_sql("SELECT DISTINCT device_id FROM journal").scalars().all()
        rows = [row for device in devices for row in journal.read(view, device, kinds=KINDS)]
        of_rows = [each for row in rows for each in WRITER.of_row(view, row)]
        return of_rows + [WRITER.of_level(each, WebhookEvent.STOCK_FEW_LEFT, AT) for each in changed_levels(view)]


def test_no_message_of_a_webhook_depends_on_costs(sqlite_program: Program) -> None:
    store = sqlite_program.store
    before = messages(store)
    assert {each.event for each in before} == {
        WebhookEvent.SALE_COMPLETED,
        WebhookEvent.PRICE_CHANGED,
        WebhookEvent.STOCK_FEW_LEFT,
    }
    with other_costs(store):
        assert messages(store) == before
