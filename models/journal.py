"""The journal: rows chained by hashes, so that a change to any of them shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class JournalKind(StrEnum):
    """What happened at a device."""

    LINE_ADDED = "line_added"
    LINE_CHANGED = "line_changed"
    LINE_REMOVED = "line_removed"
    SENT_LINE_WITHDRAWN = "sent_line_withdrawn"
    SCAN_REFUSED = "scan_refused"
    EVENT_REFUSED = "event_refused"
    REFUSALS_COUNTED = "refusals_counted"
    BASKET_PARKED = "basket_parked"
    BASKET_RECALLED = "basket_recalled"
    BASKET_CANCELLED = "basket_cancelled"
    RETURN_LINES_CHOSEN = "return_lines_chosen"
    NOTE_ADDED = "note_added"
    SUPPLY_CHOSEN = "supply_chosen"
    DISCOUNT_GIVEN = "discount_given"
    CODE_SHOWN = "code_shown"
    CODE_REMOVED = "code_removed"
    GROUP_CHOSEN = "group_chosen"
    DEPOSIT_VOUCHER_TAKEN = "deposit_voucher_taken"
    DEPOSIT_VOUCHER_REMOVED = "deposit_voucher_removed"
    DEPOSIT_VOUCHER_SPENT = "deposit_voucher_spent"
    CUSTOMER_ACCOUNT_SET = "customer_account_set"
    CUSTOMER_ACCOUNT_BOOKED = "customer_account_booked"
    ACCOUNT_STATEMENT_MAILED = "account_statement_mailed"
    ONLINE_ORDER_PLACED = "online_order_placed"
    ONLINE_ORDER_PAID = "online_order_paid"
    ONLINE_ORDER_PICKED = "online_order_picked"
    ONLINE_ORDER_ENDED = "online_order_ended"
    ONLINE_ORDER_COLLECTED = "online_order_collected"
    ADVANCE_TAXED = "advance_taxed"
    TIP_BOOKED = "tip_booked"
    GIFT_CARDS_MADE = "gift_cards_made"
    GIFT_CARD_TAKEN = "gift_card_taken"
    GIFT_CARD_REMOVED = "gift_card_removed"
    GIFT_CARD_BOOKED = "gift_card_booked"
    GIFT_CARD_BLOCKED = "gift_card_blocked"
    GIFT_CARD_DATED = "gift_card_dated"
    CREDIT_SLIP_PRINTED = "credit_slip_printed"
    MEMBER_JOINED = "member_joined"
    MEMBER_CONSENTED = "member_consented"
    MEMBER_CHANGED = "member_changed"
    MEMBERS_MERGED = "members_merged"
    MEMBER_SHOWN = "member_shown"
    MEMBER_ERASED = "member_erased"
    MEMBER_CHOSEN = "member_chosen"
    DETAILS_SEALED = "details_sealed"
    JOIN_CODE_USED = "join_code_used"
    MEMBER_LINK_SENT = "member_link_sent"
    MEMBER_SIGNED_IN = "member_signed_in"
    MEMBER_SIGNED_OUT = "member_signed_out"
    POINTS_BOOKED = "points_booked"
    POINTS_TAKEN = "points_taken"
    POINT_RULE_SET = "point_rule_set"
    OFFER_RULE_SET = "offer_rule_set"
    MEMBER_OFFER_GIVEN = "member_offer_given"
    CUSTOMER_FIGURES_PUBLISHED = "customer_figures_published"
    OFFER_TRIAL_PLANNED = "offer_trial_planned"
    OFFER_LIST_HANDED_OUT = "offer_list_handed_out"
    DISCOUNT_REMOVED = "discount_removed"
    NOTE_REMOVED = "note_removed"
    AGE_CONFIRMED = "age_confirmed"
    AGE_REFUSED = "age_refused"
    DRAWER_OPENED = "drawer_opened"
    SALE_COMPLETED = "sale_completed"
    SALE_IMPORTED = "sale_imported"
    RECEIPT_COPIED = "receipt_copied"
    RECEIPT_MAILED = "receipt_mailed"
    RECEIPT_OPENED = "receipt_opened"
    GIFT_RECEIPT_PRINTED = "gift_receipt_printed"
    PRO_FORMA_PRINTED = "pro_forma_printed"
    PARKED_SLIP_PRINTED = "parked_slip_printed"
    PAYMENT_CODE_PRINTED = "payment_code_printed"
    TRAINING_BEGUN = "training_begun"
    TRAINING_ENDED = "training_ended"
    TRAINING_COMPLETED = "training_completed"
    PRICE_CHANGED = "price_changed"
    PRICES_WITHDRAWN = "prices_withdrawn"
    PRICE_PROPOSAL_DECIDED = "price_proposal_decided"
    BULK_PRICES_SET = "bulk_prices_set"
    BULK_PRICES_UNDONE = "bulk_prices_undone"
    GOODS_IMPORT_BEGUN = "goods_import_begun"
    GOODS_IMPORTED = "goods_imported"
    GOODS_IMPORT_UNDONE = "goods_import_undone"
    PICTURE_IMPORTED = "picture_imported"
    PICTURE_IMPORT_UNDONE = "picture_import_undone"
    STOCK_MOVED = "stock_moved"
    STOCK_COUNTED = "stock_counted"
    GOODS_WRITTEN_OFF = "goods_written_off"
    LOTS_MOVED = "lots_moved"
    LOT_RECALLED = "lot_recalled"
    TRANSFER_SENT = "transfer_sent"
    TRANSFER_ENDED = "transfer_ended"
    TRANSFER_PROPOSAL_DECIDED = "transfer_proposal_decided"
    SUPPLIER_RETURN_SENT = "supplier_return_sent"
    SUPPLIER_CLAIM_ENDED = "supplier_claim_ended"
    SHOP_REGISTERED = "shop_registered"
    TERMS_CHANGED = "terms_changed"
    PRICE_BREAKS_SET = "price_breaks_set"
    ORDER_DRAFTED = "order_drafted"
    ORDER_MOVED = "order_moved"
    ORDER_LINE_CHANGED = "order_line_changed"
    ORDER_ANSWERED = "order_answered"
    SUPPLIER_REMINDED = "supplier_reminded"
    ORDERING_RULES_SET = "ordering_rules_set"
    AUTOMATIC_LIMITS_SET = "automatic_limits_set"
    AUTOMATIC_SWITCHED = "automatic_switched"
    AUTOMATIC_DECIDED = "automatic_decided"
    SHADOW_BEGUN = "shadow_begun"
    SHADOW_DECIDED = "shadow_decided"
    SHADOW_ENDED = "shadow_ended"
    GOODS_ARRIVED = "goods_arrived"
    PROPOSAL_DECIDED = "proposal_decided"
    DEVICE_CHANGED = "device_changed"
    PRODUCTS_CHANGED = "products_changed"
    BARCODES_REMOVED = "barcodes_removed"
    KIT_CHANGED = "kit_changed"
    PRODUCT_PICTURES_CHANGED = "product_pictures_changed"
    CATEGORIES_CHANGED = "categories_changed"
    OWN_DEPOSIT_CHANGED = "own_deposit_changed"
    QUICK_KEYS_ARRANGED = "quick_keys_arranged"
    PROMOTION_CREATED = "promotion_created"
    PROMOTION_CHANGED = "promotion_changed"
    PROMOTION_ENDED = "promotion_ended"
    COUPONS_MADE = "coupons_made"
    COUPON_SPENT = "coupon_spent"
    COUPON_RESTORED = "coupon_restored"
    SUPPLIERS_CHANGED = "suppliers_changed"
    ACCOUNTS_CHOSEN = "accounts_chosen"
    TAX_RATE_CHANGED = "tax_rate_changed"
    KEY_INTRODUCED = "key_introduced"
    BACKUP_ACCEPTED = "backup_accepted"
    CLOCK_JUMPED = "clock_jumped"
    OPERATORS_CHANGED = "operators_changed"
    ROLE_CHANGED = "role_changed"
    SECRET_CHANGED = "secret_changed"  # noqa: S105 - the name of a kind
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGN_IN_REFUSED = "sign_in_refused"
    OPERATOR_UNLOCKED = "operator_unlocked"
    LABELS_PRINTED = "labels_printed"
    LABELS_REMOVED = "labels_removed"
    LABELS_RETURNED = "labels_returned"
    SHOP_SETTING_CHANGED = "shop_setting_changed"
    DEVICE_ADDED = "device_added"
    ENROLMENT_CODE_MADE = "enrolment_code_made"
    TILL_ENROLLED = "till_enrolled"
    TILL_REVOKED = "till_revoked"
    DISPLAY_PAIRED = "display_paired"
    DISPLAY_REVOKED = "display_revoked"
    API_KEY_MADE = "api_key_made"
    API_KEY_REVOKED = "api_key_revoked"
    WEBHOOK_CHANGED = "webhook_changed"
    PAYMENT_ATTEMPT_CHANGED = "payment_attempt_changed"
    PAYMENT_RESOLVED = "payment_resolved"
    DRAWER_SESSION_OPENED = "drawer_session_opened"
    CASH_MOVED = "cash_moved"
    DRAWER_COUNTED = "drawer_counted"
    DRAWER_SESSION_CLOSED = "drawer_session_closed"
    DAY_READ = "day_read"
    DAY_CLOSED = "day_closed"
    PAYOUT_BOOKED = "payout_booked"
    PAYMENTS_RECONCILED = "payments_reconciled"
    DISPUTE_NOTED = "dispute_noted"
    OFFICE_BOOKS_CLOSED = "office_books_closed"
    MONTH_EXPORTED = "month_exported"
    EVERYTHING_EXPORTED = "everything_exported"
    DOCUMENT_EXPORTED = "document_exported"
    MOVE_IN_BEGUN = "move_in_begun"
    MOVED_IN = "moved_in"
    MOVE_IN_UNDONE = "move_in_undone"


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last row of a device's chain: its number and hash (``0`` and ``""`` before the first)."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Happening:
    """Something to be written down; ``payload`` is canonical JSON."""

    kind: JournalKind
    at_micros: int
    payload: str


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One row of the journal, sealed. ``at_micros`` is the instant in microseconds since 1970 (UTC).

    The last row of each commit has a ``signature``.
    """

    device_id: int
    seq: int
    at_micros: int
    kind: str
    payload: str
    prev_hash: str
    hash: str
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """The first row of a chain that is not as it was written, and why."""

    device_id: int
    seq: int
    reason: str


