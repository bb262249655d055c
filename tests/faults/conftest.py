"""What fault tests share: a seed that replays them."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from operations.installation.opening import open_store
from store import invariants
from store.database.engine import Store
from tests.postgres import Server

PROVING = os.environ.get("KASSA_PROVE") == "1"
#: Taken in ``make test``, so that a change of the code and not of the dice makes a test fail.
USUAL_SEED = 20261123


@pytest.fixture(scope="session")
def dice() -> int:
    """What chance comes from in a process: ``KASSA_SEED``, else always the same (in ``make prove`` a new one)."""
    named = os.environ.get("KASSA_SEED")
    return int(named) if named else secrets.randbelow(10**9) if PROVING else USUAL_SEED


@pytest.fixture
def seed(request: pytest.FixtureRequest, dice: int) -> int:
    """What the randomness of a test comes from; its report says how to take the same again."""
    again = f"KASSA_SEED={dice} KASSA_PROVE={int(PROVING)} python -m pytest '{request.node.nodeid}'"
    request.node.add_report_section("setup", "replay", again)
    request.node.user_properties.append(("replay", again))
    return dice


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_store(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    _sqlite_template: Path,
    postgres_server: Server,
) -> Iterator[Store]:
    """A store for the tests of a file, once on each database.

    Each takes back what it changes. That it did is looked at when all have run: what one left behind fails here.
    """
    with ExitStack() as until_then:
        if request.param == "sqlite":
            file = tmp_path_factory.mktemp("shared") / "shop.db"
            shutil.copyfile(_sqlite_template, file)
            url = f"sqlite:///{file}"
        else:
            url = until_then.enter_context(postgres_server.database(of_template=True))
        opened = open_store(url)
        until_then.callback(opened.close)
        yield opened
        with opened.view() as view:
            assert invariants.check_all(view) == [], "a test left something behind"


@pytest.fixture
def proved(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Report a proof's figures: ``proved("1000 kills, 2034 sales acknowledged, 0 lost")``; `make prove` prints it."""

    def report(figures: str) -> None:
        request.node.user_properties.append(("proved", f"{request.node.name}: {figures}"))

    return report
