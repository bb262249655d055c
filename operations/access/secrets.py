"""Giving people PINs, badges and passwords, and taking them away."""

from __future__ import annotations

from datetime import datetime
from secrets import choice

from models.access.actor import Actor
from models.access.operator import Operator
from models.access.permission import Permission
from models.access.pin import check_new_pin
from models.errors import Refused
from models.own_code import NUMBER_SIGNS, OwnCode, OwnCodeKind, is_reserved, meaning_of
from operations.access.operators import check_may_change
from operations.access.permissions import check
from operations.unit_of_work import UnitOfWork, unit_of_work
from store.access import operators, secrets, sessions
from store.access.secrets import InstallationSecret, SecretKind
from store.database.engine import Store

PASSWORD_LENGTH_MIN, PASSWORD_LENGTH_MAX = 12, 128
BADGE_LENGTH_MIN, BADGE_LENGTH_MAX = 8, 80
#: 80 random bits, which nobody guesses.
NEW_BADGE_SIGNS = 16
#: From 0, guessed at once, to 4.
_STRENGTH_MIN = 3


class WeakPassword(Refused):
    """A password is too short or too easy to guess."""

    code = "weak_password"
    text = (
        "This password cannot be used: it needs 12 to 128 characters and must be hard to guess. Nothing was changed. "
        "Four or more words that do not belong together are a good one."
    )


class BadBadge(Refused):
    """A badge cannot be used."""

    code = "bad_badge"
    text = (
        "This badge cannot be used. Nothing was changed. Its code needs 8 to 80 characters, no two people share "
        "a badge, and the code of a receipt or another card is none."
    )


def set_pin(
    store: Store, actor: Actor, code: str, pin: str | None, installation: InstallationSecret, *, at: datetime
) -> None:
    """Give a person a PIN for the tills, or take it away; raises :class:`models.access.pin.BadPin`."""
    check(actor, Permission.CHANGE_OPERATORS)
    _save(store, actor, code, SecretKind.PIN, None if pin is None else hash_pin(pin, installation), at=at)


def hash_pin(pin: str, installation: InstallationSecret) -> str:
    """What is stored of a new PIN; raises :class:`models.access.pin.BadPin`."""
    check_new_pin(pin)
    return secrets.hash_secret(installation.pepper("pin", pin))


def hash_password(password: str, operator: Operator) -> str:
    """What is stored of a new password; raises :class:`WeakPassword`."""
    if is_weak(password, operator):
        raise WeakPassword
    return secrets.hash_secret(password)


def new_badge() -> str:
    """A code for a new badge, which no scanner takes for goods."""
    return OwnCode(OwnCodeKind.OPERATOR_BADGE, "".join(choice(NUMBER_SIGNS) for _ in range(NEW_BADGE_SIGNS))).text


def set_badge(
    store: Store, actor: Actor, code: str, badge: str | None, installation: InstallationSecret, *, at: datetime
) -> None:
    """Give a person a badge, known by what a scanner reads of it, or take it away; raises :class:`BadBadge`."""
    check(actor, Permission.CHANGE_OPERATORS)
    stored = None
    if badge is not None:
        if not BADGE_LENGTH_MIN <= len(badge) <= BADGE_LENGTH_MAX or not badge.isprintable() or _is_other(badge):
            raise BadBadge
        stored = installation.pepper("badge", badge)
        with store.view() as view:
            if secrets.owner_of_badge(view, stored) not in {None, code}:
                raise BadBadge
    _save(store, actor, code, SecretKind.BADGE, stored, at=at)


def _is_other(badge: str) -> bool:
    """Whether a code is one of Kassa's own for something else than badges."""
    meaning = meaning_of(badge)
    is_badge = isinstance(meaning, OwnCode) and meaning.kind is OwnCodeKind.OPERATOR_BADGE
    return is_reserved(badge) and not is_badge


def set_password(store: Store, actor: Actor, code: str, password: str | None, *, at: datetime) -> None:
    """Give a person a password for the back office, or take it away; raises :class:`WeakPassword`."""
    check(actor, Permission.CHANGE_OPERATORS)
    with store.view() as view:
        operator = operators.get_operator(view, code)
    _set_password(store, actor, operator, password, at=at)


def change_own_password(store: Store, actor: Actor, password: str, *, at: datetime) -> None:
    """Give oneself another password, after the present one was checked; raises :class:`WeakPassword`."""
    check(actor, Permission.SIGN_IN)
    with store.view() as view:
        operator = operators.get_operator(view, actor.operator_id)
    _set_password(store, actor, operator, password, at=at)


def _set_password(store: Store, actor: Actor, operator: Operator, password: str | None, *, at: datetime) -> None:
    stored = None if password is None else hash_password(password, operator)
    _save(store, actor, operator.code, SecretKind.PASSWORD, stored, at=at)


def is_weak(password: str, operator: Operator) -> bool:
    """Whether a password is too short, common, or made of the person's own name.

    zxcvbn compares it with its lists of common passwords, names and words, and with patterns of keys and dates.
    """
    if not PASSWORD_LENGTH_MIN <= len(password) <= PASSWORD_LENGTH_MAX:
        return True
    # It reads its lists when it is loaded, which takes a moment.
    from zxcvbn import zxcvbn

    own = ["kassa", operator.code, *operator.name.lower().split()]
    return bool(zxcvbn(password[:72], user_inputs=own)["score"] < _STRENGTH_MIN)


def _save(store: Store, actor: Actor, code: str, kind: SecretKind, stored: str | None, *, at: datetime) -> None:
    """Store a secret; whoever gets a new one is signed out where the old one was used."""
    with unit_of_work(store, actor, at=at) as work:
        save_secret(work, code, kind, stored)


def save_secret(work: UnitOfWork, code: str, kind: SecretKind, stored: str | None) -> None:
    """Store a secret within a transaction that does more; raises :class:`operations.access.operators.NotYours`."""
    operator = operators.get_operator(work.tx, code)
    if code != work.actor.operator_id:
        check_may_change(work.tx, work.actor, operator)
        sessions.remove_sessions(work.tx, sessions.of_operator(code))
    work.record(secrets.save_secret(work.tx, code, kind, stored, at=work.at))
