"""What every part of the goods' page draws from: the open shop, the reader's words, the day, and who works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from app.web.page_actor import page_actor
from app.web.page_shop import this_shop
from app.web.visitor import language_of_visitor
from app.words import Words, words_of
from models.access.actor import Actor, is_permitted
from models.access.permission import Permission
from models.errors import KassaError
from models.money import Money
from models.shop import Shop
from store.database.engine import Store

#: Where the result of what was pressed last waits to be shown.
LATEST_RESULT = "goods_latest_result"
#: Shown where there is no value.
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class GoodsView:
    """A visit of one reader to the pages of goods."""

    store: Store
    shop: Shop
    words: Words
    actor: Actor
    clock: Callable[[], datetime]

    @property
    def today(self) -> date:
        """The business day that runs now."""
        return self.shop.business_day(self.clock())

    @property
    def sees_costs(self) -> bool:
        """Whether this reader sees what goods cost the shop."""
        return is_permitted(self.actor, Permission.SEE_COSTS)

    def may(self, permission: Permission) -> bool:
        """Whether this reader may do something; the operation checks it again."""
        return is_permitted(self.actor, permission)

    def money(self, minor: int | None) -> str:
        """An amount, or a dash where there is none."""
        return NOTHING if minor is None else self.words.money(Money(minor, self.shop.currency))

    def attempt(self, do: Callable[[], object], done: str, **values: object) -> bool:
        """Do something that an operation may refuse, and leave its result to be shown; whether it was done."""
        try:
            do()
        except KassaError as error:
            st.session_state[LATEST_RESULT] = error
            return False
        st.session_state[LATEST_RESULT] = self.words.translate(done, **values)
        return True


def draw_page(title: str, clock: Callable[[], datetime], draw: Callable[[GoodsView], None]) -> None:
    """Draw a page of goods, or why there is no shop to draw."""
    words = words_of(language_of_visitor())
    try:
        opened = this_shop()
        draw(GoodsView(opened.store, opened.company, words, page_actor(opened.store), clock))
    except KassaError as error:
        st.title(words.translate(title))
        st.warning(words.explain(error), icon=":material/storefront:")


def show_result(words: Words) -> None:
    """Show the result of what was pressed last, once."""
    result = st.session_state.pop(LATEST_RESULT, None)
    if isinstance(result, KassaError):
        st.warning(words.explain(result), icon=":material/info:")
    elif result:
        st.success(result, icon=":material/check_circle:")
