"""The settings of the shop in one place: each with its value, who changed it, and what the law or numbering gave."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

import streamlit as st

from app.office.account_form import draw_accounts
from app.office.logo_form import draw_logo
from app.office.setup.setup_view import REFUSAL, RESULT, SetupView, setup_store
from app.office.tax_rate_form import draw_tax_rate_form
from app.web.page_actor import page_actor
from app.web.visitor import language_of_visitor
from app.words import words_of
from models.access.actor import is_permitted
from models.access.permission import Permission
from models.errors import KassaError
from models.shop_settings import SettingName, parse_name
from operations.installation.change_settings import change_setting
from operations.installation.configuration import load_settings
from operations.installation.setting_list import ListedSetting, SettingChange, list_changes, list_values
from store.shop import get_shop

#: A line of text is read easily up to here.
LINE_WIDTH = 760
#: Changes of one setting that are shown.
CHANGES_MAX = 10


def show(clock: Callable[[], datetime]) -> None:
    """Draw the settings of this installation's shop; ``clock`` gives the time."""
    settings, words = load_settings(), words_of(language_of_visitor())
    st.title(words.translate("settings.title"))
    try:
        _show_settings(SetupView(settings, setup_store(settings.store_url), words, clock))
    except KassaError as error:
        st.warning(words.explain(error), icon=":material/storefront:")


def _show_settings(view: SetupView) -> None:
    search = st.text_input(
        view.words.translate("settings.search"), key="settings_search", icon=":material/search:", width=LINE_WIDTH
    )
    message, refusal = (st.session_state.pop(each, None) for each in (RESULT, REFUSAL))
    if message:
        st.success(message, icon=":material/check:", width=LINE_WIDTH)
    if refusal:
        st.error(refusal, icon=":material/error:", width=LINE_WIDTH)
    with view.store.view() as connection:
        zone = ZoneInfo(get_shop(connection).zone)
        values, changes = list_values(connection), list_changes(connection)
    fitting = [each for each in values if _has(view, each, search)]
    if not fitting:
        st.info(view.words.translate("settings.nothing"), icon=":material/search_off:", width=LINE_WIDTH)
    for group, members in groupby(fitting, key=lambda each: each.group):
        _show_group(view, group, list(members), changes, zone)


def _show_group(
    view: SetupView, group: str, members: list[ListedSetting], changes: Iterable[SettingChange], zone: ZoneInfo
) -> None:
    st.header(view.words.translate(f"settings.group.{group}"))
    with st.container(width=LINE_WIDTH):
        for each in members:
            if each.can_be_changed:
                _show_setting(view, each, [change for change in changes if change.name == each.name], zone)
        fixed = [each for each in members if not each.can_be_changed]
        if group == "accounts":
            draw_accounts(view)
        elif fixed:
            _show_fixed(view, group, fixed)
            if group == "taxes":
                draw_tax_rate_form(view)


def _show_fixed(view: SetupView, group: str, fixed: list[ListedSetting]) -> None:
    if group == "taxes":
        st.caption(view.words.translate("settings.taxes.text"))
    columns = [view.words.translate(f"settings.column.{name}") for name in ("name", "value", "source")]
    names = [_fixed_name(view, each.name) for each in fixed]
    st.dataframe(
        {columns[0]: names, columns[1]: [each.value for each in fixed], columns[2]: [each.means for each in fixed]},
        hide_index=True,
        alt=view.words.translate(f"settings.group.{group}"),
    )


def _show_setting(view: SetupView, each: ListedSetting, changes: list[SettingChange], zone: ZoneInfo) -> None:
    name = parse_name(each.name)
    with st.expander(f"{_label(view, name)}: {_shown(view, name, each.value)}"):
        if name.kind.is_picture:
            draw_logo(view, _label(view, name))
        else:
            _show_form(view, name, each.value)
        for change in changes[:CHANGES_MAX]:
            at = f"{change.at.astimezone(zone):%Y-%m-%d %H:%M}"
            before, after = (_shown(view, name, text) for text in (change.before or "", change.after))
            st.caption(f"{at} · {_escape(change.by)}: {before} → {after}")


def _show_form(view: SetupView, name: SettingName, before: str) -> None:
    with st.form(f"form_{name.text}", border=False):
        value = _input(view, name, before)
        may = is_permitted(page_actor(view.store), Permission.CHANGE_SHOP)
        pressed = st.form_submit_button(view.words.translate("settings.save"), type="primary", disabled=not may)
    if pressed:
        view.answer(lambda: _save(view, name.text, value))


def _fixed_name(view: SetupView, name: str) -> str:
    """A tax rate or a last receipt number as people call it; any other name as it is."""
    kind, of, *rest = name.split(".")
    if kind == "tax":
        category = view.words.translate(f"goods.tax.{of}")
        return view.words.translate("settings.taxes.rate", category=category, first=rest[0])
    return view.words.translate("settings.numbers.receipt", number=of) if rest == ["last_receipt"] else name


def _input(view: SetupView, name: SettingName, value: str) -> str:
    label, kind = _label(view, name), name.kind
    if kind.choices:
        chosen = st.selectbox(
            label,
            kind.choices,
            index=kind.choices.index(value),
            format_func=lambda each: _choice(view, each),
            key=f"value_{name.text}",
        )
        return str(chosen)
    return st.text_input(label, value=value, key=f"value_{name.text}")


def _save(view: SetupView, name: str, value: str) -> str:
    change_setting(view.store, page_actor(view.store), name, value, at=view.clock())
    return view.words.translate("settings.saved", name=_label(view, parse_name(name)))


def _label(view: SetupView, name: SettingName) -> str:
    return view.words.translate(f"settings.of.{name.kind.pattern}", number=name.number)


def _shown(view: SetupView, name: SettingName, value: str) -> str:
    """A value as the title and the list of changes show it: one of a list in its words."""
    return _choice(view, value) if value in name.kind.choices else _escape(value) or "–"


def _choice(view: SetupView, value: str) -> str:
    return view.words.translate(f"settings.choice.{value or 'usual'}")


def _has(view: SetupView, each: ListedSetting, search: str) -> bool:
    label = ""
    if each.can_be_changed:
        name = parse_name(each.name)
        label = f"{_label(view, name)}\n{_shown(view, name, each.value)}"
    return search.casefold().strip() in f"{label}\n{each.name}\n{each.value}\n{each.means}".casefold()


def _escape(text: str) -> str:
    """Text that Markdown shows as it is."""
    return "".join(f"\\{sign}" if sign in _MARKDOWN else sign for sign in text)


_MARKDOWN = frozenset("\\`*_{}[]()<>#+-.!|~$:&\"'@^=")

if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
