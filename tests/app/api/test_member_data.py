"""What a member has, through the interface: for each key and each card just that, and never who it is."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import structs

from models.access.api_key import ApiScope
from models.members.consent import ConsentPurpose
from models.members.member import Member, MemberDetails
from models.members.tier import PointTier
from operations.members.member_changes import merge_members, set_consent
from operations.members.member_rights import erase_member
from operations.points.adjust_points import adjust_points
from operations.points.point_rules import set_point_rule
from store.database.engine import Store
from tests.app.api.conftest import Program
from tests.builders import COMPANY, OFFICE_ACTOR
from tests.operations.members.earning import RULE, PointUser
from tests.operations.members.joined import join

BO = MemberDetails("Bo Ek", "070-174 06 07", "bo.ek@example.com", 1980, "01-02", "222 33", "Likes tea")
PATH = "/members/own-data"


def ask(program: Program, card: str, *scopes: str) -> Any:
    return program.ask(PATH, *(scopes or ("members:read",)), body={"card": card})


def data_of(program: Program, card: str) -> dict[str, Any]:
    reply = ask(program, card)
    assert reply.status_code == 200, reply.text
    assert reply.headers["cache-control"] == "no-store"
    data: dict[str, Any] = reply.json()
    return data


def two_members(store: Store) -> tuple[Member, Member]:
    """A rule with a tier; one member bought for 39,80 kr and agreed to offers, and the other has points that ended."""
    at = datetime.now(UTC)
    long_ago = at - timedelta(days=400)
    rule = structs.replace(RULE, first_day=COMPANY.business_day(long_ago), tiers=(PointTier("Silver", 50, 1250),))
    set_point_rule(store, OFFICE_ACTOR, rule, at=long_ago)
    asa, bo = join(store, purposes=frozenset({ConsentPurpose.OFFERS}), at=at), join(store, BO, at=at)
    adjust_points(store, OFFICE_ACTOR, bo.id, 30, "a gift", at=long_ago)
    seller = PointUser(store)
    seller.choose_member(asa)
    seller.scan("MILK", 2, at=at)
    seller.pay_cash(at=at)
    return asa, bo


def test_whoever_is_shown_the_card_reads_what_the_member_has(program: Program) -> None:
    asa, bo = two_members(program.store)
    data = data_of(program, asa.card)
    ends = data.pop("next_end")
    assert data == {
        "currency": "SEK",
        "points": 79,
        "available_points": 79,
        "point_minor": 10,
        "least_points": 10,
        "tier": "Silver",
        "consents": {"membership": True, "analysis": False, "offers": True},
    }
    assert (ends["points"], ends["ends_on"] > COMPANY.business_day(datetime.now(UTC)).isoformat()) == (79, True)
    spaced = " ".join(bo.card[at : at + 4] for at in range(0, len(bo.card), 4)).lower()
    other = data_of(program, spaced)
    assert (other["points"], other["available_points"], other["tier"], other["next_end"]) == (30, 0, None, None)
    assert other["consents"] == {"membership": True, "analysis": False, "offers": False}
    set_consent(program.store, OFFICE_ACTOR, asa.id, ConsentPurpose.OFFERS, is_given=False, at=datetime.now(UTC))
    assert data_of(program, asa.card)["consents"]["offers"] is False


def test_each_key_and_each_card_give_their_own_member_and_never_a_name(program: Program) -> None:
    """Keys × cards: the scope decides whether, and the card alone decides whose."""
    members = dict(zip(("asa", "bo"), two_members(program.store), strict=True))
    points = {"asa": 79, "bo": 30}
    for scope in ApiScope:
        for name, member in members.items():
            reply = ask(program, member.card, scope)
            assert reply.status_code == (200 if scope is ApiScope.MEMBERS else 403), scope
            assert scope is not ApiScope.MEMBERS or reply.json()["points"] == points[name]
            for secret in (member.id, member.card, *_texts(member)):
                assert secret not in reply.text, secret
    for no_card in (*(each.id for each in members.values()), *_texts(members["asa"]), "KXM", "' OR 1=1", "%", "å" * 40):
        reply = ask(program, no_card)
        assert (reply.status_code, reply.json()["code"]) == (404, "unknown_member"), no_card
    for wrong in ({}, {"card": ""}, {"card": "x" * 81}, {"card": 7}, {"card": members["bo"].card, "more": 1}):
        assert program.ask(PATH, "members:read", body=wrong).status_code == 422, wrong
    for path in ("/members", f"/members/{members['bo'].id}", f"{PATH}/{members['bo'].card}"):
        assert program.ask(path, *ApiScope).status_code == 404, "there is no list, and no other way in"


def test_both_cards_of_a_merged_member_are_one_and_an_erased_member_is_nobody(program: Program) -> None:
    asa, bo = two_members(program.store)
    merge_members(program.store, OFFICE_ACTOR, asa.id, bo.id, at=datetime.now(UTC))
    assert data_of(program, asa.card) == data_of(program, bo.card)
    assert data_of(program, bo.card)["points"] == 79 + 30
    erase_member(program.store, OFFICE_ACTOR, bo.id, at=datetime.now(UTC))
    assert [ask(program, each.card).status_code for each in (asa, bo)] == [404, 404]


def _texts(member: Member) -> list[str]:
    """All by which somebody knows who a member is."""
    details = member.details
    name = json.dumps(details.name, ensure_ascii=False)[1:-1]
    return [name, details.phone, details.email, details.birthday, details.postcode, details.notes]
