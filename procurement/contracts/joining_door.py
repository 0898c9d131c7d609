"""The page and the JSON door on which a government joins a pool after its award. Floor: api."""

from flask import Blueprint, flash, g, redirect, url_for
from marshmallow import fields, validate

from procurement.awards import queries as awards
from procurement.contracts import joining, schemas
from procurement.contracts import reading as addenda
from procurement.core.errors import NotFound
from procurement.networks.duties import Permission, places
from procurement.pools import agreement
from procurement.pools import queries as pools
from procurement.pools.demand_shapes import Quantity
from procurement.pools.schemas import JoinPage
from procurement.web.access import MEGABYTE, signed_in, takes_files
from procurement.web.api import etag
from procurement.web.forms import Form
from procurement.web.pages import render
from procurement.web.uploads import uploaded


class JoinLate(JoinPage):
    """To take part after the award, with the quantities of every line."""

    quantities = fields.Dict(
        keys=fields.String(validate=validate.Length(1, 20)),
        values=fields.Nested(Quantity()),
        required=True,
        validate=validate.Length(max=600),
    )


def install(blueprint: Blueprint) -> None:
    """Give the room's door this page."""
    blueprint.add_url_rule("/awards/<award_id>/join", "join_late", join_late, methods=["GET", "POST"])


def install_api(blueprint) -> None:
    """Give the room's JSON door the same."""

    @blueprint.route("/awards/<award_id>/join", methods=["POST"])
    @signed_in
    @blueprint.arguments(JoinLate)
    @blueprint.response(201, schemas.Addendum)
    def join_after_award(data, award_id):
        """Join a pool after its award, where its solicitation said so; you get a participating addendum of your own."""
        data["quantities"] = data["quantities"] or {}
        addendum = joining.join_late(g.context, awards.get(g.context, award_id), **data)
        return addenda.whole(addendum), etag(addendum)


@signed_in
@takes_files(25 * MEGABYTE)
def join_late(award_id):
    """Join a pool after its award: authority, signature and all quantities on one page."""
    award = awards.get(g.context, award_id)
    if award.solicitation.pool_id is None:
        raise NotFound("This award is for one government alone, not for a pool.")
    pool = pools.get(g.context, award.solicitation.pool_id)
    there = {each.jurisdiction_id for each in pools.joined(pool)}
    own = places(g.context.actor, Permission.COMMIT_TO_POOLS) - there
    choices = pools.admitted_of(g.context.session, pool, own) if own else []
    form = Form(JoinPage(), initial={"jurisdiction_id": choices[0].id if len(choices) == 1 else ""})

    def deed(data: dict):
        data["quantities"] = data["quantities"] or {}
        return joining.join_late(g.context, award, **data, authority_file=uploaded("document"))

    if form.submit(deed):
        flash("You take part. Read your participating addendum and sign it.")
        return redirect(url_for("contracts.addendum", id=form.result.id))
    return render(
        "pools/join.html",
        form=form,
        pool=pool,
        choices=[(each.id, each.name) for each in choices],
        is_late=True,
        after_award=True,
        lines=[each for each in pool.lines if each.participation_id is None],
        by_sheet=False,
        agreement=agreement.in_full(pool.agreement) if pool.agreement is not None else None,
    )
