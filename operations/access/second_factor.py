"""A second factor beside the password: codes of a person's phone (TOTP, RFC 6238), and recovery codes on paper."""

from __future__ import annotations

import hashlib
import re
import secrets as chance
from collections.abc import Iterable
from datetime import datetime, timedelta

import pyotp

from models.access.actor import Actor
from models.access.attempts import Subject, WrongSecret
from models.access.operator import Operator
from models.access.permission import Permission
from operations.access.operators import check_may_change
from operations.access.permissions import check
from operations.access.sign_in import check_counted
from operations.unit_of_work import unit_of_work
from store import shop
from store.access import operators, secrets
from store.access.secrets import InstallationSecret, SecretKind
from store.access.spent_codes import spend_code
from store.database.engine import Connection, Store

#: How many recovery codes a person gets; each is ten letters and digits, about 50 bits.
RECOVERY_CODES, RECOVERY_LENGTH = 10, 10
#: Without signs that look alike.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_KEY = re.compile(r"[A-Z2-7]{32}")
#: Clocks of phone and server may be half a minute apart.
_STEPS_APART = 1


def new_key() -> str:
    """A random key for a phone."""
    return pyotp.random_base32()


def is_key(text: str) -> bool:
    """Whether a text has the form of a key."""
    return _KEY.fullmatch(text) is not None


def address_of(key: str, name: str) -> str:
    """The text of the picture that a phone scans; ``name`` is what the phone shows beside the code.

    >>> address_of("A" * 32, "anna")
    'otpauth://totp/Kassa:anna?secret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&issuer=Kassa'
    """
    return pyotp.TOTP(key).provisioning_uri(name=name, issuer_name="Kassa")


def has_second_factor(store: Store, code: str) -> bool:
    """Whether a person signs in with a second factor."""
    with store.view() as view:
        return secrets.find_secret(view, code, SecretKind.TOTP) is not None


def set_second_factor(
    store: Store, actor: Actor, installation: InstallationSecret, key: str, typed: str, *, at: datetime
) -> tuple[str, ...]:
    """Ask oneself for a second factor from now on, and return the recovery codes, which are stored as hashes only.

    ``typed`` is a code of the phone that has the ``key``; raises :class:`models.access.attempts.WrongSecret`.
    """
    check(actor, Permission.SIGN_IN)
    step = _step_of(key, typed, at) if is_key(key) else None
    if step is None:
        raise WrongSecret
    codes = tuple("".join(chance.choice(_SIGNS) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES))
    with unit_of_work(store, actor, at=at) as work:
        code = operators.get_operator(work.tx, actor.operator_id).code
        stored = {
            SecretKind.TOTP: installation.encrypt(key),
            SecretKind.RECOVERY: _joined(_hash(each) for each in codes),
        }
        spend_code(work.tx, code, step)
        for kind, text in stored.items():
            work.record(secrets.save_secret(work.tx, code, kind, text, at=at))
    return codes


def remove_second_factor(store: Store, actor: Actor, code: str, *, at: datetime) -> None:
    """Let a person sign in with the password alone: oneself, or somebody whose phone is lost."""
    check(actor, Permission.SIGN_IN if code == actor.operator_id else Permission.CHANGE_OPERATORS)
    with unit_of_work(store, actor, at=at) as work:
        operator = operators.get_operator(work.tx, code)
        if code != actor.operator_id:
            check_may_change(work.tx, actor, operator)
        for kind in (SecretKind.TOTP, SecretKind.RECOVERY):
            if secrets.find_secret(work.tx, code, kind) is not None:
                work.record(secrets.save_secret(work.tx, code, kind, None, at=at))


def check_second_factor(
    store: Store, installation: InstallationSecret, operator: Operator, typed: str, *, at: datetime
) -> None:
    """Accept a code of a person's phone or a recovery code; either is spent by that, for every server of the shop.

    Raises as :func:`operations.access.sign_in.check_password`; wrong codes count apart from wrong passwords.
    """
    with store.view() as view:
        office = shop.office_id(view)
    plain = "".join(typed.split()).lower()

    def find() -> Operator | None:
        with store.view() as view:
            step = _step_of_phone(view, installation, operator.code, plain, at)
        if step is not None:
            with store.transaction() as tx:
                return operator if spend_code(tx, operator.code, step) else None
        return operator if _spend(store, Actor(operator.code, office), plain, at) else None

    check_counted(store, operator.code, find, "totp", at=at, subject=Subject.SECOND_FACTOR)


def _step_of_phone(
    view: Connection, installation: InstallationSecret, code: str, typed: str, at: datetime
) -> int | None:
    stored = secrets.find_secret(view, code, SecretKind.TOTP)
    key = None if stored is None else installation.decrypt(stored)
    return None if key is None else _step_of(key, typed, at)


def _step_of(key: str, typed: str, at: datetime) -> int | None:
    """The time step that a code is of, within what clocks may differ; ``None`` if it is no code of the key."""
    phone, plain = pyotp.TOTP(key), "".join(typed.split())
    for apart in range(-_STEPS_APART, _STEPS_APART + 1):
        moment = at + timedelta(seconds=apart * phone.interval)
        if phone.verify(plain, for_time=moment):
            return phone.timecode(moment)
    return None


def _spend(store: Store, actor: Actor, typed: str, at: datetime) -> bool:
    """Use up a recovery code; ``False`` if it is none of the person's."""
    with unit_of_work(store, actor, at=at) as work:
        stored = secrets.find_secret(work.tx, actor.operator_id, SecretKind.RECOVERY)
        left = [] if stored is None else stored.split()
        if _hash(typed) not in left:
            return False
        left.remove(_hash(typed))
        work.record(secrets.save_secret(work.tx, actor.operator_id, SecretKind.RECOVERY, _joined(left) or None, at=at))
    return True


def _hash(code: str) -> str:
    return hashlib.sha256(code.replace("-", "").encode()).hexdigest()


def _joined(hashes: Iterable[str]) -> str:
    return " ".join(hashes)
