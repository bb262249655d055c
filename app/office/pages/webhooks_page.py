"""Webhooks: where the shop sends what happens, what became of each message, and those that were given up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from app.office.office_visit import OfficeVisit, draw_page
from app.office.webhook_actions import add, rotate, send_trial
from app.web.plain_markdown import plain
from models.access.permission import Permission
from models.dispatch.webhook import (
    ADDRESS_MAX,
    MessageState,
    Webhook,
    WebhookEvent,
    WebhookMessage,
    WebhookState,
)
from operations.dispatch.webhook_changes import choose_webhook_events, remove_webhook, switch_webhook
from operations.dispatch.webhook_sending import replay_message, replay_messages
from store import webhook_rows

#: So many messages are listed, and so many of those that were given up.
LISTED, FAILED_LISTED = 200, 20
#: The secret that was just made, in the session's state: it is shown once.
NEW_SECRET = "new_webhook_secret"  # noqa: S105 - the name of a place


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("webhooks.title", Permission.CHANGE_WEBHOOKS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    with visit.store.view() as view:
        hooks = webhook_rows.all_webhooks(view)
        latest = webhook_rows.latest_messages(view, LISTED, list(MessageState))
        failed = webhook_rows.latest_messages(view, FAILED_LISTED, [MessageState.FAILED])
    st.caption(translate("webhooks.about"))
    secret = st.session_state.pop(NEW_SECRET, "")
    if secret:
        st.info(translate("webhooks.secret"), icon=":material/key:")
        st.code(secret, language=None, wrap_lines=True)
    if not hooks:
        st.caption(translate("webhooks.none"))
    for each in hooks:
        _draw_hook(visit, each)
    _draw_new(visit)
    hosts = {each.id: each.host for each in hooks}
    if failed:
        st.subheader(translate("webhooks.failed", count=len(failed)))
    for message in failed:
        _draw_failed(visit, message, hosts)
    if latest:
        st.subheader(translate("webhooks.log"))
        rows = [_row(visit, each, hosts) for each in latest]
        st.dataframe(rows, hide_index=True, alt=translate("webhooks.log"), key="webhook_log")
        st.button(translate("webhooks.refresh"), key="webhook_refresh", icon=":material/refresh:")


def _draw_hook(visit: OfficeVisit, hook: Webhook) -> None:
    """A webhook with what can be done to it."""
    translate, number, is_on = visit.words.translate, hook.id, hook.state is WebhookState.ON
    with st.container(border=True):
        state = translate(f"webhooks.{hook.state.value}") if not hook.why_off else translate("webhooks.gone")
        events = ", ".join(translate(f"webhooks.event.{each}") for each in WebhookEvent if each in hook.events)
        st.markdown(f"**{plain(hook.address)}**  \n{plain(state)} · {plain(events)}")
        with st.container(horizontal=True):
            if is_on:
                st.button(
                    translate("webhooks.test"),
                    key=f"webhook_test_{number}",
                    icon=":material/send:",
                    on_click=visit.press,
                    args=(lambda actor, at: send_trial(visit, actor, number, at), "webhooks.tested"),
                )
            st.button(
                translate("webhooks.switch_off" if is_on else "webhooks.switch_on"),
                key=f"webhook_switch_{number}",
                on_click=visit.press,
                args=(
                    lambda actor, at: switch_webhook(visit.store, actor, number, on=not is_on, at=at),
                    "webhooks.switched_off" if is_on else "webhooks.switched_on",
                ),
            )
            _draw_events(visit, hook)
            _draw_rotate(visit, number)
            _draw_remove(visit, number)


def _draw_events(visit: OfficeVisit, hook: Webhook) -> None:
    translate, key = visit.words.translate, f"webhook_events_{hook.id}"
    with st.popover(translate("webhooks.choose"), icon=":material/tune:"):
        st.multiselect(
            translate("webhooks.events"),
            [each.value for each in WebhookEvent],
            default=[each.value for each in WebhookEvent if each in hook.events],
            format_func=lambda event: translate(f"webhooks.event.{event}"),
            key=key,
        )
        st.button(
            translate("webhooks.choose.save"),
            key=f"webhook_choose_{hook.id}",
            on_click=visit.press,
            args=(
                lambda actor, at: choose_webhook_events(visit.store, actor, hook.id, st.session_state[key], at=at),
                "webhooks.changed",
            ),
        )


def _draw_rotate(visit: OfficeVisit, number: int) -> None:
    translate = visit.words.translate
    with st.popover(translate("webhooks.rotate"), icon=":material/key:"):
        st.caption(translate("webhooks.rotate.about"))
        st.button(
            translate("webhooks.rotate.do"),
            key=f"webhook_rotate_{number}",
            type="primary",
            on_click=visit.press,
            args=(lambda actor, at: rotate(visit, actor, number, NEW_SECRET, at), "webhooks.rotated"),
        )


def _draw_remove(visit: OfficeVisit, number: int) -> None:
    translate = visit.words.translate
    with st.popover(translate("webhooks.remove"), icon=":material/delete:"):
        st.caption(translate("webhooks.remove.sure"))
        st.button(
            translate("webhooks.remove.do"),
            key=f"webhook_remove_{number}",
            type="primary",
            on_click=visit.press,
            args=(lambda actor, at: remove_webhook(visit.store, actor, number, at=at), "webhooks.removed"),
        )


def _draw_new(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    with st.expander(translate("webhooks.add"), icon=":material/add:"):
        st.text_input(
            translate("webhooks.address"),
            key="webhook_address",
            max_chars=ADDRESS_MAX,
            help=translate("webhooks.address.help"),
        )
        st.multiselect(
            translate("webhooks.events"),
            [each.value for each in WebhookEvent],
            format_func=lambda event: translate(f"webhooks.event.{event}"),
            key="webhook_events",
            placeholder=translate("webhooks.events.choose"),
        )
        st.button(translate("webhooks.save"), key="webhook_add", on_click=add, args=(visit, NEW_SECRET), type="primary")


def _draw_failed(visit: OfficeVisit, message: WebhookMessage, hosts: dict[int, str]) -> None:
    """A message that was given up, and all those of the same webhook."""
    translate, number, event_id = visit.words.translate, message.webhook_id, message.event_id
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        parts = [visit.time(message.made_at), hosts.get(number, ""), _about(visit, message), _outcome(message)]
        st.markdown(" · ".join(plain(part) for part in parts if part), width="stretch")
        st.button(
            translate("webhooks.again"),
            key=f"webhook_again_{number}_{event_id}",
            on_click=visit.press,
            args=(lambda actor, at: replay_message(visit.store, actor, number, event_id, at=at), "webhooks.again.done"),
        )
        st.button(
            translate("webhooks.again.all"),
            key=f"webhook_again_all_{number}_{event_id}",
            on_click=visit.press,
            args=(
                lambda actor, at: replay_messages(
                    visit.store, actor, number, datetime.min.replace(tzinfo=UTC), [MessageState.FAILED], at=at
                ),
                "webhooks.again.done",
            ),
        )


def _row(visit: OfficeVisit, each: WebhookMessage, hosts: dict[int, str]) -> dict[str, object]:
    translate = visit.words.translate
    return {
        translate("webhooks.column.made"): visit.time(each.made_at),
        translate("webhooks.column.to"): hosts.get(each.webhook_id, ""),
        translate("webhooks.column.event"): _about(visit, each),
        translate("webhooks.column.state"): translate(f"webhooks.state.{each.state.value}"),
        translate("webhooks.column.attempts"): each.attempts,
        translate("webhooks.column.next"): visit.time(each.next_try) if each.next_try else "",
        translate("webhooks.column.answer"): _outcome(each),
        translate("webhooks.column.id"): each.event_id,
    }


def _about(visit: OfficeVisit, message: WebhookMessage) -> str:
    return visit.words.translate(f"webhooks.event.{message.event}")


def _outcome(message: WebhookMessage) -> str:
    return " ".join(str(each) for each in (message.status, message.reason) if each)


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
