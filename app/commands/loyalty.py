"""The commands for the rule of points and offers to members: ``show``, ``set``, ``offer`` and ``preview``."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts

if TYPE_CHECKING:
    from rich.console import Console

    from models.members.member_offer import OfferRule
    from models.members.point_rule import PointRule
    from models.shop import Shop

app = typer.Typer(help="Points: what members get them for.", no_args_is_help=True, rich_markup_mode=None)


def _parse_day(text: str) -> date:
    return date.fromisoformat(text)


PerMoney = Annotated[
    str, typer.Option("--per-krona", help="Points for each whole unit of currency, such as 1.", metavar="POINTS")
]
Worth = Annotated[str, typer.Option("--worth", help="What a point is worth, such as 0.10.", metavar="AMOUNT")]
Months = Annotated[int, typer.Option("--months", help="Months for which points are good; 0: for ever.", metavar="N")]
Least = Annotated[int, typer.Option("--least", help="Fewest points that are used at once.", metavar="POINTS")]
Excluded = Annotated[
    list[str] | None,
    typer.Option("--exclude", help="Category that gives no points and takes none; may be repeated.", metavar="CODE"),
]
Terms = Annotated[
    list[str] | None,
    typer.Option(
        "--term",
        help="Goods with other points, such as category=dairy,factor=2,weekdays=1-5,hours=9-12 or sku=MILK,unit=5; "
        "may be repeated.",
        metavar="TERM",
    ),
]
Tiers = Annotated[
    list[str] | None,
    typer.Option(
        "--tier",
        help="Tier of members, such as Gold:5000:1.5: from 5000 points of twelve months on, 1.5 times the points; "
        "may be repeated.",
        metavar="TIER",
    ),
]
Rewards = Annotated[
    list[str] | None,
    typer.Option(
        "--reward",
        help="Reward, such as 12:10:30: the coupon of promotion 12 for 10 points, good for 30 days; may be repeated.",
        metavar="REWARD",
    ),
]
First = Annotated[
    date | None,
    typer.Option("--from", help="First day.", show_default="tomorrow", parser=_parse_day, metavar="YYYY-MM-DD"),
]


@app.command()
def show(*, as_json: Json = False) -> None:
    """Show the rule of today, those to come, and how many points members have."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.members.member_offer_rows import offer_rules
    from store.members.point_rows import all_points, all_rules, rule_of_day

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        company = shop.get_shop(view)
        today = company.business_day(datetime.now(UTC))
        rule, rules, (members, points) = rule_of_day(view, today), all_rules(view), all_points(view)
        offers = offer_rules(view)
    worth = rules[-1].value_minor if rules else 0
    facts: dict[str, object] = {
        "today": None if rule is None else _rule_facts(rule, company),
        "to_come": [_rule_facts(each, company) for each in rules if each.first_day > today],
        "offers": [_offer_facts(each) for each, _ in offers.values()],
        "members_with_points": members,
        "points": points,
        "owed_minor": points * worth,
        "currency": company.currency,
    }
    answer(facts, as_json=as_json, write=lambda console: _write(console, facts))


