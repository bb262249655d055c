"""No program learns what goods cost the shop: the public API answers the same at other costs, whatever its scopes."""

from __future__ import annotations

from models.access.api_key import ApiScope
from operations.replenishment.proposals import approve_proposal
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
