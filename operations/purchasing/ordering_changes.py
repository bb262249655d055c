"""Setting how goods are ordered from a supplier."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.purchasing.ordering_rules import OrderingRules
from models.purchasing.supplier import WrongTerm
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store import purchasing, supplier_rules
from store.database.engine import Store


def set_ordering_rules(store: Store, actor: Actor, rules: OrderingRules, *, at: datetime) -> OrderingRules:
    """Store the rules of a supplier; the same rules again change nothing.

    Raises :class:`models.purchasing.supplier.WrongTerm` or :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.CHANGE_GOODS)
    check_no_card_data(rules.customer_number)
    with unit_of_work(store, actor, at=at) as work:
        if rules.supplier_code not in purchasing.all_suppliers(work.tx):
            raise WrongTerm(rules.supplier_code, "code", "is no supplier's")
        if supplier_rules.rules_of(work.tx, rules.supplier_code) != rules:
            supplier_rules.save_rules(work.tx, rules)
            work.record(supplier_rules.rules_fact(rules))
    return rules
