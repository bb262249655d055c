"""A real TLS proxy in front of a server, as a shop would put one: its own certificate, and headers of its own."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.waiting import LIMIT_S

#: What a visitor may claim and a proxy replaces.
OWN_HEADERS = (b"host:", b"x-forwarded-proto:", b"x-forwarded-for:", b"connection: keep-alive")


def make_certificate(folder: Path, name: str) -> Path:
    """A certificate with its key that nobody vouches for."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    built = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "proxy.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + built.public_bytes(serialization.Encoding.PEM))
    return file


class TlsProxy:
    """Passes every connection on to ``to`` at this machine, and names that as the host."""

    def __init__(self, to: int) -> None:
        self.to, self.port = to, 0
        self._ending: asyncio.Event
        self._loop: asyncio.AbstractEventLoop

    def run(self, certificate: Path, started: threading.Event) -> None:
        """Serve until :meth:`end`."""
        asyncio.run(self._serve(certificate, started))

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._ending.set)

    async def _serve(self, certificate: Path, started: threading.Event) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._loop, self._ending = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._pass_on, "127.0.0.1", 0, ssl=context)
        self.port = int(server.sockets[0].getsockname()[1])
        started.set()
        await self._ending.wait()
        server.close()

    async def _pass_on(self, visitor: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        with suppress(OSError, EOFError):
            head = await visitor.readuntil(b"\r\n\r\n")
            reply, server = await asyncio.open_connection("127.0.0.1", self.to)
            server.write(self._with_own_headers(head))
            await asyncio.gather(_pump(visitor, server), _pump(reply, answer))

    def _with_own_headers(self, head: bytes) -> bytes:
        """One request a connection, unless it becomes a socket."""
        lines = [line for line in head.strip().split(b"\r\n") if not line.lower().startswith(OWN_HEADERS)]
        if not any(line.lower().startswith(b"upgrade:") for line in lines):
            lines.append(b"Connection: close")
        lines += [b"Host: 127.0.0.1:%d" % self.to, b"X-Forwarded-Proto: https", b"X-Forwarded-For: 192.0.2.44"]
        return b"\r\n".join(lines) + b"\r\n\r\n"


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await source.read(65536):
            sink.write(piece)
            await sink.drain()
    sink.close()


@contextmanager
def tls_in_front_of(port: int, folder: Path, name: str) -> Iterator[TlsProxy]:
    """A proxy that runs meanwhile, on a thread of its own."""
    proxy, started = TlsProxy(port), threading.Event()
    thread = threading.Thread(target=proxy.run, args=(make_certificate(folder, name), started))
    thread.start()
    started.wait(LIMIT_S)
    yield proxy
    proxy.end()
    thread.join()
