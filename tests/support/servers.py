"""Servers for the tests, real ones on free ports: mail, an object store, any WSGI application."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import boto3
import pytest
from aiosmtpd.controller import Controller
from moto.server import ThreadedMotoServer
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server


@dataclass
class MailServer:
    """An SMTP server that keeps what it is sent, and refuses whom the test tells it to refuse."""

    url: str = ""
    letters: list[EmailMessage] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    def to(self, address: str) -> list[EmailMessage]:
        """The letters this address was sent, oldest first."""
        return [letter for letter in self.letters if address in letter["X-Envelope-To"].split(", ")]

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:
        """Accept a recipient, unless the test wants it refused."""
        if address in self.refused:
            return "550 No such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope) -> str:
        """Keep a letter, with the recipients it was really handed over for."""
        letter = message_from_bytes(envelope.content.replace(b"\r\n", b"\n"), policy=policy.default)
        letter["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self.letters.append(letter)
        return "250 Message accepted"


class _OnAFreePort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def smtp_server() -> Iterator[MailServer]:
    """A mail server of this test's own: `.url` for the settings, `.letters` and `.to(address)` for what came."""
    kept = MailServer()
    controller = _OnAFreePort(kept, hostname="127.0.0.1", port=0)
    controller.start()
    kept.url = f"smtp://127.0.0.1:{controller.port}"
    yield kept
    controller.stop()


@dataclass(frozen=True)
class Bucket:
    """A bucket of the object store, and all that a client needs to reach it."""

    name: str
    endpoint: str
    region: str = "us-east-1"
    access_key: str = "test"
    secret_key: str = "test"

    def client(self):
        """A boto3 client, for looking at the bucket from outside."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name=self.region,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
        )


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """An S3 server for this worker; the address it answers at."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3_bucket(s3_server) -> Bucket:
    """An empty bucket of this test's own."""
    bucket = Bucket(f"test-{uuid.uuid4().hex[:12]}", s3_server)
    bucket.client().create_bucket(Bucket=bucket.name)
    return bucket


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_arguments) -> None:
        """Say nothing: a failing test shows what matters."""


@contextmanager
def reserved() -> Iterator[tuple[BaseWSGIServer, str]]:
    """A running server without an application yet (set its `app`), and the address it will be reached at."""
    server = make_server("127.0.0.1", 0, None, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def serve() -> Iterator[Callable]:
    """`serve(app)` puts an application on a free port until the test ends, and returns its address."""
    with ExitStack() as running:

        def on_a_free_port(app) -> str:
            server, url = running.enter_context(reserved())
            server.app = app
            return url

        yield on_a_free_port
