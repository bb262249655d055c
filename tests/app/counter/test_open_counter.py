"""The devices of a running server: what is on paper, also when the server or the shop goes back in time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.counter.open_counter import Counter, open_counter
from hardware.printer.simulated import PAPER_OUT
from models.delivery import POLICIES, Consumer
from models.journal import JournalKind
from models.selling.sale import Sale
from operations.installation.configuration import Settings
from operations.installation.device_links import DeviceRole, remove_device, set_device
from operations.installation.opening import open_store
from operations.installation.upkeep import make_backup, restore_backup
from store import delivery, journal
from tests.app.conftest import request
from tests.app.served import Served
from tests.builders import CLIENT, OFFICE_ACTOR, SECOND_TILL, TILL, Operator, small_shop
from tests.hardware.stand_in import NetworkPrinter
from tests.waiting import came_true, wait_until

pytestmark = pytest.mark.real_time


class Shop:
    """A shop under one folder whose server is started and stopped; what comes out of its printer is files."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home=home)
        store = open_store(self.settings.store_url)
        small_shop(store)
        store.close()

    @contextmanager
    def served(self) -> Iterator[Counter]:
        counter = open_counter(self.settings)
        try:
            yield counter
        finally:
            counter.close()

    def take_paper(self) -> None:
        (self.settings.home / "receipts").mkdir(exist_ok=True)
        (self.settings.home / "receipts" / PAPER_OUT).touch()

    def new_roll(self) -> None:
        (self.settings.home / "receipts" / PAPER_OUT).unlink()

    def numbers(self) -> list[int]:
        """The numbers of the receipts that came out, in order."""
        return [int(found) for paper in self.papers for found in re.findall(r"^Kvitto (\d+) ", paper, re.MULTILINE)]

    @property
    def papers(self) -> list[str]:
        files = sorted((self.settings.home / "receipts").glob("*.txt"), key=lambda path: path.stat().st_mtime_ns)
        return [path.read_text(encoding="utf-8") for path in files]

    @property
    def drawer_openings(self) -> int:
        return len((self.settings.home / "receipts" / "drawer.log").read_text().splitlines())


def sell(counter: Counter, at: datetime | None = None) -> Sale:
    """Sell a carton of milk for cash and print its receipt, as far as the printer can."""
    operator = Operator(counter.store)
    operator.scan("MILK")
    sale = operator.pay_cash(at=at or datetime.now(UTC))
    counter.deliveries.signal(TILL)
    return sale


def settle(counter: Counter) -> None:
    """Wait until everything was printed and the drawer was opened."""
    wait_until(lambda: counter.deliveries.status(TILL).waiting == 0, "each receipt is settled")


def a_day_of_trade(shop: Shop) -> list[int]:
    """The ids of three sales, made one after the other."""
    ids = []
    with shop.served() as counter:
        for _ in range(3):
            ids.append(sell(counter).id)
            settle(counter)
    return ids


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_every_receipt_carries_the_head_of_its_journal_row(shop: Shop) -> None:
    """Paper in the customer's hand is a witness of the chain that nobody at the shop can change."""
    with shop.served() as counter:
        made = [sell(counter) for _ in range(3)]
        settle(counter)
        shown = ["\n".join(counter.receipts.show(sale.id)["lines"]) for sale in made]
        with counter.store.view() as view:
            hashes = [row.hash for row in journal.read(view, TILL) if row.kind == JournalKind.SALE_COMPLETED]
    heads = [f"Journal {each[:4]} {each[4:8]} {each[8:12]}" for each in hashes]
    assert len(set(heads)) == 3
    assert [head in text for head, text in zip(heads, shown, strict=True)] == [True] * 3
    assert [head in text for head, text in zip(heads, shop.papers, strict=True)] == [True] * 3


def test_after_an_older_backup_new_sales_get_their_receipts_and_the_drawer(shop: Shop) -> None:
    """Their ids were given before, to sales that are gone."""
    morning, quiet = shop.settings.home / "morning.db", lambda *_: None
    with closing(open_store(shop.settings.store_url, keys=shop.settings.key_ring)) as store:
        make_backup(store, OFFICE_ACTOR, morning, quiet)
    lost = a_day_of_trade(shop)
    assert (len(shop.papers), shop.drawer_openings) == (3, 3)
    restore_backup(shop.settings, OFFICE_ACTOR, morning, quiet, at=datetime.now(UTC), older=True)
    assert a_day_of_trade(shop) == lost
    assert (len(shop.papers), shop.drawer_openings) == (6, 6)


