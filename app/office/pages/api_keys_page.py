"""The keys with which programs of others read the shop: made, shown once, and revoked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from app.office.office_visit import OfficeVisit, draw_page
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.access.api_key import KEY_DAYS, KEY_DAYS_USUAL, KEY_NAME_LENGTH_MAX, ApiKey, ApiScope
from models.access.permission import Permission
from operations.access.api_keys import NewApiKey, make_api_key, revoke_api_key
from store.access import stored_api_keys

#: The key that was just made, in the session's state: it is shown once and stored nowhere.
NEW_KEY = "new_api_key"


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("api_keys.title", Permission.CHANGE_API_KEYS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    translate, now = visit.words.translate, visit.clock()
    with visit.store.view() as view:
        keys = stored_api_keys.all_keys(view)
    st.caption(translate("api_keys.about"))
    new_key = st.session_state.pop(NEW_KEY, None)
    if isinstance(new_key, NewApiKey):
        st.info(translate("api_keys.secret"), icon=":material/key:")
        st.code(new_key.secret, language=None, wrap_lines=True)
    valid = [each for each in keys if each.holds(now)]
    if not valid:
        st.caption(translate("api_keys.none"))
    for each in valid:
        _draw_key(visit, each)
    _draw_new_key(visit)
    over = [each for each in keys if not each.holds(now)]
    if over:
        with st.expander(translate("api_keys.ended")):
            for each in over:
                st.markdown(f"**{plain(each.name)}**  \n{_facts(visit, each)}")


def _draw_key(visit: OfficeVisit, key: ApiKey) -> None:
    translate = visit.words.translate
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(key.name)}**  \n{_facts(visit, key)}", width="stretch")
        with st.popover(translate("api_keys.revoke"), icon=":material/block:"):
            st.caption(translate("api_keys.revoke.sure"))
            st.button(
                translate("api_keys.revoke.do"),
                key=f"revoke_key_{key.id}",
                type="primary",
                on_click=visit.press,
                args=(
                    lambda actor, at: revoke_api_key(visit.store, actor, key.id, at=at),
                    "api_keys.revoked",
                ),
            )


def _facts(visit: OfficeVisit, key: ApiKey) -> str:
    """What a key reads, how long it holds and when it was used, in one line."""
    translate = visit.words.translate
    last_use = (
        translate("api_keys.unused")
        if key.seen_at is None
        else translate("api_keys.seen", time=visit.time(key.seen_at))
    )
    texts = [
        ", ".join(translate(f"api_keys.scope.{each}") for each in ApiScope if each in key.scopes),
        _end(visit, key),
        last_use,
    ]
    return " · ".join(plain(each) for each in texts)


def _end(visit: OfficeVisit, key: ApiKey) -> str:
    if key.revoked_at is not None:
        return visit.words.translate("api_keys.revoked_at", time=visit.time(key.revoked_at))
    text = "api_keys.until" if key.holds(visit.clock()) else "api_keys.over"
    return visit.words.translate(text, time=visit.time(key.ends_at))


def _draw_new_key(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    with st.expander(translate("api_keys.add"), icon=":material/add:"):
        st.text_input(
            translate("api_keys.name"),
            key="api_key_name",
            max_chars=KEY_NAME_LENGTH_MAX,
            help=translate("api_keys.name.help"),
        )
        st.multiselect(
            translate("api_keys.scopes"),
            [each.value for each in ApiScope],
            format_func=lambda scope: translate(f"api_keys.scope.{scope}"),
            key="api_key_scopes",
            placeholder=translate("api_keys.scopes.choose"),
        )
        st.number_input(translate("api_keys.days"), KEY_DAYS[0], KEY_DAYS[-1], value=KEY_DAYS_USUAL, key="api_key_days")
        st.button(translate("api_keys.save"), key="make_api_key", on_click=_make_key, args=(visit,))


def _make_key(visit: OfficeVisit) -> None:
    state = st.session_state

    def make(actor: Actor, at: datetime) -> None:
        days = int(state["api_key_days"])
        state[NEW_KEY] = make_api_key(
            visit.store, actor, state["api_key_name"], state["api_key_scopes"], at=at, days=days
        )

    if visit.act(make, "api_keys.ready"):
        state["api_key_name"], state["api_key_scopes"] = "", []


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
