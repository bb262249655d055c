"""How goods are ordered from each supplier."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from models.facts.ordering import OrderingRulesSet
from models.purchasing.ordering_rules import OrderingRules
from models.purchasing.purchase_order import PurchaseOrder
from models.purchasing.supplier import lead_time
from models.replenishment.proposal import Proposal
from models.shop import Shop
from store import purchasing, schema
from store.database.upsert import upsert

_TABLE = schema.ordering_rules


def rules_of(view: sa.Connection, supplier_code: str) -> OrderingRules:
    """The rules of a supplier; the usual ones where nobody has set any."""
    return all_rules(view).get(supplier_code, OrderingRules(supplier_code))


def all_rules(view: sa.Connection) -> dict[str, OrderingRules]:
    """The rules that somebody has set, by supplier."""
    return {
        row.supplier_code: OrderingRules(
            supplier_code=row.supplier_code,
            mail=row.mail,
            language=row.language,
            customer_number=row.customer_number,
            order_days=_days(row.order_days),
            cut_off=row.cut_off,
            delivery_days=_days(row.delivery_days),
            least_value=row.least_value_minor,
            channel=row.channel,
            peppol_id=row.peppol_id,
        )
        for row in view.execute(sa.select(_TABLE).order_by(_TABLE.c.supplier_code))
    }


def save_rules(tx: sa.Connection, rules: OrderingRules) -> None:
    """Store the rules of a supplier in place of the former ones."""
    row = {
        "supplier_code": rules.supplier_code,
        "mail": rules.mail,
        "language": rules.language,
        "customer_number": rules.customer_number,
        "order_days": "".join(map(str, rules.order_days)),
        "cut_off": rules.cut_off,
        "delivery_days": "".join(map(str, rules.delivery_days)),
        "least_value_minor": rules.least_value,
        "channel": rules.channel,
        "peppol_id": rules.peppol_id,
    }
    upsert(tx, _TABLE, [row])


def rules_fact(rules: OrderingRules) -> OrderingRulesSet:
    """The rules as the journal stores them."""
    return OrderingRulesSet(
        supplier=rules.supplier_code,
        mail=rules.mail,
        language=rules.language,
        customer_number=rules.customer_number,
        order_days=rules.order_days,
        cut_off=rules.cut_off,
        delivery_days=rules.delivery_days,
        least_value=rules.least_value,
        channel=rules.channel,
        peppol_id=rules.peppol_id,
    )


def _days(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text)


def expected_day(view: sa.Connection, company: Shop, order: PurchaseOrder | Proposal, at: datetime) -> date:
    """When what leaves for the supplier at ``at`` should come.

    Its delivery day after its order day and the lead time of the product that takes longest.
    """
    supplier, rules = purchasing.all_suppliers(view)[order.supplier_code], rules_of(view, order.supplier_code)
    terms = purchasing.terms_of(view, supplier.code, company.currency)
    days = [
        lead_time(supplier, terms[each.sku]) if each.sku in terms else supplier.lead_time_days for each in order.lines
    ]
    local = company.wall_clock(at)
    has_days = rules.order_days or rules.cut_off
    ordered_on = rules.order_day(local.date(), local.time()) if has_days else company.business_day(at)
    return rules.delivery_day(ordered_on, max(days, default=supplier.lead_time_days))
