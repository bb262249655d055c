"""A setup that is killed within a step, or between the step and its answer, goes on where it was: nothing is half."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from models.setup_steps import SetupStep, StepState
from operations.access.first_person import is_without_people
from operations.installation.shop_setup import find_progress, wants_setup
from store import invariants, schema
from store.database.engine import Store
from tests.conftest import PROVING
from tests.faults.forked import start_forked
from tests.faults.interrupted_setup import (
    ANSWERS,
    Answer,
    StoreKilledAtCommit,
    answer_and_die,
    owner_in_parts,
    typed_goods,
    url_in,
)
from tests.waiting import LIMIT_S

Proved = Callable[[str], None]
STEPS = list(SetupStep)
#: Every answer, and the other one to the question about goods.
CASES = [*((step.value, step, answer) for step, answer in ANSWERS.items()), ("typed", SetupStep.GOODS, typed_goods)]
EVERY_ANSWER = pytest.mark.parametrize(
    ("step", "answer"), [each[1:] for each in CASES], ids=[each[0] for each in CASES]
)
#: What differs each time: how a secret is hashed, and what follows from that in the journal.
NOT_COMPARED = {"operator_secret", "journal", "device_head"}


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> dict[SetupStep | None, Path]:
    """A shop before each step, those before it answered; under ``None`` it is set up."""
    home = tmp_path_factory.mktemp("stages") / "empty"
    home.mkdir()
    shutil.copyfile(_sqlite_template, home / "shop.db")
    found: dict[SetupStep | None, Path] = {}
    for step, following in zip(STEPS, [*STEPS[1:], None], strict=True):
        found[step] = home
        home = shutil.copytree(home, home.with_name(f"before-{following}"))
        with opened(home) as store:
            ANSWERS[step](home, store)
    return {**found, None: home}


@contextmanager
def opened(home: Path) -> Iterator[Store]:
    with closing(Store(url_in(home))) as store:
        yield store


def was_killed(home: Path, answer: Answer, die_at: int, *, finely: bool = False) -> bool:
    process = start_forked(answer_and_die, (home, answer, die_at), {"finely": finely})
    process.join(LIMIT_S)
    assert process.exitcode in {0, -signal.SIGKILL}, process.exitcode
    return process.exitcode != 0


def content(home: Path, store: Store) -> dict[str, list[str]]:
    """All that a shop has stored, by table, the kinds of facts in its journal, and the backups beside it."""
    with store.view() as view:
        tables = {
            table.name: sorted(str(tuple(row)).replace(str(home), "HOME") for row in view.execute(sa.select(table)))
            for table in schema.metadata.sorted_tables
            if table.name not in NOT_COMPARED
        }
        secrets = sorted(map(str, view.execute(sa.select(schema.operator_secret.c.operator))))
        facts = sorted(view.scalars(sa.select(schema.journal.c.kind)))
    return {
        **tables,
        "secrets": secrets,
        "facts": facts,
        "backups": [file.name for file in home.glob("stick/shop-*.db")],
    }


def faults_of_progress(store: Store, step: SetupStep) -> list[str]:
    """What is wrong with where a setup goes on that was killed within a step."""
    progress, following = find_progress(store), [*STEPS, None][STEPS.index(step) + 1]
    faults = [] if progress.next_step in {step, following} else [f"it goes on at {progress.next_step}"]
    if is_without_people(store):
        faults += [] if wants_setup(store) else ["the shop's address no longer leads to the setup"]
        is_asked = progress.states[SetupStep.OWNER] is StepState.OPEN
        faults += [] if is_asked else ["nobody can sign in, and no owner is asked for"]
    return faults


@dataclass(frozen=True)
class Interrupted:
    """One step, answered again and again, and killed one point later each time."""

    before: Path
    step: SetupStep
    answer: Answer
    finely: bool = False

    def kill_everywhere(self) -> tuple[int, list[str]]:
        """How often it was killed, and what was wrong with the shop after that or once it was set up further."""
        points, expected = self.undisturbed()
        faults = []
        for point in range(points):
            home = shutil.copytree(self.before, self.before.with_name(f"{self.step}-killed"))
            assert was_killed(home, self.answer, point, finely=self.finely)
            faults += [f"{self.step} killed at {point}: {each}" for each in self.faults_in(home, expected)]
            shutil.rmtree(home)
        return points, faults

    def undisturbed(self) -> tuple[int, dict[str, list[str]]]:
        """At how many points it can be killed, and what a shop stores where nobody killed it."""
        home = shutil.copytree(self.before, self.before.with_name(f"{self.step}-undisturbed"))
        with closing(StoreKilledAtCommit(url_in(home), finely=self.finely)) as store:
            self.answer(home, store)
            found = store.points, content(home, store)
        shutil.rmtree(home)
        return found

    def faults_in(self, home: Path, expected: dict[str, list[str]]) -> Iterator[str]:
        """Open the shop again, answer the step if it is asked again, and compare."""
        with opened(home) as store:
            yield from faults_of_progress(store, self.step)
            if find_progress(store).next_step is self.step:
                self.answer(home, store)
            found = content(home, store)
            yield from (f"{name} is another one" for name in expected if found[name] != expected[name])
            with store.view() as view:
                yield from (str(each) for each in (invariants.check_all(view) if self.finely else ()))


@EVERY_ANSWER
def test_a_step_that_is_killed_around_its_commits_is_done_or_asked_again(
    stages: dict[SetupStep | None, Path], step: SetupStep, answer: Answer
) -> None:
    kills, faults = Interrupted(stages[step], step, answer).kill_everywhere()
    assert faults == []
    assert kills >= 2, "before and after each commit"


@pytest.mark.proof
@pytest.mark.skipif(not PROVING, reason="killed at every statement; `make prove` does it")
@pytest.mark.timeout(3600)
@EVERY_ANSWER
def test_a_step_that_is_killed_at_any_statement_is_done_or_asked_again(
    stages: dict[SetupStep | None, Path], step: SetupStep, answer: Answer, proved: Proved
) -> None:
    kills, faults = Interrupted(stages[step], step, answer, finely=True).kill_everywhere()
    assert faults == []
    proved(f"{step}: {kills} kills, 0 answers lost, 0 doubled, 0 half")


def test_a_shop_that_was_set_up_step_by_step_is_whole(stages: dict[SetupStep | None, Path]) -> None:
    with opened(stages[None]) as store, store.view() as view:
        assert find_progress(store).is_done
        assert invariants.check_all(view) == []


def test_control_an_owner_who_is_added_in_parts_may_never_get_a_password(
    stages: dict[SetupStep | None, Path],
) -> None:
    _, faults = Interrupted(stages[SetupStep.OWNER], SetupStep.OWNER, owner_in_parts).kill_everywhere()
    assert any("nobody can sign in, and no owner is asked for" in each for each in faults)
