"""One meaning a word: file and class names are unique, and a name says more than that something happened to it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable

from tests.architecture.source_tree import PACKAGES, Source, classes, nodes, sources

#: Words that name an area on every level: the same word is the point.
AREAS = {
    "access",
    "catalogue",
    "customers",
    "delivery",
    "demand",
    "dispatch",
    "displays",
    "enrolments",
    "journal",
    "labels",
    "ledger",
    "operators",
    "purchasing",
    "replenishment",
    "sales",
    "secrets",
    "sessions",
    "shop",
    "stock",
}
#: Other names of files that several folders have, each with its reason; the list only shrinks.
SAME_FILE = {
    "columns": "a kind of column of our tables; a column of somebody's spreadsheet",
    "faults": "what goes wrong with a database; what goes wrong with a device",
    "port": "what each kind of device does, beside the drivers that do it",
    "forecast": "a forecast, and the nightly job that makes one",
}
#: Classes that share their name, each with its reason; the list only shrinks.
SAME_CLASS = {"Words": "the words of the interfaces in a language; the words on a receipt in a language"}

#: Participles that say nothing alone: name the thing (``stored_sale``, ``reported_error``).
PARTICIPLES = frozenset(
    {"asked", "came", "found", "given", "held", "kept", "known", "made", "meant", "said", "seen", "sent"}
    | {"shown", "taken", "told", "wanted", "written"}
)
#: How many names in the packages are a participle alone. It only goes down.
PARTICIPLES_MOST = 189


def shipped() -> list[Source]:
    return [source for source in sources() if source.path.split("/")[0] in PACKAGES]


def same_files(paths: Iterable[str]) -> set[str]:
    """Names of files that several folders have.

    A file in ``app/commands`` is named as its command, one in ``models/facts`` as what its facts are about.
    """
    places = defaultdict(set)
    for path in paths:
        folder, _, name = path.rpartition("/")
        if name != "__init__.py" and folder not in {"app/commands", "models/facts"}:
            places[name.removesuffix(".py")].add(folder)
    return {name for name, folders in places.items() if len(folders) > 1}


def same_classes(tree: Iterable[Source]) -> set[str]:
    places = defaultdict(set)
    for source in tree:
        for node in source.tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].add(source.path)
    return {name for name, paths in places.items() if len(paths) > 1}


def participles(source: Source) -> list[str]:
    """Names of the file that are a participle alone: of functions, classes, arguments, attributes, variables."""
    names: set[str] = {node.name for node in classes(source.tree)}
    for node in nodes(source.tree):
        match node:
            case ast.FunctionDef(name=name) | ast.arg(arg=name):
                names.add(name)
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                names.add(name)
            case _:
                pass
    return sorted(name for name in names if not name.isupper() and name.strip("_").lower() in PARTICIPLES)


def test_a_file_has_a_name_of_its_own_or_that_of_its_area() -> None:
    same = same_files(source.path for source in shipped()) - AREAS
    assert sorted(same - SAME_FILE.keys()) == []
    assert sorted(SAME_FILE.keys() - same) == [], "unique by now: take it off the list"


def test_a_class_has_a_name_of_its_own() -> None:
    same = same_classes(shipped())
    assert sorted(same - SAME_CLASS.keys()) == []
    assert sorted(SAME_CLASS.keys() - same) == [], "unique by now: take it off the list"


def test_two_files_or_classes_of_one_name_are_noticed() -> None:
    assert same_files(["store/ticket.py", "app/till/ticket.py", "app/commands/ticket.py"]) == {"ticket"}
    assert same_files(["store/ticket.py", "app/commands/ticket.py", "store/__init__.py", "app/__init__.py"]) == set()
    one, two = (Source(path, "class Ticket: ...\nclass _Own: ...") for path in ("store/a.py", "app/b.py"))
    assert same_classes([one, two]) == {"Ticket"}
    assert same_classes([one]) == set()


def test_names_that_are_a_participle_alone_become_fewer() -> None:
    named = [f"{source.path}: {name}" for source in shipped() for name in participles(source)]
    assert len(named) <= PARTICIPLES_MOST, "\n".join(named)


def test_a_participle_alone_is_noticed_and_one_with_its_noun_is_not() -> None:
    code = "def told(kept): said = kept\n\nclass Found:\n    def _made(self): self.shown = 1"
    assert participles(Source("models/x.py", code)) == ["Found", "_made", "kept", "said", "shown", "told"]
    right = "def report(stored_sale): told_before = stored_sale\n\nclass FoundProduct: ..."
    assert participles(Source("models/x.py", right)) == []
