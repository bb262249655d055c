"""Secrets on the command line: asked for unseen or read from standard input, never an argument that others can list."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

FromInput = Annotated[bool, typer.Option("--stdin", help="Read it from standard input instead of asking.")]


def read_secret(what: str, *, stdin: bool, is_new: bool = False) -> str:
    """A PIN, badge or password that nobody sees; a new one is asked for twice."""
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt(what, hide_input=True, confirmation_prompt=is_new))
