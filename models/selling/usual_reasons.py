"""The reasons that a till offers, in each language: papers show them in the language of the paper.

An operator chooses a reason in the language of the screen, and it is stored as it was chosen. The texts are those of
the till (``till.discount_reason_*`` and ``till.cash_reason_*``).
"""

from __future__ import annotations

from collections.abc import Mapping

from models.jurisdiction.receipt_rules import ReceiptLanguage

_SV, _EN = ReceiptLanguage.SWEDISH, ReceiptLanguage.ENGLISH
USUAL_REASONS: Mapping[str, Mapping[ReceiptLanguage, str]] = {
    "damaged": {_SV: "Skadad vara", _EN: "Damaged goods"},
    "short_date": {_SV: "Kort datum", _EN: "Short date"},
    "regular": {_SV: "Stamkund", _EN: "Regular customer"},
    "price_match": {_SV: "Prismatchning", _EN: "Price match"},
    "wrong_change": {_SV: "Fel växel tillbaka", _EN: "Wrong change given"},
    "unknown": {_SV: "Vet inte", _EN: "Not known"},
    "terminal_period": {_SV: "Terminalens dag slutade en annan tid", _EN: "The terminal's day ended at another time"},
}
_KEYS = {text: key for key, texts in USUAL_REASONS.items() for text in (key, *texts.values())}


def reason_in(language: ReceiptLanguage, reason: str) -> str:
    """A reason as a paper in a language shows it: a usual one in that language, somebody's own words as they are.

    >>> reason_in(ReceiptLanguage.SWEDISH, "Damaged goods"), reason_in(ReceiptLanguage.ENGLISH, "Repad i kanten")
    ('Skadad vara', 'Repad i kanten')
    """
    key = _KEYS.get(reason)
    return reason if key is None else USUAL_REASONS[key][language]
