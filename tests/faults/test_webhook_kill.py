"""A worker that is killed (``kill -9``) while it sends webhooks loses none, and repeats one under its id."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random

import pytest

from app.api.webhook_thread import WebhookThread, WebhookWay, send_message, write_all
from models.dispatch.webhook import MessageState, WebhookAnswer
from operations.dispatch.webhook_sending import claim_message, settle_message
from operations.installation.opening import open_store
from store import webhook_rows
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from tests.app.api.test_webhook_thread import INSIDE, hook_to, sales_in, sell
from tests.builders import small_shop
from tests.faults.forked import start_forked
from tests.waiting import wait_until
from tests.webhook_receiver import WebhookReceiver, receiving

Rounds = Callable[[int, int], int]
Proved = Callable[[str], None]


def work_until_killed(url: str, folder: str, *, settles_first: bool) -> None:
    """What a server does in a process of its own; ``settles_first`` is the wrong way round."""
    way = WebhookWay(open_store(url), InstallationSecret(Path(folder)), "here", INSIDE)
    if settles_first:
        _report_before_sending(way)
    WebhookThread(way, lambda: True, look_s=0.01)._thread.join()


def _report_before_sending(way: WebhookWay) -> None:
    write_all(way)
    with way.store.view() as view:
        (number,) = webhook_rows.due_webhooks(view, datetime.now(UTC))
    while True:
        claimed = claim_message(way.store, way.actor, number, "here", at=datetime.now(UTC))
        if claimed is None:
            return
        settle_message(way.store, way.actor, claimed.message, WebhookAnswer(200), at=datetime.now(UTC))
        send_message(way, claimed)


class KillingReceiver(WebhookReceiver):
    """Kills the worker while it sends; every other time the message is not taken, either."""

    def __init__(self, kills: int, rng: Random, *, takes_first: bool) -> None:
        super().__init__(self._answer)
        self._left, self._rng, self._takes = kills, rng, takes_first
        self.kills = 0
        self.worker: ForkServerProcess | None = None

    def _answer(self, _number: int) -> int:
        if self.kills < self._left and self._rng.random() < 0.5:
            if not self._takes:
                del self.taken[-1]
            self._takes = not self._takes
            self.kills += 1
            assert self.worker is not None
            self.worker.kill()
            self.worker.join()
        return 204


def kill_while_sending(
    store: Store, folder: Path, receiver: KillingReceiver, *, kills: int, settles_first: bool = False
) -> list[int]:
    """Sell, and let workers send that are killed; the last one works to the end. What was sold."""
    with receiving(receiver):
        hook_to(small_shop(store), folder, receiver)
        sold = sell(store, 4 * kills)
        for number in range(kills + 1):
            options = {"settles_first": settles_first}
            receiver.worker = start_forked(work_until_killed, (str(store.url), str(folder)), options)
            wait_until(lambda number=number: receiver.kills > number or _is_done(store), "a kill, or the end")  # type: ignore[misc]
        assert receiver.worker is not None
        receiver.worker.kill()
        receiver.worker.join()
    assert receiver.kills == kills, "too few were killed for this to prove anything"
    return sold


def _is_done(store: Store) -> bool:
    with store.view() as view:
        waiting = webhook_rows.latest_messages(view, 1, [MessageState.WAITING])
        ended = webhook_rows.latest_messages(view, 1, [MessageState.SENT])
        return bool(ended) and not waiting and not webhook_rows.journals_with_news(view)


@pytest.mark.proof
def test_whatever_is_killed_every_sale_arrives_and_repeats_have_its_id(
    sqlite_store: Store, tmp_path: Path, seed: int, rounds: Rounds, proved: Proved
) -> None:
    kills = rounds(1, 60)
    receiver = KillingReceiver(kills, Random(seed), takes_first=True)
    sold = kill_while_sending(sqlite_store, tmp_path, receiver, kills=kills)
    by_id = {each.id: json.loads(each.body)["data"]["id"] for each in receiver.taken}
    assert sorted(by_id.values()) == sold, "each sale under one id, none left out"
    assert len(receiver.taken) > len(sold), "the control: something came twice"
    proved(f"{kills} kills of the worker, {len(sold)} messages, 0 missing, repeats under their own ids")


def test_control_who_reports_before_sending_loses_messages_when_killed(sqlite_store: Store, tmp_path: Path) -> None:
    receiver = KillingReceiver(1, Random(1), takes_first=False)
    sold = kill_while_sending(sqlite_store, tmp_path, receiver, kills=1, settles_first=True)
    assert len(set(sales_in(receiver))) < len(sold)
