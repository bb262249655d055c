"""Points of members: what each has, every change of it, and the rules. Guarded statements: nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from models.members.point_entry import PointChange, PointEntry, PointLots, lots_of
from models.members.point_rule import PointRule, read_rule, rule_on, write_rule
from store import schema
from store.database.prepared import Prepared
from store.database.upsert import insert_for

_RULE, _ACCOUNT, _ENTRY = schema.point_rule, schema.point_account, schema.point_entry
_RULES = Prepared(sa.select(_RULE.c.terms).order_by(_RULE.c.at, _RULE.c.id))
_OF_PURCHASES = (PointChange.EARN.value, PointChange.TAKE_BACK.value)
#: In the order of :class:`models.members.point_entry.PointEntry`.
_COLUMNS = _ENTRY.c[
    *("id", "member", "seq", "change_kind", "points", "balance", "sale_id", "position", "expires_on", "reason"),
    *("at", "business_day", "operator"),
]


@dataclass(frozen=True, slots=True)
class PointAccount:
    """What a member has, and how much of it open baskets use."""

    member: str
    balance: int
    in_use: int
    next_expiry: date | None


def add_rule(tx: sa.Connection, rule_id: int, rule: PointRule, **origin: object) -> None:
    """Store a rule; ``origin`` is when and by whom."""
    tx.execute(_RULE.insert().values(id=rule_id, first_day=rule.first_day, terms=write_rule(rule), **origin))


def all_rules(view: sa.Connection) -> list[PointRule]:
    """Every rule, in the order in which they were made."""
    return [read_rule(terms) for (terms,) in _RULES.ask(view, {})]


def rule_of_day(view: sa.Connection, day: date) -> PointRule | None:
    """The rule that holds on a day of the shop; ``None``: nobody gets points."""
    return rule_on(all_rules(view), day)


def find_account(view: sa.Connection, member: str) -> PointAccount | None:
    """What a member has; ``None`` if they never had points."""
    row = view.execute(sa.select(*_ACCOUNT.c["member", "balance", "held", "next_expiry"]).where(_of(member))).first()
    return None if row is None else PointAccount(*row)


def change_balance(tx: sa.Connection, member: str, points: int) -> tuple[int, int]:
    """Change what a member has, with a lock on it until the transaction ends; the balance and the entry's number."""
    _open_account(tx, member)
    values = {"balance": _ACCOUNT.c.balance + points, "entries": _ACCOUNT.c.entries + 1}
    returned = _ACCOUNT.update().where(_of(member)).values(**values).returning(_ACCOUNT.c.balance, _ACCOUNT.c.entries)
    balance, number = tx.execute(returned).one()
    return int(balance), int(number)


def lock_account(tx: sa.Connection, member: str) -> None:
    """Let nobody else change what a member has until the transaction ends."""
    _open_account(tx, member)
    tx.execute(_ACCOUNT.update().where(_of(member)).values(held=_ACCOUNT.c.held))


def expect_expiry(tx: sa.Connection, member: str, day: date | None) -> None:
    """Points of a member end on a day; ``None``: never."""
    if day is not None:
        later = sa.or_(_ACCOUNT.c.next_expiry.is_(None), _ACCOUNT.c.next_expiry > day)
        tx.execute(_ACCOUNT.update().where(_of(member), later).values(next_expiry=day))


def set_next_expiry(tx: sa.Connection, member: str, day: date | None) -> None:
    """No point of a member ends before a day; ``None``: none ends."""
    tx.execute(_ACCOUNT.update().where(_of(member)).values(next_expiry=day))


def hold_points(tx: sa.Connection, member: str, points: int) -> bool:
    """Let a basket use so many points; ``False`` if the member does not have so many that no other basket uses."""
    has_them = _ACCOUNT.c.balance - _ACCOUNT.c.held >= points
    row = _ACCOUNT.update().where(_of(member), has_them).values(held=_ACCOUNT.c.held + points)
    return tx.execute(row).rowcount == 1


def let_points_go(tx: sa.Connection, member: str, points: int) -> None:
    """A basket uses so many points no more, or its sale has."""
    tx.execute(_ACCOUNT.update().where(_of(member)).values(held=_ACCOUNT.c.held - points))


def add_entries(tx: sa.Connection, entries: Sequence[PointEntry]) -> None:
    """Store changes."""
    names = [column.name for column in _COLUMNS]
    rows = [dict(zip(names, _values(each), strict=True)) for each in entries]
    if rows:
        tx.execute(_ENTRY.insert(), rows)