def canonical(values: Mapping[str, object]) -> str:
    """JSON with sorted keys and no spaces: the same values always give the same text."""
    return _CANONICAL.encode(values)


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seal(prev_hash: str, device_id: int, seq: int, happening: Happening) -> str:
    """The hash of a row: SHA-256 over the row before it and every field of its own."""
    fields = f"{prev_hash}\n{device_id}\n{seq}\n{happening.at_micros}\n{happening.kind}\n{happening.payload}"
    return hashlib.sha256(fields.encode("utf-8", "surrogatepass")).hexdigest()


def chain(device_id: int, head: ChainHead, happenings: Sequence[Happening]) -> list[JournalRow]:
    """The rows that continue a device's chain after ``head``."""
    rows = []
    seq, prev_hash = head.seq, head.hash
    for happening in happenings:
        seq += 1
        sealed = seal(prev_hash, device_id, seq, happening)
        rows.append(
            JournalRow(device_id, seq, happening.at_micros, happening.kind, happening.payload, prev_hash, sealed)
        )
        prev_hash = sealed
    return rows


def find_break(rows: Iterable[JournalRow], device_id: int, head: ChainHead) -> ChainBreak | None:
    """The first row of a whole chain that was changed, removed, moved or added; ``None`` if the chain is whole.

    ``rows`` come in order of ``seq``; ``head`` is what the device remembers as its last row, which
    shows a cut-off end.
    """
    seq, prev_hash = 0, ""
    for row in rows:
        if row.seq != seq + 1:
            return ChainBreak(device_id, seq + 1, "is missing")
        if row.prev_hash != prev_hash:
            return ChainBreak(device_id, row.seq, "does not follow the row before it")
        happening = Happening(row.kind, row.at_micros, row.payload)  # type: ignore[arg-type]
        if row.hash != seal(prev_hash, device_id, row.seq, happening):
            return ChainBreak(device_id, row.seq, "was changed after it was written")
        if row.seq > head.seq:
            return ChainBreak(device_id, row.seq, "was added and not by the device")
        if row.seq == head.seq and row.hash != head.hash:
            return ChainBreak(device_id, row.seq, "is not the row that the device remembers as its last")
        seq, prev_hash = row.seq, row.hash
    return ChainBreak(device_id, seq + 1, "is missing") if seq < head.seq else None
