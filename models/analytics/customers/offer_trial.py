"""Trying an offer: by chance some members do not get it, and what both groups spend is compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from models.analytics.customers.bands import edition_of, first_day_of
from models.catalogue.product import clean_text
from models.errors import Reason, Refused

OFFERED, HELD_BACK, NOT_ASKED = "offered", "held_back", "not_asked"
NAME_SIGNS_MAX = 60
PERCENT_MIN, PERCENT_MAX = 5, 50


class WrongTrial(Refused):
    """A trial that cannot be."""

    code = "wrong_offer_trial"
    text = "The offer cannot be tried like this: {why}. Nothing was saved; enter it again."

    why: Reason


@dataclass(frozen=True, slots=True)
class OfferTrial:
    """An offer that is tried in one edition: ``held_back_percent`` of the members who want offers do not get it."""

    id: int
    name: str
    edition: int
    held_back_percent: int
    at: datetime
    operator: str

    @property
    def first_day(self) -> date:
        """The Monday on which the offer begins."""
        return first_day_of(self.edition)

    def group_of(self, member_id: str, *, may_write: bool) -> str:
        """The group of a member: by chance, and always the same.

        >>> from datetime import UTC
        >>> trial = OfferTrial(7, "Bread", 30, 50, datetime(2026, 1, 1, tzinfo=UTC), "anna")
        >>> [trial.group_of(member, may_write=True) for member in ("M1", "M2", "M3")]
        ['offered', 'held_back', 'offered']
        >>> trial.group_of("M1", may_write=False)
        'not_asked'
        """
        if not may_write:
            return NOT_ASKED
        drawn = int.from_bytes(sha256(f"{self.id}:{member_id}".encode()).digest()[:4])
        return HELD_BACK if drawn * 100 < self.held_back_percent << 32 else OFFERED


def clean_trial(name: str, first_day: date, percent: int, today: date) -> tuple[str, int]:
    """The name and the edition of a new trial. Raises :class:`WrongTrial`."""
    clean, edition = clean_text(name), edition_of(first_day)
    reasons = [
        (0 < len(clean) <= NAME_SIGNS_MAX, Reason("trial_name", "its name is empty or too long")),
        (first_day_of(edition) == first_day, Reason("trial_begin", "it begins on the first day of four weeks")),
        (first_day >= today, Reason("trial_past", "it begins today or later")),
        (
            PERCENT_MIN <= percent <= PERCENT_MAX,
            Reason("trial_share", "the offer is held back from 5 to 50 per cent"),
        ),
    ]
    why = next((reason for is_right, reason in reasons if not is_right), None)
    if why is not None:
        raise WrongTrial(why)
    return clean, edition
