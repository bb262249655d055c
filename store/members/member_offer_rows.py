"""Offers to members: the rules, what each member got, and who has not got one yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import date, datetime

import sqlalchemy as sa

from models.members.member import JoinChannel, Member
from models.members.member_offer import ONCE, MemberOffer, OfferOccasion, OfferRule, read_offer_rule, write_offer_rule
from store import schema
from store.members.member_rows import MEMBER_COLUMNS, read_member

_RULE, _OFFER, _MEMBER = schema.offer_rule, schema.member_offer, schema.member.c
#: In the order of :class:`models.members.member_offer.MemberOffer`.
_COLUMNS = _OFFER.c[
    *("id", "member", "occasion", "year", "points", "promotion_id", "coupon", "first_day", "last_day"),
    *("at", "operator"),
]


def add_offer_rule(tx: sa.Connection, rule_id: int, rule: OfferRule, **origin: object) -> None:
    """Store a rule; ``origin`` is when and by whom."""
    terms = write_offer_rule(rule)
    tx.execute(_RULE.insert().values(id=rule_id, occasion=rule.occasion.value, terms=terms, **origin))


def offer_rules(view: sa.Connection) -> dict[OfferOccasion, tuple[OfferRule, datetime]]:
    """The rule of each occasion that has one, and since when it holds."""
    rows = view.execute(sa.select(_RULE.c.terms, _RULE.c.at).order_by(_RULE.c.at, _RULE.c.id))
    rules = [(read_offer_rule(row.terms), row.at) for row in rows]
    return {rule.occasion: (rule, at) for rule, at in rules}


def add_offer(tx: sa.Connection, offer: MemberOffer) -> None:
    """Store what a member got."""
    tx.execute(_OFFER.insert().values(**asdict(offer)))


def offers_of(view: sa.Connection, members: Iterable[str], since: date = date.min) -> list[MemberOffer]:
    """What a member and their doubles got that is good on ``since`` or later, in order."""
    query = sa.select(*_COLUMNS).where(_OFFER.c.member.in_(list(members)), _OFFER.c.last_day >= since)
    return [MemberOffer(*row) for row in view.execute(query.order_by(_OFFER.c.id))]


def all_offers(view: sa.Connection) -> list[MemberOffer]:
    """What every member got."""
    return [MemberOffer(*row) for row in view.execute(sa.select(*_COLUMNS).order_by(_OFFER.c.id))]


def find_offer(view: sa.Connection, offer_id: int) -> MemberOffer | None:
    """An offer; ``None`` if there is none."""
    row = view.execute(sa.select(*_COLUMNS).where(_OFFER.c.id == offer_id)).one_or_none()
    return None if row is None else MemberOffer(*row)


def last_day_of_coupon(view: sa.Connection, code: str) -> date | None:
    """Until when a coupon is good that a member got; ``None`` of every other coupon."""
    return view.scalar(sa.select(_OFFER.c.last_day).where(_OFFER.c.coupon == code))


def with_birthday(view: sa.Connection, birthdays: Collection[str], after: str, most: int) -> list[Member]:
    """Members who have one of these birthdays, by id, those after an id."""
    query = sa.select(*MEMBER_COLUMNS).where(_MEMBER.birthday.in_(sorted(birthdays)), *_next(after))
    return [read_member(row) for row in view.execute(query.order_by(_MEMBER.id).limit(most))]


def new_members(view: sa.Connection, since: datetime, after: str, most: int) -> list[Member]:
    """Members who joined here since an instant and had no welcome, by id, those after an id."""
    was_welcome = sa.and_(
        _OFFER.c.member == _MEMBER.id, _OFFER.c.occasion == OfferOccasion.WELCOME.value, _OFFER.c.year == ONCE
    )
    query = sa.select(*MEMBER_COLUMNS).where(
        _MEMBER.joined_at >= since,
        _MEMBER.channel != JoinChannel.IMPORT.value,
        ~sa.exists(sa.select(sa.literal(1)).where(was_welcome)),
        *_next(after),
    )
    return [read_member(row) for row in view.execute(query.order_by(_MEMBER.id).limit(most))]


def _next(after: str) -> tuple[sa.ColumnElement[bool], ...]:
    return _MEMBER.merged_into.is_(None), _MEMBER.id > after
