"""No restart prints a second original."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hardware.ports import PrinterStatus, PrintOutcome
from hardware.printer.memory import MEMORY_MAX, PrintMemory
from hardware.printer.simulated import SimulatedPrinter
from hardware.printer.spool import PrintSpool, Rhythm
from models.jurisdiction.receipt_rules import ReceiptKind
from models.selling.receipt import Receipt, copy_of
from tests.hardware.benches import SimulatedBench
from tests.receipts import small_receipt
from tests.waiting import LIMIT_S, came_true

RECEIPT = small_receipt()


def print_in_a_new_process(bench: SimulatedBench, memory: PrintMemory, receipt: Receipt = RECEIPT) -> bool:
    """As a server does that was started anew and is asked for the same payment again."""
    spool = PrintSpool(bench.printer, memory=memory)
    accepted = spool.submit(receipt, open_drawer=True)
    assert spool.wait_until_idle(LIMIT_S)
    spool.close()
    return accepted


def test_a_restart_prints_no_second_original_and_opens_no_drawer(tmp_path: Path) -> None:
    bench, file = SimulatedBench(tmp_path), tmp_path / "kept" / "printed.log"
    assert [print_in_a_new_process(bench, PrintMemory(file)) for _ in range(3)] == [True, False, False]
    assert len(bench.papers()) == 1
    assert bench.drawer_openings() == 1


def test_control_without_its_file_a_restart_prints_two(tmp_path: Path) -> None:
    bench = SimulatedBench(tmp_path)
    assert [print_in_a_new_process(bench, PrintMemory()) for _ in range(2)] == [True, True]
    assert len(bench.papers()) == 2


def test_after_a_restart_the_copy_may_still_be_printed_once(tmp_path: Path) -> None:
    bench, file = SimulatedBench(tmp_path), tmp_path / "printed.log"
    copy = copy_of(RECEIPT, copies_before=0)
    jobs = (RECEIPT, copy, copy)
    assert [print_in_a_new_process(bench, PrintMemory(file), job) for job in jobs] == [True, True, False]


def test_a_job_that_a_crash_cut_short_is_not_begun_again(tmp_path: Path) -> None:
    """Whether it came out only the paper tells."""
    file = tmp_path / "printed.log"
    PrintMemory(file).remember(RECEIPT)  # ... and the process ends here.
    bench = SimulatedBench(tmp_path)
    assert not print_in_a_new_process(bench, PrintMemory(file))
    assert bench.papers() == []


def test_what_was_certainly_not_sent_may_be_printed_after_a_restart(tmp_path: Path) -> None:
    class Refusing(SimulatedPrinter):
        def print_receipt(self, receipt: Receipt) -> PrintOutcome:
            assert receipt is RECEIPT
            return PrintOutcome.NOT_SENT

    file, outcomes = tmp_path / "printed.log", list[object]()
    spool = PrintSpool(
        Refusing(tmp_path / "none"), outcomes.append, memory=PrintMemory(file), rhythm=Rhythm(retry_s=0.01)
    )
    spool.submit(RECEIPT)
    assert came_true(lambda: bool(outcomes))
    spool.close()
    assert print_in_a_new_process(SimulatedBench(tmp_path), PrintMemory(file))


def test_what_waits_is_known_after_a_restart_until_it_was_begun(tmp_path: Path) -> None:
    file, others = tmp_path / "printed.log", [small_receipt(number) for number in (19, 18)]
    memory = PrintMemory(file)
    for receipt in (RECEIPT, *others, RECEIPT, replace(RECEIPT, kind=ReceiptKind.PRO_FORMA)):
        memory.want(receipt)
    memory.remember(others[0])
    memory.remember(others[1])
    memory.take_back(others[1])
    for _ in range(2):
        memory = PrintMemory(file)
        assert memory.waiting == [RECEIPT.sale_id, others[1].sale_id]
        assert [memory.wants(receipt) for receipt in (RECEIPT, *others)] == [True, False, True]
        assert [memory.holds(receipt) for receipt in (RECEIPT, *others)] == [False, True, False]
    memory.remember(RECEIPT)
    memory.want(RECEIPT)
    assert PrintMemory(file).waiting == [others[1].sale_id]


def test_a_line_cut_short_counts_for_nothing(tmp_path: Path) -> None:
    file = tmp_path / "printed.log"
    whole = PrintMemory(file)
    whole.remember(RECEIPT)
    whole.remember(small_receipt(18))
    text = file.read_text()
    for cut in range(len(text)):
        file.write_text(text[:cut])
        memory = PrintMemory(file)
        first, second = (line in text[:cut] for line in text.splitlines(keepends=True))
        assert (memory.holds(RECEIPT), memory.holds(small_receipt(18))) == (first, second)


def test_what_is_no_receipt_is_not_remembered(tmp_path: Path) -> None:
    memory = PrintMemory(tmp_path / "printed.log")
    trial = replace(RECEIPT, kind=ReceiptKind.TRAINING)
    memory.remember(trial)
    assert not memory.holds(trial)


def test_the_file_does_not_grow_for_ever(tmp_path: Path) -> None:
    file = tmp_path / "printed.log"
    begun = (f"{n} original 3f9a12bc77de\n" for n in range(MEMORY_MAX + 50))
    file.write_text("".join(f"+ {each}- {each}+ {each}" for each in begun))
    memory = PrintMemory(file)
    assert len(file.read_text().splitlines()) == MEMORY_MAX
    assert not memory.holds(replace(RECEIPT, sale_id=49, anchor="3f9a 12bc 77de"))
    assert memory.holds(replace(RECEIPT, sale_id=50, anchor="3f9a 12bc 77de"))


def test_another_sale_that_was_given_the_same_id_is_printed_and_paid_for(tmp_path: Path) -> None:
    """As after going back to an older backup: what differs is the journal's row, or at least the instant."""
    bench, file = SimulatedBench(tmp_path), tmp_path / "printed.log"
    sealed, later = (
        replace(RECEIPT, anchor="3f9a 12bc 77de"),
        replace(RECEIPT, at=RECEIPT.at + timedelta(microseconds=1)),
    )
    others = (RECEIPT, later, sealed, replace(sealed, anchor="3f9a 12bc 77df"))
    for _ in range(2):
        taken = [print_in_a_new_process(bench, PrintMemory(file), receipt) for receipt in others]
    assert taken == [False] * 4
    assert len(bench.papers()) == 4
    assert bench.drawer_openings() == 4


