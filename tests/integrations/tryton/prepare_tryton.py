"""A database of Tryton with a company, its years, its accounts and a user: a program for a process of its own.

It reads ``{"folder", "name", "company", "user", "password", "accounts"}`` as JSON, and makes the database ``name`` in
the folder, which has a ``trytond.conf``.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from trytond import config
from trytond.model import ModelStorage
from trytond.pool import Pool
from trytond.transaction import Transaction

MODULES = ["account", "purchase", "sale", "stock"]
LANGUAGES = ["en"]
FIRST_YEAR, LAST_YEAR = 2025, 2028
#: The statement of an account, by the first digit of its number in a Swedish chart (BAS 2026).
STATEMENTS = {"1": "balance", "2": "balance"}


def main(wish: dict[str, Any]) -> None:
    """Make the database."""
    folder, name = Path(wish["folder"]), wish["name"]
    config.update_etc([str(folder / "trytond.conf")])
    (folder / f"{name}.sqlite").touch()
    with Transaction().start(name, 0, readonly=False) as transaction:
        transaction.database.init()
        transaction.commit()
    Pool.start()
    pool = Pool(name)
    with records_unchecked():
        with Transaction().start(name, 0, readonly=True):
            pool.init(update=["res", "ir"], lang=LANGUAGES)
        pool.init(update=MODULES, lang=LANGUAGES, activatedeps=True)
    with Transaction().start(name, 0, readonly=True) as transaction:
        administrator = pool.get("res.user").search([("login", "=", "admin")], limit=1)
        user_id = administrator[0].id if administrator else 1
    with Transaction().start(name, user_id, context={"active_test": False}) as transaction:
        company = _company(pool, wish)
        transaction.commit()
    with Transaction().start(name, user_id, context={"company": company}) as transaction:
        _years(pool, company)
        _accounts(pool, company, wish["accounts"])
        transaction.commit()


@contextmanager
def records_unchecked() -> Iterator[None]:
    """Do not check the thousands of records that Tryton's own modules bring, which takes half of the time.

    What is made afterwards is checked as ever, and the database is the same.
    """
    checked = ModelStorage.__dict__["_validate"]
    ModelStorage._validate = classmethod(lambda *_records, **_options: None)
    gc.disable()
    try:
        yield
    finally:
        ModelStorage._validate = checked
        gc.enable()


def _company(pool: Pool, wish: dict[str, Any]) -> int:
    currency = pool.get("currency.currency")
    (krona,) = currency.create(
        [
            {
                "name": "Svensk krona",
                "symbol": "kr",
                "code": "SEK",
                "digits": 2,
                "rounding": Decimal("0.01"),
                "rates": [("create", [{"date": date(2000, 1, 1), "rate": Decimal(1)}])],
            }
        ]
    )
    (party,) = pool.get("party.party").create([{"name": wish["company"]}])
    (company,) = pool.get("company.company").create([{"party": party.id, "currency": krona.id}])
    groups = pool.get("res.group").search([])
    user = {
        "name": "Kassa",
        "login": wish["user"],
        "password": wish["password"],
        "companies": [("add", [company.id])],
        "company": company.id,
        "groups": [("add", [each.id for each in groups])],
    }
    pool.get("res.user").create([user])
    return int(company.id)


def _years(pool: Pool, company: int) -> None:
    sequence_type = pool.get("ir.sequence.type").search([("name", "=", "Account Move")])[0]
    sequence = pool.get("ir.sequence.strict")
    year_class = pool.get("account.fiscalyear")
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        (numbers,) = sequence.create([{"name": str(year), "sequence_type": sequence_type.id, "company": company}])
        made = year_class.create(
            [
                {
                    "name": str(year),
                    "start_date": date(year, 1, 1),
                    "end_date": date(year, 12, 31),
                    "company": company,
                    "move_sequence": numbers.id,
                }
            ]
        )
        year_class.create_period(made)


def _accounts(pool: Pool, company: int, numbers: list[str]) -> None:
    account_type, account = pool.get("account.account.type"), pool.get("account.account")
    kinds = {
        statement: account_type.create([{"name": statement, "statement": statement, "company": company}])[0].id
        for statement in ("balance", "income")
    }
    account.create(
        [
            {"name": number, "code": number, "type": kinds[STATEMENTS.get(number[0], "income")], "company": company}
            for number in numbers
        ]
    )


if __name__ == "__main__":
    main(json.load(sys.stdin))
