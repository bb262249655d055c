"""Foreign packages stay where their purpose is, and each one is in exactly one list."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.architecture.foreign_packages import GROUPS, foreign_imports, misplaced_imports
from tests.architecture.source_tree import PACKAGES, Source, sources

SHIPPED = [source for source in sources() if source.path.split("/")[0] in PACKAGES]


def test_foreign_packages_are_imported_only_where_their_purpose_is() -> None:
    assert [each for source in SHIPPED for each in misplaced_imports(source)] == []


def test_each_package_is_in_exactly_one_list() -> None:
    counts = Counter(package for group in GROUPS for package in group.packages)
    assert [package for package, count in counts.items() if count > 1] == []


def test_every_listed_package_and_place_is_used() -> None:
    used = {(root, source.module) for source in SHIPPED for _, root in foreign_imports(source)}
    packages = {package for group in GROUPS for package in group.packages}
    assert sorted(packages - {root for root, _ in used}) == []
    idle = [
        f"{group.purpose}: {place}"
        for group in GROUPS
        for place in group.places
        if not any(root in group.packages and f"{module}.".startswith(f"{place}.") for root, module in used)
    ]
    assert idle == []


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("models/pricing/price.py", "import polars"),
        ("models/money.py", "import random"),
        ("models/money.py", "from pathlib import Path"),
        ("store/sales.py", "import requests"),
        ("app/till/page.py", "import altair"),
        ("operations/selling/x.py", "from sqlalchemy import select"),
    ],
)
def test_a_misplaced_import_is_found(path: str, code: str) -> None:
    assert misplaced_imports(Source(path, code)) != []


def test_an_import_in_its_place_is_left_alone() -> None:
    assert misplaced_imports(Source("store/sales.py", "import sqlalchemy as sa\nimport json")) == []
