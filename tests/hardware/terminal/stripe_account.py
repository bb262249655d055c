"""What a Stripe account does: payment intents, readers, refunds, fees and payouts, by Stripe's published rules."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.hardware.terminal.stripe_document import Json
from tests.hardware.terminal.stripe_objects import CANARY, StripeObjects, StripeRefusal

#: Stripe's test cards that are refused, and why.
REFUSED_CARDS = {"4000000000000002": "generic_decline", "4000000000009995": "insufficient_funds"}
GOOD_CARD = "4242424242424242"
HOLD_S = 2 * 24 * 3600
CODE_S = 180
#: A payment is found by its metadata only after so long.
INDEX_S = 60
FEE_PPM, FEE_FIXED = 14_000, 110
UNPAID = ("requires_payment_method", "requires_confirmation", "requires_action")


class StripeAccount:
    """One account; each method answers one operation of the document, by the table at the end."""

    def __init__(self, objects: StripeObjects) -> None:
        self.objects = objects
        #: The card that somebody holds to the reader as soon as it asks, if anybody does.
        self.waiting_card: str | None = None
        #: Whether a reader is still at showing a basket when the next request comes.
        self.display_lingers = False

    # --- payment intents

    def create_intent(self, asked: Json) -> Json:
        method = asked.get("payment_method_data", {}).get("type")
        if asked.get("confirm") and method not in asked["payment_method_types"]:
            raise StripeRefusal(400, "This payment method is not among the types.", "payment_intent_invalid_parameter")
        if asked.get("confirm") and not asked.get("return_url"):
            raise StripeRefusal(400, "You must provide a `return_url` when confirming.")
        intent = self.objects.make(
            "payment_intent",
            "pi",
            amount=asked["amount"],
            amount_received=0,
            amount_capturable=0,
            currency=asked["currency"],
            status="requires_payment_method",
            capture_method=asked.get("capture_method", "automatic_async"),
            confirmation_method="automatic",
            description=CANARY,
            metadata=asked.get("metadata", {}),
            payment_method_types=asked["payment_method_types"],
        )
        if asked.get("confirm"):
            self._show_code(intent, method)
        self.objects.emit("payment_intent.created", intent)
        return self.objects.shown(intent, asked)

    def _show_code(self, intent: Json, method: str) -> None:
        url = f"https://payments.stripe.com/{method}/{intent['id']}"
        if method == "swish":
            code = {"data": f"D{intent['id']}", "expires_at": self.objects.now + CODE_S}
            code |= {"image_url_png": f"{url}.png", "image_url_svg": f"{url}.svg"}
            action: Json = {"type": "swish_handle_redirect_or_display_qr_code"}
            action[action["type"]] = {"hosted_instructions_url": url, "qr_code": code}
        else:
            action = {"type": "redirect_to_url", "redirect_to_url": {"url": url, "return_url": None}}
        intent.update(status="requires_action", next_action=action)

    def get_intent(self, asked: Json, id_: str) -> Json:
        return self.objects.shown(self.objects.get("payment_intent", id_), asked)

    def list_intents(self, asked: Json) -> Json:
        return self.objects.list("payment_intent", "/v1/payment_intents", asked)

    def search_intents(self, asked: Json) -> Json:
        found = re.fullmatch(r"metadata\['(\w+)'\]:'([^']+)'", asked["query"])
        if found is None:
            raise StripeRefusal(400, "The query cannot be read.")
        name, value = found.groups()
        data = [each for each in self.objects.all("payment_intent") if each["metadata"].get(name) == value]
        old = [each for each in data if each["created"] < self.objects.now - INDEX_S]
        return {"object": "search_result", "url": "/v1/payment_intents/search", "has_more": False, "data": old}

    def cancel_intent(self, asked: Json, id_: str) -> Json:
        intent = self.objects.get("payment_intent", id_)
        if intent["status"] not in (*UNPAID, "requires_capture"):
            raise StripeRefusal(
                400,
                f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}.",
                "payment_intent_unexpected_state",
            )
        intent.update(status="canceled", amount_capturable=0, canceled_at=self.objects.now, next_action=None)
        intent["cancellation_reason"] = asked.get("cancellation_reason")
        self.objects.emit("payment_intent.canceled", intent)
        return self.objects.shown(intent, asked)

    def capture_intent(self, asked: Json, id_: str) -> Json:
        intent = self.objects.get("payment_intent", id_)
        if intent["status"] != "requires_capture":
            raise StripeRefusal(
                400,
                f"This PaymentIntent could not be captured because it has a status of {intent['status']}.",
                "payment_intent_unexpected_state",
            )
        amount = asked["amount_to_capture"] if "amount_to_capture" in asked else intent["amount_capturable"]
        if amount > intent["amount_capturable"]:
            raise StripeRefusal(400, "The amount is more than can be captured.", "amount_too_large")
        self._take(intent, amount)
        return self.objects.shown(intent, asked)

    def _take(self, intent: Json, amount: int) -> None:
        intent.update(status="succeeded", amount_received=amount, amount_capturable=0, next_action=None)
        charge = self.objects.held[intent["latest_charge"]]
        charge.update(captured=True, amount_captured=amount)
        charge["balance_transaction"] = self._book(charge, "charge", amount)["id"]
        self.objects.emit("payment_intent.succeeded", intent)

    def _charge(self, intent: Json, details: Json) -> None:
        amount = intent["amount"]
        charge = self.objects.make(
            "charge",
            "ch",
            amount=amount,
            amount_captured=0,
            amount_refunded=0,
            currency=intent["currency"],
            billing_details={"address": None, "email": None, "name": CANARY, "phone": None, "tax_id": None},
            description=CANARY,
            paid=True,
            status="succeeded",
            metadata=intent["metadata"],
            payment_intent=intent["id"],
            payment_method_details=details,
        )
        intent.update(latest_charge=charge["id"], last_payment_error=None)
        if intent["capture_method"] == "manual":
            intent.update(status="requires_capture", amount_capturable=amount)
            self.objects.emit("payment_intent.amount_capturable_updated", intent)
        else:
            self._take(intent, amount)

    # --- the customer

    def pay_code(self, intent_id: str) -> None:
        """The customer scans the code and pays."""
        intent = self.objects.get("payment_intent", intent_id)
        assert intent["status"] == "requires_action"
        method = intent["payment_method_types"][0]
        empty = {"fingerprint": None, "payment_reference": CANARY, "verified_phone_last4": "1234"}
        self._charge(intent, {"type": method, method: empty if method == "swish" else {"card": None}})

    def end_code(self, intent_id: str) -> None:
        """Nobody paid, and the code's time is over."""
        intent = self.objects.get("payment_intent", intent_id)
        error = {"type": "invalid_request_error", "code": "payment_intent_payment_attempt_expired", "message": CANARY}
        intent.update(status="requires_payment_method", next_action=None, last_payment_error=error)
        self.objects.emit("payment_intent.payment_failed", intent)

    def present_card(self, asked: Json, reader_id: str) -> Json:
        reader = self.objects.get("terminal.reader", reader_id)
        action = reader["action"]
        if action is None or action["status"] != "in_progress":
            raise StripeRefusal(400, "The reader asks for nothing.", "terminal_reader_no_action")
        intent = self.objects.get("payment_intent", action["process_payment_intent"]["payment_intent"])
        number = asked.get("card_present", {}).get("number", GOOD_CARD)
        if number in REFUSED_CARDS:
            action.update(status="failed", failure_code="card_declined", failure_message=CANARY)
            error = {"type": "card_error", "code": "card_declined", "decline_code": REFUSED_CARDS[number]}
            intent["last_payment_error"] = error | {"message": CANARY}
            self.objects.emit("payment_intent.payment_failed", intent)
            self.objects.emit("terminal.reader.action_failed", reader)
        elif intent["status"] == "canceled":
            action.update(status="failed", failure_code="payment_intent_unexpected_state", failure_message=CANARY)
        else:
            tip = asked.get("amount_tip", 0)
            intent["amount"] += tip
            if tip:
                intent["amount_details"] = {"tip": {"amount": tip}}
            self._charge(intent, {"type": "card_present", "card_present": self._card(number)})
            action["status"] = "succeeded"
            self.objects.emit("terminal.reader.action_succeeded", reader)
        return self.objects.shown(reader, asked)

    def _card(self, number: str) -> Json:
        card = self.objects.document.blank("payment_method_details_card_present", brand="visa", last4=number[-4:])
        receipt = self.objects.document.blank(
            "payment_method_details_card_present_receipt",
            application_preferred_name=f"Visa {number}",
            authorization_code="123456",
            cardholder_verification_method="offline_pin",
            dedicated_file_name="A0000000031010",
            application_cryptogram=CANARY,
        )
        return card | {
            "cardholder_name": CANARY,
            "description": CANARY,
            "fingerprint": CANARY,
            "issuer": CANARY,
            "exp_month": 12,
            "exp_year": 2030,
            "read_method": "contact_emv",
            "receipt": receipt,
            "capture_before": self.objects.now + HOLD_S,
        }

    # --- readers

    def create_location(self, asked: Json) -> Json:
        address = self.objects.document.blank("address", **asked.get("address", {}))
        return self.objects.make(
            "terminal.location", "tml", display_name=asked.get("display_name", ""), address=address, metadata={}
        )

    def list_locations(self, asked: Json) -> Json:
        return self.objects.list("terminal.location", "/v1/terminal/locations", asked)

    def create_reader(self, asked: Json) -> Json:
        if not asked["registration_code"].startswith("simulated-"):
            raise StripeRefusal(400, "No reader has this registration code.", "parameter_invalid")
        return self.objects.make(
            "terminal.reader",
            "tmr",
            device_type="simulated_wisepos_e",
            label=asked.get("label", "Reader"),
            location=asked.get("location"),
            serial_number="WSC513105010295",
            metadata=asked.get("metadata", {}),
            status="online",
        )

    def get_reader(self, asked: Json, id_: str) -> Json:
        return self.objects.shown(self.objects.get("terminal.reader", id_), asked)

    def list_readers(self, asked: Json) -> Json:
        return self.objects.list("terminal.reader", "/v1/terminal/readers", asked)

    def process(self, asked: Json, reader_id: str) -> Json:
        reader = self.objects.get("terminal.reader", reader_id)
        intent = self.objects.get("payment_intent", asked["payment_intent"])
        if reader["status"] == "offline":
            raise StripeRefusal(400, "The reader is offline.", "terminal_reader_offline")
        if reader["action"] is not None and reader["action"]["status"] == "in_progress":
            raise StripeRefusal(400, "The reader is busy.", "terminal_reader_busy")
        if intent["status"] != "requires_payment_method" or "card_present" not in intent["payment_method_types"]:
            raise StripeRefusal(400, f"The intent is {intent['status']}.", "intent_invalid_state")
        detail = {name: asked[name] for name in ("payment_intent", "process_config") if name in asked}
        reader["action"] = {"type": "process_payment_intent", "status": "in_progress", "process_payment_intent": detail}
        reader["action"] |= {"failure_code": None, "failure_message": None}
        if self.waiting_card is not None:
            return self.present_card({"card_present": {"number": self.waiting_card}}, reader_id)
        return self.objects.shown(reader, asked)

    def show_display(self, asked: Json, reader_id: str) -> Json:
        reader = self.objects.get("terminal.reader", reader_id)
        if reader["status"] == "offline":
            raise StripeRefusal(400, "The reader is offline.", "terminal_reader_offline")
        if reader["action"] is not None and reader["action"]["status"] == "in_progress":
            raise StripeRefusal(400, "The reader is busy.", "terminal_reader_busy")
        status = "in_progress" if self.display_lingers else "succeeded"
        shown = {"type": asked["type"], "cart": asked["cart"]}
        reader["action"] = {"type": "set_reader_display", "status": status, "set_reader_display": shown}
        reader["action"] |= {"failure_code": None, "failure_message": None}
        return self.objects.shown(reader, asked)

    def cancel_action(self, asked: Json, reader_id: str) -> Json:
        reader = self.objects.get("terminal.reader", reader_id)
        if reader["status"] == "offline":
            raise StripeRefusal(400, "The reader is offline.", "terminal_reader_offline")
        reader["action"] = None
        return self.objects.shown(reader, asked)

    # --- refunds, fees, payouts

    def create_refund(self, asked: Json) -> Json:
        intent = self.objects.get("payment_intent", asked["payment_intent"])
        if intent["status"] != "succeeded":
            raise StripeRefusal(400, "This PaymentIntent has no charge to refund.", "resource_missing")
        charge = self.objects.held[intent["latest_charge"]]
        left = charge["amount_captured"] - charge["amount_refunded"]
        amount = asked.get("amount", left)
        if not 0 < amount <= left:
            code = "charge_already_refunded" if left == 0 else "amount_too_large"
            raise StripeRefusal(400, f"{amount} is more than is left.", code)
        charge["amount_refunded"] += amount
        charge["refunded"] = amount == left
        refund = self.objects.make(
            "refund",
            "re",
            amount=amount,
            currency=intent["currency"],
            charge=charge["id"],
            payment_intent=intent["id"],
            status="succeeded",
            metadata=asked.get("metadata", {}),
        )
        refund["balance_transaction"] = self._book(refund, "refund", -amount)["id"]
        self.objects.emit("refund.created", refund)
        return self.objects.shown(refund, asked)

    def get_refund(self, asked: Json, id_: str) -> Json:
        return self.objects.shown(self.objects.get("refund", id_), asked)

    def list_refunds(self, asked: Json) -> Json:
        return self.objects.list("refund", "/v1/refunds", asked)

    def _book(self, source: Json, kind: str, amount: int) -> Json:
        fee = 0 if kind != "charge" else FEE_FIXED + amount * FEE_PPM // 1_000_000
        return self.objects.make(
            "balance_transaction",
            "txn",
            amount=amount,
            fee=fee,
            net=amount - fee,
            type=kind,
            balance_type="payments",
            reporting_category=kind,
            status="available",
            source=source["id"],
            description=CANARY,
            currency=source["currency"],
        )

    def pay_out(self) -> Json:
        """What Stripe does each day: everything that is not paid out yet goes to the bank."""
        ready = [each for each in self.objects.all("balance_transaction") if "_payout" not in each]
        total = sum(each["net"] for each in ready)
        payout = self.objects.make(
            "payout",
            "po",
            amount=total,
            currency=ready[0]["currency"],
            arrival_date=self.objects.now,
            automatic=True,
            method="standard",
            reconciliation_status="completed",
            source_type="card",
            status="paid",
            type="bank_account",
        )
        for each in (*ready, self._book(payout, "payout", -total)):
            each["_payout"] = payout["id"]
        return payout

    def dispute(self, intent_id: str, reason: str, status: str, due_by: int) -> Json:
        """The customer's bank asks for what was paid."""
        intent, blank = self.objects.get("payment_intent", intent_id), self.objects.document.blank
        return self.objects.make(
            "dispute",
            "dp",
            amount=intent["amount"],
            currency=intent["currency"],
            charge=intent["latest_charge"],
            payment_intent=intent["id"],
            reason=reason,
            status=status,
            evidence=blank("dispute_evidence", enhanced_evidence={}),
            evidence_details=blank("dispute_evidence_details", enhanced_eligibility={}, due_by=due_by),
        )

    def list_disputes(self, asked: Json) -> Json:
        return self.objects.list("dispute", "/v1/disputes", asked)

    def list_payouts(self, asked: Json) -> Json:
        return self.objects.list("payout", "/v1/payouts", asked)

    def list_transactions(self, asked: Json) -> Json:
        return self.objects.list("balance_transaction", "/v1/balance_transactions", asked)


