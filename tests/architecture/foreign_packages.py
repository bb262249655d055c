"""Which foreign packages each part of the product may import: a package that no list names is refused everywhere."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from tests.architecture.source_tree import PACKAGES, Source, nodes

#: The standard library as far as a pure model may use it: nothing that asks the clock, chance, the system or a file.
PURE_STANDARD_LIBRARY = frozenset(
    {
        *("__future__", "abc", "bisect", "calendar", "collections", "contextlib", "dataclasses", "datetime", "decimal"),
        *(
            "enum",
            "fractions",
            "functools",
            "hashlib",
            "hmac",
            "ipaddress",
            "itertools",
            "json",
            "math",
            "operator",
            "re",
        ),
        *("statistics", "string", "types", "typing", "unicodedata", "zoneinfo"),
    }
)


@dataclass(frozen=True, slots=True)
class Group:
    """Packages that serve one purpose, and the places (dotted prefixes of modules) that may import them."""

    purpose: str
    packages: frozenset[str]
    places: tuple[str, ...]


GROUPS = (
    Group(
        "frames",
        frozenset({"numpy", "polars"}),
        (
            *("models.analytics", "models.demand", "models.replenishment", "store.analysis", "store.demand"),
            *("integrations.spreadsheets", "operations.analytics", "operations.demand", "pipelines"),
            *("app.dashboards", "app.office"),
        ),
    ),
    Group("workbooks", frozenset({"openpyxl"}), ("integrations.spreadsheets.workbook",)),
    Group("learning", frozenset({"sklearn", "threadpoolctl"}), ("models.demand",)),
    Group("statistics", frozenset({"scipy"}), ("models.analytics", "models.demand", "models.replenishment")),
    Group("records of each sale", frozenset({"msgspec"}), ("integrations.book_services", "models")),
    Group("scanned codes", frozenset({"biip"}), ("models.scanning",)),
    Group("registered numbers", frozenset({"stdnum"}), ("models.company_number",)),
    Group("calendar", frozenset({"holidays"}), ("models.demand", "pipelines.demo")),
    Group("database", frozenset({"alembic", "pysqlite3", "sqlalchemy"}), ("store",)),
    Group("signatures and secrets", frozenset({"cryptography"}), ("store.access", "store.signing")),
    Group("keyring of the system", frozenset({"keyring"}), ("operations.installation.service_secrets",)),
    Group("hashes of PINs and passwords", frozenset({"argon2"}), ("store.access",)),
    Group("codes of a phone", frozenset({"pyotp"}), ("operations.access",)),
    Group("pictures of codes", frozenset({"zxingcpp"}), ("app.web.code_picture", "hardware.printer.picture")),
    Group("guessable passwords", frozenset({"zxcvbn"}), ("operations.access",)),
    Group("settings", frozenset({"pydantic_settings"}), ("operations.installation",)),
    Group(
        "shapes of requests",
        frozenset({"pydantic"}),
        ("app.api", "app.till.server", "app.web.request_parts", "operations.installation"),
    ),
    Group(
        "server",
        frozenset({"fastapi", "h11", "starlette", "uvicorn"}),
        (
            *("app.api", "app.display", "app.interface", "app.server", "app.storefront", "app.till", "app.web"),
            "pipelines.scheduler",
        ),
    ),
    Group(
        "pages",
        frozenset({"streamlit"}),
        (
            *("app.dashboards", "app.office", "app.pages", "app.server", "app.till"),
            *("app.web.page_shop", "app.web.visitor", "app.web.whole_presses"),
        ),
    ),
    Group("pages of templates", frozenset({"jinja2"}), ("app.storefront",)),
    Group("charts", frozenset({"altair"}), ("app.dashboards", "app.office")),
    Group("words", frozenset({"babel"}), ("app.words", "app.dashboards")),
    Group("command line", frozenset({"rich", "typer"}), ("app.cli", "app.commands")),
    Group("questions of assistants", frozenset({"mcp"}), ("app.assistant",)),
    Group("schedule", frozenset({"prefect"}), ("pipelines.scheduler",)),
    Group("devices", frozenset({"escpos", "serial"}), ("hardware",)),
    Group("calls to services", frozenset({"httpx2", "stamina"}), ("integrations.book_services", "integrations.openid")),
    Group("tokens of a sign-in service", frozenset({"jwt"}), ("integrations.openid",)),
    Group("e-mail", frozenset({"aiosmtplib"}), ("integrations.mail",)),
    Group("payments", frozenset({"stripe"}), ("hardware.terminal",)),
    Group(
        "pages of PDF",
        frozenset({"typst"}),
        (
            "integrations.account_statements",
            "integrations.member_documents",
            "integrations.label_sheets",
            "integrations.day_reports",
            "integrations.gift_card_sheets",
            "integrations.order_documents",
            "integrations.receipt_pages",
        ),
    ),
    Group(
        "pictures of dots",
        frozenset({"PIL"}),
        (
            "hardware.printer.picture",
            "integrations.logo_files",
            "integrations.picture_files",
            "pipelines.demo.goods_drawings",
        ),
    ),
    Group("bars of barcodes", frozenset({"barcode"}), ("hardware", "integrations.label_sheets")),
)


def foreign_imports(source: Source) -> Iterator[tuple[int, str]]:
    """Line and root name of each import that is neither ours nor (outside ``models``) of the standard library."""
    allowed = PURE_STANDARD_LIBRARY if source.module.startswith("models.") else sys.stdlib_module_names
    for node in nodes(source.tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        else:
            continue
        for name in names:
            root = name.partition(".")[0]
            if root not in allowed and root not in PACKAGES:
                yield node.lineno, root


def misplaced_imports(source: Source) -> list[str]:
    """The imports of a file that no group allows at its place."""
    found = []
    for line, root in foreign_imports(source):
        places = [place for group in GROUPS if root in group.packages for place in group.places]
        if not any(f"{source.module}.".startswith(f"{place}.") for place in places):
            found.append(f"{source.path}:{line}: {root}")
    return found
