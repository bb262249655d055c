"""The calendar of the demo shop."""

from __future__ import annotations

from datetime import date, time, timedelta

from pipelines.demo.seasons import open_day, season_factor

FIRST = date(2025, 10, 19)


def footfall(day: date) -> float:
    today = open_day(day, FIRST)
    assert today is not None
    return today.footfall


def test_the_shop_is_closed_on_christmas_day() -> None:
    assert open_day(date(2025, 12, 25), FIRST) is None
    assert open_day(date(2025, 12, 26), FIRST) is not None


def test_it_closes_early_on_midsummer_eve() -> None:
    today = open_day(date(2026, 6, 19), FIRST)
    assert today is not None
    assert today.closes == time(16)


def test_fridays_are_busier_than_sundays_and_payday_than_the_days_before() -> None:
    assert footfall(date(2026, 3, 13)) > footfall(date(2026, 3, 15))
    assert footfall(date(2026, 3, 25)) > 1.2 * footfall(date(2026, 3, 18))


def test_seasons_peak_when_their_feast_does() -> None:
    year = [date(2026, 1, 1) + timedelta(n) for n in range(365)]
    peaks = {season: max(year, key=lambda day: season_factor(season, day)) for season in ("lent", "lucia", "paschal")}
    assert peaks == {"lent": date(2026, 2, 17), "lucia": date(2026, 12, 13), "paschal": date(2026, 4, 4)}
    assert season_factor("icecream", date(2026, 7, 10)) > 8 * season_factor("icecream", date(2026, 1, 10))
    assert season_factor("taco", date(2026, 3, 13)) > 4 * season_factor("taco", date(2026, 3, 10))


def test_yearly_goods_sell_hardly_at_all_outside_their_season() -> None:
    assert season_factor("yule", date(2026, 7, 1)) < 0.05
    assert season_factor("yule", date(2026, 12, 20)) > 1
