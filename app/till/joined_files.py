"""The till's style sheets and modules as one file of each kind.

They are many small files, of which a browser would ask for each, at every visit of a new version and every time that a
cache was emptied: a tablet on a weak network waits for each. What is written here needs no tool that builds: modules
import by name from one another and never in a circle (a test holds them to it), so each becomes a function that runs
once, after those that it imports from.
"""

from __future__ import annotations

import re
from functools import lru_cache
from graphlib import TopologicalSorter
from pathlib import Path, PurePosixPath
from posixpath import normpath

from app.till.component import SCRIPT, STYLE

#: A line of a style sheet that brings in another one of its folder.
STYLE_PART = re.compile(r'^@import url\("\./(\w+\.css)"\);$', re.MULTILINE)
#: A line of a module: what it takes from which other one.
IMPORT = re.compile(r"^import \{ (\w+(?:, \w+)*) \} from '(\.[^']+)';$", re.MULTILINE)
#: What a module offers by name.
EXPORT = re.compile(r"^export ((?:async function|function|class|const) (\w+))", re.MULTILINE)
#: Any line that only a module may have.
MODULE_LINE = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)
ENTRY_LINE = "export default function "


def joined_style(client: Path) -> str:
    """The till's style sheet with its parts in the places of their imports."""
    sheet = client / STYLE
    return STYLE_PART.sub(lambda part: (sheet.parent / part[1]).read_text("utf-8"), sheet.read_text("utf-8"))


@lru_cache(maxsize=1)
def joined_script(client: Path, digest: str) -> str:
    """The till's module with all that it imports; ``digest`` names the present state of the files.

    Raises :class:`ValueError` for a module that imports or exports in another way than by name.
    """
    del digest  # only so that a changed file is read again
    texts: dict[str, str] = {}
    imports: dict[str, set[str]] = {}
    waiting = [SCRIPT]
    while waiting:
        name = waiting.pop()
        if name in texts:
            continue
        texts[name] = (client / name).read_text("utf-8")
        imports[name] = {_target(name, found[2]) for found in IMPORT.finditer(texts[name])}
        waiting += imports[name]
    order = list(TopologicalSorter(imports).static_order())
    places = {name: f"$module{number}" for number, name in enumerate(order)}
    return "\n".join(_part(name, texts[name], places) for name in order)


def _target(name: str, path: str) -> str:
    return normpath((PurePosixPath(name).parent / path).as_posix())


def _part(name: str, text: str, places: dict[str, str]) -> str:
    """A module as a constant that holds what it exports; the last one stays the module that it is."""
    offered = ", ".join(found[2] for found in EXPORT.finditer(text))
    body = EXPORT.sub(r"\1", text)
    body = IMPORT.sub(lambda found: f"const {{ {found[1]} }} = {places[_target(name, found[2])]};", body)
    for line in MODULE_LINE.findall(body):
        if name != SCRIPT or not line.startswith(ENTRY_LINE):
            raise ValueError(f"{name} has a line that cannot be joined: {line}")
    if name == SCRIPT:
        return body
    return f"// {name}\nconst {places[name]} = (() => {{\n{body}return {{ {offered} }};\n}})();"
