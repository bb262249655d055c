"""Processes that sell or deliver, forked from a server that has imported all and sold, so that they begin at once."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess
from types import ModuleType

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["tests.faults.warm", "tests.app.counter.killing", "tests.faults.interrupted_setup"])


def start_forked(
    target: Callable[..., object], arguments: Sequence[object], options: Mapping[str, object] | None = None
) -> ForkServerProcess:
    """A process that runs ``target`` from now on."""
    process = SERVER.Process(target=target, args=tuple(arguments), kwargs=dict(options or {}))
    with bare_main():
        process.start()
    return process


@contextmanager
def bare_main() -> Iterator[None]:
    """Show no main module meanwhile: each new process would run it again before anything else.

    Tests of pages leave their last page there, which takes seconds to import; pytest itself is a main module, too.
    """
    before = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = before
