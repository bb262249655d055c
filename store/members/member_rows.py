"""Members: stored, found by id and card, changed, merged and erased."""

from __future__ import annotations

import sqlalchemy as sa

from models.errors import Refused
from models.facts.sealed_details import household_subject, member_subject
from models.members.member import JoinChannel, Member, MemberDetails
from models.members.name_key import last_name_key, name_key
from store import salts, schema
from store.database.upsert import insert_for
from store.members.sign_in_rows import end_sign_ins

_MEMBER, _CUSTOMER, _BASKET, _ORDER = schema.member, schema.customer, schema.basket, schema.online_order_member
#: Under what details of a member may be sealed.
_SUBJECTS = (member_subject, household_subject)
#: What :func:`read_member` reads, in its order.
MEMBER_COLUMNS = _MEMBER.c[
    *("id", "card", "name", "phone", "email", "birth_year", "birthday", "postcode", "notes"),
    "operator",
    *("joined_at", "joined_location", "channel", "merged_into"),
]


class UnknownMember(Refused):
    """A card or an id that no member has, or no longer."""

    code = "unknown_member"
    text = "The shop has no such member. Nothing was changed; look for the member by name or phone number."


def add_member(tx: sa.Connection, new: Member) -> None:
    """Store a member; a customer of whom only the code was known becomes one."""
    tx.execute(insert_for(tx, _CUSTOMER).on_conflict_do_nothing(index_elements=["code"]), [{"code": new.id}])
    tx.execute(
        _MEMBER.insert().values(
            id=new.id,
            card=new.card,
            joined_at=new.joined_at,
            joined_location=new.joined_location,
            channel=new.channel.value,
            merged_into=new.merged_into,
            **_detail_values(new.details),
        )
    )


def find_member(view: sa.Connection, member_id: str) -> Member | None:
    """The member of an id, whatever it was merged into."""
    row = view.execute(sa.select(*MEMBER_COLUMNS).where(_MEMBER.c.id == member_id)).one_or_none()
    return None if row is None else read_member(row)


def get_member(view: sa.Connection, member_id: str) -> Member:
    """The member that an id means, after every merge. Raises :class:`UnknownMember`."""
    member = find_member(view, member_id)
    if member is not None and member.merged_into is not None:
        member = find_member(view, member.merged_into)  # never more than one step: a merge takes earlier ones along
    if member is None:
        raise UnknownMember
    return member


def member_of_card(view: sa.Connection, card: str) -> Member:
    """The member whose card has that code, also a card of before a merge. Raises :class:`UnknownMember`."""
    member_id = view.scalar(sa.select(_MEMBER.c.id).where(_MEMBER.c.card == card))
    if member_id is None:
        raise UnknownMember
    return get_member(view, member_id)


def save_details(tx: sa.Connection, member_id: str, details: MemberDetails) -> None:
    """Store what is known of a member now; with another address, nobody is signed in as the member any more."""
    if tx.scalar(sa.select(_MEMBER.c.email).where(_MEMBER.c.id == member_id)) != details.email:
        end_sign_ins(tx, [member_id])
    tx.execute(_MEMBER.update().where(_MEMBER.c.id == member_id).values(**_detail_values(details)))


def merge_rows(tx: sa.Connection, double: str, into: str) -> None:
    """Let the card of a double be that of another member, and forget who the double was."""
    nothing = _detail_values(MemberDetails("")) | {"merged_into": into}
    end_sign_ins(tx, [double])
    tx.execute(_MEMBER.update().where(_MEMBER.c.id == double).values(**nothing))
    tx.execute(_MEMBER.update().where(_MEMBER.c.merged_into == double).values(merged_into=into))


def ids_of_member(view: sa.Connection, member_id: str) -> list[str]:
    """The id of a member and those of its doubles: sales name any of them."""
    query = sa.select(_MEMBER.c.id).where(_MEMBER.c.merged_into == member_id).order_by(_MEMBER.c.id)
    return [member_id, *view.scalars(query)]


def erase_rows(tx: sa.Connection, member_ids: list[str]) -> None:
    """Remove members and what is known of their households; their random ids stay with the sales."""
    end_sign_ins(tx, member_ids)
    nothing = dict.fromkeys(("age_group", "income_group", "household_size", "household_kind"))
    tx.execute(_CUSTOMER.update().where(_CUSTOMER.c.code.in_(member_ids)).values(**nothing))
    salts.remove_salts(tx, [subject_of(each) for subject_of in _SUBJECTS for each in member_ids])
    tx.execute(_MEMBER.delete().where(_MEMBER.c.id.in_(member_ids), _MEMBER.c.merged_into.is_not(None)))
    tx.execute(_MEMBER.delete().where(_MEMBER.c.id.in_(member_ids)))


def leave_baskets(tx: sa.Connection, member_ids: list[str]) -> list[int]:
    """Let open and parked baskets, and orders of the web shop, be of nobody known whose customers are these members.

    The numbers of the baskets and the orders.
    """
    of_them = _BASKET.c.member.in_(member_ids)
    numbers = {*tx.scalars(sa.select(_BASKET.c.id).where(of_them)), *_orders_of(tx, member_ids, least=0)}
    tx.execute(_BASKET.update().where(of_them).values(member=None))
    tx.execute(_ORDER.delete().where(_ORDER.c.member.in_(member_ids)))
    return sorted(numbers)


def free_basket_points(tx: sa.Connection, member_ids: list[str]) -> list[int]:
    """Let open and parked baskets, and orders of the web shop, of these members use no points.

    The numbers of those that did.
    """
    with_points = sa.and_(_BASKET.c.member.in_(member_ids), _BASKET.c.points != "")
    numbers = {*tx.scalars(sa.select(_BASKET.c.id).where(with_points)), *_orders_of(tx, member_ids, least=1)}
    tx.execute(_BASKET.update().where(with_points).values(points=""))
    tx.execute(_ORDER.update().where(_ORDER.c.member.in_(member_ids)).values(points=0))
    return sorted(numbers)


def _orders_of(tx: sa.Connection, member_ids: list[str], *, least: int) -> list[int]:
    query = sa.select(_ORDER.c.order_id).where(_ORDER.c.member.in_(member_ids), _ORDER.c.points >= least)
    return list(tx.scalars(query))


def count_members(view: sa.Connection) -> int:
    """How many members the shop has."""
    query = sa.select(sa.func.count()).select_from(_MEMBER).where(_MEMBER.c.merged_into.is_(None))
    return int(view.scalar(query) or 0)


def read_member(row: sa.Row[tuple[object, ...]]) -> Member:
    """The member of a row of :data:`MEMBER_COLUMNS`."""
    details = MemberDetails(
        *(row.name, row.phone, row.email, row.birth_year, row.birthday, row.postcode, row.notes, row.operator)
    )
    channel = JoinChannel(row.channel)
    return Member(row.id, row.card, details, row.joined_at, row.joined_location, channel, row.merged_into)


def _detail_values(details: MemberDetails) -> dict[str, object]:
    return {
        "name": details.name,
        "name_key": name_key(details.name),
        "last_name_key": last_name_key(details.name),
        "phone": details.phone,
        "email": details.email,
        "birth_year": details.birth_year,
        "birthday": details.birthday,
        "postcode": details.postcode,
        "notes": details.notes,
        "operator": details.operator,
    }
