"""The page of payments in a browser: easy to read in both languages, whatever a terminal reports."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, expect

from models.facts.payout import OwnTerminalSum, PaymentsReconciled, ReportedDifference
from models.payments.attempt import PaymentAnswer, PaymentAttempt
from models.payments.attempt_state import AttemptState
from models.payments.dispute import DisputeReason, DisputeState, ProviderDispute
from models.payments.provider_list import Payout, PayoutPart
from models.selling.till_event import Cancel
from operations.access.actors import office_actor
from operations.selling.book_payouts import book_payout, store_report
from operations.selling.note_disputes import note_disputes
from operations.selling.payment_changes import record_answer
from store.database.engine import Store
from tests.app.axe import grave_faults
from tests.app.office.browser_pages import settle
from tests.app.office.test_payments_page import HOSTILE, lost_card
from tests.app.served import Served
from tests.builders import SECOND_TILL, Operator, kr

pytestmark = pytest.mark.needs_chromium
#: Disputes, days that were compared, and payouts.
TABLES = ("payments_disputes", "payments_days", "payments_payouts")
LOOKS: tuple[tuple[str, int, Literal["light", "dark"]], ...] = (("sv", 1920, "light"), ("en", 390, "dark"))


def test_what_must_be_looked_after_is_easy_to_read(profile: BrowserContext, served: Served) -> None:
    lost: list[PaymentAttempt] = []
    served.fill(lambda store: lost.append(lost_card(store, SECOND_TILL)))
    served.fill(store_lists)
    page = profile.new_page()
    for language, width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto(f"/payments?lang={language}")
        expect(page.get_by_text("19,90").first).to_be_visible()
        page.locator("[data-testid=stExpander] summary").first.click()
        expect(page.locator("input[type=password]")).to_be_visible()
        settle(page)
        expect(page.locator("[data-testid=stDataFrame]")).to_have_count(len(TABLES))
        assert grave_faults(page) == []
        assert page.locator("script", has_text="alert(1)").count() == 0
    page.close()
    served.fill(lambda store: leave_empty(Operator(store, SECOND_TILL), lost[0]))


def store_lists(store: Store) -> None:
    """A day that was compared, and a payout."""
    now, office = datetime.now(UTC), office_actor(store)
    of_bank = ReportedDifference("only_provider", None, HOSTILE, 1990)
    report = PaymentsReconciled(now.date().isoformat(), "SEK", 41, (of_bank,), (OwnTerminalSum(1, 50_000),), ())
    store_report(store, office, report, at=now)
    parts = (PayoutPart("pi_1", "charge", kr(10_000), kr(150)), PayoutPart("du_1", "dispute", kr(-1_990), kr(150)))
    book_payout(store, office, Payout(HOSTILE, now.date(), kr(7_710), parts), at=now)
    asked = kr(1_990), DisputeReason.NOT_RECEIVED, DisputeState.TO_ANSWER, now, now + timedelta(days=7)
    note_disputes(store, office, [ProviderDispute(HOSTILE, None, *asked)], at=now)


def leave_empty(till: Operator, lost: PaymentAttempt) -> None:
    """The next tests find nothing at the till."""
    record_answer(till.store, till.actor, lost.id, PaymentAnswer(AttemptState.NOT_CHARGED), at=lost.changed_at)
    till.do(Cancel)
