"""The printed paper, read by an emulator that is not ours; and the bytes that put it there."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from hardware.link.tcp import TcpLink
from hardware.printer.escpos_bytes import drawer_pulse, encode
from hardware.printer.layout import as_text, lay_out
from hardware.printer.picture import as_picture
from hardware.printer.port import PrintOutcome
from hardware.printer.printed_line import CodeLine, TextLine
from models.jurisdiction.receipt_rules import ReceiptKind, ReceiptLanguage
from models.own_code import OwnCode, OwnCodeKind
from models.receipt_logo import ReceiptLogo
from models.selling.receipt import Receipt, ReceiptOptions, copy_of
from models.selling.settlement import Offer, TenderKind
from tests.hardware.benches import EmulatorBench
from tests.hardware.emulator import DOTS, Emulator
from tests.hardware.stand_in import Mechanism
from tests.receipts import OF_EVERYTHING, SHOP, kr, line, receipt_of, small_receipt, sold
from tests.waiting import came_true

pytestmark = pytest.mark.real_time

SWEDISH = receipt_of(
    sold(*OF_EVERYTHING, offers=(Offer(TenderKind.CASH, kr(100000)),)),
    ReceiptOptions(control_unit="TEST0001", anchor="3f9a12bc77de9901"),
)
ENGLISH = replace(SWEDISH, language=ReceiptLanguage.ENGLISH)
#: SKVFS 2014:9 chapter 7 section 1 a to l: company and number, address, date and time, receipt number, till, goods with
#: quantity, amounts and total, tax, tax by rate, means of payment, control unit.
LEGAL = {
    ReceiptLanguage.SWEDISH: (
        "Kassa Hörnet AB", "556000-4755", "Storgatan 1, 111 22 Stockholm", "2026-11-23 11:30", "Kvitto 17", "KASSA01",
        "1 st Mellanmjölk 1,5 l 19,90", "0,455 kg Bananer à 24,95/kg 11,35", "3 st Servetter 50-p à 24,95 74,85",
        "Rabatt -10,00", "Öresavrundning 0,10", "ATT BETALA SEK 660,00", "25 % 51,88 12,97 64,85",
        "12 % 115,18 13,82 129,00", "6 % 232,12 13,93 246,05", "0 % 220,00 0,00 220,00", "Totalt 619,18 40,72 659,90",
        "Kontant 1 000,00", "Tillbaka 340,00", "Kontrollenhet TEST0001",
    ),
    ReceiptLanguage.ENGLISH: (
        "Kassa Hörnet AB", "556000-4755", "Storgatan 1, 111 22 Stockholm", "2026-11-23 11:30", "Receipt 17", "KASSA01",
        "1 x Mellanmjölk 1,5 l 19.90", "0.455 kg Bananer at 24.95/kg 11.35", "3 x Servetter 50-p at 24.95 74.85",
        "Discount -10.00", "Rounding 0.10", "TO PAY SEK 660.00", "25 % 51.88 12.97 64.85",
        "12 % 115.18 13.82 129.00", "6 % 232.12 13.93 246.05", "0 % 220.00 0.00 220.00", "Total 619.18 40.72 659.90",
        "Cash 1,000.00", "Change 340.00", "Control unit TEST0001",
    ),
}  # fmt: skip


@pytest.fixture(params=DOTS)
def bench(request: pytest.FixtureRequest, emulator: Emulator) -> Iterator[EmulatorBench]:
    made = EmulatorBench(emulator, request.param)
    yield made
    made.close()


def spaced_once(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("receipt", [SWEDISH, ENGLISH], ids=["sv", "en"])
def test_the_paper_holds_every_field_that_the_law_asks_for(bench: EmulatorBench, receipt: Receipt) -> None:
    assert bench.printer.print_receipt(receipt) is PrintOutcome.PRINTED
    (paper,) = bench.papers()
    printed = spaced_once(paper)
    assert [field for field in LEGAL[receipt.language] if field not in printed] == []


def test_the_paper_shows_what_was_laid_out(bench: EmulatorBench) -> None:
    assert bench.printer.print_receipt(SWEDISH) is PrintOutcome.PRINTED
    (paper,) = bench.papers()
    columns = next(each for each, dots in DOTS.items() if Image.open(io.BytesIO(bench.pictures()[0])).width == dots)
    laid_out = as_text(lay_out(SWEDISH, columns), columns).replace(f"[{SWEDISH.code}]", "")
    read = re.sub(r"\[barcode .*\]", "", paper)
    assert [row.strip() for row in read.splitlines() if row.strip()] == [
        row.strip() for row in laid_out.splitlines() if row.strip()
    ]


def test_a_copy_says_so_on_paper(bench: EmulatorBench) -> None:
    copy = copy_of(ENGLISH, copies_before=0)
    assert bench.printer.print_receipt(copy) is PrintOutcome.PRINTED
    (paper,) = bench.papers()
    assert paper.split()[:2] == ["KOPIA", "Copy"]


def test_the_barcode_is_read_from_the_picture(bench: EmulatorBench) -> None:
    assert bench.printer.print_receipt(SWEDISH) is PrintOutcome.PRINTED
    (picture,) = bench.pictures()
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))
    assert (code.format, code.text) == (zxingcpp.BarcodeFormat.Code128, SWEDISH.code)


def test_the_longest_receipt_code_is_read_too(bench: EmulatorBench) -> None:
    last = replace(SWEDISH, sale_id=2**53)
    assert bench.printer.print_receipt(last) is PrintOutcome.PRINTED
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(bench.pictures()[0])).convert("L"))
    assert code.text == last.code


def test_the_square_code_is_read_from_the_paper_and_fits_the_narrow_one(bench: EmulatorBench) -> None:
    proof = OwnCode(OwnCodeKind.SIGNED_RECEIPT, "7" * 165).text
    receipt = replace(SWEDISH, proof=proof)
    assert bench.printer.print_receipt(receipt) is PrintOutcome.PRINTED
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(bench.pictures()[0])).convert("L"))
    assert {code.text for code in read} == {proof, SWEDISH.code}
    (dots,) = re.findall(r"scale\((\d)\)", as_picture(lay_out(receipt, 32), 32))
    assert 45 * int(dots) < 32 * 12, "45 modules fit paper of 58 mm"


def test_the_logo_is_on_the_paper_dot_by_dot(bench: EmulatorBench) -> None:
    """And in the picture for the screen, whose sizes are those of the paper."""
    ring = Image.new("1", (56, 30))
    ImageDraw.Draw(ring).ellipse((1, 1, 54, 28), fill=0, outline=1, width=3)
    logo = ReceiptLogo(56, 30, ring.tobytes())
    receipt = replace(SWEDISH, logo=logo)
    assert bench.printer.print_receipt(receipt) is PrintOutcome.PRINTED
    (paper,) = (Image.open(io.BytesIO(each)).convert("L") for each in bench.pictures())
    left, top, right, _ = paper.point([255 * (shade < 128) for shade in range(256)]).getbbox() or (0, 0, 0, 0)
    middle = (paper.width - logo.width) // 2
    dots = paper.crop((middle, top, middle + logo.width, top + logo.height)).point(
        [255 * (s < 128) for s in range(256)]
    )
    inked = ring.getbbox()
    assert inked is not None
    assert dots.convert("1").crop((0, 0, 56, 27)).tobytes() == ring.crop((0, inked[1], 56, inked[1] + 27)).tobytes()
    assert 0 < left < middle < right
    assert "data:image/png;base64," in as_picture(lay_out(receipt, 42), 42)
    assert as_text(lay_out(receipt)).lstrip("\n") == as_text(lay_out(SWEDISH)).lstrip("\n"), (
        "plain text has no pictures"
    )


def test_the_emulator_knows_every_command_that_we_send(bench: EmulatorBench, emulator: Emulator) -> None:
    before = len(emulator.log())
    for kind in ReceiptKind:
        assert bench.printer.print_receipt(replace(SWEDISH, kind=kind)) is PrintOutcome.PRINTED
    bench.printer.open_drawer()
    assert bench.drawer_openings() == 1
    events = emulator.log()[before:]
    assert events.count("printer.job.completed") == len(ReceiptKind)
    assert "unknown" not in events
    assert "unsupported" not in events


def test_control_the_emulator_tells_of_commands_that_it_does_not_know(emulator: Emulator) -> None:
    before = len(emulator.log())
    link = TcpLink("127.0.0.1", emulator.ports[48])
    link.open()
    link.write(b"\x1bB\x02\x02")
    link.close()
    assert came_true(lambda: "printer.command.unknown" in emulator.log()[before:])


# --- bytes ----------------------------------------------------------------------------------------


def commands_of(job: bytes) -> list[bytes]:
    """The first two bytes of each command that begins with a control byte, as a printer reads them."""
    mechanism = Mechanism()
    seen: list[bytes] = []
    act = mechanism._act

    def watch(token: bytes) -> bytes:
        if token[0] < 0x20 and token != b"\n":
            seen.append(token[:2])
        return act(token)

    mechanism._act = watch  # type: ignore[method-assign]
    mechanism.feed(job)
    assert mechanism.strange == []
    return seen


@given(st.text(max_size=120) | st.text(alphabet="\x1b\x1d\x10\x14\x04\x00\x01p@V\x9b\u202eÅ", max_size=120))
def test_no_name_adds_a_command(name: str) -> None:
    """A hostile name prints with just the commands of a harmless one that fills as many lines."""
    hostile = small_receipt(name=name)
    commands = commands_of(encode(lay_out(hostile)))
    harmless = replace(hostile, items=(replace(hostile.items[0], name="x"),))
    usual = set(commands_of(encode(lay_out(harmless))))
    assert set(commands) <= usual
    assert b"\x1bp" not in commands
    assert commands.count(b"\x1dV") == 1


@given(st.text(max_size=60).filter(lambda text: not text.isprintable()))
def test_the_encoder_itself_refuses_what_is_no_text(text: str) -> None:
    with pytest.raises(ValueError, match=r"no text|cannot be a barcode"):
        encode([TextLine(text)])
    with pytest.raises(ValueError, match=r"cannot be a barcode|codec"):
        encode([CodeLine(text)])


def test_the_encoder_refuses_rather_than_prints_a_question_mark() -> None:
    with pytest.raises(ValueError, match="encode"):
        encode([TextLine("寿司")])


def test_a_job_begins_with_reset_and_code_page_and_ends_with_a_cut() -> None:
    job = encode(lay_out(SWEDISH))
    assert job.startswith(b"\x1b@\x1bt\x13")
    assert job.endswith(b"\x1bd\x06\x1dV\x01")
    assert "Öresavrundning".encode("cp858") in job


def test_the_drawer_is_pulsed_on_its_usual_pin() -> None:
    assert drawer_pulse() == b"\x1bp\x00\x32\x32"


def test_a_decomposed_company_name_is_printed_composed(bench: EmulatorBench) -> None:
    decomposed = unicodedata.normalize("NFD", SHOP.company)
    assert decomposed != SHOP.company
    receipt = replace(SWEDISH, seller=replace(SWEDISH.seller, company=decomposed))
    assert bench.printer.print_receipt(receipt) is PrintOutcome.PRINTED
    assert SHOP.company in bench.papers()[0]


def test_the_encoder_leaves_no_trace_in_the_process(tmp_path: Path) -> None:
    """No handler on the root logger, no directory left behind, no pickle read from a folder of the environment."""
    code = (
        "import logging, sys; from hardware.printer.escpos_bytes import drawer_pulse; drawer_pulse();"
        "sys.exit(bool(logging.root.handlers))"
    )
    pickles = tmp_path / "pickles"
    pickles.mkdir()
    environment = {**os.environ, "TMPDIR": str(tmp_path), "ESCPOS_CAPABILITIES_PICKLE_DIR": str(pickles)}
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], env=environment, cwd=root, check=True, timeout=60)
    assert list(tmp_path.iterdir()) == [pickles]
    assert list(pickles.iterdir()) == []


# --- the picture of the simulated printer ---------------------------------------------------------


def test_the_picture_tells_what_the_paper_tells() -> None:
    name = receipt_of(sold(line("Läsk <b>& co", 1990)))
    picture = as_picture(lay_out(name))
    assert "Läsk &lt;b&gt;&amp; co" in picture
    assert picture.count("<text") == sum(
        isinstance(each, TextLine | CodeLine) and bool(each.text.strip()) for each in lay_out(name)
    )  # the barcode's own text is one


def test_the_barcode_is_read_from_the_simulated_printers_picture_too() -> None:
    bars = re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)", as_picture(lay_out(SWEDISH)))
    drawn = Image.new("L", (624, 1600), 255)
    for left, top, width, height in (map(int, bar) for bar in bars):
        drawn.paste(0, (left, top, left + width, top + height))
    (code,) = zxingcpp.read_barcodes(drawn)
    assert (code.format, code.text) == (zxingcpp.BarcodeFormat.Code128, SWEDISH.code)
