"""E-mails to customers about their orders in the web shop, in the language in which they ordered."""

from __future__ import annotations

from app.words import Words, words_of
from integrations.mail.messages import MailContent
from models.dispatch.sending_rules import DispatchKind
from models.money import Money
from models.online.online_order import OnlineOrder
from models.shop import Shop
from store import shop
from store.database.engine import Store
from store.online import order_rows

_LETTERS = {
    DispatchKind.WEB_ORDER: "order",
    DispatchKind.WEB_ORDER_READY: "ready",
    DispatchKind.WEB_ORDER_ENDED: "ended",
}


def order_letter(store: Store, kind: DispatchKind, order_id: int) -> MailContent:
    """The e-mail: what was ordered, the pick-up code, and the address of the order's own page."""
    with store.view() as view:
        order, company = order_rows.get_order(view, order_id), shop.get_shop(view)
        places = {each.id: each for each in shop.all_locations(view)}
    words, place = words_of(order.contact.language), places[order.location_id]
    letter = "paid" if kind is DispatchKind.WEB_ORDER and order.is_prepaid else _LETTERS[kind]
    letter = "card" if kind is DispatchKind.WEB_ORDER and order.purchase else letter
    values = {
        "company": company.company,
        "code": order.code,
        "pickup": pickup_words(words, company, order),
        "place": f"{place.name}, {place.address}" if place.address else place.name,
        "address": f"{order.origin}/order/{order.secret}",
        "reason": order.reason,
    }
    parts = [words.translate(f"mail.web_{letter}_text", **values)]
    if kind is not DispatchKind.WEB_ORDER_ENDED:
        parts.append("\n".join(goods_lines(words, company, order)))
    parts.append(words.translate("mail.web_page", **values))
    return MailContent(words.translate(f"mail.web_{letter}_subject", **values), "\n\n".join(parts) + "\n")


def pickup_words(words: Words, company: Shop, order: OnlineOrder) -> str:
    """When an order is fetched: måndag 23 november 13:30–14:00."""
    begins, ends = company.wall_clock(order.pickup.begins), company.wall_clock(order.pickup.ends)
    return f"{words.weekday(begins.date())} {begins:%H:%M}–{ends:%H:%M}"


def goods_lines(words: Words, company: Shop, order: OnlineOrder) -> list[str]:
    """What is in an order and what it costs, a line for each product."""
    lines = []
    if order.purchase is not None:
        amount = words.money(Money(order.purchase.amount_minor, company.currency))
        lines.append(f"{words.translate('mail.web_card')}: {amount}")
    for each in order.goods:
        less = each.quantity - each.pieces
        missing = f" {words.translate('mail.web_missing', count=less)}" if less else ""
        amount = words.money(Money(each.total_minor, company.currency))
        lines.append(f"{each.pieces} × {each.name}{missing}: {amount}")
    total = words.money(Money(order.total_minor, company.currency))
    lines.append(words.translate("mail.web_total", total=total))
    has_points = order.member is not None and order.member.points > 0
    return [*lines, words.translate("mail.web_points")] if has_points else lines
