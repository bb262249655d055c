"""The table of programs in docs/importing.md, made from the headings that the tests know.

``python -m tests.integrations.spreadsheets.understood`` writes it into the page.
"""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "importing.md"
EXPORTS = Path(__file__).with_name("exports.tsv")
_HEAD = "| program | list of products | list of sales | customers | gift cards |"
_TABLES = ("products", "sales", "members", "gift cards")
BEGIN, END = "<!-- programs: begin -->\n", "<!-- programs: end -->\n"


def programs_table() -> str:
    """One row per program: the meanings that are recognised in its list of products and in its list of sales."""
    meanings: dict[str, dict[str, str]] = {}
    for line in EXPORTS.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            table, program, headings = line.split("\t")
            found = [cell.partition(" -> ")[2] for cell in headings.split(" | ")]
            meanings.setdefault(program, {})[table] = ", ".join(role for role in found if role)
    rows = [
        f"| {program} | {' | '.join(found.get(table, '') for table in _TABLES)} |"
        for program, found in sorted(meanings.items(), key=lambda each: each[0].casefold())
    ]
    return "\n".join([_HEAD, "|---|---|---|---|---|", *rows, ""])


def page_with(table: str) -> str:
    """The page with a table in the place of its own."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    return f"{before}{BEGIN}{table}{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(page_with(programs_table()), "utf-8")
