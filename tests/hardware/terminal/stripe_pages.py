"""What a Stripe account does about its own payment pages (Checkout), by Stripe's published rules."""

from __future__ import annotations

from tests.hardware.terminal.stripe_account import ANSWERS, StripeAccount
from tests.hardware.terminal.stripe_document import Json
from tests.hardware.terminal.stripe_objects import StripeRefusal

#: A page lives so long at least, and at most, from when the request arrives.
PAGE_MIN_S, PAGE_MAX_S = 30 * 60, 24 * 3600


def create_session(account: StripeAccount, asked: Json) -> Json:
    objects = account.objects
    if not objects.now + PAGE_MIN_S <= asked["expires_at"] <= objects.now + PAGE_MAX_S:
        raise StripeRefusal(400, "The `expires_at` timestamp must be at least 30 minutes from now.")
    item = asked["line_items"][0]
    amount = item["quantity"] * item["price_data"]["unit_amount"]
    card = asked.get("payment_method_options", {}).get("card", {})
    session = objects.make(
        "checkout.session",
        "cs",
        automatic_tax=objects.document.blank("payment_pages_checkout_session_automatic_tax"),
        custom_text=objects.document.blank("payment_pages_checkout_session_custom_text"),
        amount_total=amount,
        amount_subtotal=amount,
        currency=item["price_data"]["currency"],
        client_reference_id=asked["client_reference_id"],
        metadata=asked["metadata"],
        mode=asked["mode"],
        payment_method_types=asked["payment_method_types"],
        payment_status="unpaid",
        status="open",
        expires_at=asked["expires_at"],
        success_url=asked["success_url"],
        cancel_url=asked["cancel_url"],
        url=f"https://checkout.stripe.com/c/pay/{asked['client_reference_id']}",
        _capture=card.get("capture_method", "automatic_async"),
        _metadata=asked["payment_intent_data"]["metadata"],
    )
    return objects.shown(session, asked)


def get_session(account: StripeAccount, asked: Json, id_: str) -> Json:
    session = account.objects.get("checkout.session", id_)
    if session["status"] == "open" and account.objects.now >= session["expires_at"]:
        session.update(status="expired", url=None)
    return account.objects.shown(session, asked)


def expire_session(account: StripeAccount, asked: Json, id_: str) -> Json:
    session = get_session(account, {}, id_)
    if session["status"] != "open":
        raise StripeRefusal(400, f"This Session's status is {session['status']}.", "resource_missing")
    held = account.objects.get("checkout.session", id_)
    held.update(status="expired", url=None)
    account.objects.emit("checkout.session.expired", held)
    return account.objects.shown(held, asked)


def pay_on_page(account: StripeAccount, id_: str, method: str) -> None:
    """The customer pays on the page: a card is reserved where the page says so, Swish is taken."""
    objects, session = account.objects, account.objects.get("checkout.session", id_)
    assert get_session(account, {}, id_)["status"] == "open", "the page is over"
    assert method in session["payment_method_types"]
    intent = objects.make(
        "payment_intent",
        "pi",
        amount=session["amount_total"],
        amount_received=0,
        amount_capturable=0,
        currency=session["currency"],
        status="requires_payment_method",
        capture_method=session["_capture"] if method == "card" else "automatic_async",
        confirmation_method="automatic",
        metadata=session["_metadata"],
        payment_method_types=[method],
    )
    account._charge(intent, {"type": method, method: objects.document.blank(f"payment_method_details_{method}")})
    status = "unpaid" if intent["status"] == "requires_capture" else "paid"
    session.update(status="complete", payment_status=status, payment_intent=intent["id"], url=None)
    objects.emit("checkout.session.completed", session)


ANSWERS.update(
    {
        "post /v1/checkout/sessions": create_session,
        "get /v1/checkout/sessions/{session}": get_session,
        "post /v1/checkout/sessions/{session}/expire": expire_session,
    }
)
