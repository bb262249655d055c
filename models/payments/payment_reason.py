"""Why a payment was not made, or is not known, in words for people: one table from the machines' codes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from models.payments.attempt import AttemptKind


class PaymentReason(StrEnum):
    """A reason that an operator can act on; each has a text ``till.payment_reason_…`` in both languages."""

    NO_MONEY = "no_money"
    LIMIT_REACHED = "limit_reached"
    WRONG_PIN = "wrong_pin"
    PIN_NEEDED = "pin_needed"
    PIN_LOCKED = "pin_locked"
    CARD_EXPIRED = "card_expired"
    ASK_BANK = "ask_bank"
    CARD_NOT_TAKEN = "card_not_taken"
    UNREADABLE = "unreadable"
    BANK_SILENT = "bank_silent"
    WRONG_AMOUNT = "wrong_amount"
    PAID_TWICE = "paid_twice"
    CUSTOMER_STOPPED = "customer_stopped"
    TIME_RAN_OUT = "time_ran_out"
    READER_OFFLINE = "reader_offline"
    READER_BUSY = "reader_busy"
    NO_ANSWER = "no_answer"
    NO_CONNECTION = "no_connection"
    WRONG_SETUP = "wrong_setup"
    NOT_STARTED = "not_started"
    RELEASED = "released"
    IN_PROGRESS = "in_progress"
    REFUND_REFUSED = "refund_refused"
    REFUND_NO_MONEY = "refund_no_money"
    OFFLINE_REFUSED = "offline_refused"
    OFFLINE_LIMIT = "offline_limit"
    OTHER = "other"


#: Sources: Stripe's pages of decline codes, of error codes and of Terminal's reader actions. What a bank reports of
#: theft or fraud is told apart for nobody: whoever holds the card must not learn of it.
_CODES: Mapping[PaymentReason, str] = {
    PaymentReason.NO_MONEY: "insufficient_funds",
    PaymentReason.LIMIT_REACHED: "card_velocity_exceeded withdrawal_count_limit_exceeded",
    PaymentReason.WRONG_PIN: "incorrect_pin invalid_pin",
    PaymentReason.PIN_NEEDED: "offline_pin_required online_or_offline_pin_required authentication_required",
    PaymentReason.PIN_LOCKED: "pin_try_exceeded",
    PaymentReason.CARD_EXPIRED: "expired_card invalid_expiry_month invalid_expiry_year",
    PaymentReason.ASK_BANK: (
        "card_declined call_issuer do_not_honor do_not_try_again fraudulent generic_decline lost_card "
        "merchant_blacklist new_account_information_available no_action_taken not_permitted pickup_card "
        "restricted_card revocation_of_all_authorizations revocation_of_authorization security_violation "
        "service_not_allowed stolen_card stop_payment_order transaction_not_allowed payment_method_provider_decline"
    ),
    PaymentReason.CARD_NOT_TAKEN: (
        "card_not_supported currency_not_supported invalid_account incorrect_number invalid_number "
        "live_mode_test_card testmode_decline test_mode_live_card testmode_charges_only"
    ),
    PaymentReason.UNREADABLE: "card_read_failed card_swipe_not_available reader_card_read_failed",
    PaymentReason.BANK_SILENT: (
        "approve_with_id issuer_not_available processing_error reenter_transaction try_again_later "
        "payment_method_provider_timeout"
    ),
    PaymentReason.WRONG_AMOUNT: "invalid_amount amount_too_large amount_too_small",
    PaymentReason.PAID_TWICE: "duplicate_transaction",
    PaymentReason.CUSTOMER_STOPPED: "customer_canceled requested_by_customer payment_method_customer_decline",
    PaymentReason.TIME_RAN_OUT: "payment_intent_payment_attempt_expired payment_intent_authentication_failure",
    PaymentReason.READER_OFFLINE: "terminal_reader_offline",
    PaymentReason.READER_BUSY: "terminal_reader_busy",
    PaymentReason.NO_ANSWER: (
        "no_answer answer_lost terminal_reader_timeout APIConnectionError APIError RateLimitError IdempotencyError "
        "lock_timeout rate_limit not_closed api_error"
    ),
    PaymentReason.NO_CONNECTION: "no_connection",
    PaymentReason.WRONG_SETUP: (
        "AuthenticationError PermissionError method_not_offered payment_method_unactivated resource_missing "
        "secret_key_required platform_api_key_expired api_key_expired"
    ),
    PaymentReason.NOT_STARTED: "not_started never_received no_original",
    PaymentReason.RELEASED: "released abandoned automatic void_invoice failed_invoice expired",
    PaymentReason.IN_PROGRESS: "processing",
    PaymentReason.REFUND_REFUSED: "refund_refused failed",
    PaymentReason.OFFLINE_REFUSED: "offline_declined",
    PaymentReason.OFFLINE_LIMIT: "offline_limit",
}
_REASONS = {code: reason for reason, codes in _CODES.items() for code in codes.split()}
#: What no bank has to do with: a refund has these reasons as well.
_OF_BOTH = frozenset(
    {
        PaymentReason.NO_ANSWER,
        PaymentReason.NO_CONNECTION,
        PaymentReason.WRONG_SETUP,
        PaymentReason.NOT_STARTED,
        PaymentReason.IN_PROGRESS,
    }
)


def reason_of_code(code: str, kind: AttemptKind = AttemptKind.CHARGE) -> PaymentReason | None:
    """What a machine's code means for people; ``None`` for no code, :attr:`PaymentReason.OTHER` for one not known.

    Of a refund "insufficient funds" are the shop's own, at its provider.

    >>> reason_of_code("insufficient_funds").value, reason_of_code("insufficient_funds", AttemptKind.REFUND).value
    ('no_money', 'refund_no_money')
    >>> reason_of_code("frozen_moon").value
    'other'
    """
    if not code:
        return None
    reason = _REASONS.get(code, PaymentReason.OTHER)
    if kind is AttemptKind.CHARGE or reason in _OF_BOTH:
        return reason
    return PaymentReason.REFUND_NO_MONEY if reason is PaymentReason.NO_MONEY else PaymentReason.REFUND_REFUSED
