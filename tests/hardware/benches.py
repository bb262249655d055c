"""Test benches: a driver, the printer at its other end, and what can be done to that printer by hand."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Protocol

from hardware.link.device_file import FileLink
from hardware.link.serial_port import SerialLink
from hardware.link.tcp import TcpLink
from hardware.printer.escpos import EscposPrinter, Patience
from hardware.printer.port import PrinterWithDrawer
from hardware.printer.simulated import DRAWER_LOG, PAPER_OUT, SimulatedPrinter
from tests.hardware.emulator import Emulator
from tests.hardware.stand_in import LinePrinter, NetworkPrinter
from tests.waiting import came_true

#: Short, for printers that answer within a millisecond or never.
QUICK = Patience(answer_s=0.25, job_s=0.4, line_s=0)
WAIT_S = 0.25


class Bench(Protocol):
    """One driver and its printer."""

    printer: PrinterWithDrawer

    def papers(self) -> list[str]:
        """The text of everything that came out, in order."""
        ...

    def drawer_openings(self) -> int:
        """How often the drawer opened."""
        ...

    def take_paper(self) -> None:
        """Take the roll out."""
        ...

    def new_roll(self) -> None:
        """Put a roll in."""
        ...

    def go_away(self) -> None:
        """Unplug it for good."""
        ...

    def close(self) -> None:
        """Put everything away."""
        ...


class SimulatedBench:
    """The simulated printer, whose paper is a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "printed"
        self.printer: PrinterWithDrawer = SimulatedPrinter(self._folder)

    def papers(self) -> list[str]:
        files = sorted(self._folder.glob("*.txt"), key=lambda path: path.stat().st_mtime_ns)
        return [path.read_text(encoding="utf-8") for path in files]

    def drawer_openings(self) -> int:
        log = self._folder / DRAWER_LOG
        return len(log.read_text().splitlines()) if log.exists() else 0

    def take_paper(self) -> None:
        self._folder.mkdir(exist_ok=True)
        (self._folder / PAPER_OUT).touch()

    def new_roll(self) -> None:
        (self._folder / PAPER_OUT).unlink()

    def go_away(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.touch()

    def close(self) -> None:
        self.printer.release()


class StandInBench:
    """The ESC/POS driver and a stand-in, over the network, a serial port or a device file."""

    def __init__(self, kind: str) -> None:
        self.stand_in: NetworkPrinter | LinePrinter
        if kind == "tcp":
            self.stand_in = NetworkPrinter()
            self.printer: PrinterWithDrawer = EscposPrinter(
                TcpLink("127.0.0.1", self.stand_in.port, wait_s=WAIT_S), patience=QUICK
            )
        else:
            self.stand_in = LinePrinter()
            link = SerialLink if kind == "serial" else FileLink
            self.printer = EscposPrinter(link(self.stand_in.path, wait_s=WAIT_S), patience=QUICK)

    def papers(self) -> list[str]:
        return list(self.stand_in.mechanism.papers)

    def drawer_openings(self) -> int:
        came_true(lambda: self.stand_in.mechanism.drawer_openings > 0, limit_s=0.3)
        return self.stand_in.mechanism.drawer_openings

    def take_paper(self) -> None:
        self.stand_in.mechanism.has_paper = False

    def new_roll(self) -> None:
        self.stand_in.new_roll()

    def go_away(self) -> None:
        self.printer.release()
        self.stand_in.close()

    def close(self) -> None:
        self.printer.release()
        self.stand_in.close()
        assert self.stand_in.mechanism.strange == []


class EmulatorBench:
    """The ESC/POS driver and the emulator, which is not ours."""

    def __init__(self, emulator: Emulator, columns: int = 48) -> None:
        self._emulator, self._columns = emulator, columns
        emulator.mend(columns)
        self._before = set(emulator.receipts(columns))
        self._link = TcpLink("127.0.0.1", emulator.ports[columns])
        self.printer: PrinterWithDrawer = EscposPrinter(self._link, columns=columns, patience=Patience(1, 2, 0))

    def papers(self) -> list[str]:
        new = [each for each in self._emulator.receipts(self._columns) if each not in self._before]
        return [self._emulator.text(self._columns, each) for each in new]

    def pictures(self) -> list[bytes]:
        """What came out, as PNG."""
        new = [each for each in self._emulator.receipts(self._columns) if each not in self._before]
        return [self._emulator.picture(self._columns, each) for each in new]

    def drawer_openings(self) -> int:
        came_true(lambda: self._emulator.drawer_is_open(self._columns), limit_s=0.3)
        return int(self._emulator.drawer_is_open(self._columns))

    def take_paper(self) -> None:
        self._emulator.fault(self._columns, "paper-out")

    def new_roll(self) -> None:
        self._emulator.mend(self._columns)

    def go_away(self) -> None:
        self.printer = EscposPrinter(TcpLink("127.0.0.1", _unused_port(), wait_s=WAIT_S), patience=QUICK)

    def close(self) -> None:
        self.printer.release()
        self._emulator.mend(self._columns)


def _unused_port() -> int:
    printer = NetworkPrinter()
    printer.close()
    return printer.port
