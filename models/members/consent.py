"""What members agreed to, each for a purpose, and until they withdraw it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

#: The version of the texts that members agree to (``consent.text.…`` in ``app/locale``); a new text gets the next one.
CONSENT_TEXT_VERSION = 1
#: Who agreed in a former system agreed to a text of that system.
FORMER_TEXT_VERSION = 0


class ConsentPurpose(StrEnum):
    """What data of a member are used for. The membership itself is a contract, and ends by erasing the member."""

    MEMBERSHIP = "membership"
    ANALYSIS = "analysis"
    OFFERS = "offers"


#: What a member may agree to or not, with equal service.
FREE_PURPOSES = (ConsentPurpose.ANALYSIS, ConsentPurpose.OFFERS)


class LookPurpose(StrEnum):
    """Why somebody looks at a member in the office; it is recorded with each look."""

    HELP = "help"
    CORRECTION = "correction"
    ACCESS_REQUEST = "access_request"
    COMPLAINT = "complaint"
    FRAUD = "fraud"


@dataclass(frozen=True, slots=True)
class Consent:
    """A member agreed to a purpose, or withdrew it: to which text, when, where, and before whom.

    ``purpose`` is a :class:`ConsentPurpose`, as text: a damaged one can be read, too.
    """

    id: int
    member: str
    purpose: str
    is_given: bool
    text_version: int
    channel: str
    at: datetime
    operator: str


@dataclass(frozen=True, slots=True)
class MemberLook:
    """Somebody looked at a member in the office, for a purpose."""

    id: int
    member: str
    purpose: str
    at: datetime
    operator: str


def purposes_agreed(consents: Iterable[Consent]) -> frozenset[ConsentPurpose]:
    """The purposes that hold: of each the last word counts.

    >>> from datetime import UTC
    >>> at = datetime(2026, 11, 28, tzinfo=UTC)
    >>> given = Consent(1, "M1", ConsentPurpose.OFFERS, True, 1, "till", at, "anna")
    >>> purposes_agreed([given])
    frozenset({<ConsentPurpose.OFFERS: 'offers'>})
    >>> purposes_agreed([given, Consent(2, "M1", ConsentPurpose.OFFERS, False, 1, "office", at, "maria")])
    frozenset()
    """
    last = {each.purpose: each.is_given for each in sorted(consents, key=lambda each: (each.at, each.id))}
    return frozenset(purpose for purpose in ConsentPurpose if last.get(purpose.value, False))


def consent_words(decisions: Iterable[tuple[str, bool, str]]) -> list[str]:
    """What each decision was, in their order: ``agreed``, ``withdrew``, ``ended`` or ``declined``.

    A decision is the purpose, whether it is given, and the channel. Nobody withdraws what was not given before, and a
    consent that ends because two members became one was not withdrawn by anybody.

    >>> consent_words([("offers", False, "office"), ("offers", True, "till"), ("offers", False, "office")])
    ['declined', 'agreed', 'withdrew']
    >>> consent_words([("offers", True, "till"), ("offers", False, "merge"), ("offers", False, "office")])
    ['agreed', 'ended', 'declined']
    """
    holds: dict[str, bool] = {}
    words = []
    for purpose, is_given, channel in decisions:
        without = "ended" if channel == "merge" else "withdrew" if holds.get(purpose) else "declined"
        words.append("agreed" if is_given else without)
        holds[purpose] = is_given
    return words
