"""An operation runs only for an actor who has the permission."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from models.access.actor import Actor, Approval
from models.access.permission import Permission
from models.selling.earlier_trade import History
from models.shop import FIRST_OFFICE
from operations.access.actors import office_actor, schedule_actor
from operations.access.permissions import NotPermitted, check
from operations.bulk.imports import Receipts, import_device, save_goods, save_receipts
from operations.bulk.past_trade import save_history
from operations.customers.households import register_households
from operations.demand.forecasts import (
    begin_forecast,
    publish_forecast,
    remove_old_forecast_rows,
    save_forecast_rows,
)
from operations.installation.configuration import Settings
from operations.installation.device_keys import renew_keys
from operations.installation.opening import NewShop, Range, register_range, register_shop
from operations.installation.provenance import accept_backup, record_acceptance
from operations.installation.upkeep import clear_nightly, make_backup, restore_backup
from operations.purchasing.purchase_orders import cancel_order, send_order
from operations.purchasing.receiving import receive_order
from operations.replenishment.proposals import (
    approve_proposal,
    dismiss_proposal,
    restore_proposal,
    save_proposals,
)
from operations.stock.proposed_transfers import dismiss_proposed_transfer, send_proposed_transfer
from store.database.engine import Store
from store.demand import ForecastRun
from store.signing.key_ring import KeyRing
from tests.builders import AT, COMPANY, DAY, OFFICE, OFFICE_ACTOR, SCHEDULE_ACTOR, small_shop
from tests.contents import contents


def test_whoever_has_the_permission_passes() -> None:
    check(Actor("till", 1), Permission.SELL)
    check(Actor("anna", 1, approval=Approval("maria", Permission.CHANGE_GOODS, "new goods")), Permission.CHANGE_GOODS)


def test_whoever_has_it_not_is_refused_by_name() -> None:
    with pytest.raises(NotPermitted) as refused:
        check(Actor("till", 1), Permission.CHANGE_GOODS)
    assert (refused.value.operator, refused.value.permission) == ("till", Permission.CHANGE_GOODS)
    assert "permission to change goods" in str(refused.value)


STRANGER = Actor("till", OFFICE)
NOTHING = Range()
RUN = ForecastRun(0, AT, "", "", DAY, DAY, 1, {})
OPERATIONS: dict[str, Callable[[Store, Path], object]] = {
    "register_shop": lambda store, _: register_shop(store, STRANGER, NewShop(COMPANY, (), ()), at=AT),
    "register_range": lambda store, _: register_range(store, STRANGER, NOTHING, at=AT),
    "register_households": lambda store, _: register_households(store, STRANGER, (), at=AT),
    "save_goods": lambda store, _: save_goods(store, STRANGER, NOTHING, {"MILK": Decimal(1)}, location_id=1, at=AT),
    "import_device": lambda store, _: import_device(store, STRANGER, "other", 1, at=AT),
    "save_receipts": lambda store, _: save_receipts(store, STRANGER, Receipts(1, 0, (), AT), at=AT),
    "save_history": lambda store, _: save_history(store, STRANGER, History()),
    "begin_forecast": lambda store, _: begin_forecast(store, STRANGER, RUN),
    "save_forecast_rows": lambda store, _: save_forecast_rows(store, STRANGER, RUN, pl.DataFrame()),
    "publish_forecast": lambda store, _: publish_forecast(store, STRANGER, RUN),
    "remove_old_forecast_rows": lambda store, _: remove_old_forecast_rows(store, STRANGER, at=AT),
    "save_proposals": lambda store, _: save_proposals(store, STRANGER, 1, {}, at=AT),
    "approve_proposal": lambda store, _: approve_proposal(store, STRANGER, 1, at=AT),
    "dismiss_proposal": lambda store, _: dismiss_proposal(store, STRANGER, 1, at=AT),
    "restore_proposal": lambda store, _: restore_proposal(store, STRANGER, 1, at=AT),
    "send_proposed_transfer": lambda store, _: send_proposed_transfer(store, STRANGER, 1, at=AT),
    "dismiss_proposed_transfer": lambda store, _: dismiss_proposed_transfer(store, STRANGER, 1, at=AT),
    "send_order": lambda store, _: send_order(store, STRANGER, 1, at=AT),
    "cancel_order": lambda store, _: cancel_order(store, STRANGER, 1, at=AT),
    "receive_order": lambda store, _: receive_order(store, STRANGER, 1, at=AT),
    "make_backup": lambda store, place: make_backup(store, STRANGER, place / "copy.db", lambda *_: None),
    "restore_backup": lambda _, place: restore_backup(
        Settings(home=place), STRANGER, place / "copy.db", lambda *_: None, at=AT
    ),
    "renew_keys": lambda store, _: renew_keys(store, STRANGER, at=AT),
    "accept_backup": lambda _, place: accept_backup(Settings(home=place), STRANGER, place / "copy.db"),
    "record_acceptance": lambda _, place: record_acceptance(
        place / "copy.db", STRANGER, None, KeyRing(place / "keys"), at=AT
    ),
    "clear_nightly": lambda _, place: clear_nightly(place, STRANGER),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_does_not_run_for_somebody_without_the_permission(
    sqlite_store: Store, tmp_path: Path, name: str
) -> None:
    before = contents(small_shop(sqlite_store))

    with pytest.raises(NotPermitted):
        OPERATIONS[name](sqlite_store, tmp_path)

    assert contents(sqlite_store) == before


def test_the_office_and_the_schedule_act_at_the_office_of_the_shop(sqlite_store: Store) -> None:
    assert office_actor(sqlite_store) == Actor("office", FIRST_OFFICE)
    small_shop(sqlite_store)
    assert (office_actor(sqlite_store), schedule_actor(sqlite_store)) == (OFFICE_ACTOR, SCHEDULE_ACTOR)
