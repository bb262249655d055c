"""What a member has, for programs of others: for whoever is shown the member's card, and not who that is."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.key_check import Needs, StoreOf
from app.api.page_parts import refusals
from app.api.records import example_of
from app.web.request_parts import At
from models.access.api_key import ApiScope
from models.members.consent import ConsentPurpose, purposes_agreed
from operations.held_points import free_points_of
from operations.points.member_tier import tier_at
from store import shop
from store.database.engine import Connection
from store.members import consent_rows, member_rows, point_rows

router = APIRouter(dependencies=[Depends(Needs(ApiScope.MEMBERS))], tags=["members"])


class MemberQuestion(BaseModel):
    """The code of a member card, as the member shows it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"card": "KXM0123456789ABCDEFKA"}]})

    card: str = Field(min_length=1, max_length=80)


class EndingPoints(BaseModel):
    """So many points are no longer good from a day on."""

    points: int
    ends_on: str


class MemberConsents(BaseModel):
    """What the member agreed to and did not withdraw."""

    membership: bool
    analysis: bool = Field(description="Figures of what the member buys.")
    offers: bool = Field(description="Offers to the member: without it, send none.")


class MemberData(BaseModel):
    """What a member has, without a name, an address, a number or a purchase."""

    model_config = example_of(
        currency="SEK",
        points=500,
        available_points=450,
        point_minor=10,
        least_points=100,
        next_end={"points": 200, "ends_on": "2027-11-28"},
        tier="Silver",
        consents={"membership": True, "analysis": False, "offers": True},
    )

    currency: str
    points: int
    available_points: int = Field(description="What is good today and no open basket or order uses.")
    point_minor: int | None = Field(description="What a point pays, in minor units; null: the shop has no points now.")
    least_points: int | None = Field(description="So many are used at once at least.")
    next_end: EndingPoints | None = Field(description="The points that end next; null: none do.")
    tier: str | None
    consents: MemberConsents


@router.post("/members/own-data", response_model=MemberData, responses=refusals(may_be_missing=True))
def read_member_data(question: MemberQuestion, store: StoreOf, at: At) -> Response:
    """What the member of a card has; the code is in the body, so that it is in no log of addresses.

    A code has 80 random bits, so that none is guessed, and there is no list of members.
    """
    card = "".join(question.card.split()).upper()
    with store.view() as view:
        today = shop.get_shop(view).business_day(at)
        member = member_rows.member_of_card(view, card).id
        rule, account = point_rows.rule_of_day(view, today), point_rows.find_account(view, member)
        tier = tier_at(view, member, rule, today)
        data = MemberData(
            currency=shop.get_shop(view).currency,
            points=0 if account is None else account.balance,
            available_points=free_points_of(view, member, today),
            point_minor=None if rule is None else rule.value_minor,
            least_points=None if rule is None else rule.least,
            next_end=_next_end(view, member, today),
            tier=tier.name or None if tier else None,
            consents=_consents(view, member),
        )
    return Response(data.model_dump_json(), media_type="application/json", headers={"cache-control": "no-store"})


def _next_end(view: Connection, member: str, today: date) -> EndingPoints | None:
    lots = point_rows.lots_of_member(view, member)
    ending = ((lots.lots[day], day) for day in lots.days() if day is not None and day > today and lots.lots[day] > 0)
    return next((EndingPoints(points=points, ends_on=day.isoformat()) for points, day in ending), None)


def _consents(view: Connection, member: str) -> MemberConsents:
    agreed = purposes_agreed(consent_rows.consents_of(view, member_rows.ids_of_member(view, member)))
    return MemberConsents(**{each.value: each in agreed for each in ConsentPurpose})
