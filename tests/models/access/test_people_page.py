"""The page of people prints the one table of permissions."""

from models.access.permission import OF_MACHINES, PERMISSIONS, ROLES_OF_PEOPLE, Permission
from tests.architecture.source_tree import ROOT


def test_the_page_shows_each_permission_of_each_role() -> None:
    page = (ROOT / "docs" / "people.md").read_text(encoding="utf-8")
    table = page.partition("| permission |")[2].partition("\n\n")[0].splitlines()
    assert [each.strip() for each in table[0].strip("| ").split("|")] == [r.replace("_", " ") for r in ROLES_OF_PEOPLE]
    shown = {cells[1].strip(" `"): [bool(each.strip()) for each in cells[2:-1]] for cells in map(_cells, table[2:])}
    assert shown == {
        each.value: [each in PERMISSIONS[role] for role in ROLES_OF_PEOPLE]
        for each in Permission
        if each not in OF_MACHINES
    }


def _cells(row: str) -> list[str]:
    return row.split("|")
