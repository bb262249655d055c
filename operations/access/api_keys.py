"""Keys with which programs read the shop: made and shown once, looked up at each request, revoked one day."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.access.actor import Actor
from models.access.api_key import (
    KEY_DAYS,
    KEY_DAYS_USUAL,
    KEY_LENGTH_MAX,
    KEY_NAME_LENGTH_MAX,
    KEY_PREFIX,
    ApiKey,
    KeyRefused,
    UnknownApiKey,
    WrongApiKey,
    read_scopes,
    scope_text,
)
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.catalogue.product import clean_text
from models.errors import Reason
from models.facts.api_key import ApiKeyMade, ApiKeyRevoked
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store.access import stored_api_keys
from store.access.displays import hash_of
from store.access.secrets import digest_of
from store.database.engine import Store

_SECRET_BYTES = 32
#: When a key was last used is remembered this exactly.
KEY_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """A key that has just been made, with the ``secret`` that is shown once and stored nowhere."""

    key: ApiKey
    secret: str


def make_api_key(
    store: Store, actor: Actor, name: str, scopes: Iterable[str], *, at: datetime, days: int = KEY_DAYS_USUAL
) -> NewApiKey:
    """Make a key that holds for so many days and may read what the scopes of these names are for.

    Raises :class:`models.access.api_key.WrongApiKey` or :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.CHANGE_API_KEYS)
    wishes, label = read_scopes(scopes), clean_text(name)
    check_no_card_data(label)
    if not 0 < len(label) <= KEY_NAME_LENGTH_MAX:
        raise WrongApiKey(Reason("key_name", "it needs a name of at most {most} characters", most=KEY_NAME_LENGTH_MAX))
    if days not in KEY_DAYS:
        raise WrongApiKey(Reason("key_days", "it may hold for 1 to {most} days", most=KEY_DAYS[-1]))
    secret = KEY_PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    with unit_of_work(store, actor, at=at) as work:
        (number,) = work.take_ids()
        key = ApiKey(number, label, wishes, at, at + timedelta(days=days))
        stored_api_keys.add_key(work.tx, key, hash_of(secret))
        ends_at = key.ends_at.isoformat()
        work.record(ApiKeyMade(number, label, scope_text(wishes), ends_at, digest_of(hash_of(secret))))
    return NewApiKey(key, secret)


def revoke_api_key(store: Store, actor: Actor, number: int, *, at: datetime) -> ApiKey:
    """Let a key hold no longer: the next request with it is refused. Raises :class:`UnknownApiKey`."""
    check(actor, Permission.CHANGE_API_KEYS)
    with unit_of_work(store, actor, at=at) as work:
        key = stored_api_keys.get_key(work.tx, number)
        if key is None or key.revoked_at is not None:
            raise UnknownApiKey(number)
        stored_api_keys.revoke_key(work.tx, number, at)
        work.record(ApiKeyRevoked(number, key.name))
    return key


def use_api_key(store: Store, secret: str, *, at: datetime) -> ApiKey:
    """The key of this secret, which holds; looked up anew each time. Raises :class:`KeyRefused`."""
    if len(secret) > KEY_LENGTH_MAX or not secret.startswith(KEY_PREFIX):
        raise KeyRefused
    with store.view() as view:
        key = stored_api_keys.find_key(view, hash_of(secret))
    if key is None or not key.holds(at):
        raise KeyRefused
    if key.seen_at is None or at - key.seen_at >= KEY_SEEN_EVERY:
        with store.transaction() as tx:
            stored_api_keys.move_key_seen(tx, key.id, at)
    return key
