"""A message is handed over once, and each answer of the server means what the standard says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from integrations.mail.messages import Envelope, MailContent, MailFile, build_message
from integrations.mail.smtp import MailServer, send_message
from models.dispatch.sending_rules import SendOutcome, SendResult
from tests.integrations.mail.mail_box import HANG_UP, MailBox, check_password, mail_box

SENDER, RECIPIENT = "shop@example.com", "anna@example.com"
ENVELOPE = Envelope(SENDER, "Å & Ö <Lanthandel>", RECIPIENT, "receipt-7", datetime(2026, 11, 27, tzinfo=UTC))
CONTENT = MailContent(
    "Kvitto 1 från Å & Ö", ".\r\nrad\n", "<p>hej</p>", [MailFile("kvitto-1.pdf", "application/pdf", b"%PDF")]
)


def send(server: MailServer) -> SendResult:
    return send_message(server, build_message(ENVELOPE, CONTENT), sender=SENDER, recipient=RECIPIENT)


def test_a_message_arrives_whole() -> None:
    with mail_box() as box:
        assert send(MailServer("127.0.0.1", box.port, "none")) == SendResult(SendOutcome.SENT)
    ((recipient, message),) = box.taken
    assert (recipient, message["To"], message["Subject"]) == (RECIPIENT, RECIPIENT, CONTENT.subject)
    assert message["From"].addresses[0].display_name == ENVELOPE.sender_name
    assert message["Message-ID"] == "<receipt-7@example.com>"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert (text.get_content(), html.get_content()) == (".\r\nrad\r\n", "<p>hej</p>\r\n")
    (pdf,) = message.iter_attachments()
    assert (pdf.get_filename(), pdf.get_content()) == ("kvitto-1.pdf", b"%PDF")


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"RCPT": "550 no such mailbox"}, SendOutcome.REJECTED),
        ({"RCPT": "451 try again later"}, SendOutcome.NOT_SENT),
        ({"DATA": "552 too large"}, SendOutcome.REJECTED),
        ({"DATA": "452 disk full"}, SendOutcome.NOT_SENT),
        ({"DATA": HANG_UP}, SendOutcome.UNCERTAIN),
    ],
)
def test_an_answer_decides_whether_it_is_tried_again(answers: dict[str, str], outcome: SendOutcome) -> None:
    with mail_box(MailBox(answers)) as box:
        result = send(MailServer("127.0.0.1", box.port, "none"))
    assert (result.outcome, box.taken) == (outcome, [])
    assert result.reason


def test_nothing_leaves_in_the_clear_where_encryption_is_set() -> None:
    with mail_box() as box:
        for security in ("starttls", "tls"):
            assert send(MailServer("127.0.0.1", box.port, security)).outcome is SendOutcome.NOT_SENT
        assert box.taken == []
        assert send(MailServer("192.0.2.1", box.port, "none")).outcome is SendOutcome.NOT_SENT
    assert send(MailServer("127.0.0.1", box.port, "none")).outcome is SendOutcome.NOT_SENT, "nobody listens any more"


def test_a_wrong_password_is_tried_again_and_is_in_no_reason() -> None:
    with mail_box(auth_require_tls=False, authenticator=check_password, auth_exclude_mechanism=["LOGIN"]) as box:
        refused = send(MailServer("127.0.0.1", box.port, "none", "shop", "wrong-one"))
        assert refused.outcome is SendOutcome.NOT_SENT
        assert "wrong-one" not in f"{refused}{MailServer('a', 1, 'none', 'shop', 'wrong-one')!r}"
        assert send(MailServer("127.0.0.1", box.port, "none", "shop", "right")).outcome is SendOutcome.SENT
    assert len(box.taken) == 1


@pytest.mark.parametrize("hostile", ["Kvitto\r\nBcc: bo@example.com", "Kvitto\nX-Evil: 1"])
def test_a_text_never_becomes_a_header(hostile: str) -> None:
    with pytest.raises(ValueError, match=r"[Hh]eader"):
        build_message(ENVELOPE, MailContent(hostile, "text"))
