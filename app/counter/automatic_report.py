"""The message of a day: what was ordered and held by itself, and why; for the page and the e-mail alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.words import Words
from models.facts.automatic_orders import AutomaticDecision
from models.money import Money
from models.shop import fact_number
from store import automatic_orders, catalogue, purchasing, shop
from store.automatic_orders import SwitchState
from store.database.engine import Connection

#: So many goods are named beside the reasons.
GOODS_NAMED = 8


@dataclass(frozen=True, slots=True)
class AutomaticReport:
    """The decisions of a business day in the order of time, with the names of suppliers, places and goods."""

    day: date
    switch: SwitchState
    sent_orders: Sequence[AutomaticDecision]
    held_orders: Sequence[AutomaticDecision]
    suppliers: Mapping[str, str]
    places: Mapping[int, str]
    goods: Mapping[str, str]


def read_report(view: Connection, day: date) -> AutomaticReport:
    """The message of a business day."""
    decided = automatic_orders.decisions_of_day(view, shop.get_shop(view), day)
    goods = sorted({sku for each in decided for sku in each.goods})
    return AutomaticReport(
        day=day,
        switch=automatic_orders.switch_state(view),
        sent_orders=[each for each in decided if each.order is not None],
        held_orders=[each for each in decided if each.order is None],
        suppliers={code: each.name for code, each in purchasing.all_suppliers(view).items()},
        goods={sku: each.name for sku, each in catalogue.find_products(view, goods).items()},
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


def reason_texts(report: AutomaticReport, decision: AutomaticDecision, words: Words) -> list[str]:
    """Each reason why an order was held, as a sentence, then the goods that some of them are about."""
    texts = [words.translate(f"automatic.reason.{reason}") for reason in decision.reasons]
    names = [report.goods.get(sku, sku) for sku in decision.goods]
    if names:
        more = len(names) - GOODS_NAMED
        named = ", ".join([*names[:GOODS_NAMED], *(["…"] if more > 0 else [])])
        texts.append(words.translate("automatic.goods", goods=named))
    return texts


def report_lines(report: AutomaticReport, words: Words) -> Iterator[str]:
    """The message as lines of plain text."""
    if not report.switch.is_on:
        yield words.translate("automatic.stopped", reason=report.switch.reason)
    yield words.translate("automatic.sent", count=len(report.sent_orders))
    for each in report.sent_orders:
        yield f"  {decision_title(report, each, words)}"
    yield words.translate("automatic.held", count=len(report.held_orders))
    for each in report.held_orders:
        yield f"  {decision_title(report, each, words)}"
        yield from (f"    - {text}" for text in reason_texts(report, each, words))
