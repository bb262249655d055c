"""From printed lines to ESC/POS bytes: python-escpos writes the commands that this module chooses.

Only its encoder is used, a printer that collects its bytes (``Dummy``). Transport and status are ours: python-escpos
3.1 waits up to a minute for an answer and reports enough paper when a printer does not answer.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from hardware.printer.code_page import CODE_PAGE
from hardware.printer.printed_line import CodeLine, Line, LogoLine, SquareCodeLine, TextLine
from models.receipt_logo import ReceiptLogo

#: python-escpos comes without types.
Encoder = Any

#: Ask for one status byte after everything before it was processed: the confirmation of a job. Epson: GS r.
CONFIRM = b"\x1d\x72\x01"
#: Open the drawer on pin 2 for 200 ms at once, also while the printer cannot print. Epson: DLE DC4, function 1.
DRAWER_NOW = b"\x10\x14\x01\x00\x02"

_DRAWER_PIN = 2
_BARCODE_DOTS, _BARCODE_MODULE_DOTS = 64, 2
_CODE128, _CODE_SET_B = 73, "{B"
#: Dots a side of each small square: the code of a receipt is 22 mm wide then, on paper of 58 mm, too.
_SQUARE_DOTS = 4
_BARCODE_SETTINGS = bytes([0x1D, 0x68, _BARCODE_DOTS, 0x1D, 0x77, _BARCODE_MODULE_DOTS, 0x1D, 0x48, 2, 0x1D, 0x66, 0])


def encode(lines: Iterable[Line]) -> bytes:
    """The bytes of one whole receipt: reset, lines, cut. The characters of ``lines`` are those of the code page.

    Raises :class:`ValueError` for any other character, so that no text can carry a command.
    """
    printer = _printer()
    for line in lines:
        if isinstance(line, CodeLine):
            printer.set(align="center")
            printer._raw(_barcode(line.text))  # noqa: SLF001 - its own barcode() prints to the terminal
        elif isinstance(line, SquareCodeLine):
            printer.set(align="center")
            printer._raw(_square_code(line.text))  # noqa: SLF001 - its own qr() draws a picture or prints to the terminal
        elif isinstance(line, LogoLine):
            printer.set(align="center")
            printer._raw(_raster(line.logo))  # noqa: SLF001 - its own image() takes a file or a picture of Pillow's
        else:
            _write(printer, line)
    printer.set(align="left")
    printer.cut(mode="PART")
    return bytes(printer.output)


def drawer_pulse() -> bytes:
    """Open the drawer in the order of the print data. Epson: ESC p."""
    printer = _encoder()()
    printer.cashdraw(_DRAWER_PIN)
    return bytes(printer.output)


def _printer() -> Encoder:
    printer = _encoder()()
    printer.hw("INIT")
    # ESC @ puts the printer back to its own page without telling the encoder. Goes with python-escpos > 3.1 (#729).
    printer.magic.encoding = None
    printer.magic.force_encoding(CODE_PAGE.upper())
    return printer


def _write(printer: Encoder, line: TextLine) -> None:
    if not line.text.isprintable():
        raise ValueError(f"{line.text!r} holds characters that are no text")
    line.text.encode(CODE_PAGE)  # Raises where the encoder would print a question mark.
    printer.set(
        align="center" if line.centred else "left",
        bold=line.bold,
        custom_size=True,
        width=line.wide,
        height=line.tall,
    )
    printer.textln(line.text)


def _barcode(text: str) -> bytes:
    """CODE128 with its text below. Epson: GS h, GS w, GS H, GS f, GS k function B."""
    data = f"{_CODE_SET_B}{text}".encode("ascii")
    if not text.isprintable() or "{" in text:
        raise ValueError(f"{text!r} cannot be a barcode")
    return _BARCODE_SETTINGS + bytes([0x1D, 0x6B, _CODE128, len(data)]) + data


def _square_code(text: str) -> bytes:
    """A QR code, model 2, with 15 % to spare. Epson: GS ( k, functions 165, 167, 169, 180 and 181."""
    if not (text and text.isascii() and text.isprintable()):
        raise ValueError(f"{text!r} cannot be a square code")
    data = text.encode("ascii")
    settings = (b"\x31\x41\x32\x00", bytes([0x31, 0x43, _SQUARE_DOTS]), b"\x31\x45\x31")
    parts = (*settings, b"\x31\x50\x30" + data, b"\x31\x51\x30")
    return b"".join(b"\x1d\x28\x6b" + len(part).to_bytes(2, "little") + part for part in parts)


def _raster(logo: ReceiptLogo) -> bytes:
    """A picture of dots, one dot a dot. Epson: GS v 0, which numbers bytes across and dots down."""
    size = logo.row_bytes.to_bytes(2, "little") + logo.height.to_bytes(2, "little")
    return b"\x1d\x76\x30\x00" + size + logo.rows


@cache
def _encoder() -> Callable[[], Encoder]:
    """python-escpos' encoder, imported without its traces in the process.

    On import version 3.1 unpickles a file from the directory that ``ESCPOS_CAPABILITIES_PICKLE_DIR`` names, leaves a
    directory behind in every process, and gives the root logger a handler.
    """
    named = os.environ.pop("ESCPOS_CAPABILITIES_PICKLE_DIR", None)
    handlers, first_import = list(logging.root.handlers), "escpos" not in sys.modules
    try:
        from escpos import capabilities  # noqa: PLC0415 - imported here so that its traces can be removed
        from escpos.printer import Dummy  # noqa: PLC0415
    finally:
        logging.root.handlers[:] = handlers
        if named is not None:
            os.environ["ESCPOS_CAPABILITIES_PICKLE_DIR"] = named
    if first_import:
        shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    made: Callable[[], Encoder] = Dummy
    return made