@app.command("set")
def set_rule(
    *,
    per_krona: PerMoney,
    worth: Worth,
    months: Months = 24,
    least: Least = 1,
    exclude: Excluded = None,
    term: Terms = None,
    tier: Tiers = None,
    reward: Rewards = None,
    first: First = None,
    as_json: Json = False,
) -> None:
    """Set what members get points for, from a day to come."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.points.point_rules import set_point_rule
    from store import shop

    at = datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            company = shop.get_shop(view)
        first_day = first or company.business_day(at) + timedelta(days=1)
        rule = _rule(company, first_day, (per_krona, worth, months, least), (exclude, term, tier, reward))
        set_point_rule(store, office_actor(store), rule, at=at)
    facts = _rule_facts(rule, company)
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def offer(
    occasion: Annotated[str, typer.Argument(help="For what members get it: welcome or birthday.", metavar="OCCASION")],
    *,
    points: Annotated[int, typer.Option("--points", help="Points that they get.", metavar="POINTS")] = 0,
    promotion: Annotated[
        int | None,
        typer.Option("--promotion", help="Promotion of which they get a coupon, by its number.", metavar="NUMBER"),
    ] = None,
    days: Annotated[int, typer.Option("--days", help="Days for which it is good and shown.", metavar="N")] = 30,
    as_json: Json = False,
) -> None:
    """Set what members who agreed to offers get for an occasion; without points and promotion nothing any more."""
    from models.members.member_offer import OfferOccasion, OfferRule
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.points.offers_by_consent import set_offer_rule

    chosen = next((each for each in OfferOccasion if each.value == occasion), None)
    if chosen is None:
        raise typer.BadParameter("choose welcome or birthday")
    with upkeep.shop_in_use(load_settings()) as store:
        rule = OfferRule(chosen, points, promotion, days)
        set_offer_rule(store, office_actor(store), rule, at=datetime.now(UTC))
    facts = _offer_facts(rule)
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def preview(
    *,
    per_krona: PerMoney,
    worth: Worth,
    months: Months = 24,
    least: Least = 1,
    exclude: Excluded = None,
    term: Terms = None,
    tier: Tiers = None,
    as_json: Json = False,
) -> None:
    """Show what a rule would have given for what members bought on the past 30 days; nothing is saved."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.points.point_rules import preview_rule
    from store import shop

    at = datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            company = shop.get_shop(view)
        rule = _rule(company, company.business_day(at), (per_krona, worth, months, least), (exclude, term, tier, None))
        tried = preview_rule(store, rule, at=at)
    facts = {
        "receipts": tried.receipts, "members": tried.members, "gross_minor": tried.gross_minor,
        "points": tried.points, "worth_minor": tried.worth_minor, "currency": company.currency,
    }  # fmt: skip
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _rule(
    company: Shop,
    first_day: date,
    figures: tuple[str, str, int, int],
    lists: tuple[list[str] | None, list[str] | None, list[str] | None, list[str] | None],
) -> PointRule:
    from models.members.point_rule import PointRule
    from models.pricing.price_text import parse_amount
    from models.promotions.point_term_text import parse_milli, parse_reward, parse_term, parse_tier

    per_krona, worth, months, least = figures
    exclude, terms, tiers, rewards = lists
    return PointRule(
        first_day=first_day,
        per_major_milli=parse_milli(per_krona),
        value_minor=parse_amount(worth, company.currency).minor,
        months=months,
        least=least,
        excluded=tuple(sorted(exclude or ())),
        terms=tuple(parse_term(each) for each in terms or ()),
        tiers=tuple(parse_tier(each) for each in tiers or ()),
        rewards=tuple(parse_reward(each) for each in rewards or ()),
    )


def _rule_facts(rule: PointRule, company: Shop) -> dict[str, object]:
    from models.promotions.point_term_text import milli_text, reward_text, term_text, tier_text

    return {
        "first_day": rule.first_day.isoformat(),
        "per_krona": milli_text(rule.per_major_milli),
        "worth_minor": rule.value_minor,
        "currency": company.currency,
        "months": rule.months,
        "least": rule.least,
        "excluded": list(rule.excluded),
        "terms": [term_text(each) for each in rule.terms],
        "tiers": [tier_text(each) for each in rule.tiers],
        "rewards": [reward_text(each) for each in rule.rewards],
    }


def _offer_facts(rule: OfferRule) -> dict[str, object]:
    return {
        "occasion": rule.occasion.value, "points": rule.points, "promotion": rule.promotion, "days": rule.days,
    }  # fmt: skip


def _list_of(value: object) -> list[dict[str, object]]:
    return value if isinstance(value, list) else []


def _write(console: Console, facts: dict[str, object]) -> None:
    today, coming, offers = facts["today"], facts["to_come"], facts["offers"]
    if isinstance(today, dict):
        write_facts(console, today)
    else:
        console.print("no rule holds today")
    for each in [*_list_of(coming), *_list_of(offers)]:
        console.print()
        write_facts(console, each)
    console.print()
    write_facts(console, {name: facts[name] for name in ("members_with_points", "points", "owed_minor", "currency")})
