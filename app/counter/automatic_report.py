"""The message of a day: what was ordered and held by itself, and why; for the page and the e-mail alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.words import Words
from models.facts.automatic_orders import AutomaticDecision
from models.money import Money
from models.shop import fact_number
from store import automatic_orders, purchasing, shop
from store.automatic_orders import SwitchState
from store.database.engine import Connection


@dataclass(frozen=True, slots=True)
class AutomaticReport:
    """The decisions of a business day in the order of time, with the names of suppliers and places."""

    day: date
    switch: SwitchState
    sent: Sequence[AutomaticDecision]
    held: Sequence[AutomaticDecision]
    suppliers: Mapping[str, str]
    places: Mapping[int, str]


def read_report(view: Connection, day: date) -> AutomaticReport:
    """The message of a business day."""
    decided = automatic_orders.decisions_of_day(view, shop.get_shop(view), day)
    return AutomaticReport(
        day=day,
        switch=automatic_orders.switch_state(view),
        sent=[each for each in decided if each.order is not None],
        held=[each for each in decided if each.order is None],
        suppliers={code: each.name for code, each in purchasing.all_suppliers(view).items()},
        places={each.id: each.name for each in shop.all_locations(view)},
    )


def decision_title(report: AutomaticReport, decision: AutomaticDecision, words: Words, *, costs: bool = True) -> str:
    """Supplier, place, value and the order's number; the value for those who may see costs."""
    parts = [f"{report.suppliers[decision.supplier]} → {report.places.get(decision.location, '')}"]
    if costs:
        parts.append(words.money(Money(decision.value, decision.currency)))
    if decision.order is not None:
        parts.append(fact_number(decision.order))
    return " · ".join(parts)


def reason_texts(decision: AutomaticDecision, words: Words) -> list[str]:
    """Each reason why an order was held, as a sentence."""
    return [words.translate(f"automatic.reason.{reason}") for reason in decision.reasons]


def report_lines(report: AutomaticReport, words: Words) -> Iterator[str]:
    """The message as lines of plain text."""
    if not report.switch.is_on:
        yield words.translate("automatic.stopped", reason=report.switch.reason)
    yield words.translate("automatic.sent", count=len(report.sent))
    for each in report.sent:
        yield f"  {decision_title(report, each, words)}"
    yield words.translate("automatic.held", count=len(report.held))
    for each in report.held:
        yield f"  {decision_title(report, each, words)}"
        yield from (f"    - {text}" for text in reason_texts(each, words))
