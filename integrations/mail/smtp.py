"""Handing an e-mail to the shop's mail server (SMTP, RFC 5321): once, and never without the encryption that is set."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from ipaddress import ip_address

import aiosmtplib
from aiosmtplib.errors import SMTPException, SMTPRecipientRefused, SMTPResponseException

from models.dispatch.sending_rules import SendOutcome, SendResult

#: Seconds to wait for each answer of the server.
WAIT_S = 20
#: From here on a refusal is final (RFC 5321 section 4.2.1).
FINAL = 500


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server; ``security`` is ``starttls``, ``tls`` or ``none``. An empty ``user`` does not sign in."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_open_to_others(self) -> bool:
        """Whether others on the network could read along."""
        return self.security == "none" and not _is_this_machine(self.host)


def send_message(server: MailServer, message: EmailMessage, *, sender: str, recipient: str) -> SendResult:
    """Hand a message over. It is not sent in the clear to another machine, and never twice."""
    if server.is_open_to_others:
        return SendResult(SendOutcome.NOT_SENT, "mail.security is none, which is for a server on this machine only")
    return asyncio.run(_send(server, message.as_bytes(), sender, recipient))


async def _send(server: MailServer, content: bytes, sender: str, recipient: str) -> SendResult:
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        timeout=WAIT_S,
    )
    try:
        try:
            await _open(client, server, sender, recipient)
        except SMTPRecipientRefused as refusal:
            return _refused(refusal)
        except (SMTPException, OSError, ssl.SSLError, UnicodeError, ValueError) as error:
            return SendResult(SendOutcome.NOT_SENT, _reason(error))
        return await _hand_over(client, content)
    finally:
        transport = client.transport
        client.close()
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()  # an encrypted one would wait for the server's farewell, and this loop ends now


async def _open(client: aiosmtplib.SMTP, server: MailServer, sender: str, recipient: str) -> None:
    """Everything up to the content: nothing has been taken over before it."""
    await client.connect()
    if server.user:
        await client.login(server.user, server.password)
    await client.mail(sender)
    await client.rcpt(recipient)


async def _hand_over(client: aiosmtplib.SMTP, content: bytes) -> SendResult:
    """The content; without an answer nobody knows whether the server took it."""
    try:
        await client.data(content)
    except SMTPResponseException as refusal:
        return _refused(refusal)
    except (SMTPException, OSError) as error:
        return SendResult(SendOutcome.UNCERTAIN, _reason(error))
    return SendResult(SendOutcome.SENT)


def _refused(refusal: SMTPResponseException) -> SendResult:
    outcome = SendOutcome.REJECTED if refusal.code >= FINAL else SendOutcome.NOT_SENT
    return SendResult(outcome, _reason(refusal))


def _reason(error: Exception) -> str:
    """An error in one line: what a server answers may have several."""
    if isinstance(error, SMTPResponseException):
        return " ".join(f"{error.code} {error.message}".split())
    return " ".join(str(error).split()) or type(error).__name__


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
