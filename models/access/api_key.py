"""Keys with which programs of others read the shop: what each may read, how long it holds, what the shop stores."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.errors import Reason, Refused

KEY_NAME_LENGTH_MAX = 40
#: A key holds for so many days at most, and so many if nobody chooses.
KEY_DAYS, KEY_DAYS_USUAL = range(1, 731), 365
#: Begins every key, so that people and programs that look for lost secrets recognise one.
KEY_PREFIX = "kassa_"
#: No key is longer; whatever is longer is none.
KEY_LENGTH_MAX = 80


class ApiScope(StrEnum):
    """What a key may read and do, as its owner and the interface name it; the order is that of the page."""

    PRODUCTS = "products:read"
    STOCK = "stock:read"
    SALES = "sales:read"
    GIFT_CARDS = "gift_cards:read"
    ORDERS = "orders:read"
    ORDERING = "orders:write"
    MEMBERS = "members:read"


class WrongApiKey(Refused):
    """A key that cannot be made like this."""

    code = "wrong_api_key"
    text = "The key cannot be made: {reason}. Nothing was changed; correct it and try again."

    reason: str


class UnknownApiKey(Refused):
    """No key with that number holds."""

    code = "unknown_api_key"
    text = "There is no key {number} to revoke. Nothing was changed; 'kassa api-keys list' shows them."

    number: int


class KeyRefused(Refused):
    """A request has no key, or one that does not hold (any more)."""

    code = "api_key_refused"
    text = (
        "This key is not one of the shop's, or it is over or revoked. Nothing was read; send a key that holds as "
        "'Authorization: Bearer KEY', or ask the shop for a new one."
    )


class ScopeMissing(Refused):
    """A key holds, but not for this."""

    code = "scope_missing"
    text = "This key may not read this: it lacks {scope}. Nothing was read; ask the shop for a key that has it."

    scope: str


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key by its number; ``seen_at`` is when it was last used, exact to the minute. It ends at ``ends_at``."""

    id: int
    name: str
    scopes: frozenset[ApiScope]
    made_at: datetime
    ends_at: datetime
    seen_at: datetime | None = None
    revoked_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether a program may use the key at an instant."""
        return self.revoked_at is None and at < self.ends_at


def read_scopes(names: Iterable[str]) -> frozenset[ApiScope]:
    """The scopes of these names; raises :class:`WrongApiKey` for an unknown one and for none at all.

    >>> sorted(read_scopes(["stock:read", "products:read"]))
    [<ApiScope.PRODUCTS: 'products:read'>, <ApiScope.STOCK: 'stock:read'>]
    """
    wishes = list(names)
    choices = ", ".join(ApiScope)
    if not wishes:
        raise WrongApiKey(Reason("no_scope", "it needs at least one of {choices}", choices=choices))
    for name in wishes:
        if name not in set(ApiScope):
            raise WrongApiKey(Reason("no_such_scope", "{name} is none of {choices}", name=name[:40], choices=choices))
    return frozenset(ApiScope(name) for name in wishes)


def scope_text(scopes: Iterable[ApiScope]) -> str:
    """Scopes as one text, in their order, as they are stored.

    >>> scope_text({ApiScope.STOCK, ApiScope.PRODUCTS})
    'products:read stock:read'
    """
    wishes = frozenset(scopes)
    return " ".join(each.value for each in ApiScope if each in wishes)
