"""A Flask application in which every request is one unit of work, committed in exactly one place."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask, g, request
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from procurement.accounts import operations as accounts
from procurement.core import clock
from procurement.core.context import NOBODY, Actor, Context
from procurement.core.database import abandon, create_engine, unit_of_work
from procurement.core.errors import Conflict, NotFound, NotSignedIn, Refusal, TooLarge
from procurement.files.store import Store
from procurement.settings import Settings
from procurement.web import problems, uploads
from procurement.web.access import FORM_LIMIT
from procurement.web.identity import Identity, identify

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: Neither reads the database to know who calls; the health endpoints answer when it is down, too.
WITHOUT_UNIT = frozenset({"static", "health.live", "health.ready"})
TOP = Path(__file__).resolve().parents[2]
CHANGED_MEANWHILE = (
    "Somebody else changed this at the same moment, so nothing of yours was saved. "
    "Look at the current state and try again."
)


class Application(Flask):
    """The service over HTTP: `engine`, `store` and `settings` are its three parts."""

    def __init__(self, settings: Settings):
        super().__init__("procurement", template_folder=str(TOP / "templates"), static_folder="static")
        self.engine = create_engine(settings.database_url)
        self.settings = settings.settled(self.engine)
        self.store = Store.from_url(settings.files_url, settings.instance)
        self.csrf = CSRFProtect()

    @contextmanager
    def unit(self, actor: Actor | None = None, *, writes: bool = True) -> Iterator[Context]:
        """A unit of work with its context; the actor defaults to whoever this request was identified as."""
        with unit_of_work(self.engine, writes=writes) as session:
            now = clock.now(session, movable=self.settings.demo)
            who = actor if actor is not None else g.get("actor", NOBODY)
            yield Context(session, who, now, url=self.settings.url, request_id=g.get("request_id", ""))

    def dispatch_request(self):
        """Receive, authorise, and run the view inside its unit; a refusal's records get a unit of their own."""
        if request.routing_exception is not None:
            self.raise_routing_exception(request)
        view = self.view_functions[request.endpoint]
        if request.endpoint in WITHOUT_UNIT:
            return super().dispatch_request()
        if "\x00" in request.path or any("\x00" in each for each in request.args.values()):
            raise NotFound("There is nothing at this address.")  # PostgreSQL takes no such character.
        g.records = []
        try:
            self._receive(view)
            if getattr(view, "own_units", False):
                self._identify_alone()
                return self.make_response(super().dispatch_request())
            return self._in_one_unit()
        except Refusal as refusal:
            g.records.extend(refusal.records)
            raise
        except StaleDataError as error:
            raise Conflict(CHANGED_MEANWHILE) from error
        except IntegrityError as error:
            self.logger.warning("integrity error: %s", type(error.orig).__name__)
            raise Conflict(CHANGED_MEANWHILE) from error
        finally:
            self._write_records()
            self._note_seen()

    def _in_one_unit(self):
        writes = request.method not in SAFE
        with unit_of_work(self.engine, writes=writes) as session:
            now = clock.now(session, movable=self.settings.demo)
            self._remember(identify(session, now, self.settings))
            g.context = Context(session, g.actor, now, url=self.settings.url, request_id=g.request_id)
            response = self.make_response(super().dispatch_request())
            if response.status_code >= 400:
                # An answer of 400 or more is a refusal: nothing it touched may stay.
                abandon(session)
            return response

    def _identify_alone(self) -> None:
        with unit_of_work(self.engine, writes=False) as session:
            now = clock.now(session, movable=self.settings.demo)
            self._remember(identify(session, now, self.settings))

    def _remember(self, identity: Identity) -> None:
        g.identity, g.actor = identity, identity.actor

    def _receive(self, view) -> None:
        """Take in the body before any writing unit begins; nobody unknown may send a large one."""
        g.request_id = g.get("request_id", "")
        if request.method in SAFE:
            return
        limit = getattr(view, "upload_limit", None)
        request.max_content_length = limit or FORM_LIMIT
        if (request.content_length or 0) > (limit or FORM_LIMIT):
            raise TooLarge(uploads.too_large(limit or FORM_LIMIT))
        if limit:
            self._identify_alone()
            if g.actor.is_anonymous and getattr(view, "access", "") != "public":
                raise NotSignedIn("Please sign in to continue.")
        if not self._is_program(view):
            self.csrf.protect()
        if limit:
            uploads.receive(self.store, limit)

    def _is_program(self, view) -> bool:
        """Whether no browser can have been tricked into this: it carries a token, or is JSON to a public API view.

        (Another site cannot make a browser send JSON here without asking first, and is never answered yes.)
        """
        if request.headers.get("Authorization", "").startswith("Bearer "):
            return True
        return problems.is_api() and request.is_json and getattr(view, "access", "") == "public"

    def _write_records(self) -> None:
        records = g.pop("records", [])
        if records:
            with self.unit() as ctx:
                for record in records:
                    record(ctx)

    def _note_seen(self) -> None:
        identity = g.get("identity")
        if identity is None:
            return
        with suppress(OperationalError):
            minute = timedelta(minutes=1)
            if identity.sign_in is not None and identity.sign_in.seen_at <= identity.now - minute:
                accounts.note_seen(self.engine, identity.sign_in.id, identity.now, minute)
            if identity.token is not None:
                accounts.note_token_used(self.engine, identity.token.id, identity.now, minute)

    def healthy(self) -> bool:
        """Whether the database answers."""
        with unit_of_work(self.engine, writes=False) as session:
            return session.scalar(sa.text("SELECT 1")) == 1
