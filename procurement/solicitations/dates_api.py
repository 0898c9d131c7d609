"""The JSON door of dates: calculator, taking dates over, forecasts, written determinations. Floor: api."""

from dataclasses import dataclass
from typing import Any

from flask import g
from marshmallow import fields

from procurement.core.errors import NotFound
from procurement.networks import queries as networks
from procurement.networks.packs import Combined, combine
from procurement.pools.models import Participation
from procurement.solicitations import (
    date_shapes,
    determinations,
    forecasts,
    planning,
    policy,
    queries,
    ruling,
    schedule,
    signing_queries,
)
from procurement.solicitations.api_door import blueprint
from procurement.solicitations.models import Solicitation, WrittenDetermination
from procurement.solicitations.schedule import Wishes
from procurement.web.access import public, signed_in
from procurement.web.api import PageQuery, envelope, etag, if_match, listed


class ForecastQuery(PageQuery):
    """Which announced solicitations to list."""

    q = fields.String(load_default="")


@dataclass(frozen=True)
class ForEverybody:
    """A determination as the public reads it: what it allowed may tell the estimated amount."""

    row: WrittenDetermination
    allowed: None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


@blueprint.route("/jurisdictions/<jurisdiction_id>/dates", methods=["GET"])
@public
@blueprint.arguments(date_shapes.Wishes, location="query")
@blueprint.response(200, date_shapes.Plan)
def dates(query, jurisdiction_id):
    """Work out every date of a procurement under a jurisdiction's rules, forward or backward."""
    place = networks.get(g.context, jurisdiction_id)
    return _plan(combine([networks.pack_of(place)]), query["wishes"])


@blueprint.route("/opportunities/forecast", methods=["GET"])
@public
@blueprint.arguments(ForecastQuery, location="query")
@blueprint.response(200, envelope(date_shapes.Forecast))
def forecast(query):
    """List what is announced and not published yet."""
    return listed(forecasts.announced(g.context, query["q"]), query["limit"], query["offset"])


@blueprint.route("/solicitations/<id>/schedule", methods=["GET"])
@signed_in
@blueprint.arguments(date_shapes.Wishes, location="query")
@blueprint.response(200, date_shapes.Plan)
def schedule_of(query, id):
    """Work out every date of a draft under all rules that bind it, for its own people."""
    solicitation = queries.get_own(g.context, id)
    return _plan(queries.rules_that_bind(g.context.session, solicitation), query["wishes"])


@blueprint.route("/solicitations/<id>/schedule", methods=["PUT"])
@signed_in
@blueprint.arguments(date_shapes.Take)
@blueprint.response(200, date_shapes.Planned)
def take_dates(data, id):
    """Set deadline, end of questions and expected dates by the rules (needs If-Match)."""
    solicitation = queries.get(g.context, id)
    planning.take_dates(g.context, solicitation, version=if_match(solicitation), **data)
    return solicitation, etag(solicitation)


@blueprint.route("/solicitations/<id>/forecast", methods=["PUT"])
@signed_in
@blueprint.arguments(date_shapes.Announce)
@blueprint.response(200, date_shapes.Planned)
def announce(data, id):
    """Say when publication is expected, and whether everybody may know (needs If-Match)."""
    solicitation = queries.get(g.context, id)
    planning.announce(g.context, solicitation, version=if_match(solicitation), **data)
    return solicitation, etag(solicitation)


@blueprint.route("/solicitations/<id>/written-determinations", methods=["GET"])
@public
@blueprint.response(200, date_shapes.Determination(many=True))
def list_determinations(id):
    """The written determinations: everybody reads those it was published under, its own people all."""
    solicitation = queries.get(g.context, id)
    if policy.may_see_work(g.context.actor, solicitation):
        return solicitation.determinations
    return [ForEverybody(each) for each in solicitation.determinations if each.used_at is not None]


@blueprint.route("/solicitations/<id>/written-determinations", methods=["POST"])
@signed_in
@blueprint.arguments(date_shapes.DetermineCode)
@blueprint.response(201, date_shapes.Determination)
def determine(data, id):
    """Waive one broken rule of the checklist in writing, where the rule pack allows it."""
    return determinations.determine(g.context, queries.get(g.context, id), **data)


@blueprint.route("/solicitations/<id>/members/<participation_id>/written-determinations", methods=["POST"])
@signed_in
@blueprint.arguments(date_shapes.DetermineCode)
@blueprint.response(201, date_shapes.Determination)
def determine_for_member(data, id, participation_id):
    """Waive a rule of a member of the pool for its joint draft, as that member was asked to."""
    solicitation = signing_queries.get(g.context, id)
    row = signing_queries.row(g.context, solicitation, participation_id, data["code"])
    return determinations.determine(g.context, solicitation, member=row.member, **data)


@blueprint.route("/solicitations/<id>/to-sign", methods=["GET"])
@signed_in
@blueprint.response(200, date_shapes.ToSign(many=True))
def to_sign(id):
    """What your own governments are asked to waive for a joint draft."""
    return signing_queries.rows(g.context, signing_queries.get(g.context, id))


@blueprint.route("/solicitations/<id>/determination-requests", methods=["GET"])
@signed_in
@blueprint.response(200, date_shapes.DeterminationRequest(many=True))
def list_determination_requests(id):
    """The written determinations that wait for a signature."""
    return ruling.all_requests(g.context.session, queries.get_own(g.context, id))


@blueprint.route("/solicitations/<id>/determination-requests", methods=["POST"])
@signed_in
@blueprint.arguments(date_shapes.AskToDetermine)
@blueprint.response(201, date_shapes.DeterminationRequest)
def ask_for_determination(data, id):
    """Ask the approvers, or a member of the pool about its own rule, to sign a determination with this reason."""
    solicitation = queries.get_own(g.context, id)
    member = _member(solicitation, data.pop("participation_id"))
    return determinations.ask(g.context, solicitation, member=member, **data)


@blueprint.route("/solicitations/<id>/determination-requests/<code>/withdraw", methods=["POST"])
@signed_in
@blueprint.arguments(date_shapes.OfWhom, location="query")
@blueprint.response(200, date_shapes.DeterminationRequest)
def withdraw_determination_request(query, id, code):
    """Nobody needs to sign this any more."""
    solicitation = queries.get_own(g.context, id)
    member = _member(solicitation, query["participation_id"])
    return determinations.stop_asking(g.context, solicitation, code=code, member=member)


@blueprint.route("/solicitations/<id>/written-determinations/<determination_id>/withdraw", methods=["POST"])
@signed_in
@blueprint.response(200, date_shapes.Determination)
def withdraw_determination(id, determination_id):
    """Take a determination back before publication: the rule binds again."""
    return determinations.withdraw(g.context, _determination(queries.get_own(g.context, id), determination_id))


def _determination(solicitation: Solicitation, determination_id: str) -> WrittenDetermination:
    found = next((each for each in solicitation.determinations if each.id == determination_id), None)
    if found is None:
        raise NotFound("There is no such determination.")
    return found


def _member(solicitation: Solicitation, participation_id: str) -> Participation | None:
    return queries.get_participation(g.context, solicitation, participation_id) if participation_id else None


def _plan(rules: Combined, wishes: Wishes) -> schedule.Plan:
    return schedule.plan(rules, wishes, today=rules.calendar.day_of(g.context.now))
