"""Members of the demo shop: some of its households, with invented names and numbers that nobody has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

import numpy as np

from models.access.actor import Actor
from models.analytics.customers.bands import edition_of, first_day_of
from models.household import Household
from models.member_settings import POSTCODE_EVERY
from models.members.consent import ConsentPurpose
from models.members.member import JoinChannel, Member, MemberDetails
from models.shop_settings import JOIN_ON_PHONE, MEMBER_GROUP, RECEIPT_ON_PHONE
from operations.customers.publish_edition import plan_trial
from operations.installation.change_settings import change_setting
from operations.members.joining import JoinWish, join_member
from pipelines.demo.demo_areas import answer_in_demo
from pipelines.nightly.publish_customers import publish_customer_figures
from store.database.engine import Store

MEMBERS = 260
#: Per cent of the members who want offers that do not get the one that is tried, and the editions that are published.
_HELD_BACK, _EDITIONS = 40, 2
#: The till asks for the postcode after one sale of so many.
_ASKED_EVERY = "20"
#: Shares of members who agree to each purpose.
_ANALYSIS, _OFFERS = 0.7, 0.4
_FIRST_NAMES = (
    *("Anna", "Erik", "Maria", "Lars", "Karin", "Ali", "Eva", "Johan", "Fatima", "Sara", "Åke", "Linnea"),
    *("Mohamed", "Birgitta", "Oskar", "Zeynep", "Gunnar", "Elsa", "Nils", "Amina"),
)
_LAST_NAMES = (
    *("Andersson", "Lindqvist", "Berg", "Öberg", "Hassan", "Nyström", "Ek", "Sandberg", "Yılmaz", "Åkesson"),
    *("Holm", "Lund", "Söderström", "Karimi", "Dahl", "Forsberg"),
)
#: Swedish mobile numbers that the Post and Telecom Authority has set aside for films and books.
_PHONE, _PHONES = "070-174 06 {:02}", 95
_POSTCODES = ("111 22", "111 29", "114 33", "118 26", "753 10", "753 20")


def make_members(
    store: Store, actor: Actor, households: Sequence[Household], group: str, *, at: datetime
) -> list[Member]:
    """Make the first households members; what they bought as customers is theirs. ``group`` has prices of its own."""
    rng = np.random.default_rng(0)
    change_setting(store, actor, MEMBER_GROUP, group, at=at)
    change_setting(store, actor, JOIN_ON_PHONE, "yes", at=at)
    change_setting(store, actor, RECEIPT_ON_PHONE, "yes", at=at)
    change_setting(store, actor, POSTCODE_EVERY, _ASKED_EVERY, at=at)
    choose = _choice(rng)
    return [
        join_member(store, actor, _wish(number, household, rng), at=at, choose=choose)
        for number, household in enumerate(households[:MEMBERS])
    ]


def try_offer(store: Store, actor: Actor, name: str, until: date, *, at: datetime) -> None:
    """Try an offer in the last four weeks that are over before ``until``."""
    plan_trial(store, actor, name, first_day_of(edition_of(until) - 1), _HELD_BACK, at=at)


def publish_figures(store: Store, actor: Actor, *, at: datetime) -> None:
    """Publish the figures of customers of the last weeks, and what customers answered at the till."""
    answer_in_demo(store, actor, at.date(), _EDITIONS)
    publish_customer_figures(store, actor, at=at, editions_back=_EDITIONS)


def _wish(number: int, household: Household, rng: np.random.Generator) -> JoinWish:
    first, last = (names[int(rng.integers(len(names)))] for names in (_FIRST_NAMES, _LAST_NAMES))
    ages = (household.age_group or "35").split("-")[0].rstrip("+")
    details = MemberDetails(
        name=f"{first} {last}",
        phone=_PHONE.format(5 + number) if number < _PHONES else "",
        email=f"medlem{number + 1}@example.com" if rng.random() < _ANALYSIS or number >= _PHONES else "",
        birth_year=2025 - int(ages) - int(rng.integers(8)),
        birthday=f"{int(rng.integers(1, 13)):02}-{int(rng.integers(1, 29)):02}",
        postcode=_POSTCODES[int(rng.integers(len(_POSTCODES)))],
    )
    agreed = {ConsentPurpose.ANALYSIS: rng.random() < _ANALYSIS, ConsentPurpose.OFFERS: rng.random() < _OFFERS}
    purposes = frozenset(purpose for purpose, is_given in agreed.items() if is_given)
    return JoinWish(details, JoinChannel.IMPORT, purposes, household.code)


def _choice(rng: np.random.Generator) -> Callable[[str], str]:
    """Cards that are the same in each demo shop."""
    return lambda signs: signs[int(rng.integers(len(signs)))]
