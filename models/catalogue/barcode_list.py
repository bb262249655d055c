"""The barcodes that somebody gives a product: GTINs, and codes of the shop's own."""

from __future__ import annotations

from collections.abc import Iterable

from models.barcode import CODE_LENGTHS, is_code, parse_gtin
from models.errors import Refused


class WrongBarcode(Refused):
    """A text that can be neither a GTIN nor a code of the shop's own."""

    code = "wrong_barcode"
    text = (
        "{barcode!r} cannot be a barcode: it takes 8, 12, 13 or 14 digits with the right check digit, or a code of the "
        "shop's own of 2 to 48 letters and digits. Nothing was changed; scan it again."
    )

    barcode: str


def sort_barcodes(texts: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The GTINs (14 digits) and the codes of the shop's own among some barcodes, each once and in order.

    Raises :class:`WrongBarcode`, :class:`models.barcode.NotAGtin` or :class:`models.barcode.WrongCheckDigit`.

    >>> sort_barcodes(["7310865004703", "MUGG-ROD-01", " 7310865004703 "])
    (('07310865004703',), ('MUGG-ROD-01',))
    """
    gtins, codes = set(), set()
    for text in texts:
        barcode = text.strip()
        if is_code(barcode):
            codes.add(barcode)
        elif barcode.isascii() and barcode.isdigit():
            gtins.add(parse_gtin(barcode))
        else:
            raise WrongBarcode(text[: CODE_LENGTHS[-1]])
    return tuple(sorted(gtins)), tuple(sorted(codes))
