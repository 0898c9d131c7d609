"""The shell of the JSON API: blueprints, envelopes, ETags, and problem documents for every error."""

from collections.abc import Sequence
from http import HTTPStatus

from apispec.ext.marshmallow import MarshmallowPlugin, resolver
from flask import g, request
from flask_smorest import Api, Blueprint
from marshmallow import Schema, fields, validate
from webargs.flaskparser import FlaskParser

from procurement.core.errors import Invalid, NotAllowed
from procurement.core.shapes import Exact, Instant
from procurement.web import problems

PREFIX = "/api/v1"
#: How many levels of lists and objects a JSON body may have; the deepest of ours has about ten.
DEEPEST = 40
#: What the summary of a view says that asks for the version its caller has read.
NEEDS_IF_MATCH = "(needs If-Match)"
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "The ETag of what you read; another version is refused with 412.",
    "schema": {"type": "string"},
}


class PreconditionMissing(NotAllowed):
    """428: an edit without If-Match."""


class PreconditionFailed(NotAllowed):
    """412: the thing has changed since it was read."""


problems.STATUS[PreconditionMissing] = 428
problems.STATUS[PreconditionFailed] = 412


class Fault(Schema):
    """One thing to mend, and where it stands in what was sent."""

    place = fields.String()
    message = fields.String(required=True)


class Problem(Schema):
    """An RFC 9457 problem document."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True, metadata={"description": "A sentence that says what is wrong."})
    errors = fields.List(fields.Nested(Fault))


class Problems(Api):
    """flask-smorest's Api, with RFC 9457 problem documents instead of its own error shape."""

    def _register_error_handlers(self):
        """Errors are answered by `web.problems` for pages and API alike."""

    def _register_responses(self):
        """Describe every error as the problem document it is."""
        content = {"application/problem+json": {"schema": Problem}}
        phrases = {each.name: each.phrase for each in HTTPStatus if each >= 400}
        for name, phrase in {**phrases, "DEFAULT_ERROR": "A problem document says what is wrong"}.items():
            self.spec.components.response(name, {"description": phrase, "content": content}, lazy=True)


class Parser(FlaskParser):
    """Reads JSON bodies; one that no program of good will sends is refused before anything looks into it."""

    def load_json(self, req, schema):
        """The body, or a refusal: bottomless nesting, numbers without end, other levels deeper than ours."""
        try:
            found = super().load_json(req, schema)
        except (RecursionError, ValueError) as fault:
            raise Invalid("This JSON cannot be read: it is nested too deeply, or holds an endless number.") from fault
        if _depth(found) > DEEPEST:
            raise Invalid(f"This JSON is nested more than {DEEPEST} levels deep, which nothing here asks for.")
        return found


def _depth(value) -> int:
    """How many levels of lists and objects stand in one another."""
    depth, level = 0, [value]
    while level := [each for each in level if isinstance(each, dict | list)]:
        depth += 1
        level = [inner for each in level for inner in (each.values() if isinstance(each, dict) else each)]
    return depth


class Room(Blueprint):
    """A room's JSON door, which describes of its views what they say about themselves."""

    ARGUMENTS_PARSER = Parser()

    def _store_endpoint_docs(self, endpoint, obj, parameters, tags, **options):
        super()._store_endpoint_docs(endpoint, obj, parameters, tags, **options)
        for method, doc in self._docs[endpoint].items():
            if method == "parameters":
                continue
            said = doc.setdefault("manual_doc", {})
            said.setdefault("operationId", f"{self.name.removeprefix('api_')}.{endpoint}")
            said.setdefault("security", [{"token": []}, *([{}] if obj.access == "public" else [])])
            if NEEDS_IF_MATCH in doc["docstring"].get("summary", ""):
                said["parameters"] = [*said.get("parameters", []), dict(IF_MATCH)]


def install(app) -> Problems:
    """Serve OpenAPI 3.1 at /api/v1/openapi.json and return the Api that rooms register with."""
    app.config.update(
        API_TITLE="The shared procurement service",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "info": {"description": "Everything the pages do, for programs. Errors are RFC 9457 problem documents."},
            "components": {
                "securitySchemes": {
                    "token": {"type": "http", "scheme": "bearer", "description": "An API token of your account."}
                }
            },
        },
    )
    api = Problems(app, spec_kwargs={"marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=_name)})
    api.register_field(Exact, "string", "decimal")
    api.register_field(Instant, "string", "date-time")
    return api


def _name(schema) -> str:
    """What a schema is called in the description: rooms may name theirs alike, so the room stands before it."""
    kind = schema if isinstance(schema, type) else type(schema)
    place = kind.__module__.split(".")
    own = resolver(schema)
    if kind in (Problem, Fault):
        return own
    return own if not own or place[0] != "procurement" else f"{place[1].capitalize()}{own}"


def room(name: str, description: str) -> Room:
    """A room's JSON door; its views are plain functions under /api/v1."""
    return Room(f"api_{name}", f"procurement.{name}.api", url_prefix=PREFIX, description=description)


class PageQuery(Schema):
    """Where in a list to begin, and how many to give."""

    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000))


def envelope(item: type[Schema]) -> Schema:
    """The shape of a list: {items, limit, offset, more}."""
    return Schema.from_dict(
        {
            "items": fields.List(fields.Nested(item())),
            "limit": fields.Integer(),
            "offset": fields.Integer(),
            "more": fields.Boolean(metadata={"description": "Whether there is a further page."}),
        },
        name=item.__name__.removesuffix("Schema") + "List",
    )()


def listed(select, limit: int, offset: int) -> dict:
    """One page of a select in its envelope, without an exact count."""
    rows: Sequence = g.context.session.scalars(select.limit(limit + 1).offset(offset)).unique().all()
    return {"items": rows[:limit], "limit": limit, "offset": offset, "more": len(rows) > limit}


def etag(row) -> dict:
    """The headers that name the version of a row."""
    return {"ETag": f'"{row.version}"'}


def if_match(row) -> int:
    """The row's version when the caller's If-Match names it; 428 without the header, 412 for another version."""
    sent = request.headers.get("If-Match")
    if sent is None:
        raise PreconditionMissing(problems.SENTENCES[428])
    if sent.strip() not in (f'"{row.version}"', "*"):
        raise PreconditionFailed("This has changed since you read it. Read it again and repeat your change.")
    return row.version
