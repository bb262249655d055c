"""A small shop whose members bought something in four weeks that are over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from models.analytics.customers.bands import edition_of, first_day_of
from models.analytics.customers.edition import protected_edition
from models.analytics.customers.figure_cells import Figures
from models.catalogue.product import TaxCategory
from models.members.consent import FREE_PURPOSES
from models.members.member import JoinChannel, MemberDetails
from models.quantity import Unit
from models.selling.basket import BasketLine
from models.selling.earlier_trade import PastSale
from models.selling.settlement import TenderKind
from operations.customers.publish_edition import plan_trial, publish_edition
from operations.members.joining import JoinWish, join_member
from pipelines.nightly.publish_customers import AggregateOutcome, publish_customer_figures
from store.database.engine import Store
from tests.builders import AT, DAY, OFFICE_ACTOR, TILL, anna_at, kr

EDITION = edition_of(DAY) + 1
FIRST = first_day_of(EDITION)
#: The morning after the four weeks.
AFTER = datetime.combine(first_day_of(EDITION + 1), datetime.min.time(), UTC) + timedelta(hours=9)
MILK, PAPER = ("MILK", "Mellanmjölk 1,5 l", TaxCategory.FOOD), ("PAPER", "Morgontidning", TaxCategory.CULTURE)


def line(position: int, goods: tuple[str, str, TaxCategory], minor: int) -> BasketLine:
    """One piece of something."""
    sku, name, tax = goods
    return BasketLine(position, sku, None, name, Unit.PIECE, Decimal(1), kr(minor), kr(0), tax, kr(minor // 2))


def purchase(customer: str | None, day: date, minor: int = 2_000, tender: TenderKind = TenderKind.CARD) -> PastSale:
    """Milk, and a paper on the first day."""
    at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=10, minutes=minor % 50)
    lines = (line(1, MILK, minor), *([line(2, PAPER, 3_500)] if day == FIRST else []))
    return PastSale(at, lines, tender, "anna", customer=customer)


def join_people(store: Store, count: int) -> list[str]:
    """So many members who agreed to everything, of two ages."""
    ids = []
    for number in range(count):
        email, year = f"member{number}@example.com", (1990, 1950)[number % 2]
        details = MemberDetails(f"Member {number}", email=email, birth_year=year, postcode="111 22")
        wish = JoinWish(details, JoinChannel.TILL, frozenset(FREE_PURPOSES))
        ids.append(join_member(store, anna_at(TILL), wish, at=AT).id)
    return ids


def publish(store: Store) -> AggregateOutcome:
    """Publish what is over on the morning after."""
    return publish_customer_figures(store, OFFICE_ACTOR, at=AFTER)


def publish_and_try(store: Store) -> None:
    """One edition and one trial, for tests of everything that knows each table."""
    plan_trial(store, OFFICE_ACTOR, "Bread", FIRST, 20, at=AT)
    empty = protected_edition(EDITION, Figures({}), at=AT, operator="office")
    publish_edition(store, OFFICE_ACTOR, empty)
