"""The frame of a page of the back office: who visits it, and what came of the last thing they did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from app.web.page_actor import page_actor
from app.web.page_shop import this_shop
from app.web.visitor import language_of_visitor
from app.web.who_may import who_may
from app.words import Words, words_of
from models.access.actor import Actor, is_permitted
from models.access.permission import Permission
from models.errors import KassaError
from operations.access.permissions import check
from store.database.engine import Store

#: Where the answer to the last thing done waits to be shown, in the session's state.
_RESULT = "office_result"


@dataclass(frozen=True, slots=True)
class OfficeVisit:
    """One run of a page: the shop's store and zone, the visitor's words, who visits, and the time."""

    store: Store
    zone: str
    words: Words
    visitor: Actor
    clock: Callable[[], datetime]

    def may(self, permission: Permission) -> bool:
        """Whether the visitor may do something, for buttons: the operation looks again."""
        return is_permitted(self.visitor, permission)

    def whom_to_ask(self, permission: Permission) -> str | None:
        """The help of a button that the visitor may not press; nothing beside one that they may."""
        return None if self.may(permission) else who_may(self.store, permission, self.words)

    def act(self, work: Callable[[Actor, datetime], object], done: str, **values: object) -> bool:
        """Do ``work`` as the visitor, who is asked for anew, and let the page show ``done`` or what was wrong.

        Returns whether it was done.
        """
        try:
            work(page_actor(self.store), self.clock())
        except KassaError as error:
            st.session_state[_RESULT] = error
            return False
        st.session_state[_RESULT] = self.words.translate(done, **values)
        return True

    def press(self, work: Callable[[Actor, datetime], object], done: str) -> None:
        """As :meth:`act`, for a button's callback."""
        self.act(work, done)

    def time(self, at: datetime) -> str:
        """An instant on the shop's clock: 2026-11-27 14:05."""
        return f"{at.astimezone(ZoneInfo(self.zone)):%Y-%m-%d %H:%M}"


def draw_page(
    title: str, permission: Permission, draw: Callable[[OfficeVisit], None], clock: Callable[[], datetime]
) -> None:
    """Draw a page of the back office for whoever is signed in and has ``permission``; ``title`` is its text's key."""
    words = words_of(language_of_visitor())
    st.title(words.translate(title))
    try:
        shop = this_shop()
        visitor = page_actor(shop.store)
        check(visitor, permission)
        _show_result(words)
        draw(OfficeVisit(shop.store, shop.company.zone, words, visitor, clock))
    except KassaError as error:
        st.warning(words.explain(error), icon=":material/info:")


def _show_result(words: Words) -> None:
    result = st.session_state.pop(_RESULT, None)
    if isinstance(result, KassaError):
        st.warning(words.explain(result), icon=":material/info:")
    elif result:
        st.success(result, icon=":material/check_circle:")
