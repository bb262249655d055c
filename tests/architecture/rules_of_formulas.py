"""House rule of formulas: each shows its figures in a doctest."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.rule import Rule, Violations, within
from tests.architecture.source_tree import Source

#: Types of a calculated number, and the records that hold nothing else.
NUMBERS = frozenset(
    {"int", "float", "Decimal", "Money", "Floats", "Ints", "NDArray"} | {"Settlement", "Taxed", "Entry"}
)
FORMULAS = within(
    "models/pricing/",
    "models/ledger/",
    "models/demand/",
    "models/replenishment/",
    "models/selling/settlement.py",
)
_FORECASTERS = "models/demand/"
#: Functions that return a number without a doctest, each with its reason; the list only shrinks.
WITHOUT = {
    f"{_FORECASTERS}forecaster.py::FittedForecaster.predict": "a port: each forecaster passes the suite of forecasters",
    f"{_FORECASTERS}baseline.py::RecentMean.predict": "the suite of forecasters has its figures",
    f"{_FORECASTERS}baseline.py::WeekdayMean.predict": "the suite of forecasters has its figures",
    f"{_FORECASTERS}baseline.py::SeasonalSmoothing.predict": "the suite of forecasters has its figures",
    f"{_FORECASTERS}boosting.py::FittedBoosting.predict": "a trained model has no figure that a reader could check",
    f"{_FORECASTERS}selection.py::FittedBlend.predict": "blended has the figures",
    f"{_FORECASTERS}forecast.py::forecast_by": "calls clean, limited and dispersions, which have the figures",
    f"{_FORECASTERS}evaluation.py::windows": "cuts a panel and calculates nothing",
    f"{_FORECASTERS}panel.py::DemandPanel.size": "reads the size of an array",
    f"{_FORECASTERS}panel.py::DemandPanel.day_count": "reads the size of an array",
    f"{_FORECASTERS}panel.py::DemandPanel.depth_on": "reads a column of an array",
    "models/replenishment/proposal.py::Proposal.cost": "a sum by models.money.total",
    "models/selling/settlement.py::Settlement.change": "a sum by models.money.total",
}


def without_figures(source: Source) -> Violations:
    for name, function in _public(source.tree.body):
        if returns_number(function) and ">>>" not in (ast.get_docstring(function) or ""):
            yield function.lineno, name, f"{name} calculates a number and has no doctest with its figures"


def returns_number(function: ast.FunctionDef) -> bool:
    """Whether the type of what a function returns has a number in it."""
    if function.returns is None:
        return False
    return any(isinstance(node, ast.Name) and node.id in NUMBERS for node in ast.walk(function.returns))


def _public(body: list[ast.stmt], owner: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _public(node.body, f"{node.name}.")
        elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield f"{owner}{node.name}", node


RULES = (
    Rule(
        "formulas have a doctest",
        FORMULAS,
        without_figures,
        counter_example='def tax(gross: int) -> int:\n    """The tax."""\n    return gross // 5',
        example='def tax(gross: int) -> int:\n    """Tax.\n\n    >>> tax(10)\n    2\n    """\n    return gross // 5',
        exceptions=frozenset(WITHOUT),
    ),
)
