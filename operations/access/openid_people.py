"""Whom a service that signs people in means: the person to whom the office gave that e-mail address."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.operator import OFFICE_OPERATOR, Operator
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.dispatch.mail_address import parse_address
from models.errors import Refused
from models.facts.operator import SignInRefused
from operations.access.operators import check_may_change
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work, work_in
from store import shop
from store.access import operators, secrets, sessions
from store.access.secrets import InstallationSecret, SecretKind
from store.database.engine import Store


class AddressTaken(Refused):
    """Two people with one address."""

    code = "sign_in_address_taken"
    text = "Another person signs in with this e-mail address. Nothing was changed; give each person their own."


class NobodyHasAddress(Refused):
    """Somebody whom the service knows and the shop does not, or no longer."""

    code = "nobody_has_address"
    text = (
        "Nobody who works here signs in with that e-mail address. Nobody was signed in; ask a manager to give you "
        "the address on the page of people."
    )


def set_sign_in_address(
    store: Store, actor: Actor, code: str, address: str | None, installation: InstallationSecret, *, at: datetime
) -> None:
    """Let a person sign in by a service with an e-mail address, or no longer; who is signed in is signed out.

    Only a keyed hash is stored. Raises :class:`AddressTaken`, or
    :class:`models.dispatch.mail_address.WrongMailAddress`.
    """
    check(actor, Permission.CHANGE_OPERATORS)
    check_no_card_data(address or "")
    stored = None if address is None else _hash(installation, parse_address(address))
    with unit_of_work(store, actor, at=at) as work:
        operator = operators.get_operator(work.tx, code)
        if code != actor.operator_id:
            check_may_change(work.tx, actor, operator)
        if stored is not None and secrets.owner_of(work.tx, SecretKind.ADDRESS, stored) not in {None, code}:
            raise AddressTaken
        sessions.remove_sessions(work.tx, sessions.of_operator(code))
        work.record(secrets.save_secret(work.tx, code, SecretKind.ADDRESS, stored, at=at))


def person_of_address(store: Store, installation: InstallationSecret, address: str, *, at: datetime) -> Operator:
    """The person who works here and has an address that a service verified; nobody is ever added.

    Raises :class:`NobodyHasAddress`; the journal then has that somebody was refused.
    """
    stored = _hash(installation, address)
    with store.view() as view:
        code = secrets.owner_of(view, SecretKind.ADDRESS, stored)
        operator = None if code is None else operators.find_operator(view, code)
        office = shop.office_id(view)
    if operator is None or not operator.active:
        with store.transaction() as tx, work_in(tx, Actor(OFFICE_OPERATOR, office), at=at) as work:
            work.record(SignInRefused(code, OFFICE_OPERATOR, "openid"))
        raise NobodyHasAddress
    return operator


def _hash(installation: InstallationSecret, address: str) -> str:
    """Letters count alike, small or capital: no provider gives two people one address."""
    return installation.pepper("address", address.strip().casefold())
