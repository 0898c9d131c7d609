"""Somebody with a browser or a program in front of the service, without a network."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import sqlalchemy as sa
from werkzeug.test import TestResponse

from procurement.accounts import operations as accounts
from procurement.accounts.models import Person
from procurement.core.context import SYSTEM, Actor, Context
from procurement.web.application import Application
from procurement.web.identity import COOKIE

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@contextmanager
def a_unit(app: Application, *, writes: bool = True) -> Iterator[Context]:
    """A unit of work of the service itself beside its requests: to set the scene, and to look afterwards."""
    with app.app_context(), app.unit(SYSTEM, writes=writes) as ctx:
        yield ctx


@contextmanager
def counted_selects(app: Application) -> Iterator[list[str]]:
    """The questions that are put to the database inside the block."""
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append(statement)

    sa.event.listen(app.engine, "before_cursor_execute", note)
    yield asked
    sa.event.remove(app.engine, "before_cursor_execute", note)


class Visitor:
    """A browser: it keeps cookies, and sends forms with the token of the page they stand on."""

    def __init__(self, app: Application):
        self.app, self.browser = app, app.test_client()

    def get(self, path: str, **options) -> TestResponse:
        """Look at a page."""
        return self.browser.get(path, **options)

    def post(self, path: str, fields: dict | None = None, **options) -> TestResponse:
        """Send a form, with the token of this browser."""
        return self.browser.post(path, data={"csrf_token": self.token(), **(fields or {})}, **options)

    def token(self) -> str:
        """The token that all forms of this browser carry."""
        pages = (self.get(path).text for path in ("/sign-in", "/account"))
        return next(found[1] for page in pages if (found := _TOKEN.search(page)))

    def already_in(self, person: Person) -> "Visitor":
        """Signed in before the test began, without the price of hashing; returns the visitor for chaining."""
        with a_unit(self.app) as ctx:
            secret, _ = accounts.begin_session(ctx, person, agent="Firefox/120 Linux")
        self.browser.set_cookie(COOKIE, secret)
        return self

    def sign_in(self, email: str, password: str) -> "Visitor":
        """Come in by the door; returns the visitor for chaining."""
        answer = self.post("/sign-in", {"email": email, "password": password})
        assert answer.status_code == 302, text_of(answer)
        return self


class Program:
    """A program: JSON in, JSON out, with a token once it has one."""

    def __init__(self, app: Application, token: str = ""):
        self.app, self.client = app, app.test_client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def call(self, method: str, path: str, json=None, *, etag: str | None = None) -> TestResponse:
        """`call("PATCH", "/me", {...}, etag='"1"')`, under /api/v1."""
        headers = {**self.headers, **({"If-Match": etag} if etag else {})}
        return self.client.open(f"/api/v1{path}", method=method, json=json, headers=headers)

    def already_in(self, person: Person, *, scopes: tuple[str, ...] = ("write",)) -> "Program":
        """With a token from before the test began; returns the program for chaining."""
        with a_unit(self.app) as ctx:
            own = replace(ctx, actor=Actor(id=person.id, name=person.name))
            secret, _ = accounts.create_token(own, person, name="A test", scopes=list(scopes))
        self.headers = {"Authorization": f"Bearer {secret}"}
        return self

    def sign_in(self, email: str, password: str, *, scopes: tuple[str, ...] = ("write",)) -> "Program":
        """Get a token for a password; returns the program for chaining."""
        sent = {"email": email, "password": password, "name": "A test", "scopes": list(scopes)}
        answer = self.call("POST", "/tokens", sent)
        assert answer.status_code == 201, answer.text
        self.headers = {"Authorization": f"Bearer {answer.json['secret']}"}
        return self


def text_of(answer: TestResponse) -> str:
    """The words of a page, without its marks."""
    body = re.sub(r"<(script|style|head).*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
