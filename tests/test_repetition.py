"""Only a test that is marked ``real_time`` gets another chance, and the run says so."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT
from tests.repetition import MARKER, REPEATING, REPETITIONS_MAX, TESTS_MAX

pytest_plugins = ["pytester"]

#: A test that fails in its first runs; each run adds a letter to a file.
FAILS_FIRST = """
    from pathlib import Path
    import pytest

    def run_of(name):
        with Path(name).open("a") as runs:
            runs.write("x")
        return len(Path(name).read_text())
"""
PASSES_SECOND_TIME = """
    @pytest.mark.real_time
    def test_shaky():
        assert run_of("shaky") > 1, "the machine was busy"
"""
NEVER_PASSES = """
    @pytest.mark.real_time
    def test_wrong():
        assert run_of("wrong") < 0, "this is never so"
"""
PLAIN = """
    def test_plain():
        assert run_of("plain") > 1, "plainly wrong"
"""
SOUND = """
    def test_sound():
        run_of("sound")
"""


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project whose tests are repeated as ours are, and nothing else of ours."""
    for name in (REPEATING, "KASSA_PROVE", "PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeini(
        f"[pytest]\naddopts = --strict-markers\nmarkers =\n    {MARKER}: may be repeated\n    xdist_group\n"
    )
    pytester.makeconftest("from tests.repetition import take_part as pytest_configure")
    return pytester


def run(project: pytest.Pytester, *tests: str, options: tuple[str, ...] = ()) -> pytest.RunResult:
    project.makepyfile(FAILS_FIRST + "".join(tests))
    return project.runpytest_inprocess(*options)


def runs_of(project: pytest.Pytester, name: str) -> int:
    return len((project.path / name).read_text())


def test_a_marked_test_that_passes_the_second_time_is_green_and_reported(project: pytest.Pytester) -> None:
    ended = run(project, SOUND, PASSES_SECOND_TIME)
    assert ended.ret == pytest.ExitCode.OK
    ended.assert_outcomes(passed=2)
    ended.stdout.fnmatch_lines(["FLAKY *::test_shaky: failed, then passed", "*the machine was busy*"])
    assert (runs_of(project, "shaky"), runs_of(project, "sound")) == (2, 1)


def test_so_it_is_when_several_processes_run_the_tests(project: pytest.Pytester) -> None:
    grouped = f'    @pytest.mark.xdist_group("shop")\n{PASSES_SECOND_TIME.lstrip(chr(10))}'
    ended = run(project, SOUND, grouped, options=("-p", "xdist", "-n", "2", "--dist", "loadgroup"))
    assert ended.ret == pytest.ExitCode.OK
    ended.assert_outcomes(passed=2)
    ended.stdout.fnmatch_lines(["FLAKY *::test_shaky: failed, then passed", "*the machine was busy*"])


def test_a_marked_test_that_fails_every_time_is_red(project: pytest.Pytester) -> None:
    ended = run(project, SOUND, PASSES_SECOND_TIME, NEVER_PASSES)
    assert ended.ret == pytest.ExitCode.TESTS_FAILED
    ended.assert_outcomes(passed=2, failed=1)
    ended.stdout.fnmatch_lines(["FLAKY *::test_wrong: failed, then failed, failed", "FAILED *::test_wrong*"])
    assert runs_of(project, "wrong") == 1 + REPETITIONS_MAX


def test_a_plain_test_is_not_repeated_and_the_run_is_red(project: pytest.Pytester) -> None:
    ended = run(project, PLAIN, PASSES_SECOND_TIME)
    assert ended.ret == pytest.ExitCode.TESTS_FAILED
    ended.assert_outcomes(passed=1, failed=1)
    ended.stdout.no_fnmatch_line("*FLAKY*test_plain*")
    assert runs_of(project, "plain") == 1


def test_proofs_are_never_repeated(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KASSA_PROVE", "1")
    ended = run(project, PASSES_SECOND_TIME)
    assert ended.ret == pytest.ExitCode.TESTS_FAILED
    ended.stdout.no_fnmatch_line("*FLAKY*")
    assert runs_of(project, "shaky") == 1


def test_a_repetition_that_is_skipped_has_not_passed(project: pytest.Pytester) -> None:
    skips = """
    @pytest.mark.real_time
    def test_gone():
        if run_of("gone") > 1:
            pytest.skip("not here any more")
        raise AssertionError
"""
    assert run(project, skips).ret == pytest.ExitCode.TESTS_FAILED


def test_what_fails_while_it_is_set_up_or_tidied_up_is_repeated_too(project: pytest.Pytester) -> None:
    around = """
    @pytest.fixture
    def shaky_before():
        assert run_of("before") > 1, "not up yet"

    @pytest.fixture
    def shaky_after():
        yield
        assert run_of("after") > 1, "not down yet"

    @pytest.mark.real_time
    def test_before(shaky_before):
        pass

    @pytest.mark.real_time
    def test_after(shaky_after):
        pass
"""
    ended = run(project, around)
    assert ended.ret == pytest.ExitCode.OK
    ended.assert_outcomes(passed=2)


def test_when_very_many_fail_it_is_not_chance(project: pytest.Pytester) -> None:
    many = f"""
    @pytest.mark.real_time
    @pytest.mark.parametrize("number", range({TESTS_MAX + 1}))
    def test_broken(number):
        assert run_of("broken") < 0
"""
    ended = run(project, many)
    assert ended.ret == pytest.ExitCode.TESTS_FAILED
    ended.assert_outcomes(failed=TESTS_MAX + 1)
    assert runs_of(project, "broken") == TESTS_MAX + 1
