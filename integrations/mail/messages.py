"""An e-mail as a message (RFC 5322, MIME). What a shop or a customer wrote never becomes a header of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file that goes with an e-mail; ``media`` is its type, such as ``application/pdf``."""

    name: str
    media: str
    content: bytes


@dataclass(frozen=True, slots=True)
class MailContent:
    """What is in an e-mail: the same in plain text and in HTML, and its files.

    ``pictures`` are those that the HTML shows as ``cid:`` and the name.
    """

    subject: str
    text: str
    html: str = ""
    files: Sequence[MailFile] = ()
    pictures: Sequence[MailFile] = ()


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom, under which ``key``, when. The same document has the same key whenever it is sent."""

    sender: str
    sender_name: str
    recipient: str
    key: str
    at: datetime


def build_message(envelope: Envelope, content: MailContent) -> EmailMessage:
    """The message; raises :class:`ValueError` for a header that would be more than one."""
    message = EmailMessage(SMTP)
    message["Subject"] = content.subject
    message["From"] = Address(envelope.sender_name, addr_spec=envelope.sender)
    message["To"] = Address(addr_spec=envelope.recipient)
    message["Date"] = format_datetime(envelope.at)
    message["Message-ID"] = f"<{envelope.key}@{envelope.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(content.text)
    if content.html:
        message.add_alternative(content.html, subtype="html")
        *_, page = message.iter_parts()
        for each in content.pictures:
            main, _, sub = each.media.partition("/")
            page.add_related(each.content, maintype=main, subtype=sub, cid=f"<{each.name}>", disposition="inline")
    for each in content.files:
        main, _, sub = each.media.partition("/")
        message.add_attachment(each.content, maintype=main, subtype=sub, filename=each.name)
    return message
