"""A server that is killed between a commit and its answer, as soon as a file asks for it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.server import serve
from operations.installation.configuration import load_settings
from store.database.engine import Connection, Store

#: While this file is in the shop's folder, whoever commits is killed.
DEATH = "dies-at-commit"
PROGRAM = "from tests.app.killed_server import serve_until_killed; serve_until_killed()"


def serve_until_killed() -> None:
    """Serve the shop of the settings; with the file in its folder the process ends after the next commit."""
    settings = load_settings()
    usual, death = Store.transaction, Path(settings.home) / DEATH

    @contextmanager
    def transaction(store: Store) -> Iterator[Connection]:
        with usual(store) as connection:
            yield connection
        if death.exists():
            os.kill(os.getpid(), signal.SIGKILL)

    Store.transaction = transaction  # type: ignore[assignment,method-assign]  # in this process only, which ends here
    serve(settings)
