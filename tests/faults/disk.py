"""A disk that loses its power: what a traced process wrote, and how the files may look after a cut at any moment.

The model is the weakest that POSIX allows. What was written and not synced may be there wholly, partly, in any
order, or with some of its 512-byte sectors old and some new. A new file whose directory was not synced may be missing,
and a removed one may be back.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

SECTOR = 512


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes that a process wrote into a file."""

    file: str
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    """A file was cut to a length."""

    file: str
    length: int


@dataclass(frozen=True, slots=True)
class Sync:
    """Everything written to a file before is on the disk from here on; ``""`` is the directory."""

    file: str


@dataclass(frozen=True, slots=True)
class Name:
    """A file was made, or removed, in the directory."""

    file: str
    made: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A line with which the process answered the outside world."""

    line: bytes


Action = Write | Truncate | Sync | Name | Answered


# --- recording ------------------------------------------------------------------------------------

_CALL = re.compile(r"^\d+\s+(\w+)\((.*)\)\s+= (-?\d+)")
_DESCRIPTOR = re.compile(r"^\d+<([^>]*)>")
_TEXT = re.compile(r'"([^"]*)"')


def record(command: list[str], directory: Path, *, answers: str, environment: dict[str, str]) -> list[Action]:
    """Run a command and give what it did to the files of ``directory``; ``answers`` is the file of its answers.

    ``-shm`` files are left out: SQLite makes them anew from the log after a crash.
    """
    log = directory.parent / "strace.log"
    traced = "trace=openat,pwrite64,write,fsync,fdatasync,ftruncate,unlink"
    options = ["-f", "-qq", "-y", "-xx", "-s", "10000000", "--seccomp-bpf", "-e", traced, "-e", "signal=none"]
    subprocess.run(["strace", *options, "-o", str(log), *command], check=True, env=environment)
    with log.open(encoding="ascii", errors="replace") as lines:
        actions = list(_actions(lines, str(directory), answers))
    log.unlink()
    return actions


def _actions(lines: Iterator[str], directory: str, answers: str) -> Iterator[Action]:
    for line in lines:
        call = _CALL.match(line)
        if call is None or int(call[3]) < 0:
            continue
        action = _action(call[1], call[2], directory)
        if action is None:
            continue
        if isinstance(action, Write) and action.file == answers:
            yield Answered(action.data)
        elif not isinstance(action, Write | Truncate | Sync | Name) or not action.file.endswith(("-shm", answers)):
            yield action


def _action(call: str, arguments: str, directory: str) -> Action | None:
    if call in {"openat", "unlink"}:
        path = _bytes(arguments).decode()
        if Path(path).parent != Path(directory) or (call == "openat" and "O_CREAT" not in arguments):
            return None
        return Name(Path(path).name, made=call == "openat")
    descriptor = _DESCRIPTOR.match(arguments)
    if descriptor is None:
        return None
    path = _plain(descriptor[1]).decode()
    if path == directory:
        return Sync("")
    if Path(path).parent != Path(directory):
        return None
    return _on_file(call, Path(path).name, arguments)


def _on_file(call: str, file: str, arguments: str) -> Action | None:
    match call:
        case "pwrite64":
            return Write(file, int(arguments.rpartition(",")[2]), _bytes(arguments))
        case "write":
            return Write(file, 0, _bytes(arguments))
        case "ftruncate":
            return Truncate(file, int(arguments.rpartition(",")[2]))
        case _:
            return Sync(file)


def _bytes(arguments: str) -> bytes:
    found = _TEXT.search(arguments)
    assert found is not None, arguments
    return _plain(found[1])


def _plain(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", "")) if text.startswith("\\x") else text.encode()


# --- losing power ---------------------------------------------------------------------------------


@dataclass(slots=True)
class Disk:
    """The files of one directory: what is safely on the platter, and what still waits for a sync."""

    safe: dict[str, bytearray]
    waiting: dict[str, list[Write | Truncate]] = field(default_factory=dict)
    names: dict[str, bool] = field(default_factory=dict)

    def do(self, action: Action) -> None:
        """Let the process do something."""
        match action:
            case Write(file) | Truncate(file):
                self.waiting.setdefault(file, []).append(action)
            case Sync(""):
                self._keep_names()
            case Sync(file):
                for each in self.waiting.pop(file, []):
                    _apply(self.safe.setdefault(file, bytearray()), each)
            case Name(file, made):
                self._name(file, made=made)
            case Answered():
                pass

    def cut(self, rng: Random) -> dict[str, bytes]:
        """The files as they may be found after the power was cut now."""
        fate = rng.choice(["none", "prefix", "subset", "torn"])
        found = {name: bytearray(content) for name, content in self.safe.items()}
        for file, waiting in self.waiting.items():
            for each in _survivors(rng, fate, waiting):
                _apply(found.setdefault(file, bytearray()), each, rng if fate == "torn" else None)
        for file in [name for name, made in self.names.items() if made and rng.random() < 0.5]:
            found.pop(file, None)
        return {name: bytes(content) for name, content in found.items()}

    def _name(self, file: str, *, made: bool) -> None:
        if made and file not in self.safe:
            self.safe[file] = bytearray()
            self.names[file] = True
        elif not made:
            # That a removed file may come back is left out: SQLite never relies on a removal in WAL mode.
            self.safe.pop(file, None)
            self.waiting.pop(file, None)
            self.names.pop(file, None)

    def _keep_names(self) -> None:
        self.names.clear()


def _survivors(rng: Random, fate: str, waiting: list[Write | Truncate]) -> list[Write | Truncate]:
    match fate:
        case "none":
            return []
        case "prefix":
            return waiting[: rng.randrange(len(waiting) + 1)]
        case _:
            return [each for each in waiting if rng.random() < 0.5]


def _apply(content: bytearray, action: Write | Truncate, torn: Random | None = None) -> None:
    if isinstance(action, Truncate):
        del content[action.length :]
        return
    for start in range(0, len(action.data), SECTOR):
        if torn is not None and torn.random() < 0.5:
            continue
        part = action.data[start : start + SECTOR]
        offset = action.offset + start
        if len(content) < offset:
            content.extend(bytes(offset - len(content)))
        content[offset : offset + len(part)] = part


def lay_out(files: dict[str, bytes], directory: Path) -> None:
    """Put files, and nothing else, into a directory."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    for name, content in files.items():
        (directory / name).write_bytes(content)