#: Which method answers which operation. What is not here is a failure of the test that asks it.
ANSWERS: dict[str, Callable[..., Json]] = {
    "post /v1/payment_intents": StripeAccount.create_intent,
    "get /v1/payment_intents": StripeAccount.list_intents,
    "get /v1/payment_intents/search": StripeAccount.search_intents,
    "get /v1/payment_intents/{intent}": StripeAccount.get_intent,
    "post /v1/payment_intents/{intent}/cancel": StripeAccount.cancel_intent,
    "post /v1/payment_intents/{intent}/capture": StripeAccount.capture_intent,
    "post /v1/terminal/locations": StripeAccount.create_location,
    "get /v1/terminal/locations": StripeAccount.list_locations,
    "post /v1/terminal/readers": StripeAccount.create_reader,
    "get /v1/terminal/readers": StripeAccount.list_readers,
    "get /v1/terminal/readers/{reader}": StripeAccount.get_reader,
    "post /v1/terminal/readers/{reader}/process_payment_intent": StripeAccount.process,
    "post /v1/terminal/readers/{reader}/cancel_action": StripeAccount.cancel_action,
    "post /v1/terminal/readers/{reader}/set_reader_display": StripeAccount.show_display,
    "post /v1/test_helpers/terminal/readers/{reader}/present_payment_method": StripeAccount.present_card,
    "post /v1/refunds": StripeAccount.create_refund,
    "get /v1/refunds": StripeAccount.list_refunds,
    "get /v1/refunds/{refund}": StripeAccount.get_refund,
    "get /v1/payouts": StripeAccount.list_payouts,
    "get /v1/disputes": StripeAccount.list_disputes,
    "get /v1/balance_transactions": StripeAccount.list_transactions,
}
