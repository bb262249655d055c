"""A mail server on this machine that takes what it is sent, or answers as a test asks."""

from __future__ import annotations

from asyncio import Server, WriteTransport
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

OK = "250 OK"
#: Instead of an answer the server hangs up.
HANG_UP = "hang up"


@dataclass
class MailBox:
    """What was taken over; ``answers`` maps a step (``RCPT``, ``DATA``) to what is answered instead."""

    answers: dict[str, str] = field(default_factory=dict)
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802 - the name that the server calls
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Who shall get it."""
        answer = self.answers.get("RCPT", OK)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The content."""
        answer = self.answers.get("DATA", OK)
        if answer == HANG_UP:
            assert isinstance(server.transport, WriteTransport)
            server.transport.abort()
        if answer == OK:
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=default)
            assert isinstance(message, EmailMessage)
            self.taken.extend((each, message) for each in envelope.rcpt_tos)
        return answer


class _AnyPort(Controller):
    """Listens at a port that the system chooses; the library asks for a number."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_box(box: MailBox | None = None, **options: Any) -> Iterator[MailBox]:
    """A server that listens while the block runs."""
    box = box or MailBox()
    controller = _AnyPort(box, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        box.port = controller.port
        yield box
    finally:
        controller.stop()


def check_password(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: object) -> AuthResult:
    """Lets the account ``shop`` in with the password ``right``."""
    return AuthResult(success=given == LoginPassword(b"shop", b"right"), handled=False)
