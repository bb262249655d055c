"""The page of points: what they are owed for, the rule of today, those to come, and one that is tried and set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import streamlit as st

from app.office.member_offer_form import draw_offers
from app.office.office_visit import OfficeVisit, draw_page
from app.office.point_rule_form import draw_form
from app.web.plain_markdown import plain
from models.access.permission import Permission
from models.members.point_rule import MILLI, MINUTES_A_DAY, PointRule, PointTerm, rule_on
from models.money import Money
from models.promotions.promotion_text import hours_text
from models.shop import Shop
from store import shop
from store.catalogue import all_categories
from store.catalogue.promotion_rows import list_promotions
from store.members.point_rows import all_points, all_rules


@dataclass(frozen=True, slots=True)
class _Names:
    """Of categories by code, and of promotions by number."""

    categories: Mapping[str, str]
    promotions: Mapping[int, str]


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("points.title", Permission.CHANGE_POINT_RULES, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    translate, words = visit.words.translate, visit.words
    with visit.store.view() as view:
        company, rules, (members, points) = shop.get_shop(view), all_rules(view), all_points(view)
        names = _Names(
            {each.code: each.name_in(words.language) for each in all_categories(view)},
            {each.promotion.id: each.promotion.name for each in list_promotions(view)},
        )
    today = company.business_day(visit.clock())
    rule = rule_on(rules, today)
    if rules:
        owed = Money(points * rules[-1].value_minor, company.currency)
        left, middle, right = st.columns(3)
        left.metric(translate("points.all"), words.count(points))
        middle.metric(translate("points.owed"), words.money(owed))
        right.metric(translate("points.members"), words.count(members))
    if rule is None:
        st.info(translate("points.no_rule"), icon=":material/stars:")
    else:
        st.subheader(translate("points.rule_now"))
        _draw_rule(visit, rule, company, names)
    _draw_coming(visit, rules, today, company, names)
    draw_offers(visit)
    draw_form(visit, rules[-1] if rules else None, company, today + timedelta(days=1) if rules else today)


def _draw_coming(visit: OfficeVisit, rules: list[PointRule], today: date, company: Shop, names: _Names) -> None:
    """The rules to come; of two with the same first day the later one counts."""
    coming = {each.first_day: each for each in rules if each.first_day > today}
    for day, each in sorted(coming.items()):
        st.subheader(visit.words.translate("points.rule_from", day=day.isoformat()))
        _draw_rule(visit, each, company, names)


def _draw_rule(visit: OfficeVisit, rule: PointRule, company: Shop, names: _Names) -> None:
    translate, words = visit.words.translate, visit.words
    per_major = words.number(Decimal(rule.per_major_milli) / MILLI)
    worth = words.money(Money(rule.value_minor, company.currency))
    months = translate("points.months_good", months=rule.months) if rule.months else translate("points.always_good")
    lines = [
        translate("points.rule_earns", points=per_major, currency=words.sign_of(company.currency)),
        translate("points.rule_worth", amount=worth, least=rule.least),
        months,
    ]
    if rule.excluded:
        excluded = ", ".join(names.categories.get(each, each) for each in rule.excluded)
        lines.append(translate("points.rule_excluded", categories=excluded))
    lines += [_term(visit, each, names.categories) for each in rule.terms]
    lines += [
        translate(
            "points.rule_tier",
            name=each.name,
            points=words.count(each.least),
            factor=words.number(Decimal(each.factor_milli) / MILLI),
        )
        for each in rule.tiers
    ]
    lines += [
        translate(
            "points.rule_reward",
            name=names.promotions.get(each.promotion, str(each.promotion)),
            points=words.count(each.points),
            days=words.count(each.days),
        )
        for each in rule.rewards
    ]
    st.markdown("\n".join(f"- {plain(line)}" for line in lines))


def _term(visit: OfficeVisit, term: PointTerm, categories: Mapping[str, str]) -> str:
    """What goods get other points, how many, and when."""
    translate, words = visit.words.translate, visit.words
    name = term.sku or categories.get(term.category, term.category) or translate("points.everything")
    parts = []
    if term.factor_milli != MILLI:
        parts.append(translate("points.times", factor=words.number(Decimal(term.factor_milli) / MILLI)))
    if term.per_unit_milli:
        parts.append(translate("points.each", points=words.number(Decimal(term.per_unit_milli) / MILLI)))
    days = translate("points.weekdays").split(",")
    when = [", ".join(days[day] for day in term.weekdays)] if term.weekdays else []
    if term.until_minute - term.from_minute != MINUTES_A_DAY:
        when.append(hours_text(term.from_minute, term.until_minute))
    return f"{name}: {', '.join(parts)}" + (f" ({' '.join(when)})" if when else "")


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
