"""The e-mail with a welcome or birthday offer to a member who agreed to offers, and how to get no more of them."""

from __future__ import annotations

from app.counter.receipt_composer import ReceiptComposer
from app.words import words_of
from integrations.mail.messages import MailContent
from models.money import Money
from store import shop
from store.catalogue.promotion_rows import find_promotion
from store.database.engine import Store
from store.members.member_offer_rows import find_offer
from store.members.point_rows import rule_of_day


def offer_letter(store: Store, composer: ReceiptComposer, offer_id: int) -> MailContent:
    """The offer in the language of the receipts: what it is, until when, and who sends it (MFL section 20)."""
    with store.view() as view:
        offer, company, language = find_offer(view, offer_id), shop.get_shop(view), composer.language(view)
        assert offer is not None, f"offer {offer_id} waits to be sent"
        rule = rule_of_day(view, offer.first_day)
        promotion = "" if offer.promotion_id is None else find_promotion(view, offer.promotion_id).promotion.name
    words = words_of(language.value)
    worth = Money(0 if rule is None else offer.points * rule.value_minor, company.currency)
    values = {
        "company": company.company,
        "day": offer.last_day.isoformat(),
        "points": words.count(offer.points),
        "worth": words.money(worth),
        "promotion": promotion,
        "code": offer.coupon,
    }
    subject = words.translate(f"mail.offer_{offer.occasion}_subject", **values)
    greeting = words.translate(f"mail.offer_{offer.occasion}", **values)
    gives = words.translate("mail.offer_coupon" if offer.coupon else "mail.offer_points", **values)
    return MailContent(subject, f"{greeting}\n\n{gives}\n\n{words.translate('mail.offer_end', **values)}\n")