def test_the_drawer_opens_once_also_for_a_receipt_that_found_no_room(tmp_path: Path) -> None:
    bench, file = SimulatedBench(tmp_path), tmp_path / "printed.log"
    for _ in range(2):
        spool = PrintSpool(bench.printer, memory=PrintMemory(file), queue_max=0)
        assert not spool.submit(RECEIPT, open_drawer=True)
        assert not spool.submit(RECEIPT, open_drawer=True)
        assert spool.wait_until_idle(LIMIT_S)
        spool.close()
    assert bench.drawer_openings() == 1
    assert print_in_a_new_process(bench, PrintMemory(file))
    assert (len(bench.papers()), bench.drawer_openings()) == (1, 1)


def test_a_line_without_a_mark_stands_for_an_older_sale_only(tmp_path: Path) -> None:
    """Earlier versions wrote none: their sales were made before, others of the same id afterwards."""
    file, first_read = tmp_path / "printed.log", RECEIPT.at + timedelta(hours=1)
    file.write_text(f"+ {RECEIPT.sale_id} original\n+ 18 original\n- 18 original\n")
    younger = replace(RECEIPT, at=first_read, anchor="3f9a 12bc 77de")
    for started_at in (first_read, first_read + timedelta(days=1)):
        memory = PrintMemory(file, at=started_at)
        assert memory.holds(RECEIPT)
        assert not memory.begin_drawer(RECEIPT)
        assert not memory.holds(younger)
        assert not memory.holds(replace(RECEIPT, sale_id=18))
    assert memory.begin_drawer(younger)
    assert not PrintMemory(file).begin_drawer(younger)


def test_a_file_that_cannot_be_written_keeps_no_receipt_from_being_printed(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    bench = SimulatedBench(tmp_path)
    assert print_in_a_new_process(bench, PrintMemory(tmp_path / "taken" / "printed.log"))
    assert bench.printer.status() == PrinterStatus()
    assert len(bench.papers()) == 1
