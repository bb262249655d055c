"""The till's route for customers who pay later: whom a text means. The purchase itself is a payment like any other."""

from __future__ import annotations

from fastapi import APIRouter

from app.till.server.at_till import OperatorAtWork
from app.till.server.wire import Request, Text
from app.web.request_parts import CounterOf, Reply
from models.access.permission import Permission
from operations.access.permissions import check
from store.selling.customer_account_rows import search_accounts

#: Customer accounts at one till.
of_accounts = APIRouter(prefix="/till/{till_id}/accounts")
#: So many are listed at once.
LISTED = 8


class AccountFindIn(Request):
    """Whose account the operator looks for: a part of a name, or its number; without a text the first ones."""

    text: Text = ""


@of_accounts.post("/find")
def find(here: OperatorAtWork, body: AccountFindIn, counter: CounterOf) -> Reply:
    """The open accounts that a text means, with what each may still buy for."""
    check(here.actor(), Permission.SELL_ON_ACCOUNT)
    with counter.store.view() as view:
        accounts = search_accounts(view, body.text.strip(), LISTED + 1)
    return {
        "accounts": [
            {"number": each.number, "name": each.details.name, "left_minor": each.left_minor}
            for each in accounts[:LISTED]
        ],
        "is_more": len(accounts) > LISTED,
    }
