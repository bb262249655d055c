"""Classes of deposit: those of the shop's own, stored and read, and with them those of its country."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from models.catalogue.offering import Offering
from models.jurisdiction.countries import jurisdiction_of
from models.jurisdiction.deposits import DepositAmount, DepositClass
from models.jurisdiction.own_deposits import OF_SHOP
from models.selling.basket import DepositCharge
from models.selling.goods_kinds import deposit_of
from models.shop import Shop
from models.shop_settings import RECEIPT_LANGUAGE
from store import schema
from store.database.prepared import Prepared

_class, _amount, _setting = schema.own_deposit, schema.own_deposit_amount, schema.shop_setting
_LANGUAGE = (
    sa.select(_setting.c.value).where(_setting.c.name == sa.literal_column(f"'{RECEIPT_LANGUAGE}'")).scalar_subquery()
)
_IN_ENGLISH, _IN_SWEDISH = (sa.func.nullif(name, sa.literal_column("''")) for name in _class.c["name_en", "name_sv"])
#: What receipts call a class of the shop's own: its name in their language, else the other one.
NAME_ON_RECEIPTS = sa.case(
    (_LANGUAGE.in_([sa.literal_column("'en'")]), sa.func.coalesce(_IN_ENGLISH, _IN_SWEDISH)),
    else_=sa.func.coalesce(_IN_SWEDISH, _IN_ENGLISH),
)
_NAMES = Prepared(sa.select(_class.c.code, NAME_ON_RECEIPTS))
_ALL = Prepared(
    sa.select(*_class.c["code", "name_sv", "name_en"], *_amount.c["valid_from", "amount_minor"])
    .join(_amount, _amount.c.code == _class.c.code)
    .order_by(_class.c.code, _amount.c.valid_from)
)


def own_deposits(view: sa.Connection) -> tuple[DepositClass, ...]:
    """The classes that the shop made, by code, with their amounts by day."""
    by_code: dict[str, DepositClass] = {}
    for code, name_sv, name_en, begins, minor in _ALL.ask(view, {}):
        names = {language: name for language, name in (("en", name_en), ("sv", name_sv)) if name}
        earlier = by_code[code].amounts if code in by_code else ()
        by_code[code] = DepositClass(code, names, (*earlier, DepositAmount(begins, minor, OF_SHOP)))
    return tuple(by_code.values())


def known_deposits(view: sa.Connection, country: str) -> tuple[DepositClass, ...]:
    """The classes of a country, then those of the shop's own. A code that both have means that of the country."""
    return (*jurisdiction_of(country).deposits, *own_deposits(view))


def deposit_here(view: sa.Connection, offering: Offering, company: Shop, day: date) -> DepositCharge | None:
    """The deposit on one unit of an offering on a day, as :func:`models.selling.goods_kinds.deposit_of` has it."""
    return deposits_here(view, [offering], company, day).get(offering.sku)


def deposits_here(
    view: sa.Connection, offerings: Iterable[Offering], company: Shop, day: date
) -> dict[str, DepositCharge]:
    """The deposits on one unit of each offering that has one on a day, by SKU."""
    with_class = [each for each in offerings if each.deposit is not None]
    own = own_deposits(view) if with_class else ()
    classes = (*jurisdiction_of(company.country).deposits, *own)
    charges = {each.sku: deposit_of(each, classes, day, company.currency) for each in with_class}
    names = names_on_receipts(view) if own else {}
    return {
        sku: DepositCharge(charge.code, charge.amount, names.get(charge.code, ""))
        for sku, charge in charges.items()
        if charge is not None
    }


def names_on_receipts(view: sa.Connection) -> dict[str, str]:
    """What receipts call each class of the shop's own, by code."""
    return {code: name or "" for code, name in _NAMES.ask(view, {})}


def replace_own_deposit(tx: sa.Connection, deposit: DepositClass) -> None:
    """Store a class of the shop's own, in place of that of its code."""
    code = {"code": deposit.code}
    tx.execute(_amount.delete().where(_amount.c.code == deposit.code))
    tx.execute(_class.delete().where(_class.c.code == deposit.code))
    names = {"name_sv": deposit.names.get("sv", ""), "name_en": deposit.names.get("en", "")}
    tx.execute(_class.insert(), code | names)
    rows = [code | {"valid_from": each.valid_from, "amount_minor": each.amount_minor} for each in deposit.amounts]
    tx.execute(_amount.insert(), rows)
