"""The form of a rule of points: for money, for some categories, at some hours; tried before it is set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import streamlit as st

from app.office.office_visit import OfficeVisit
from app.office.point_rewards_form import draw_rewards
from app.office.point_tiers_form import draw_tiers
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.errors import KassaError
from models.members.point_rule import (
    FACTOR_MAX_MILLI,
    LEAST_MAX,
    MILLI,
    MINUTES_A_DAY,
    MONTHS_MAX,
    POINTS_EACH_MAX_MILLI,
    VALUE_MAX_MINOR,
    PointRule,
    PointTerm,
)
from models.money import Money
from models.shop import Shop
from operations.points.point_rules import preview_rule, set_point_rule
from store.catalogue import all_categories

_MONTHS, _HOURS = 24, 24
_USUAL = PointRule(date.min, MILLI, 10, months=_MONTHS, least=1)


@dataclass(frozen=True, slots=True)
class _Draft:
    """Terms as the form shows them: by category, those of some hours, and those that only the command makes."""

    by_category: dict[str, PointTerm]
    by_time: PointTerm | None
    others: tuple[PointTerm, ...]


def draw_form(visit: OfficeVisit, before: PointRule | None, company: Shop, first: date) -> None:
    """The form, with what ``before`` has; ``first`` is the first day on which a rule may begin."""
    translate, rule = visit.words.translate, before or _USUAL
    st.subheader(translate("points.new_rule"))
    left, middle, right = st.columns(3)
    first_day = left.date_input(
        translate("points.first_day"), value=first, min_value=first, key="points_first", format="YYYY-MM-DD"
    )
    per_major = middle.number_input(
        translate("points.per_major", currency=visit.words.sign_of(company.currency)),
        min_value=0.0,
        max_value=POINTS_EACH_MAX_MILLI / MILLI,
        value=rule.per_major_milli / MILLI,
        step=0.1,
        key="points_per_major",
    )
    with right:
        value_minor = _draw_worth(visit, rule, company.currency)
    months, least = _draw_validity(visit, rule)
    excluded, terms = _draw_terms(visit, rule)
    tiers = draw_tiers(visit, rule.tiers)
    rewards = draw_rewards(visit, rule.rewards)
    draft = PointRule(first_day, round(per_major * MILLI), value_minor, months, least, excluded, terms, tiers, rewards)
    _draw_preview(visit, draft, company)

    def save(actor: Actor, at: datetime) -> None:
        set_point_rule(visit.store, actor, draft, at=at)

    if st.button(translate("points.save"), key="points_save", icon=":material/save:", type="primary"):
        visit.act(save, "points.saved")
        st.rerun()


def _draw_worth(visit: OfficeVisit, rule: PointRule, currency: str) -> int:
    """What a point is worth, in minor units."""
    least, most, usual = (float(Money(each, currency).major()) for each in (1, VALUE_MAX_MINOR, rule.value_minor))
    worth = st.number_input(
        visit.words.translate("points.worth", currency=visit.words.sign_of(currency)),
        min_value=least,
        max_value=most,
        value=usual,
        step=least,
        key="points_worth",
        help=visit.words.translate("points.worth_about"),
    )
    return round(worth / least)


def _draw_validity(visit: OfficeVisit, rule: PointRule) -> tuple[int, int]:
    """Months for which points are good, and the fewest that are used at once."""
    translate = visit.words.translate
    left, right = st.columns(2)
    months = left.number_input(
        translate("points.months"), min_value=0, max_value=MONTHS_MAX, value=rule.months, key="points_months",
        help=translate("points.months_about"),
    )  # fmt: skip
    least = right.number_input(
        translate("points.least"), min_value=1, max_value=LEAST_MAX, value=rule.least, key="points_least"
    )
    return int(months), int(least)


def _draw_preview(visit: OfficeVisit, rule: PointRule, company: Shop) -> None:
    translate, words = visit.words.translate, visit.words
    try:
        tried = preview_rule(visit.store, rule, at=visit.clock())
    except KassaError as error:
        st.warning(words.explain(error), icon=":material/info:")
        return
    if not tried.receipts:
        st.info(translate("points.preview_none"), icon=":material/info:")
        return
    share = words.number(
        (Decimal(tried.worth_minor * 100) / Decimal(max(1, tried.gross_minor))).quantize(Decimal("0.1"))
    )
    st.info(
        translate(
            "points.preview",
            receipts=words.count(tried.receipts),
            amount=words.money(Money(tried.gross_minor, company.currency)),
            points=words.count(tried.points),
            worth=words.money(Money(tried.worth_minor, company.currency)),
            share=share,
        ),
        icon=":material/calculate:",
    )


def _draw_terms(visit: OfficeVisit, rule: PointRule) -> tuple[tuple[str, ...], tuple[PointTerm, ...]]:
    """Categories without points, categories with other points, and hours with more."""
    translate, draft = visit.words.translate, _draft_of(rule)
    with visit.store.view() as view:
        names = {each.code: each.name_in(visit.words.language) for each in all_categories(view)}
    names |= {code: code for code in (*rule.excluded, *draft.by_category) if code not in names}
    excluded = st.multiselect(
        translate("points.excluded"), list(names), default=list(rule.excluded), format_func=names.__getitem__,
        key="points_excluded", help=translate("points.excluded_about"), placeholder="–",
    )  # fmt: skip
    chosen = st.multiselect(
        translate("points.categories"), list(names), default=list(draft.by_category), format_func=names.__getitem__,
        key="points_categories", placeholder="–",
    )  # fmt: skip
    terms = [_draw_category(visit, draft.by_category.get(code), code, plain(names[code])) for code in chosen]
    by_time = _draw_hours(visit, draft.by_time)
    if draft.others:
        st.caption(translate("points.other_terms", count=len(draft.others)))
    return tuple(excluded), (*terms, *([by_time] if by_time else []), *draft.others)


def _draw_category(visit: OfficeVisit, term: PointTerm | None, code: str, name: str) -> PointTerm:
    translate, before = visit.words.translate, term or PointTerm(factor_milli=2 * MILLI)
    left, right = st.columns(2)
    factor = left.number_input(
        translate("points.factor", name=name), min_value=0.0, max_value=FACTOR_MAX_MILLI / MILLI,
        value=before.factor_milli / MILLI, step=0.5, key=f"points_factor_{code}",
    )  # fmt: skip
    unit = right.number_input(
        translate("points.per_unit", name=name), min_value=0.0, max_value=POINTS_EACH_MAX_MILLI / MILLI,
        value=before.per_unit_milli / MILLI, step=1.0, key=f"points_unit_{code}",
    )  # fmt: skip
    return PointTerm(category=code, factor_milli=round(factor * MILLI), per_unit_milli=round(unit * MILLI))


def _draw_hours(visit: OfficeVisit, term: PointTerm | None) -> PointTerm | None:
    """Hours in which everything gives more points, such as quiet mornings."""
    translate = visit.words.translate
    if not st.toggle(translate("points.hours"), value=term is not None, key="points_hours"):
        return None
    before = term or PointTerm(factor_milli=2 * MILLI, weekdays=(0, 1), from_minute=9 * 60, until_minute=11 * 60)
    days = translate("points.weekdays").split(",")
    left, middle, right = st.columns([1, 2, 2])
    factor = left.number_input(
        translate("points.hours_factor"), min_value=0.0, max_value=FACTOR_MAX_MILLI / MILLI,
        value=before.factor_milli / MILLI, step=0.5, key="points_hours_factor",
    )  # fmt: skip
    weekdays = middle.multiselect(
        translate("points.hours_days"), list(range(len(days))), default=list(before.weekdays),
        format_func=days.__getitem__, key="points_hours_days", placeholder=translate("points.every_day"),
    )  # fmt: skip
    begin, end = right.slider(
        translate("points.hours_between"), 0, _HOURS, (before.from_minute // 60, before.until_minute // 60),
        key="points_hours_between", format="%d:00",
    )  # fmt: skip
    return PointTerm(
        factor_milli=round(factor * MILLI),
        weekdays=tuple(sorted(weekdays)),
        from_minute=begin * 60,
        until_minute=end * 60,
    )


def _draft_of(rule: PointRule) -> _Draft:
    by_category = {each.category: each for each in rule.terms if each.category and _is_plain(each)}
    rest = [each for each in rule.terms if each is not by_category.get(each.category)]
    by_time = next((each for each in rest if _is_of_hours(each)), None)
    return _Draft(by_category, by_time, tuple(each for each in rest if each is not by_time))


def _is_plain(term: PointTerm) -> bool:
    return not term.sku and not term.weekdays and (term.from_minute, term.until_minute) == (0, MINUTES_A_DAY)


def _is_of_hours(term: PointTerm) -> bool:
    whole_hours = not term.from_minute % 60 and not term.until_minute % 60
    return not (term.sku or term.category or term.per_unit_milli) and whole_hours
