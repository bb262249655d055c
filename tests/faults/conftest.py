"""What fault tests share: a seed that replays them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable

import pytest

PROVING = os.environ.get("KASSA_PROVE") == "1"
#: Taken in ``make test``, so that a change of the code and not of the dice makes a test fail.
USUAL_SEED = 20261123


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """What the randomness of a test comes from: ``KASSA_SEED``, else always the same (in ``make prove`` a new one)."""
    named = os.environ.get("KASSA_SEED")
    chosen = int(named) if named else secrets.randbelow(10**9) if PROVING else USUAL_SEED
    again = f"KASSA_SEED={chosen} KASSA_PROVE={int(PROVING)} python -m pytest '{request.node.nodeid}'"
    request.node.add_report_section("setup", "replay", again)
    request.node.user_properties.append(("replay", again))
    return chosen


@pytest.fixture
def proved(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Report a proof's figures: ``proved("1000 kills, 2034 sales acknowledged, 0 lost")``; `make prove` prints it."""

    def report(figures: str) -> None:
        request.node.user_properties.append(("proved", f"{request.node.name}: {figures}"))

    return report
