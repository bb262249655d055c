"""How reading a list of a former system ends: it is stored unless something is wrong or it is only tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from integrations.spreadsheets.columns import Column
from integrations.spreadsheets.remarks import Remark
from integrations.spreadsheets.table import Table
from pipelines.importing.report import ImportOptions, ImportReport, Problems


@dataclass(frozen=True, slots=True)
class FormerList:
    """A list that was read: its table, the columns that were understood, how many rows it has and what is wrong."""

    table: Table
    columns: Iterable[Column]
    rows: int
    problems: Problems

    def save_unless_wrong(
        self, options: ImportOptions, count: int, save: Callable[[], int], notes: Iterable[Remark] = ()
    ) -> ImportReport:
        """Store the ``count`` entries of the list by ``save``, which returns how many are new; report what came of it.

        Of a list that is refused nothing is stored, nor in a trial, which counts all of them as new.
        """
        refused = self.problems.refuse(skip_bad_rows=options.skip_bad_rows)
        is_trial = options.dry_run
        new = 0 if refused else count if is_trial else save()
        return ImportReport(
            read=self.rows,
            saved=new,
            unchanged=0 if is_trial or refused else count - new,
            problems=self.problems.named,
            problem_count=self.problems.count,
            columns=tuple(sorted(self.columns, key=lambda column: column.index)),
            dry_run=is_trial,
            notes=(*self.table.notes, *notes),
            refused=refused,
        )
