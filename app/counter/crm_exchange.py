"""Bringing the contacts in a CRM of others up to date: who agreed to offers is there, and who withdrew gets no e-mail.

Each step is recorded as soon as it is done, and each may be done again: an attempt that ended in the middle is made
again as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from app.counter.receipt_composer import ReceiptComposer
from app.words import Words, words_of
from integrations.book_services.service_calls import Pace, ServiceCalls
from integrations.hubspot import hubspot_client
from integrations.hubspot.hubspot_client import AT_ONCE, OPTED_OUT, HubSpotClient, TokenSigner, error_category
from models.access.actor import Actor
from models.dispatch.sending_rules import Dispatch, SendOutcome, SendResult
from models.errors import Refused, Unavailable
from models.members.member import short_number
from operations.installation.configuration import load_settings
from operations.installation.service_secrets import ServiceSecrets
from operations.members import crm_contacts
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.members import crm_rows

#: The token is in the environment, the keyring or a private file, never in the database.
TOKEN_NAME = "KASSA_HUBSPOT_TOKEN"  # noqa: S105 - the name of a variable
#: So many contacts are sent by one attempt, which has ten minutes; the next one goes on.
SENT_MAX = 20_000
#: So many contacts that were not taken are named.
NAMED = 5


@dataclass(frozen=True, slots=True)
class CrmExchanged:
    """What an exchange came to, in contacts; ``left_out`` are the numbers of members whose contact was not taken."""

    sends: int
    stops: int
    removals: int
    withdrawals: int
    waiting: int
    left_out: tuple[str, ...] = ()

    def text(self, words: Words) -> str:
        """What the log shows of it, in the language of the shop. It names nobody."""
        counts = words.translate(
            "crm.exchanged",
            sent=words.count(self.sends),
            stopped=words.count(self.stops),
            removed=words.count(self.removals),
            withdrawn=words.count(self.withdrawals),
        )
        rest = [words.translate("crm.waiting", count=self.waiting)] if self.waiting else []
        if self.left_out:
            named = ", ".join(self.left_out[:NAMED]) + (" …" if len(self.left_out) > NAMED else "")
            rest.append(words.translate("crm.left_out", count=len(self.left_out), numbers=named))
        return " ".join([counts, *rest])


@contextmanager
def open_crm(keys: Path, trial_address: str) -> Iterator[HubSpotClient]:
    """A client of the shop's CRM with the token in ``keys``, or of its substitute, which is called without pauses."""
    secret = ServiceSecrets(keys).find(TOKEN_NAME)
    signer = TokenSigner("" if secret is None else secret.text)
    address = trial_address or hubspot_client.ADDRESS
    pace = Pace(1000, 1, first_pause_ms=0) if trial_address else hubspot_client.PACE
    with closing(ServiceCalls(hubspot_client.SERVICE, address, pace, signer, error_category)) as calls:
        yield HubSpotClient(calls)


def send_contacts(store: Store, composer: ReceiptComposer, actor: Actor, claimed: Dispatch) -> SendResult:
    """Bring the contacts up to date; the result has what came of it, or why it is tried again."""
    settings = load_settings()
    with store.view() as view:
        words = words_of(composer.language(view))
    try:
        with open_crm(settings.keys, settings.crm_address) as client:
            exchange = CrmExchange(store, actor, client, InstallationSecret(settings.keys))
            return SendResult(SendOutcome.SENT, exchange.run(claimed.claimed_at or claimed.made_at).text(words))
    except Unavailable as error:
        return SendResult(SendOutcome.NOT_SENT, f"{error.code}: {error}")
    except Refused as error:
        return SendResult(SendOutcome.REJECTED, f"{error.code}: {error}")


class CrmExchange:
    """One exchange with the CRM."""

    def __init__(self, store: Store, actor: Actor, client: HubSpotClient, installation: InstallationSecret) -> None:
        self._store, self._actor, self._client, self._installation = store, actor, client, installation

    def run(self, at: datetime) -> CrmExchanged:
        """Take over who opted out there, and then do all that has to happen there. Raises what calls raise."""
        self._client.prepare()
        news = self._take_opt_outs(at)
        with self._store.view() as view:
            plan = crm_contacts.planned_contacts(view, self._installation)
        self._remove(plan.remove, plan.archive)
        self._stop(plan.stop)
        count, left_out = 0, list[str]()
        for part in _parts(plan.send[:SENT_MAX]):
            more, rest = self._send(part, at)
            count, left_out = count + more, left_out + rest
        ended, waiting = len(plan.remove) + len(plan.archive), max(0, len(plan.send) - SENT_MAX)
        return CrmExchanged(count, len(plan.stop), ended, news, waiting, tuple(map(short_number, left_out)))

    def _take_opt_outs(self, at: datetime) -> int:
        """Who opted out there withdraws here, once: what was stopped from here is known."""
        with self._store.view() as view:
            before = crm_rows.sent_contacts(view)
        out = self._client.opted_out()
        news = sorted(each for each in out if each in before and not before[each].is_opted_out)
        count = 0
        for part in _parts(news):
            count += crm_contacts.withdraw_there(self._store, self._actor, part, at=at)
        for part in _parts(
            sorted(each for each, contact in before.items() if contact.is_opted_out and each not in out)
        ):
            there = self._client.contacts_of(part)
            again = [each for each, contact in there.items() if contact.get(OPTED_OUT, "") != "true"]
            crm_contacts.record_opt_outs(self._store, self._actor, again, is_opted_out=False)
        return count

    def _remove(self, members: Sequence[str], doubles: Sequence[str]) -> None:
        for each in members:
            self._client.remove(each)
            crm_contacts.record_removed(self._store, self._actor, [each])
        for each in doubles:
            self._client.archive(each)
            crm_contacts.record_removed(self._store, self._actor, [each])

    def _stop(self, members: Sequence[str]) -> None:
        for part in _parts(members):
            there = self._client.contacts_of(part)
            for member, contact in there.items():
                if contact.get("email") and contact.get(OPTED_OUT, "") != "true":
                    self._client.stop(contact["email"])
                crm_contacts.record_opt_outs(self._store, self._actor, [member], is_opted_out=True)
            crm_contacts.record_removed(self._store, self._actor, [each for each in part if each not in there])

    def _send(self, members: Sequence[str], at: datetime) -> tuple[int, list[str]]:
        """How many contacts were taken, and the members of those that were not."""
        contacts = crm_contacts.begin_contacts(self._store, self._actor, members, at=at)
        if not contacts:
            return 0, []
        there = self._client.contacts_of([each.member for each in contacts])
        done = self._client.send(contacts, there)
        digests = {
            each.member: crm_contacts.contact_digest(self._installation, each)
            for each in contacts
            if each.member in done
        }
        crm_contacts.record_sent(self._store, self._actor, digests, at=at)
        return len(digests), [each.member for each in contacts if each.member not in done]


def _parts(members: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(members)
    while part := list(islice(rest, AT_ONCE)):
        yield part