def lots_of_member(view: sa.Connection, member: str) -> PointLots:
    """What is left of a member's points, by the day on which they end."""
    query = sa.select(_ENTRY.c.points, _ENTRY.c.expires_on).where(_ENTRY.c.member == member).order_by(_ENTRY.c.seq)
    return lots_of((row.points, row.expires_on) for row in view.execute(query))


def entries_of_member(view: sa.Connection, members: Iterable[str], most: int | None = None) -> list[PointEntry]:
    """The changes of a member and their doubles, the newest first."""
    query = sa.select(*_COLUMNS).where(_ENTRY.c.member.in_(list(members)))
    ordered = query.order_by(_ENTRY.c.at.desc(), _ENTRY.c.seq.desc()).limit(most)
    return [PointEntry(*row) for row in view.execute(ordered)]


def entries_on_sales(view: sa.Connection, sale_ids: Iterable[int]) -> list[PointEntry]:
    """The changes that receipts made, in the order in which they were."""
    query = sa.select(*_COLUMNS).where(_ENTRY.c.sale_id.in_(list(sale_ids))).order_by(_ENTRY.c.seq)
    return [PointEntry(*row) for row in view.execute(query)]


def collected_by(
    view: sa.Connection, members: Iterable[str], since: date, day: date, before: PointEntry | None = None
) -> dict[str, int]:
    """What purchases on the days from ``since`` to ``day`` gave each member, less what was taken back of them.

    What comes back counts to the day of its purchase. With ``before``: by the entries before that one.
    """
    is_earlier: sa.ColumnElement[bool] = sa.true()
    if before is not None:
        is_own = _ENTRY.c.member == before.member
        is_earlier = sa.or_(sa.and_(is_own, _ENTRY.c.seq < before.seq), sa.and_(~is_own, _ENTRY.c.at <= before.at))
    receipt, origin = schema.sale, schema.sale.alias("origin")
    bought_on = sa.func.coalesce(origin.c.business_day, _ENTRY.c.business_day)
    query = (
        sa.select(_ENTRY.c.member, sa.cast(sa.func.sum(_ENTRY.c.points), sa.BigInteger))
        .select_from(_ENTRY)
        .outerjoin(receipt, receipt.c.id == _ENTRY.c.sale_id)
        .outerjoin(origin, origin.c.id == receipt.c.refers_to)
        .where(_ENTRY.c.member.in_(list(members)), _ENTRY.c.change_kind.in_(_OF_PURCHASES))
        .where(bought_on >= since, bought_on <= day, is_earlier)
        .group_by(_ENTRY.c.member)
    )
    return {member: int(points) for member, points in view.execute(query)}


def all_entries(view: sa.Connection) -> list[PointEntry]:
    """Every change, by member and number."""
    return [PointEntry(*row) for row in view.execute(sa.select(*_COLUMNS).order_by(_ENTRY.c.member, _ENTRY.c.seq))]


def has_entries(view: sa.Connection) -> bool:
    """Whether anybody ever got points."""
    return view.execute(sa.select(_ENTRY.c.id).limit(1)).first() is not None


def members_with_ended(view: sa.Connection, today: date, most: int) -> list[str]:
    """Members some of whose points may be no longer good, and of whom no basket uses any."""
    due = sa.and_(_ACCOUNT.c.next_expiry <= today, _ACCOUNT.c.held == 0)
    return list(view.scalars(sa.select(_ACCOUNT.c.member).where(due).order_by(_ACCOUNT.c.member).limit(most)))


def all_points(view: sa.Connection) -> tuple[int, int]:
    """How many members have points, and how many points there are in all."""
    query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(_ACCOUNT.c.balance), 0))
    count, points = view.execute(query.where(_ACCOUNT.c.balance != 0)).one()
    return int(count), int(points)


def _open_account(tx: sa.Connection, member: str) -> None:
    opening = {"member": member, "balance": 0, "entries": 0}
    tx.execute(insert_for(tx, _ACCOUNT).on_conflict_do_nothing(index_elements=["member"]), [opening])


def _values(each: PointEntry) -> tuple[object, ...]:
    return (
        *(each.id, each.member, each.seq, each.change, each.points, each.balance, each.sale_id, each.position),
        *(each.expires_on, each.reason, each.at, each.business_day, each.operator),
    )


def _of(member: str) -> sa.ColumnElement[bool]:
    return _ACCOUNT.c.member == member
