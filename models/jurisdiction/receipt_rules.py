"""What a law asks of receipts: their languages, their copies, and the marks on what is no receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ReceiptLanguage(StrEnum):
    """A language in which a receipt may be written."""

    SWEDISH = "sv"
    ENGLISH = "en"


class ReceiptKind(StrEnum):
    """What a printout is: the receipt itself, its one copy, or something that must not pass for a receipt."""

    ORIGINAL = "original"
    COPY = "copy"
    TRAINING = "training"
    PRO_FORMA = "pro_forma"


@dataclass(frozen=True, slots=True)
class ReceiptRules:
    """The requirements of a country: ``marks`` by kind of printout, in these words whatever the language of the rest.

    ``demo_mark`` is printed, as a mark, on everything that a demo shop prints.
    ``electronic_mark`` must be printed on a receipt that is not on paper; a receipt may be copied ``copies_max`` times.
    """

    languages: tuple[ReceiptLanguage, ...]
    marks: Mapping[ReceiptKind, str]
    demo_mark: str
    electronic_mark: str
    copies_max: int
    source: str
