"""Facts about figures of customers: they were published, and an offer is tried. They name nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class CustomerFiguresPublished(Fact):
    """The figures of an edition were published; ``digest`` is the SHA-256 of its cells as they are stored."""

    kind: ClassVar[JournalKind] = JournalKind.CUSTOMER_FIGURES_PUBLISHED

    number: int
    edition: int
    digest: str


@dataclass(frozen=True, slots=True)
class OfferListHandedOut(Fact):
    """Somebody got the names and addresses of the members whom an offer goes to; how many they are."""

    kind: ClassVar[JournalKind] = JournalKind.OFFER_LIST_HANDED_OUT

    trial: int
    members: int


@dataclass(frozen=True, slots=True)
class OfferTrialPlanned(Fact):
    """In an edition an offer goes to members who want offers, and by chance not to so many per cent of them."""

    kind: ClassVar[JournalKind] = JournalKind.OFFER_TRIAL_PLANNED

    number: int
    name: str
    edition: int
    held_back_percent: int
