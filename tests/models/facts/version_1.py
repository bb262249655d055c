"""Payloads as the journal stored them before facts had a version and an actor."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from msgspec import structs

from models.facts.basket import BasketCancelled, LineFact
from models.facts.envelope import Fact
from models.facts.goods import StockMoved
from models.facts.price import PriceChanged
from models.facts.refused_event import EventRefused
from models.facts.sale import SaleCompleted
from models.journal import JournalKind, canonical
from models.quantity import to_milli

#: One row of each kind, copied from a journal of that time.
GOLDEN_ROWS = {
    "line_added": '{"basket":4294967297,"position":1,"price":1990,"quantity":"2","sku":"MILK"}',
    "line_changed": '{"basket":4294967297,"position":1,"price":1990,"quantity":"3","sku":"MILK"}',
    "line_removed": '{"basket":4294967297,"position":1,"price":1990,"quantity":"3.000","sku":"MILK"}',
    "scan_refused": '{"event":"scan","subject":"nonsense","why":"unknown_barcode"}',
    "basket_parked": '{"basket":4294967297,"label":"Mellanmjölk 1,5 l 11:30"}',
    "basket_recalled": '{"basket":4294967297,"label":"Mellanmjölk 1,5 l 11:30"}',
    "basket_cancelled": '{"basket":4294967297,"lines":[["MILK","3.000",1990]],"reason":"changed his mind"}',
    "drawer_opened": '{"reason":"change"}',
    "sale_completed": (
        '{"currency":"SEK","customer":null,"day":"2026-11-23","discount":0,"due":4000,"gross":3980,"lines":[[1,"MILK",'
        '"02900000000018","Mellanmjölk 1,5 l",2000,"piece",1990,0,3980,3755,225,"food",60000,1990]],"location":1,'
        '"net":3755,"operator":"anna","receipt":1,"rounding":20,"sale":4294967298,"tax":225,'
        '"tenders":[["cash",5000,1000,null]]}'
    ),
    "sale_imported": '{"day":"2026-11-23","due":4000,"gross":3980,"receipt":1,"sale":4294967298,"tax":225}',
    "price_changed": '{"prices":[["MILK","2020-01-01",1990]]}',
    "stock_moved": (
        '{"day":"2026-11-22","goods":[["MILK","50"],["BANANAS","-1.25"]],"location":1,"reason":"opening","source":7}'
    ),
}

#: Kinds that were never written without a version.
NEW_KINDS = {
    JournalKind.TRANSFER_PROPOSAL_DECIDED,
    JournalKind.GIFT_CARD_DATED,
    JournalKind.DETAILS_SEALED,
    JournalKind.SENT_LINE_WITHDRAWN,
    JournalKind.REFUSALS_COUNTED,
    JournalKind.PAYMENT_ATTEMPT_CHANGED,
    JournalKind.PAYMENT_RESOLVED,
    JournalKind.PAYOUT_BOOKED,
    JournalKind.PAYMENTS_RECONCILED,
    JournalKind.DISPUTE_NOTED,
    JournalKind.OFFICE_BOOKS_CLOSED,
    JournalKind.MONTH_EXPORTED,
    JournalKind.EVERYTHING_EXPORTED,
    JournalKind.DOCUMENT_EXPORTED,
    JournalKind.MOVE_IN_BEGUN,
    JournalKind.MOVED_IN,
    JournalKind.MOVE_IN_UNDONE,
    JournalKind.RETURN_LINES_CHOSEN,
    JournalKind.RECEIPT_COPIED,
    JournalKind.RECEIPT_MAILED,
    JournalKind.RECEIPT_OPENED,
    JournalKind.GIFT_RECEIPT_PRINTED,
    JournalKind.PRO_FORMA_PRINTED,
    JournalKind.PARKED_SLIP_PRINTED,
    JournalKind.CREDIT_SLIP_PRINTED,
    JournalKind.PAYMENT_CODE_PRINTED,
    JournalKind.TRAINING_BEGUN,
    JournalKind.TRAINING_ENDED,
    JournalKind.TRAINING_COMPLETED,
    JournalKind.DEVICE_CHANGED,
    JournalKind.SHOP_REGISTERED,
    JournalKind.TERMS_CHANGED,
    JournalKind.PRICE_BREAKS_SET,
    JournalKind.ORDER_DRAFTED,
    JournalKind.ORDER_MOVED,
    JournalKind.ORDER_LINE_CHANGED,
    JournalKind.ORDER_ANSWERED,
    JournalKind.SUPPLIER_REMINDED,
    JournalKind.ORDERING_RULES_SET,
    JournalKind.AUTOMATIC_LIMITS_SET,
    JournalKind.AUTOMATIC_SWITCHED,
    JournalKind.AUTOMATIC_DECIDED,
    JournalKind.SHADOW_BEGUN,
    JournalKind.SHADOW_DECIDED,
    JournalKind.SHADOW_ENDED,
    JournalKind.GOODS_ARRIVED,
    JournalKind.STOCK_COUNTED,
    JournalKind.GOODS_WRITTEN_OFF,
    JournalKind.LOTS_MOVED,
    JournalKind.LOT_RECALLED,
    JournalKind.TRANSFER_SENT,
    JournalKind.TRANSFER_ENDED,
    JournalKind.PRICE_PROPOSAL_DECIDED,
    JournalKind.CUSTOMER_FIGURES_PUBLISHED,
    JournalKind.OFFER_TRIAL_PLANNED,
    JournalKind.OFFER_LIST_HANDED_OUT,
    JournalKind.SUPPLIER_RETURN_SENT,
    JournalKind.SUPPLIER_CLAIM_ENDED,
    JournalKind.PROPOSAL_DECIDED,
    JournalKind.PRODUCTS_CHANGED,
    JournalKind.BARCODES_REMOVED,
    JournalKind.KIT_CHANGED,
    JournalKind.PRODUCT_PICTURES_CHANGED,
    JournalKind.PICTURE_IMPORTED,
    JournalKind.PICTURE_IMPORT_UNDONE,
    JournalKind.PRICES_WITHDRAWN,
    JournalKind.BULK_PRICES_SET,
    JournalKind.BULK_PRICES_UNDONE,
    JournalKind.GOODS_IMPORT_BEGUN,
    JournalKind.GOODS_IMPORTED,
    JournalKind.GOODS_IMPORT_UNDONE,
    JournalKind.CATEGORIES_CHANGED,
    JournalKind.OWN_DEPOSIT_CHANGED,
    JournalKind.QUICK_KEYS_ARRANGED,
    JournalKind.PROMOTION_CREATED,
    JournalKind.PROMOTION_CHANGED,
    JournalKind.PROMOTION_ENDED,
    JournalKind.COUPONS_MADE,
    JournalKind.COUPON_SPENT,
    JournalKind.COUPON_RESTORED,
    JournalKind.SUPPLIERS_CHANGED,
    JournalKind.ACCOUNTS_CHOSEN,
    JournalKind.TAX_RATE_CHANGED,
    JournalKind.KEY_INTRODUCED,
    JournalKind.BACKUP_ACCEPTED,
    JournalKind.CLOCK_JUMPED,
    JournalKind.OPERATORS_CHANGED,
    JournalKind.ROLE_CHANGED,
    JournalKind.SECRET_CHANGED,
    JournalKind.SIGNED_IN,
    JournalKind.SIGNED_OUT,
    JournalKind.SIGN_IN_REFUSED,
    JournalKind.OPERATOR_UNLOCKED,
    JournalKind.LABELS_PRINTED,
    JournalKind.LABELS_REMOVED,
    JournalKind.LABELS_RETURNED,
    JournalKind.SHOP_SETTING_CHANGED,
    JournalKind.DEVICE_ADDED,
    JournalKind.NOTE_ADDED,
    JournalKind.SUPPLY_CHOSEN,
    JournalKind.DISCOUNT_GIVEN,
    JournalKind.DISCOUNT_REMOVED,
    JournalKind.CODE_SHOWN,
    JournalKind.CODE_REMOVED,
    JournalKind.GROUP_CHOSEN,
    JournalKind.DEPOSIT_VOUCHER_TAKEN,
    JournalKind.DEPOSIT_VOUCHER_REMOVED,
    JournalKind.DEPOSIT_VOUCHER_SPENT,
    JournalKind.GIFT_CARDS_MADE,
    JournalKind.GIFT_CARD_TAKEN,
    JournalKind.GIFT_CARD_REMOVED,
    JournalKind.GIFT_CARD_BOOKED,
    JournalKind.CUSTOMER_ACCOUNT_SET,
    JournalKind.CUSTOMER_ACCOUNT_BOOKED,
    JournalKind.ACCOUNT_STATEMENT_MAILED,
    JournalKind.ONLINE_ORDER_PLACED,
    JournalKind.ONLINE_ORDER_PAID,
    JournalKind.ONLINE_ORDER_PICKED,
    JournalKind.ONLINE_ORDER_ENDED,
    JournalKind.ONLINE_ORDER_COLLECTED,
    JournalKind.ADVANCE_TAXED,
    JournalKind.TIP_BOOKED,
    JournalKind.GIFT_CARD_BLOCKED,
    JournalKind.MEMBER_JOINED,
    JournalKind.MEMBER_CONSENTED,
    JournalKind.MEMBER_CHANGED,
    JournalKind.MEMBERS_MERGED,
    JournalKind.MEMBER_SHOWN,
    JournalKind.MEMBER_ERASED,
    JournalKind.MEMBER_CHOSEN,
    JournalKind.JOIN_CODE_USED,
    JournalKind.MEMBER_LINK_SENT,
    JournalKind.MEMBER_SIGNED_IN,
    JournalKind.MEMBER_SIGNED_OUT,
    JournalKind.POINTS_BOOKED,
    JournalKind.POINTS_TAKEN,
    JournalKind.POINT_RULE_SET,
    JournalKind.OFFER_RULE_SET,
    JournalKind.MEMBER_OFFER_GIVEN,
    JournalKind.NOTE_REMOVED,
    JournalKind.AGE_CONFIRMED,
    JournalKind.AGE_REFUSED,
    JournalKind.ENROLMENT_CODE_MADE,
    JournalKind.TILL_ENROLLED,
    JournalKind.TILL_REVOKED,
    JournalKind.DISPLAY_PAIRED,
    JournalKind.DISPLAY_REVOKED,
    JournalKind.API_KEY_MADE,
    JournalKind.API_KEY_REVOKED,
    JournalKind.WEBHOOK_CHANGED,
    JournalKind.DRAWER_SESSION_OPENED,
    JournalKind.CASH_MOVED,
    JournalKind.DRAWER_COUNTED,
    JournalKind.DRAWER_SESSION_CLOSED,
    JournalKind.DAY_READ,
    JournalKind.DAY_CLOSED,
}


#: Values of a sale that came with versions 3 and 4, and of a line that came with version 2.
LATER = (
    "sale_kind",
    "refers_to",
    "control_unit",
    "control_code",
    "notes",
    "settled_with",
    "deposit",
    "deposit_price",
    "lot",
)
_GOODS = {
    "kind": "goods",
    "belongs_to": None,
    "pack_of": None,
    "pack_quantity": None,
    "return_reason": None,
    "goods_to": None,
    "discounts": (),
    "kit_version": None,
    "parts": (),
}


def known_to_version_1(fact: Fact) -> Fact:
    """The fact as it was before what only later versions know."""
    if isinstance(fact, EventRefused):
        return EventRefused(fact.event, fact.subject, fact.code, ())
    if isinstance(fact, PriceChanged):
        return PriceChanged(tuple(replace(each, valid_until=None, location=None) for each in fact.prices))
    if isinstance(fact, LineFact):
        return replace(fact, deposit=None, deposit_price=None, lot=None)
    if not isinstance(fact, SaleCompleted):
        return fact
    usual_line = {"seat": None, "course": None, **_GOODS}
    lines = tuple(structs.replace(line, supply=_usual_supply(line), **usual_line) for line in fact.lines)
    tenders = tuple(replace(tender, status="approved") for tender in fact.tenders)
    usual = replace(fact, sale_kind="sale", refers_to=None, control_unit=None, control_code=None, notes=())
    usual = replace(usual, settled_with=None)
    return replace(usual, lines=lines, tenders=tenders)


def _usual_supply(line: Any) -> str:
    return "eat_in" if line.tax_category == "restaurant" else "take_away"


def payload_of_version_1(fact: Fact) -> tuple[str, str]:
    """Kind and payload of a fact as they were written then."""
    values: dict[str, Any] = {field.name: getattr(fact, field.name) for field in fields(fact)}
    if isinstance(fact, EventRefused):
        refused = {"event": fact.event, "subject": fact.subject, "why": fact.code}
        return JournalKind.SCAN_REFUSED, canonical(refused)
    if isinstance(fact, SaleCompleted):
        values["lines"] = [_line(line) for line in fact.lines]
        values["tenders"] = [[each.kind, each.amount, each.change, each.reference] for each in fact.tenders]
    if isinstance(fact, BasketCancelled):
        values["lines"] = [[line.sku, str(line.quantity), line.price] for line in fact.lines]
    if isinstance(fact, StockMoved):
        values["goods"] = [[each.sku, str(each.quantity)] for each in fact.goods]
    if isinstance(fact, PriceChanged):
        values["prices"] = [[each.sku, each.valid_from.isoformat(), each.price] for each in fact.prices]
    for name in ("day", "quantity"):
        if name in values:
            values[name] = str(values[name])
    return fact.kind, canonical({name: value for name, value in values.items() if name not in LATER})


def _line(line: Any) -> list[object]:
    values = [getattr(line, name) for name in line.__struct_fields__][:14]
    values[4] = to_milli(line.quantity)
    return values
