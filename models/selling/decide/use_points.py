"""A basket uses points of its member, or no longer."""

from __future__ import annotations

from dataclasses import replace

from models.facts.point_booking import PointsTaken
from models.members.point_entry import PointsUse, PointsWithReturn
from models.selling.basket import Basket
from models.selling.decide.decision import Decision


def decide_points(basket: Basket, use: PointsUse | None) -> Decision:
    """Let the basket use so many points; raises :class:`models.members.point_entry.PointsWithReturn`."""
    if use == basket.points:
        return Decision(basket, ())
    if use is not None and basket.returned_minor is not None:
        raise PointsWithReturn
    fact = PointsTaken(basket.id, 0, 0) if use is None else PointsTaken(basket.id, use.points, use.value_minor)
    return Decision(replace(basket, points=use), (fact,))


def points_removals(basket: Basket) -> tuple[PointsTaken, ...]:
    """The fact that a basket uses no points any more, if it used some."""
    return () if basket.points is None else (PointsTaken(basket.id, 0, 0),)
