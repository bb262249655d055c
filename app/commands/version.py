"""``kassa version``: the versions of Kassa and of what it runs on."""

from __future__ import annotations

import typer

from app.commands.output import Json, answer, write_facts


def print_version(asked: bool) -> None:  # noqa: FBT001 - typer calls it with the value of the option
    """``kassa --version``: one line, and the end."""
    if asked:
        from importlib import metadata

        typer.echo(f"kassa {metadata.version('kassa')}")
        raise typer.Exit


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
