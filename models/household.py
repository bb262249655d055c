"""The households behind customers' codes, with the demographics that they agreed to share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Household:
    """The household behind a customer's code, in groups; ``None`` where one is not known."""

    code: str
    age_group: str | None = None
    income_group: str | None = None
    household_size: str | None = None
    household_kind: str | None = None

    @property
    def groups(self) -> tuple[str | None, ...]:
        """Everything but the code."""
        return (self.age_group, self.income_group, self.household_size, self.household_kind)