def test_a_receipt_that_was_printed_before_is_not_and_that_is_said(shop: Shop) -> None:
    with shop.served() as counter:
        assert counter.deliveries.status(TILL).printed_up_to == 0
        sell(counter)
        settle(counter)
    with shop.served() as counter:
        counter.deliveries.signal(TILL)
        status = counter.deliveries.status(TILL)
        assert (status.printed_up_to, status.waiting) == (1, 0)
        sell(counter)
        settle(counter)
        assert counter.deliveries.status(TILL).printed_up_to == 2
    assert len(shop.papers) == 2
    assert shop.drawer_openings == 2


def wait_without_paper(shop: Shop, *, at: datetime | None = None) -> list[Sale]:
    """Three sales whose receipts wait when the server ends."""
    shop.take_paper()
    with shop.served() as counter:
        made = [sell(counter, at) for _ in range(3)]
    shop.new_roll()
    assert shop.numbers() == []
    return made


def test_receipts_that_wait_for_paper_are_printed_after_a_restart_once_each(shop: Shop) -> None:
    made = wait_without_paper(shop)
    opened = shop.drawer_openings
    for _ in range(2):
        with shop.served() as counter:
            settle(counter)
            for _ in made:  # as a till does that missed the answer
                counter.deliveries.signal(TILL)
            settle(counter)
        assert shop.numbers() == [1, 2, 3]
    assert shop.drawer_openings == opened


def test_control_where_the_cursor_is_moved_on_nothing_that_waits_is_printed(shop: Shop) -> None:
    wait_without_paper(shop)
    with closing(open_store(shop.settings.store_url, keys=shop.settings.key_ring)) as store, store.transaction() as tx:
        delivery.give_up_waiting(tx, datetime.now(UTC), "a test")
    with shop.served() as counter:
        settle(counter)
        assert counter.deliveries.status(TILL).outcome == "unknown"
    assert shop.numbers() == []


def test_sales_that_no_printer_was_given_are_not_printed_at_the_start(shop: Shop) -> None:
    """Such as those of an import, of a demo shop, or of another server of the shop."""
    with closing(open_store(shop.settings.store_url, keys=shop.settings.key_ring)) as store:
        operator = Operator(store)
        for _ in range(3):
            operator.scan("MILK")
            operator.pay_cash(at=datetime.now(UTC))
    with shop.served() as counter:
        settle(counter)
    assert shop.numbers() == []


def test_what_waited_for_longer_than_a_day_is_not_printed_any_more(shop: Shop) -> None:
    wait_without_paper(shop, at=datetime.now(UTC) - POLICIES[Consumer.RECEIPT_PRINTER].expires_after)
    wait_without_paper(shop)
    with shop.served() as counter:
        settle(counter)
    assert shop.numbers() == [4, 5, 6]


def test_a_sale_that_has_the_id_of_one_that_waited_is_another(shop: Shop) -> None:
    """It was made elsewhere after an older backup was put back; whether it got its receipt there is not known here."""
    morning, quiet = shop.settings.home / "morning.db", lambda *_: None
    with closing(open_store(shop.settings.store_url, keys=shop.settings.key_ring)) as store:
        make_backup(store, OFFICE_ACTOR, morning, quiet)
    lost = wait_without_paper(shop)
    restore_backup(shop.settings, OFFICE_ACTOR, morning, quiet, at=datetime.now(UTC), older=True)
    with closing(open_store(shop.settings.store_url, keys=shop.settings.key_ring)) as store:
        operator = Operator(store)
        operator.scan("MILK")
        assert operator.pay_cash(at=datetime.now(UTC)).id == lost[0].id
    with shop.served() as counter:
        settle(counter)
    assert shop.numbers() == []


