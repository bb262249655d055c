"""What the tests of payment terminals share."""

from __future__ import annotations

from tests.hardware.terminal.stripe_fixtures import stripe_document, world

__all__ = ["stripe_document", "world"]
