"""What has to happen in a CRM: each member is in one list at most, and once it is done, nothing is left to do."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from models.members.crm_contact import CrmPlan, SentContact, plan_contacts
from tests.builders import AT

ids = st.sampled_from([f"M{number:012}" for number in range(8)])
digests = st.sampled_from(["", "a", "b"])
sent_rows = st.dictionaries(
    ids, st.builds(SentContact, st.just(""), digests, st.booleans(), st.just(AT), st.just(AT)), max_size=8
).map(lambda rows: {member: replace(row, member=member) for member, row in rows.items()})
wanted_digests = st.dictionaries(ids, st.sampled_from(["a", "b"]), max_size=8)
NOTHING = CrmPlan((), (), (), (), ())


def done(plan: CrmPlan, wanted: dict[str, str], sent: dict[str, SentContact]) -> dict[str, SentContact]:
    """What is known after everything was done."""
    after = {member: row for member, row in sent.items() if member not in {*plan.remove, *plan.archive}}
    for member in plan.send:
        known = after.get(member, SentContact(member, "", is_opted_out=False, first_sent_at=AT, sent_at=AT))
        after[member] = replace(known, digest=wanted[member])
    return {member: replace(row, is_opted_out=row.is_opted_out or member in plan.stop) for member, row in after.items()}


@given(wanted_digests, sent_rows, st.sets(ids), st.sets(ids))
def test_everyone_is_dealt_with_once_and_then_there_is_nothing_to_do(
    wanted: dict[str, str], sent: dict[str, SentContact], gone: set[str], doubles: set[str]
) -> None:
    doubles -= {*gone, *wanted}
    members = {*sent, *wanted} - (gone - set(wanted)) - doubles
    plan = plan_contacts(wanted, sent, members, doubles)
    lists = [*plan.send, *plan.stop, *plan.remove, *plan.archive]
    assert len(set(lists)) == len(lists)
    assert set(plan.send) <= set(wanted), "nobody is sent who did not agree"
    others = set(sent) - set(wanted)
    assert {*plan.remove, *plan.archive} == others - members
    assert set(plan.stop) == {each for each in others & members if not sent[each].is_opted_out}
    after = done(plan, wanted, sent)
    again = plan_contacts(wanted, after, members, doubles)
    assert replace(again, silent=()) == NOTHING
    assert set(again.silent) == {each for each in wanted if each in after and after[each].is_opted_out}