def test_two_servers_of_one_folder_do_not_both_print_what_waits(shop: Shop) -> None:
    shop.take_paper()
    with shop.served() as first:
        sell(first)
        with shop.served() as second:
            assert (first.deliveries.status(TILL).waiting, second.deliveries.status(TILL).waiting) == (1, 1)
            shop.new_roll()
            settle(first)
            settle(second)
    assert shop.numbers() == [1]


def test_a_killed_server_prints_what_waited_when_it_is_started_again(tmp_path: Path) -> None:
    """The whole way: paper out, three sales through the interface, kill -9, a new roll, a start."""
    server = Served(tmp_path, small_shop)
    printed, paper_out = tmp_path / "receipts", tmp_path / "receipts" / PAPER_OUT
    printed.mkdir()
    paper_out.touch()
    server.start()
    try:
        for _ in range(3):
            pay_through(server)
        server.kill()
        paper_out.unlink()
        assert list(printed.glob("*.txt")) == []
        server.start()
        assert came_true(lambda: request(server, "/health")["printer"]["waiting"] == 0)
        assert [path.name for path in sorted(printed.glob("*.txt"))] == [f"KASSA01-00000{n}.txt" for n in (1, 2, 3)]
    finally:
        server.stop()


def pay_through(server: Served) -> None:
    """Sell a carton of milk for cash as a browser does."""
    seq = request(server, f"/till/{TILL}?client={CLIENT}")["acked_seq"] + 1
    event = {"seq": seq, "kind": "scan", "code": "MILK"}
    basket = request(server, f"/till/{TILL}/events", {"client": CLIENT, "events": [event]})["basket"]
    offers = [{"amount_minor": 10_000}]
    payment = {"basket_id": basket["id"], "shown_minor": basket["gross_minor"], "offers": offers}
    request(server, f"/till/{TILL}/pay", payment)


def test_a_backup_does_not_print_again_what_waited_when_it_was_made(shop: Shop) -> None:
    wait_without_paper(shop)
    noon, quiet = shop.settings.home / "noon.db", lambda *_: None
    with closing(open_store(shop.settings.store_url, keys=shop.settings.key_ring)) as store:
        make_backup(store, OFFICE_ACTOR, noon, quiet)
    with shop.served() as counter:
        settle(counter)
    assert shop.numbers() == [1, 2, 3]
    restore_backup(shop.settings, OFFICE_ACTOR, noon, quiet, at=datetime.now(UTC), older=True)
    with shop.served() as counter:
        settle(counter)
    assert shop.numbers() == [1, 2, 3]


def test_two_tills_of_one_server_print_on_two_printers(shop: Shop) -> None:
    """Over two sockets, with the bytes that printers get; a till without a printer of its own uses the setting."""
    printers = {TILL: NetworkPrinter(), SECOND_TILL: NetworkPrinter()}
    with closing(open_store(shop.settings.store_url, keys=shop.settings.key_ring)) as store:
        for till, printer in printers.items():
            link = f"tcp:127.0.0.1:{printer.port}"
            set_device(store, OFFICE_ACTOR, till, DeviceRole.RECEIPT_PRINTER, link, at=datetime.now(UTC))
    with shop.served() as counter:
        for till in (SECOND_TILL, TILL, SECOND_TILL):
            operator = Operator(counter.store, till)
            operator.scan("MILK")
            operator.pay_cash(at=datetime.now(UTC))
            counter.deliveries.signal(till)
        wait_until(lambda: all(counter.deliveries.status(each).waiting == 0 for each in printers), "both print")
        remove_device(counter.store, OFFICE_ACTOR, TILL, DeviceRole.RECEIPT_PRINTER, at=datetime.now(UTC))
        wait_until(lambda: counter.deliveries._threads[TILL][0] == shop.settings.printer, "the link changes")
        sell(counter)
        settle(counter)
    for printer in printers.values():
        printer.close()
    papers = {till: printer.mechanism.papers for till, printer in printers.items()}
    assert [len(papers[TILL]), len(papers[SECOND_TILL])] == [1, 2]
    assert all("KASSA02" in each for each in papers[SECOND_TILL])
    assert "KASSA01" in papers[TILL][0]
    assert shop.numbers() == [2]
    assert [printer.mechanism.strange for printer in printers.values()] == [[], []]
