"""Taking over the customers of a former system as members: with their points, and with what they agreed to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import Column, guess_columns, member_headings, require
from integrations.spreadsheets.former_members import FormerMember, FormerMemberReader
from integrations.spreadsheets.remarks import Remark
from integrations.spreadsheets.rows import RowProblem, shown
from integrations.spreadsheets.table import Table, open_table
from models.access.actor import Actor
from models.card_data import CardDataRefused
from models.jurisdiction.countries import jurisdiction_of
from models.members.member import MemberDetails, WrongMemberDetail, clean_details
from models.shop import Shop
from operations.access.actors import office_actor
from operations.members.moved_members import MovedMember, move_members
from operations.progress import Progress, no_progress
from pipelines.importing.report import ImportOptions, ImportReport, Problems
from pipelines.importing.run_import import counted
from pipelines.importing.shop_here import find_here
from pipelines.moving_in.file_writing import writing_of
from pipelines.moving_in.former_list import FormerList
from store.database.engine import Connection, Store
from store.database.pauses import let_others_write
from store.members import point_rows
from store.shop import NoShop

MEMBERS_MAX = 200_000
#: Members of one transaction.
MEMBERS_AT_ONCE = 50
_DATES = (ColumnRole.BIRTHDAY, ColumnRole.JOINED, ColumnRole.CONSENT_DATE, ColumnRole.UNTIL)
#: Which cell a refused detail is in, by the key of the reason.
_CELLS = {
    "member_phone": ColumnRole.PHONE,
    "member_email": ColumnRole.EMAIL,
    "member_age": ColumnRole.BIRTHDAY,
    "member_birthday": ColumnRole.BIRTHDAY,
    "member_postcode": ColumnRole.POSTCODE,
}


def import_members(
    store: Store,
    path: Path,
    options: ImportOptions,
    *,
    at: datetime,
    progress: Progress | None = None,
    actor: Actor | None = None,
) -> ImportReport:
    """Make the customers of a list members; whoever is one already stays as they are.

    The whole file is checked before anything is stored. Somebody agrees to offers only where the file names the day on
    which they did. Raises as :func:`pipelines.importing.run_import.import_products`, and :class:`store.shop.NoShop`.
    """
    report_progress = progress or no_progress
    table, here = open_table(path), find_here(store, options)
    if here.is_new:
        raise NoShop
    columns = guess_columns(table.headers, table.sample, member_headings(), options.columns, here=here.place)
    require(columns, table.headers, ColumnRole.EMAIL, ColumnRole.PHONE)
    writing = writing_of(table, columns, options, here.company, _DATES)
    with store.view() as view:
        plan = MemberPlan(view, here.company, columns, at)
    reader = FormerMemberReader(table.headers, columns, writing)
    problems, read = _read(table, reader, plan, report_progress)
    save = partial(_save, store, actor, plan.members, at=at, progress=report_progress)
    former = FormerList(table, columns.values(), read, problems)
    return former.save_unless_wrong(options, len(plan.members), save, plan.notes())


def _read(table: Table, reader: FormerMemberReader, plan: MemberPlan, progress: Progress) -> tuple[Problems, int]:
    problems, read = Problems(), 0
    for row in counted(table, MEMBERS_MAX, progress):
        if row.is_empty:
            continue
        read += 1
        understood = reader.read(row)
        problems.add(understood if isinstance(understood, list) else plan.add(understood))
    return problems, read


def _save(store: Store, actor: Actor | None, members: list[MovedMember], *, at: datetime, progress: Progress) -> int:
    mover, saved = actor or office_actor(store), 0
    for begin in range(0, len(members), MEMBERS_AT_ONCE):
        portion = members[begin : begin + MEMBERS_AT_ONCE]
        saved += move_members(store, mover, portion, at=at)
        progress("save", begin + len(portion), len(members))
        let_others_write(store)
    return saved


class MemberPlan:
    """Collects the members of a list, and what is wrong with rows."""

    def __init__(self, view: Connection, company: Shop, columns: Mapping[ColumnRole, Column], at: datetime) -> None:
        self.members: list[MovedMember] = []
        self._columns, self._company, self._at = columns, company, at
        self._today = company.business_day(at)
        self._has_rule = point_rows.rule_of_day(view, self._today) is not None
        self._contacts: dict[str, int] = {}
        self._passed_over = Counter[str]()

    def add(self, row: FormerMember) -> list[RowProblem]:
        """Take a row in, or return what is wrong with it."""
        if not row.has_contact and not row.points:
            self._passed_over["no_contact"] += 1
            return []
        if not row.has_contact:
            return [self._problem(row, ColumnRole.EMAIL, "", "no_contact", "has points but no phone number or e-mail")]
        try:
            details = clean_details(
                MemberDetails(row.name, row.phone, row.email, row.birth_year, row.birthday, row.postcode),
                calling_code=jurisdiction_of(self._company.country).calling_code,
                today=self._today,
            )
        except WrongMemberDetail as wrong:
            role = _CELLS.get(wrong.why.key, ColumnRole.NAME)
            value = {ColumnRole.PHONE: row.phone, ColumnRole.EMAIL: row.email}.get(role, row.birthday or row.postcode)
            return [self._problem(row, role, value, wrong.why.key, str(wrong.why))]
        except CardDataRefused:
            return [self._problem(row, ColumnRole.NAME, "", "card_data", "holds a payment card's number")]
        return self._add_clean(row, details)

    def _add_clean(self, row: FormerMember, details: MemberDetails) -> list[RowProblem]:
        for role, contact in ((ColumnRole.PHONE, details.phone), (ColumnRole.EMAIL, details.email)):
            if contact and contact in self._contacts:
                reason = f"is in row {self._contacts[contact]} already"
                return [self._problem(row, role, contact, "duplicate_contact", reason)]
        if row.points and not self._has_rule:
            reason = "cannot come over: nobody has set what points are for; set a rule on the page of points first"
            return [self._problem(row, ColumnRole.POINTS, str(row.points), "no_point_rule", reason)]
        for contact in filter(None, (details.phone, details.email)):
            self._contacts[contact] = row.row
        self.members.append(self._moved(row, details))
        return []

    def _moved(self, row: FormerMember, details: MemberDetails) -> MovedMember:
        until = row.points_until and self._company.business_day(row.points_until) + timedelta(days=1)
        is_over = row.points > 0 and until is not None and until <= self._today
        has_basis = row.agrees and row.agreed_at is not None and row.agreed_at <= self._at
        self._passed_over["points_over"] += is_over
        self._passed_over["points_rounded"] += row.has_fraction
        self._passed_over["no_consent_date"] += row.agrees and not has_basis
        joined_at = row.joined_at if row.joined_at is not None and row.joined_at <= self._at else None
        points = 0 if is_over else row.points
        return MovedMember(details, joined_at, row.agreed_at if has_basis else None, points, until)

    def notes(self) -> list[Remark]:
        """What was left out or taken otherwise, counted."""
        counts = self._passed_over
        notes = (
            Remark("member_no_contact", count=counts["no_contact"]),
            Remark("member_no_consent_date", count=counts["no_consent_date"]),
            Remark("member_points_over", count=counts["points_over"]),
            Remark("member_points_rounded", count=counts["points_rounded"]),
        )
        return [note for note in notes if note.values["count"]]

    def _problem(self, row: FormerMember, role: ColumnRole, value: str, code: str, reason: str) -> RowProblem:
        heading = self._columns[role].heading if role in self._columns else role.value
        return RowProblem(row.row, heading, shown(value), code, reason)
