"""A message is handed over once, and each answer of the server means what the standard says."""

from __future__ import annotations

import gc
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import psutil
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

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


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine that nobody but its own file vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.test")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    built = built.add_extension(here, critical=False)
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    signed, key_file = folder / "mail.crt", folder / "mail.key"
    signed.write_bytes(built.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return signed, key_file


def test_with_starttls_a_message_and_its_password_go_encrypted_to_a_server_that_is_vouched_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed, key_file = certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(signed, key_file)
    rules: dict[str, Any] = {"require_starttls": True, "authenticator": check_password, "auth_required": True}
    with mail_box(tls_context=context, **rules) as box:
        server = MailServer("127.0.0.1", box.port, "starttls", "shop", "right")
        refused = send(server)
        assert (refused.outcome, box.taken) == (SendOutcome.NOT_SENT, []), "nobody vouches for it yet"
        monkeypatch.setenv("SSL_CERT_FILE", str(signed))
        assert send(server) == SendResult(SendOutcome.SENT)
    assert [recipient for recipient, _ in box.taken] == [RECIPIENT]


def test_no_connection_stays_open_when_a_message_was_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An encrypted one waits for the other side's farewell; nobody is left to wait for it."""
    signed, key_file = certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(signed, key_file)
    monkeypatch.setenv("SSL_CERT_FILE", str(signed))
    gc.disable()  # it would close what is left after a while
    try:
        with mail_box(tls_context=context, require_starttls=True) as box:
            for _ in range(30):
                assert send(MailServer("127.0.0.1", box.port, "starttls")).outcome is SendOutcome.SENT
            connections = psutil.Process().net_connections("tcp")
            assert [each for each in connections if getattr(each.raddr, "port", 0) == box.port] == []
    finally:
        gc.enable()


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
