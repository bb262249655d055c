"""The versions of the tables are the names of their migrations; Alembic is loaded only to migrate."""

from __future__ import annotations

import subprocess
import sys

from alembic.script import ScriptDirectory

from store.database import versions
from store.database.engine import Store

OPEN = """
import sys
from operations.installation.opening import open_store
open_store(sys.argv[1]).close()
print(*(name for name in ("alembic", "mako") if name in sys.modules))
"""


def test_the_known_versions_are_those_of_alembic_in_order() -> None:
    scripts = ScriptDirectory(str(versions.MIGRATIONS))
    assert versions.known() == tuple(script.revision for script in scripts.walk_revisions())[::-1]
    assert versions.head() == scripts.get_current_head()


def test_an_empty_database_has_no_version(empty_store_url: str) -> None:
    empty = Store(empty_store_url)
    with empty.view() as view:
        assert versions.current(view) is None
    empty.close()


def test_a_migrated_database_has_the_newest_version(store: Store) -> None:
    with store.view() as view:
        assert versions.current(view) == versions.head()


def test_a_database_that_is_up_to_date_is_opened_without_alembic(sqlite_url: str) -> None:
    opened = subprocess.run([sys.executable, "-c", OPEN, sqlite_url], check=True, capture_output=True, text=True)
    assert opened.stdout.split() == []


def test_control_making_the_tables_loads_it(empty_postgres_url: str) -> None:
    made = subprocess.run([sys.executable, "-c", OPEN, empty_postgres_url], check=True, capture_output=True, text=True)
    assert made.stdout.split() == ["alembic", "mako"]
