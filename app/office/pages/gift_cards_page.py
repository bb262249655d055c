"""The page of gift cards: what the shop owes for them, each card with what changed it, and blocking a lost one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import streamlit as st

from app.office.figure_columns import figure_columns
from app.office.office_visit import OfficeVisit, draw_page
from app.office.people_names import people_by_code
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.access.permission import Permission
from models.money import Money
from models.selling.gift_card import GiftCard, GiftCardState, why_unusable
from models.selling.gift_card_debt import AGE_MONTHS, DebtGroup, debt_by_age
from operations.selling.ended_gift_cards import end_gift_cards
from operations.selling.gift_card_office import block_gift_card
from store import shop
from store.selling.gift_card_rows import count_blanks, debts, entries_of, find_cards, left_on_expired

#: So many cards are listed, the newest first.
LISTED = 50
_REASON_SIGNS_MAX = 100


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("gift_cards.title", Permission.SEE_FIGURES, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    with visit.store.view() as view:
        company = shop.get_shop(view)
        today = company.business_day(visit.clock())
        groups, blanks = debt_by_age(debts(view), today), count_blanks(view)
    total = sum(each.amount_minor for each in groups)
    st.metric(translate("gift_cards.owed"), visit.words.money(Money(total, company.currency)))
    if blanks:
        st.caption(translate("gift_cards.blanks", count=blanks))
    _draw_ages(visit, groups, company.currency)
    _draw_ending(visit, company.currency, today)
    _draw_cards(visit, company.currency, today)


def _draw_ages(visit: OfficeVisit, groups: tuple[DebtGroup, ...], currency: str) -> None:
    translate = visit.words.translate
    if not any(each.cards for each in groups):
        return
    st.subheader(translate("gift_cards.by_age"))
    amount = translate("gift_cards.amount")
    rows = [
        {
            translate("gift_cards.age"): _age(visit, each.months, before),
            translate("gift_cards.cards"): each.cards,
            amount: visit.words.money(Money(each.amount_minor, currency)),
        }
        for before, each in zip((0, *AGE_MONTHS), groups, strict=True)
    ]
    title = translate("gift_cards.by_age")
    st.dataframe(rows, hide_index=True, column_config=figure_columns(amount), alt=title, key="gift_cards_ages")


def _draw_ending(visit: OfficeVisit, currency: str, today: date) -> None:
    """What is left on cards whose last day is over, with a button that books it as income."""
    translate = visit.words.translate
    with visit.store.view() as view:
        cards, amount = left_on_expired(view, today)
    if not cards:
        return
    st.subheader(translate("gift_cards.over"))
    st.markdown(
        translate("gift_cards.over_left", count=cards, amount=plain(visit.words.money(Money(amount, currency))))
    )

    def end(actor: Actor, at: datetime) -> None:
        while end_gift_cards(visit.store, actor, at=at).more:
            pass

    st.button(
        translate("gift_cards.end"),
        key="gift_cards_end",
        on_click=visit.press,
        args=(end, "gift_cards.ended"),
        disabled=not visit.may(Permission.END_GIFT_CARDS),
        help=visit.whom_to_ask(Permission.END_GIFT_CARDS),
    )
    st.caption(translate("gift_cards.end_about"))


def _age(visit: OfficeVisit, months: int | None, before: int) -> str:
    if months is None:
        return visit.words.translate("gift_cards.age.older", months=before)
    return visit.words.translate(
        "gift_cards.age.between" if before else "gift_cards.age.upto", first=before, months=months
    )


def _draw_cards(visit: OfficeVisit, currency: str, today: date) -> None:
    translate = visit.words.translate
    st.subheader(translate("gift_cards.list"))
    searched = st.text_input(translate("gift_cards.search"), key="gift_cards_search", max_chars=4, width=200).strip()
    with visit.store.view() as view:
        cards = find_cards(view, searched, LISTED)
    if not cards:
        st.info(translate("gift_cards.not_found" if searched else "gift_cards.none"), icon=":material/redeem:")
        return
    balance, with_pins = translate("gift_cards.balance"), any(each.has_pin for each in cards)
    rows = [
        {
            translate("gift_cards.last_four"): each.last_four,
            balance: visit.words.money(Money(each.balance_minor, currency)),
            translate("gift_cards.state"): _state(visit, each, today),
            translate("gift_cards.until"): _last_day(visit, each),
            **({translate("gift_cards.pin"): translate(f"gift_cards.pin.{each.has_pin}")} if with_pins else {}),
        }
        for each in cards
    ]
    title = translate("gift_cards.list")
    st.dataframe(rows, hide_index=True, column_config=figure_columns(balance), alt=title, key="gift_cards_list")
    if len(cards) == LISTED:
        st.caption(translate("gift_cards.more", count=LISTED))
    by_id = {each.id: each for each in cards}
    chosen = st.selectbox(
        translate("gift_cards.choose"),
        [None, *by_id],
        format_func=lambda number: "–" if number is None else by_id[number].last_four,
        key="gift_cards_chosen",
        width=200,
    )
    if chosen is not None:
        _draw_changes(visit, by_id[chosen], currency)
        _draw_blocking(visit, by_id[chosen])


def _state(visit: OfficeVisit, card: GiftCard, today: date) -> str:
    return visit.words.translate(f"gift_cards.state.{why_unusable(card, today) or card.state.value}")


def _last_day(visit: OfficeVisit, card: GiftCard) -> str:
    return card.last_day.isoformat() if card.last_day else visit.words.translate("gift_cards.always")


def _draw_changes(visit: OfficeVisit, card: GiftCard, currency: str) -> None:
    translate = visit.words.translate
    with visit.store.view() as view:
        entries = entries_of(view, card.id)
        people = people_by_code(visit, view)
    amount, after = translate("gift_cards.balance"), translate("gift_cards.after")
    rows = [
        {
            translate("gift_cards.at"): visit.time(each.at),
            translate("gift_cards.change"): translate(f"gift_cards.change.{each.change}"),
            amount: visit.words.money(Money(each.amount_minor, currency)),
            after: visit.words.money(Money(each.balance_minor, currency)),
            translate("gift_cards.by"): people.get(each.operator, each.operator),
        }
        for each in entries
    ]
    title = translate("gift_cards.changes")
    st.dataframe(rows, hide_index=True, column_config=figure_columns(amount, after), alt=title, key="gift_card_changes")


def _draw_blocking(visit: OfficeVisit, card: GiftCard) -> None:
    translate, is_blocked = visit.words.translate, card.state is GiftCardState.BLOCKED
    may = visit.may(Permission.BLOCK_GIFT_CARDS)
    if not is_blocked:
        st.text_input(
            translate("gift_cards.reason"), key="gift_card_reason", max_chars=_REASON_SIGNS_MAX, disabled=not may
        )

    def block(actor: Actor, at: datetime) -> None:
        reason = str(st.session_state.get("gift_card_reason", ""))
        block_gift_card(visit.store, actor, card.id, reason, is_blocked=not is_blocked, at=at)

    st.button(
        translate("gift_cards.unblock" if is_blocked else "gift_cards.block"),
        key="gift_card_block",
        icon=":material/lock_open:" if is_blocked else ":material/block:",
        on_click=visit.press,
        args=(block, "gift_cards.unblocked" if is_blocked else "gift_cards.blocked"),
        disabled=not may,
        help=visit.whom_to_ask(Permission.BLOCK_GIFT_CARDS),
    )


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
