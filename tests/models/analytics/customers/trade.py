"""Receipts and members by chance, for tests of figures about customers."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from models.analytics.customers.bands import first_day_of
from models.analytics.customers.edition_figures import TradeFrames

EDITION = 30
FIRST = first_day_of(EDITION)
CATEGORIES = ("bread", "dairy", "fruit", "press", "tobacco")


def chance_trade(seed: int, *, members: int = 60, baskets: int = 300) -> TradeFrames:
    """Four weeks of a small shop: half of the receipts are of members, tobacco is sensitive."""
    rng = np.random.default_rng(seed)
    names = [f"M{number:03}" for number in range(members)]
    first_days = [FIRST - timedelta(days=int(days)) for days in rng.integers(-20, 300, members)]
    people = pl.DataFrame(
        {
            "member": names,
            "age": rng.choice(["-24", "25-44", "45-64", "65-"], members, p=[0.1, 0.4, 0.35, 0.15]),
            "household": rng.choice(["1", "2", "3-"], members, p=[0.2, 0.4, 0.4]),
            "area": rng.choice(["111", "112"], members),
            "first_day": first_days,
            "last_day": [FIRST] * members,
            "last_before": [day if day < FIRST else None for day in first_days],
            "may_write": rng.random(members) < 0.5,
            "joined_by": ["earlier"] * members,
            "offer": rng.choice(["offered", "held_back", "not_asked"], members),
        },
        schema_overrides={"last_before": pl.Date},
    )
    buyers = rng.integers(0, 2 * members, baskets)
    lines = pl.DataFrame(
        {
            "sale_id": np.repeat(np.arange(baskets), 2),
            "category": rng.choice(CATEGORIES, 2 * baskets, p=[0.35, 0.3, 0.2, 0.1, 0.05]),
            "amount_minor": rng.integers(500, 9_000, 2 * baskets),
        }
    )
    lines = lines.group_by("sale_id", "category").agg(pl.col("amount_minor").sum()).sort("sale_id", "category")
    sums = lines.group_by("sale_id").agg(pl.col("amount_minor").sum())
    receipts = pl.DataFrame(
        {
            "sale_id": np.arange(baskets),
            "business_day": [FIRST + timedelta(days=int(day)) for day in rng.integers(0, 28, baskets)],
            "hour": rng.integers(9, 12, baskets),
            "till": rng.choice([1, 2], baskets),
            "member": [names[buyer] if buyer < members else None for buyer in buyers],
            "is_cash": rng.random(baskets) < 0.3,
        }
    ).join(sums, on="sale_id")
    marked = lines.with_columns(is_sensitive=pl.col("category") == "tobacco", margin_minor=pl.col("amount_minor") // 4)
    return TradeFrames(receipts.sort("sale_id"), marked, people)
