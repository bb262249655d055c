"""The rule of points is set, from a day to come; and what one would have given on the past 30 days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.facts.point_booking import PointRuleSet
from models.members.earned_points import TriedRule, try_rule
from models.members.point_rule import PointRule, check_rule, write_rule
from models.promotions.promotion import ONE_TIME
from operations.access.permissions import check
from operations.points.member_tier import factors_of
from operations.unit_of_work import unit_of_work
from store import shop
from store.analysis.point_trial import purchases_of_members
from store.catalogue.promotion_rows import list_promotions
from store.database.engine import Connection, Store
from store.members import point_rows

#: So long before today purchases are tried.
TRIED_TIME = timedelta(days=30)


class RuleBeginsTooEarly(Refused):
    """A rule that would hold for what was sold already."""

    code = "rule_begins_too_early"
    text = "A rule of points begins on a day to come, and {first_day} is none. Nothing was saved; choose a later day."

    first_day: date


class PointWorthFixed(Refused):
    """A rule in which points of members would be worth something else than when they got them."""

    code = "point_worth_fixed"
    text = (
        "Members have points that are worth {value_minor} hundredths each, and stay so. Nothing was saved; change how "
        "many points they get instead."
    )

    value_minor: int


@dataclass(frozen=True, slots=True)
class SetRule:
    """A rule that was set: its number, and the rule."""

    id: int
    rule: PointRule


def set_point_rule(store: Store, actor: Actor, rule: PointRule, *, at: datetime) -> SetRule:
    """Set what members get points for from a day to come; the first rule of a shop may begin today.

    Raises :class:`models.members.point_rule.WrongPointRule`, :class:`RuleBeginsTooEarly` or :class:`PointWorthFixed`.
    """
    check(actor, Permission.CHANGE_POINT_RULES)
    with unit_of_work(store, actor, at=at) as work:
        check_rule(rule, promotions_for_rewards(work.tx, work.station.shop.business_day(at)))
        earlier = point_rows.all_rules(work.tx)
        today = work.station.shop.business_day(at)
        if rule.first_day < today + (timedelta(days=1) if earlier else timedelta(0)):
            raise RuleBeginsTooEarly(rule.first_day)
        if earlier and earlier[-1].value_minor != rule.value_minor and point_rows.has_entries(work.tx):
            raise PointWorthFixed(earlier[-1].value_minor)
        (rule_id,) = work.take_ids()
        point_rows.add_rule(work.tx, rule_id, rule, at=work.at, operator=work.actor.operator_id)
        work.record(PointRuleSet(rule_id, rule.first_day, write_rule(rule)))
        return SetRule(rule_id, rule)


def promotions_for_rewards(view: Connection, today: date) -> dict[int, str]:
    """The names of the promotions for who has a coupon of one purchase that hold today or later, by number."""
    stored = [each.promotion for each in list_promotions(view) if each.ended_at is None]
    return {each.id: each.name for each in stored if each.coupon == ONE_TIME and not each.time.is_over(today)}


def preview_rule(store: Store, rule: PointRule, *, at: datetime) -> TriedRule:
    """What a rule would have given for what members bought on the past 30 days; nothing is saved.

    Each member is taken to have had the tier of today.

    Raises :class:`models.members.point_rule.WrongPointRule`.
    """
    check_rule(rule)
    with store.view() as view:
        company = shop.get_shop(view)
        today = company.business_day(at)
        sales = list(purchases_of_members(view, company, today - TRIED_TIME, today))
        factors = factors_of(view, {each.member for each in sales}, rule, today)
        return try_rule(rule, sales, company.currency, factors)
