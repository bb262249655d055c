"""Why so many units are proposed to be moved, in sentences: what the sender can spare, and what the receiver lacks."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from app.words import Words
from models.replenishment.transfer_first import ShelfNeed, SparedGoods


def transfer_sentences(goods: SparedGoods, words: Words, amount: Callable[[Decimal], str]) -> str:
    """The figures of proposed goods in the order in which they were applied; ``amount`` writes units."""
    translate, sender, receiver = words.translate, goods.sender, goods.receiver
    sentences = [
        translate(
            "transfers.reason.missing",
            days=receiver.protection_days,
            level=amount(Decimal(receiver.order_up_to)),
            on_hand=amount(max(receiver.on_hand, Decimal(0))),
            on_order=amount(receiver.on_order),
            missing=amount(receiver.missing),
        ),
        translate(
            "transfers.reason.spare" if sender.protection_days else "transfers.reason.storeroom",
            days=sender.protection_days,
            level=amount(Decimal(sender.order_up_to)),
            on_hand=amount(sender.on_hand),
            on_order=amount(sender.on_order),
            least=amount(sender.least),
            spare=amount(sender.spare),
        ),
    ]
    sentences += [
        translate(f"transfers.reason.{name}", units=amount(units))
        for name, units in (
            ("promised", sender.promised),
            ("to_others", goods.to_others),
            ("from_others", goods.from_others),
        )
        if units
    ]
    return " ".join(sentences)


def level_of(need: ShelfNeed) -> dict[str, object]:
    """The figures of one side, as a command writes them."""
    return {
        "location": need.location_id,
        "protection_days": need.protection_days,
        "lead_days": need.lead_days,
        "expected_demand": need.expected_demand,
        "dispersion": need.dispersion,
        "service_level": need.service_level,
        "order_up_to": need.order_up_to,
        "until_arrival": need.until_arrival,
        "on_hand": str(need.on_hand),
        "on_order": str(need.on_order),
        "promised": str(need.promised),
        "missing": str(need.missing),
        "spare": str(need.spare),
    }
