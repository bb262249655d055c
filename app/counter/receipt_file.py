"""The copy of a receipt that leaves the shop without paper: by e-mail, or opened on the customer's own phone."""

from __future__ import annotations

from dataclasses import dataclass

from app.counter.receipt_composer import SCREEN_COLUMNS, ReceiptComposer
from app.words import words_of
from hardware.printer.layout import as_text, lay_out
from hardware.printer.picture import as_picture
from hardware.printer.printed_line import Line
from integrations.receipt_pages.receipt_pdf import receipt_pdf
from models.jurisdiction.receipt_rules import ReceiptKind
from models.selling.receipt import Receipt


@dataclass(frozen=True, slots=True)
class ReceiptFile:
    """A composed receipt with its lines, a heading and the name of its file."""

    receipt: Receipt
    lines: tuple[Line, ...]
    heading: str
    name: str

    @property
    def text(self) -> str:
        """What is on it, for those who cannot see the picture."""
        return as_text(self.lines, SCREEN_COLUMNS)

    @property
    def picture(self) -> str:
        """The receipt as it would be on paper (SVG)."""
        return as_picture(self.lines, SCREEN_COLUMNS)

    def pdf(self) -> bytes:
        """The picture as a page of its own."""
        return pdf_of_lines(self.heading, self.lines)


def pdf_of_lines(heading: str, lines: tuple[Line, ...]) -> bytes:
    """What would be on paper as a page of its own, with its text for those who cannot see it."""
    return receipt_pdf(heading, as_picture(lines, SCREEN_COLUMNS), as_text(lines, SCREEN_COLUMNS))


def receipt_file(composer: ReceiptComposer, sale_id: int) -> ReceiptFile:
    """The receipt of a sale, marked as an electronic copy. Raises :class:`store.selling.sales.UnknownSale`."""
    receipt = composer.compose(sale_id, ReceiptKind.COPY, is_electronic=True)
    words = words_of(receipt.language.value)
    heading = words.translate("mail.receipt_subject", company=receipt.seller.company, number=receipt.number)
    name = f"{words.translate('mail.receipt_file')}-{receipt.number}.pdf"
    return ReceiptFile(receipt, lay_out(receipt, SCREEN_COLUMNS), heading, name)
