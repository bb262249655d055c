"""What a shop has about a person, as a document: each fact of the JSON is in it, and hostile text stays text."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pypdfium2
import pytest

from app.counter.person_document import person_document, person_file
from app.words import words_of
from models.members.consent import ConsentPurpose, LookPurpose
from models.members.member import MemberDetails
from models.members.point_rule import PointRule
from operations.members.member_changes import merge_members, set_consent
from operations.members.member_rights import export_member, look_at_member
from operations.points.adjust_points import adjust_points
from operations.points.point_rules import set_point_rule
from store import shop
from store.database.engine import Store
from tests.builders import AT, OFFICE_ACTOR, small_shop
from tests.operations.members.joined import ASA, join

NAMES = ("consents", "points", "offers", "purchases", "looks")
HOSTILE = '#read("/etc/passwd") *Åsa* <b>"Ö"</b> $x$ \\ `rm`'


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_all_that_is_handed_out_is_in_the_document(sqlite_store: Store, language: str) -> None:
    store = small_shop(sqlite_store)
    member = join(store, replace(ASA, notes=HOSTILE))
    set_point_rule(store, OFFICE_ACTOR, PointRule(AT.date(), 1000, 10), at=AT)
    adjust_points(store, OFFICE_ACTOR, member.id, 321, "a gift", at=AT)
    look_at_member(store, OFFICE_ACTOR, member.id, LookPurpose.COMPLAINT, at=AT)
    facts, words = export_member(store, OFFICE_ACTOR, member.id, at=AT), words_of(language)
    with store.view() as view:
        company = shop.get_shop(view)
    document = person_document(facts, company, words)
    counts = [len(each.rows) for each in document.tables]
    assert counts == [len(cast("list[object]", facts[name])) for name in NAMES]
    written = text_of(person_file(facts, company, words)).replace("\r\n", " ").replace("\n", " ")
    for each in (ASA.name, ASA.email, member.card, "321", words.translate("members.purpose.complaint"), HOSTILE):
        assert each in written, each
    assert written.count(words.translate("members.document.nothing")) == 2, "nothing was bought and no offer came"


def test_a_consent_that_nobody_gave_or_took_back_is_not_withdrawn(sqlite_store: Store) -> None:
    """Two become one of whom one had agreed: the consent ends, and the document has nobody withdraw it."""
    store, words = small_shop(sqlite_store), words_of("en")
    agreed = join(store, purposes=frozenset({ConsentPurpose.OFFERS}))
    other = join(store, MemberDetails("Bo Ek", "070-174 06 07"))
    merge_members(store, OFFICE_ACTOR, agreed.id, other.id, at=AT)
    with store.view() as view:
        company = shop.get_shop(view)
    facts = export_member(store, OFFICE_ACTOR, other.id, at=AT)
    decisions = [row[1] for row in person_document(facts, company, words).tables[0].rows]
    assert [each for each in decisions if words.translate("members.withdrew") in each] == []
    assert decisions[-1].endswith(words.translate("members.ended"))
    for is_given in (True, False):
        set_consent(store, OFFICE_ACTOR, other.id, ConsentPurpose.ANALYSIS, is_given=is_given, at=AT)
    facts = export_member(store, OFFICE_ACTOR, other.id, at=AT)
    decisions = [row[1] for row in person_document(facts, company, words).tables[0].rows]
    assert decisions[-1].endswith(words.translate("members.withdrew")), "the control: this one was"
