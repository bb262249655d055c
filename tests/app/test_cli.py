"""The command line: quick to start, JSON where asked for, an exit code for each kind of end, no traceback."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.commands import import_, run
from app.commands.output import ExitCode
from models.catalogue.product import TaxCategory
from operations.installation import upkeep
from operations.installation.configuration import Settings
from pipelines.nightly.jobs import JOBS
from store.database import sqlite
from tests.app.command_line import Ended, kassa
from tests.app.served import answers
from tests.builders import Operator, small_shop
from tests.waiting import wait_until

HEAVY = ("sqlalchemy", "pydantic", "streamlit", "prefect", "polars", "numpy", "sklearn", "fastapi", "uvicorn", "rich")
#: Modules behind the help of all commands; 250 take a third of a second of a small machine.
MODULES_MAX = 320
DEMO = ("demo", "--days", "3", "--products", "20", "--seed", "7", "--until", "2026-11-20", "--no-serve")

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation without a shop."""
    for name in ("STORE", "LANGUAGE", "TILL", "HOST", "PORT"):
        monkeypatch.delenv(f"KASSA_{name}", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def shop(home: Path, sqlite_url: str) -> Path:
    """An installation with one sale."""
    assert sqlite_url == f"sqlite:///{home}/shop.db"
    with upkeep.shop_in_use(Settings(home=home), make=True) as store:
        operator = Operator(small_shop(store))
        operator.scan("MILK", at=datetime.now(UTC))
        operator.pay_cash(at=datetime.now(UTC))
    return home


def sales_in(home: Path) -> int:
    with closing(sqlite3.connect(home / "shop.db")) as connection:
        return int(connection.execute("SELECT count(*) FROM sale").fetchone()[0])


def test_help_loads_nothing_heavy() -> None:
    code = f"import sys, app.cli; print(len(sys.modules), *[name for name in {HEAVY!r} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    count, *heavy = told.stdout.split()
    assert heavy == []
    assert int(count) <= MODULES_MAX, "each module takes time before the first word of help"


def test_no_command_prints_the_help_and_is_a_usage_error(capsys: Capture) -> None:
    ended = kassa(capsys)
    assert ended.code == ExitCode.USAGE
    assert "restore" in ended.out + ended.err


def test_version_tells_the_engine_too(capsys: Capture) -> None:
    facts = kassa(capsys, "version", "--json").json
    assert facts["sqlite"] == sqlite.driver().sqlite_version
    assert facts["kassa"] in kassa(capsys, "version").out


def test_the_version_is_an_option_too(capsys: Capture) -> None:
    ended = kassa(capsys, "--version")
    assert (ended.code, ended.out) == (0, f"kassa {kassa(capsys, 'version', '--json').json['kassa']}\n")


# --- demo and serve -------------------------------------------------------------------------------


def test_a_demo_shop_is_made_once_and_found_again(home: Path, capsys: Capture) -> None:
    made = kassa(capsys, *DEMO, "--json")
    assert (made.code, made.json["made"], made.json["days"]) == (0, True, 3)
    before = sales_in(home)
    assert before == made.json["receipts"] > 0
    again = kassa(capsys, *DEMO, "--json")
    assert (again.code, again.json["made"]) == (0, False)
    whatever = kassa(capsys, "demo", "--no-serve", "--json")
    assert (whatever.code, whatever.json["days"]) == (0, 3), "what was not asked for is as it is"
    assert sales_in(home) == before
    assert "clock" not in kassa(capsys, "verify").out, "nothing in a new shop happened before what is written before it"


def test_a_demo_shop_that_is_not_opened_says_what_it_is_and_how_to_open_it(home: Path, capsys: Capture) -> None:
    made, again = kassa(capsys, *DEMO), kassa(capsys, *DEMO)
    assert "A demo shop is made: 3 days of trade before 2026-11-20, 20 products, " in made.out
    assert f"{sales_in(home)} receipts" in made.out
    assert "is there already: 3 days" in again.out
    for each in (made, again):
        assert str(home) in each.out
        assert "kassa serve" in each.err


def test_another_plan_leaves_the_demo_shop_alone(home: Path, capsys: Capture) -> None:
    kassa(capsys, *DEMO)
    before = (home / "shop.db").stat().st_mtime_ns, sales_in(home)
    other = kassa(capsys, "demo", "--days", "4", "--no-serve", "--json")
    assert (other.code, other.json["error"]["code"]) == (ExitCode.REFUSED, "other_demo")
    assert ((home / "shop.db").stat().st_mtime_ns, sales_in(home)) == before


def test_the_demo_never_touches_a_real_shop(shop: Path, capsys: Capture) -> None:
    ended = kassa(capsys, *DEMO, "--json")
    assert (ended.code, ended.json["error"]["code"]) == (ExitCode.REFUSED, "other_shop")
    assert sales_in(shop) == 1
    assert kassa(capsys, "verify").code == 0


@pytest.mark.usefixtures("home")
def test_a_plan_that_cannot_be_is_refused(capsys: Capture) -> None:
    assert kassa(capsys, "demo", "--days", "0", "--no-serve").code == ExitCode.REFUSED
    assert kassa(capsys, "demo", "--days", "many", "--no-serve").code == ExitCode.USAGE


def test_a_demo_shop_on_a_server_needs_no_home_that_is_there(
    tmp_path: Path, empty_postgres_url: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    home = tmp_path / "kassa" / "on a server"
    monkeypatch.setenv("KASSA_HOME", str(home))
    monkeypatch.setenv("KASSA_STORE", empty_postgres_url)
    made = kassa(capsys, "demo", "--days", "1", "--products", "20", "--until", "2026-11-20", "--no-serve", "--json")
    assert (made.code, made.json["made"]) == (ExitCode.OK, True), made.err
    assert home.is_dir()
    assert not (home / "shop.db").exists()


def test_serving_on_an_engine_that_damages_files_is_refused_and_says_how_to_mend_it(shop: Path) -> None:
    # A machine without the bundled engine whose own is that of Debian 12.
    code = (
        "import sqlite3, sys; sys.modules['pysqlite3'] = None\n"
        "sqlite3.sqlite_version, sqlite3.sqlite_version_info = '3.40.1', (3, 40, 1)\n"
        "from app.cli import main; main(['serve'])"
    )
    environment = {"PATH": os.environ["PATH"], "KASSA_HOME": str(shop)}
    ended = subprocess.run([sys.executable, "-c", code], env=environment, check=False, capture_output=True, text=True)
    assert ended.returncode == ExitCode.REFUSED
    assert "SQLite 3.40.1" in ended.stderr
    assert "pip install pysqlite3" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.usefixtures("shop")
def test_serving_at_a_port_that_is_taken_is_told(capsys: Capture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = kassa(capsys, "serve", "--port", taken.getsockname()[1])
    assert ended.code == ExitCode.UNAVAILABLE
    assert "port_taken" in ended.err


def test_serving_a_damaged_file_is_refused(home: Path, capsys: Capture) -> None:
    (home / "shop.db").write_bytes(b"torn" * 3000)
    ended = kassa(capsys, "serve")
    assert ended.code == ExitCode.BROKEN
    assert "kassa restore" in ended.err


def test_the_demo_opens_and_cannot_be_replaced_meanwhile(home: Path, capsys: Capture) -> None:
    kassa(capsys, *DEMO)
    backup = kassa(capsys, "backup", "--json").json["file"]
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {"PATH": os.environ["PATH"], "KASSA_HOME": str(home)}
    command = [sys.executable, "-m", "app.cli", "demo", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            wait_for_page(port)
            assert kassa(capsys, "restore", backup, "--json").json["error"]["code"] == "store_in_use"
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(30) in {0, ExitCode.INTERRUPTED}
    # The night's work may have been caught up with meanwhile: then the backup is the older one.
    assert kassa(capsys, "restore", backup, "--older").code == 0


def wait_for_page(port: int) -> None:
    wait_until(lambda: answers(f"http://127.0.0.1:{port}/api/v1/health"), "the server opens")


# --- care -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("shop")
def test_verify_of_a_sound_shop(capsys: Capture) -> None:
    ended = kassa(capsys, "verify", "--json")
    assert ended.code == ExitCode.OK
    assert ended.json["sound"]
    assert ended.json["chains"][0]["rows"] == 3  # what the till recorded, and its key
    assert ended.json["journal_rows"] == sum(each["rows"] for each in ended.json["chains"]) > 2


def test_verify_names_the_first_bad_row_and_ends_as_broken(shop: Path, capsys: Capture) -> None:
    with closing(sqlite.driver().connect(shop / "shop.db")) as connection:
        connection.execute("DROP TRIGGER journal_no_update")
        connection.execute("UPDATE journal SET payload = replace(payload, 'MILK', 'SILK') WHERE seq = 2")
        connection.commit()
    ended = kassa(capsys, "verify", "--json")
    assert (ended.code, ended.json["sound"]) == (ExitCode.BROKEN, False)
    assert "journal of device 1, row 2 was changed" in ended.json["first_problem"]
    assert "row 2 was changed" in kassa(capsys, "verify").out


@pytest.mark.parametrize("command", [("verify",), ("backup",), ("run", "backup"), ("schedule",)])
def test_where_there_is_no_shop_a_command_says_so_and_makes_none(
    command: tuple[str, ...], home: Path, capsys: Capture
) -> None:
    ended = kassa(capsys, *command)
    assert ended.code == ExitCode.REFUSED
    assert "no_shop" in ended.err
    assert not (home / "shop.db").exists()


def test_doctor_says_what_is_wrong_in_ten_seconds(shop: Path, capsys: Capture) -> None:
    begin = time.process_time()
    ended = kassa(capsys, "doctor", "--json")
    assert time.process_time() - begin <= 10
    assert (ended.code, ended.json["fit"]) == (ExitCode.OK, True)
    (shop / "shop.db").write_bytes(b"torn" * 3000)
    ended = kassa(capsys, "doctor")
    assert ended.code == ExitCode.REFUSED
    assert "kassa restore" in ended.out


def test_a_backup_goes_where_it_is_told_and_comes_back(shop: Path, capsys: Capture) -> None:
    file = shop / "elsewhere" / "mine.db"
    assert kassa(capsys, "backup", file, "--json").json["file"] == str(file)
    assert kassa(capsys, "backup", file, "--json").json["error"]["code"] == "backup_exists"
    with upkeep.shop_in_use(Settings(home=shop)) as store:
        operator = Operator(store)
        operator.scan("PAPER")
        operator.pay_cash()
    refused = kassa(capsys, "restore", file, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (ExitCode.REFUSED, "backup_is_older")
    restored = kassa(capsys, "restore", file, "--older", "--json")
    assert (restored.code, sales_in(shop)) == (ExitCode.OK, 1)
    with closing(sqlite3.connect(restored.json["replaced_is_kept_as"])) as connection:
        assert connection.execute("SELECT count(*) FROM sale").fetchone() == (2,)


def test_a_damaged_backup_is_broken_and_a_missing_one_refused(shop: Path, capsys: Capture) -> None:
    file = Path(kassa(capsys, "backup", "--json").json["file"])
    bytes_ = bytearray(file.read_bytes())
    bytes_[5000] ^= 1
    file.write_bytes(bytes_)
    assert kassa(capsys, "restore", file).code == ExitCode.BROKEN
    file.write_bytes(bytes_[:9000])
    assert kassa(capsys, "restore", file).code == ExitCode.REFUSED
    assert kassa(capsys, "restore", shop / "none.db").code == ExitCode.REFUSED


@pytest.mark.usefixtures("home")
def test_a_database_that_does_not_answer_is_unavailable(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KASSA_STORE", "postgresql://kassa:s3cr3t@127.0.0.1:9/shop")
    ended = kassa(capsys, "verify", "--json")
    assert (ended.code, ended.json["error"]["code"]) == (ExitCode.UNAVAILABLE, "store_unavailable")
    assert "s3cr3t" not in ended.out + ended.err


@pytest.mark.usefixtures("home")
def test_settings_that_make_no_sense_are_refused(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KASSA_PORT", "eighty")
    ended = kassa(capsys, "doctor", "--json")
    assert (ended.code, ended.json["error"]["code"]) == (ExitCode.REFUSED, "bad_settings")


def test_what_the_system_refuses_is_told_without_a_traceback(
    home: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "file").touch()
    monkeypatch.setenv("KASSA_HOME", str(home / "file" / "under"))
    ended = kassa(capsys, *DEMO, "--json")
    assert (ended.code, ended.json["error"]["code"]) == (ExitCode.UNAVAILABLE, "system_refused")


# --- jobs -----------------------------------------------------------------------------------------


def test_the_names_on_the_command_line_are_those_of_the_program() -> None:
    assert [each.value for each in run.JobName] == list(JOBS)
    assert {each.value for each in import_.TaxName} == {each.value for each in TaxCategory}


def test_a_job_runs_as_a_plain_function(shop: Path, capsys: Capture) -> None:
    figures = kassa(capsys, "run", "backup", "--json").json
    assert Path(figures["file"]).parent == shop / "backups"
    assert kassa(capsys, "schedule", "--status", "--json").json["jobs"][0]["state"] == "done"
    assert "does not run" in kassa(capsys, "schedule", "--status").out


@pytest.mark.usefixtures("home")
def test_forecast_and_reorder_run_on_a_demo_shop(capsys: Capture) -> None:
    kassa(capsys, "demo", "--days", "20", "--products", "20", "--until", "2026-11-20", "--no-serve")
    too_early = kassa(capsys, "run", "reorder", "--json")
    assert (too_early.code, too_early.json["error"]["code"]) == (ExitCode.REFUSED, "no_forecast")
    assert kassa(capsys, "run", "forecast", "--json").json["rows"] > 0
    assert kassa(capsys, "run", "reorder", "--json").json["currency"] == "SEK"
    assert kassa(capsys, "verify").code == ExitCode.OK


@pytest.mark.xdist_group("prefect")
@pytest.mark.timeout(200)
def test_a_job_runs_as_a_flow(shop: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "KASSA_HOME": str(shop), "HOME": str(shop)}
    command = [sys.executable, "-m", "app.cli", "run", "backup", "--flow", "--json"]
    process = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    ended = Ended(process.returncode, process.stdout, process.stderr)
    assert ended.code == 0, ended.err
    assert Path(ended.json["file"]).is_file()
    assert not (shop / ".prefect").exists(), "Prefect keeps to this installation"


@pytest.mark.usefixtures("home")
def test_an_unknown_job_is_a_usage_error(capsys: Capture) -> None:
    assert kassa(capsys, "run", "tidy").code == ExitCode.USAGE
    assert kassa(capsys, "schedule", "--every", "0").code == ExitCode.USAGE


# --- import ---------------------------------------------------------------------------------------


@pytest.fixture
def goods_file(tmp_path: Path) -> Path:
    file = tmp_path / "goods.csv"
    file.write_text("sku;namn;utpris;moms\nA1;Mjölk;19,90;12\nA2;Bröd;39,90;food\n", encoding="utf-8")
    return file


@pytest.mark.usefixtures("home")
def test_products_are_imported_whole_or_not_at_all(goods_file: Path, capsys: Capture) -> None:
    refused = kassa(capsys, "import", "products", goods_file, "--json")
    assert (refused.code, refused.json["saved"]) == (ExitCode.REFUSED, 0)
    assert refused.json["problems"][0]["row"] == 2
    assert "row 2, moms" in kassa(capsys, "import", "products", goods_file).out
    dry = kassa(capsys, "import", "products", goods_file, "--tax", "12=food", "--dry-run", "--json")
    assert (dry.code, dry.json["saved"], dry.json["dry_run"]) == (ExitCode.OK, 2, True)
    done = kassa(capsys, "import", "products", goods_file, "--tax", "12=food", "--map", "utpris=price", "--json")
    assert (done.code, done.json["saved"]) == (ExitCode.OK, 2)
    again = kassa(capsys, "import", "products", goods_file, "--tax", "12=food", "--json")
    assert (again.code, again.json["saved"], again.json["unchanged"]) == (ExitCode.OK, 0, 2)
    assert kassa(capsys, "verify").code == ExitCode.OK


@pytest.mark.usefixtures("home")
def test_good_rows_are_imported_when_bad_ones_may_be_skipped(goods_file: Path, capsys: Capture) -> None:
    ended = kassa(capsys, "import", "products", goods_file, "--skip-bad-rows", "--json")
    assert (ended.code, ended.json["saved"], ended.json["problem_count"]) == (ExitCode.OK, 1, 1)


def test_sales_are_imported(home: Path, goods_file: Path, capsys: Capture) -> None:
    kassa(capsys, "import", "products", goods_file, "--tax", "12=food")
    receipts = home / "receipts.csv"
    receipts.write_text("kvitto;datum;sku;antal;pris\n1;2026-11-20 10:00;A1;2;19,90\n1;2026-11-20 10:00;A2;1;39,90\n")
    ended = kassa(capsys, "import", "sales", receipts, "--source", "OLD", "--day-order", "dmy", "--json")
    assert (ended.code, ended.json["saved"]) == (ExitCode.OK, 1), ended
    assert sales_in(home) == 1
    assert kassa(capsys, "import", "sales", receipts, "--source", "OLD", "--json").json["saved"] == 0


@pytest.mark.parametrize("option", [("--map", "price"), ("--map", "x="), ("--tax", "12=meals"), ("--default-tax", "x")])
def test_a_choice_that_means_nothing_is_a_usage_error(
    option: tuple[str, str], home: Path, goods_file: Path, capsys: Capture
) -> None:
    assert kassa(capsys, "import", "products", goods_file, *option).code == ExitCode.USAGE
    assert not (home / "shop.db").exists()


def test_a_file_that_is_no_table_is_refused(home: Path, capsys: Capture) -> None:
    assert kassa(capsys, "import", "products", home / "none.csv").code == ExitCode.REFUSED
