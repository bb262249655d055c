"""Running ``kassa`` in a test: in this process, as a program would see it from outside."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
import typer.main

from app import cli

#: What typer makes of the functions is the same for each command: it is made once, not for each of a thousand calls.
typer.main.get_command = cache(typer.main.get_command)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, what it wrote, and the mask that it gave to new files."""

    code: int
    out: str
    err: str
    mask: int = 0

    @property
    def json(self) -> Any:
        """What was written to standard output, which must be JSON and nothing else."""
        return json.loads(self.out)


def kassa(capsys: pytest.CaptureFixture[str], *words: object) -> Ended:
    """Run a command; it must end the process itself."""
    capsys.readouterr()
    before = os.umask(0o022)
    try:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(word) for word in words])
    finally:
        mask = os.umask(before)
    out, err = capsys.readouterr()
    code = ended.value.code
    return Ended(code if isinstance(code, int) else 0, out, err, mask)
