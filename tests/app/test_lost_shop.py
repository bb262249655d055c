"""A running server whose file was removed, replaced or cut says so to whoever asks, and so does the doctor."""

from __future__ import annotations

import json
import os
import shutil
import urllib.error
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from operations.installation import doctor
from operations.installation.configuration import Settings
from operations.installation.doctor import Finding, Grade
from tests.app.conftest import request
from tests.app.served import Served
from tests.app.stock import stocked
from tests.waiting import wait_until


def remove(file: Path) -> None:
    file.rename(file.with_suffix(".away"))


def replace(file: Path) -> None:
    shutil.copyfile(file, file.with_suffix(".older"))
    file.with_suffix(".older").replace(file)


def cut(file: Path) -> None:
    os.truncate(file, 4096)


def server_finding(served: Served) -> Finding:
    settings = Settings(home=served.home, store_url=served.store_url, port=served.port)
    (finding,) = [each for each in doctor.examine(settings, at=datetime.now(UTC)) if each.subject == "server"]
    return finding


def health_code(served: Served) -> str:
    try:
        return str(request(served, "/health")["status"])
    except urllib.error.HTTPError as refused:
        return str(json.load(refused)["code"])


@pytest.mark.parametrize("fault", [remove, replace, cut])
def test_health_and_the_doctor_say_that_the_shop_is_gone(tmp_path: Path, fault: Callable[[Path], None]) -> None:
    served = Served(tmp_path, stocked(5))
    served.start()
    try:
        assert server_finding(served).state.endswith("could save a sale")
        fault(served.home / "shop.db")
        wait_until(lambda: health_code(served) in {"store_replaced", "store_damaged"}, "health says it")
        finding = server_finding(served)
        assert finding.grade is Grade.BAD
        assert "cannot sell: store_" in finding.state
    finally:
        served.stop()


def test_the_doctor_tells_another_shop_from_none_at_the_address(served: Served, tmp_path: Path) -> None:
    other = Served(tmp_path, stocked(1))
    other.port = served.port
    finding = server_finding(other)
    assert (finding.grade, "another database" in finding.state) == (Grade.BAD, True)
    served_elsewhere = Settings(home=served.home, store_url=served.store_url, port=9)
    assert doctor.check_server(served_elsewhere).grade is Grade.OK
