"""Which tests a process runs together: those of a file that share what is made once, and those of a named group.

``pytest-xdist`` 3.8 does this with ``--dist loadgroup`` by adding the group to the name of a test, in an attribute that
pytest 9.2 does not read any more: it spreads the tests of a group over all processes and says nothing. We group by file
instead, before any test is collected.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from xdist.scheduler import LoadScopeScheduling

#: Tests that must not run at the same time as others of the group, wherever they are.
NAMED = re.compile(r'xdist_group\("(\w+)"\)')
#: A server, a browser or a shop that has traded, made once for the tests of its file.
SHARED = 'scope="module"'
#: Folders whose files all look at the same thing, read once: the syntax tree of the whole project.
TOGETHER = ("tests/architecture",)


def groups_of(tests: Path) -> dict[str, str]:
    """The group of each file of ``tests`` that has one; files are named from the folder that holds ``tests``."""
    groups: dict[str, str] = {}
    for file in sorted(tests.rglob("test_*.py")):
        text = file.read_text(encoding="utf-8")
        name = file.relative_to(tests.parent).as_posix()
        if named := NAMED.search(text):
            groups[name] = named[1]
        elif folder := next((each for each in TOGETHER if name.startswith(f"{each}/")), None):
            groups[name] = folder
        elif SHARED in text:
            groups[name] = name
    return groups


class GroupScheduling(LoadScopeScheduling):
    """Gives a group to one process, the largest first, and each other test to whichever is free."""

    def __init__(self, config: Any, log: Any, tests: Path) -> None:
        super().__init__(config, log)
        self._groups = groups_of(tests)

    def _split_scope(self, nodeid: str) -> str:
        return self._groups.get(nodeid.partition("::")[0], nodeid)
