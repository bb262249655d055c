"""What the tests of devices share: stand-ins for printers, and an emulator that is not ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from subprocess import TimeoutExpired

import pytest

from tests.conftest import IN_CI, NOT_HERE
from tests.hardware.emulator import Emulator, find_python, install


@pytest.fixture(scope="session")
def emulator_command(request: pytest.FixtureRequest) -> Path:
    """The installed emulator. Where a Python for it is, CI fails without it; elsewhere its tests do not run."""
    python = find_python()
    if python is None:
        pytest.skip(NOT_HERE + "a Python of at least 3.13, which the printer emulator needs")
    try:
        return install(python, Path(request.config.cache.mkdir("emupos")))
    except (OSError, TimeoutExpired) as error:
        if IN_CI:
            raise
        pytest.skip(f"{NOT_HERE}the printer emulator, which could not be installed: {error}")


@pytest.fixture(scope="session")
def emulator(emulator_command: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """Emulated printers with 48 and 42 columns."""
    running = Emulator(emulator_command, tmp_path_factory.mktemp("emulator"))
    yield running
    running.close()
