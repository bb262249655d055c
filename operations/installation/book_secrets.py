"""The secrets of a bookkeeping program on the network: the shop's account there and the tokens of now.

They are in the keyring or a private file (:mod:`operations.installation.service_secrets`), in no database and no log.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from models.dispatch.service_tokens import ServiceAccount, ServiceTokens, read_account, read_tokens
from operations.installation.service_secrets import ServiceSecrets
from store.database import file_lock
from store.database.file_lock import StoreInUse

#: So long one process waits for another that renews a token.
LOCK_WAIT_S, LOOK_S = 60.0, 0.05


class BookSecrets:
    """The secrets of one program, such as ``fortnox``: what its client needs of ``TokenPlace``."""

    def __init__(self, keys: Path, system: str) -> None:
        self._secrets, self._keys = ServiceSecrets(keys), keys
        name = f"KASSA_{system.upper()}"
        self._account, self._tokens, self._state = f"{name}_ACCOUNT", f"{name}_TOKENS", f"{name}_STATE"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let no other process renew the tokens meanwhile; raises :class:`StoreInUse` if one does for too long."""
        with ExitStack() as stack:
            self._enter(stack)
            yield

    def account(self) -> ServiceAccount | None:
        """The account, if there is one; raises :class:`ValueError` for one that cannot be read."""
        secret = self._secrets.find(self._account)
        return None if secret is None else read_account(secret.text)

    def tokens(self) -> ServiceTokens | None:
        """The tokens, if somebody signed the shop in; raises :class:`ValueError` for some that cannot be read."""
        secret = self._secrets.find(self._tokens)
        return None if secret is None else read_tokens(secret.text)

    def save_tokens(self, tokens: ServiceTokens) -> None:
        """Store new tokens; the ones before are gone."""
        self._secrets.save(self._tokens, tokens.text)

    def begin(self, account: ServiceAccount) -> str:
        """Store the account and return a fresh state, which must come back with the code."""
        self._secrets.save(self._account, account.text)
        state = secrets.token_urlsafe(24)
        self._secrets.save(self._state, state)
        return state

    def take_state(self, state: str) -> bool:
        """Whether a state is the one that was given out; it is good for one use."""
        secret = self._secrets.find(self._state)
        if secret is None or not secrets.compare_digest(secret.text.encode(), state.encode()):
            return False
        self._secrets.remove(self._state)
        return True

    def remove(self) -> None:
        """Forget everything."""
        for name in (self._tokens, self._account, self._state):
            self._secrets.remove(name)

    def _enter(self, stack: ExitStack) -> None:
        self._keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        until = time.monotonic() + LOCK_WAIT_S
        while True:
            try:
                stack.enter_context(file_lock.alone(self._keys / self._tokens))
            except StoreInUse:
                if time.monotonic() >= until:
                    raise
                time.sleep(LOOK_S)
            else:
                return
