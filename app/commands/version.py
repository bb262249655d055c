"""``kassa version``: the versions of Kassa and of what it stands on."""

from __future__ import annotations

from app.commands.output import Json, answer, write_facts


def version(*, as_json: Json = False) -> None:
    """Print the versions of Kassa and its base."""
    import platform
    from importlib import metadata

    from store.database.sqlite import driver

    facts = {
        "kassa": metadata.version("kassa"),
        "python": platform.python_version(),
        "sqlite": driver().sqlite_version,
        "machine": f"{platform.system()} {platform.machine()}",
    }
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))
