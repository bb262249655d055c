"""The steps from an empty database to a shop that sells, and which of them are left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class SetupStep(StrEnum):
    """One step of the setup; the order is that in which they are asked."""

    COMPANY = "company"
    LOCATION = "location"
    TILLS = "tills"
    PRINTER = "printer"
    OWNER = "owner"
    GOODS = "goods"
    BACKUPS = "backups"


class StepState(StrEnum):
    """How far a step is. A skipped step can be taken up at any time."""

    OPEN = "open"
    SKIPPED = "skipped"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class SetupProgress:
    """The state of every step."""

    states: Mapping[SetupStep, StepState]

    @property
    def next_step(self) -> SetupStep | None:
        """The first step that nobody has answered or skipped; ``None`` if there is none.

        >>> SetupProgress({SetupStep.COMPANY: StepState.DONE, SetupStep.TILLS: StepState.SKIPPED}).next_step
        <SetupStep.LOCATION: 'location'>
        """
        return next((step for step in SetupStep if self.states.get(step, StepState.OPEN) is StepState.OPEN), None)

    @property
    def left(self) -> tuple[SetupStep, ...]:
        """The steps that are not done, the skipped ones included."""
        return tuple(step for step in SetupStep if self.states.get(step) is not StepState.DONE)

    @property
    def is_done(self) -> bool:
        """Whether no step is left."""
        return not self.left


def row_name(step: SetupStep) -> str:
    """The name under which the state of a step is stored.

    >>> row_name(SetupStep.TILLS)
    'setup.tills'
    """
    return f"setup.{step.value}"
