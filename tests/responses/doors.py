"""The service as somebody at a browser or a program meets it: signs people in, fills forms, reads what comes back."""

import html
import io
import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from procurement.accounts import operations as accounts
from procurement.core import clock
from procurement.core.context import SYSTEM, Context
from procurement.core.database import database_clock, unit_of_work
from procurement.solicitations.models import Solicitation
from procurement.web.identity import COOKIE
from tests.builders import people as builders
from tests.builders.solicitations import a_published_solicitation

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


class Door:
    """One browser, and the backstage to set the scene with."""

    def __init__(self, app):
        self.app = app
        self.client = app.test_client()
        self.place = ""
        self.answer = None

    @contextmanager
    def unit(self):
        """A unit of work of the service itself, committed."""
        with unit_of_work(self.app.engine) as session:
            yield Context(session, SYSTEM, clock.now(session, movable=True), url=self.app.settings.url)

    def a_published_solicitation(self, **given) -> str:
        """A published solicitation; its id."""
        with self.unit() as ctx:
            return a_published_solicitation(ctx, **given).id

    def sign_in_vendor(self, name: str = "Birch Software", person: str = "Vera Stone") -> str:
        """Register a vendor and sign its person in; the vendor's id."""
        with self.unit() as ctx:
            vendor, vera = builders.a_vendor(ctx, name, person)
            vendor_id, person_id = vendor.id, vera.id
        self.sign_in(person_id)
        return vendor_id

    def sign_in(self, person_id: str) -> None:
        """Go on as this person."""
        self.client = self.browser_of(person_id)

    def browser_of(self, person_id: str | None):
        """A browser of its own in which this person is signed in (None: nobody)."""
        client = self.app.test_client()
        if person_id is not None:
            with self.unit() as ctx:
                person = ctx.session.get_one(builders.Person, person_id)
                secret, _ = accounts.begin_session(ctx, person)
            client.set_cookie(COOKIE, secret)
        return client

    def token_of(self, person_id: str) -> str:
        """An API token of this person that may write."""
        with self.unit() as ctx:
            person = ctx.session.get_one(builders.Person, person_id)
            acts = replace(ctx, actor=builders.actor_of(ctx.session, person))
            secret, _ = accounts.create_token(acts, person, name="test", scopes=["read", "write"])
        return secret

    def move_to_deadline(self, solicitation_id: str) -> None:
        """Move the clock of the service to just after the deadline."""
        with self.unit() as ctx:
            solicitation = ctx.session.get_one(Solicitation, solicitation_id)
            ahead = solicitation.due_at - database_clock(ctx.session) + timedelta(minutes=1)
            clock.move(ctx.session, int(ahead.total_seconds()))

    def get(self, address: str, status: int = 200) -> str:
        """Visit, follow redirects, and read the page."""
        return self._read(self.client.get(address, follow_redirects=True), status)

    def post(self, address: str, status: int | None = None, **fields) -> str:
        """Fill the form of this page with the hidden fields it has, send it, follow, and read."""
        shown = self.client.get(address.removesuffix("/complete"), follow_redirects=True)
        page = shown.get_data(as_text=True)
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        kept = {name: html.unescape(value) for name, value in hidden.items()}
        answer = self.client.post(address, data={**kept, **fields}, follow_redirects=True)
        return self._read(answer, status)

    def send_file(self, address: str, name: str, content: bytes = PDF, status: int | None = None, **fields) -> str:
        """Upload one file by the form."""
        page = self.client.get(address, follow_redirects=True).get_data(as_text=True)
        token = re.search(r'name="csrf_token" value="([^"]*)"', page)[1]
        data = {"csrf_token": token, "file": (io.BytesIO(content), name), **fields}
        answer = self.client.post(address, data=data, content_type="multipart/form-data", follow_redirects=True)
        return self._read(answer, status)

    def _read(self, answer, status: int | None) -> str:
        self.answer, self.place = answer, answer.request.path
        text = answer.get_data(as_text=True)
        assert answer.status_code < 500, text
        if status is not None:
            assert answer.status_code == status, text
        return re.sub(r"\s+", " ", text)
