"""The JSON door to forks, families, updates and proposals. Floor: api."""

from collections.abc import Mapping

from flask import g

from procurement.core.verdict import require
from procurement.library import deciding, lineage, lineage_merging, lineage_queries, queries, redline, schemas
from procurement.library import lineage_policy as policy
from procurement.library import lineage_shapes as shapes
from procurement.library.api_door import blueprint, shown
from procurement.library.models import Item, Proposal, ProposalState
from procurement.library.record import record
from procurement.web.access import public, signed_in
from procurement.web.api import PageQuery, envelope, etag, if_match, listed


def merging(item: Item, merged, theirs, base) -> dict:
    """What a program is told about a merge into the item."""
    return {
        "version_id": theirs.id,
        "number": theirs.number,
        "stamp": lineage_merging.stamp(item),
        "questions": deciding.questions(merged),
        "taken": deciding.taken(merged),
        "changes": redline.redline(base.content, theirs.content),
    }


NOTHING = {"version_id": None, "number": None, "stamp": None, "questions": [], "taken": [], "changes": None}


@blueprint.route("/library/versions/<id>/fork", methods=["POST"])
@signed_in
@blueprint.arguments(shapes.NewFork)
@blueprint.response(201, schemas.Item)
def fork(data, id):
    """Make an item of your jurisdiction's own from a published version."""
    made = lineage.fork(g.context, queries.get_version(g.context, id), **data)
    return shown(made), etag(made)


@blueprint.route("/library/items/<id>/family", methods=["GET"])
@public
@blueprint.response(200, shapes.Family)
def family(id):
    """Read what the item was forked from and what was forked from it, as far as you may see it."""
    return {"items": lineage_queries.family(g.context, queries.get(g.context, id))}


@blueprint.route("/library/items/<id>/record", methods=["GET"])
@public
@blueprint.response(200, shapes.Record)
def read_record(id):
    """Read what became of what was published from a template: awards, protests, and where hardly anybody responded."""
    return record(g.context, queries.get(g.context, id).id)


@blueprint.route("/library/versions/<id>/compare/<other>", methods=["GET"])
@public
@blueprint.response(200)
def compare(id, other):
    """Read what differs in two versions, from the first to the second, clause by clause."""
    old, new = queries.get_version(g.context, id), queries.get_version(g.context, other)
    return redline.for_everybody(old.content, new.content)


@blueprint.route("/library/items/<id>/update", methods=["GET"])
@signed_in
@blueprint.response(200, shapes.Merging)
def update(id):
    """Read what changed upstream of a fork, and what is to be decided."""
    found = queries.get(g.context, id)
    require(policy.may_update(g.context.actor, found))
    theirs = lineage_queries.update(g.context, found)
    if theirs is None:
        return NOTHING
    base = lineage_queries.newest(found).upstream
    return merging(found, lineage_merging.of_update(found, theirs), theirs, base)


@blueprint.route("/library/items/<id>/update", methods=["POST"])
@signed_in
@blueprint.arguments(shapes.Update)
@blueprint.response(200, schemas.VersionWhole)
def take_update(data, id):
    """Take over what changed upstream; gives the draft that now holds it."""
    found = queries.get(g.context, id)
    theirs = queries.get_version(g.context, data.pop("version_id"))
    made = lineage.take_update(g.context, found, theirs, **data)
    return made, etag(made)


@blueprint.route("/library/versions/<id>/propose", methods=["POST"])
@signed_in
@blueprint.arguments(shapes.NewProposal)
@blueprint.response(201, shapes.Proposal)
def propose(data, id):
    """Offer a published version of a fork to the item it was forked from."""
    made = lineage.propose(g.context, queries.get_version(g.context, id), **data)
    return made, etag(made)


@blueprint.route("/library/proposals", methods=["GET"])
@signed_in
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, envelope(shapes.Proposal))
def proposals(query):
    """List the proposals you made or decide about, what waits first."""
    found = listed(lineage_queries.proposals(g.context), **query)
    titles = lineage_queries.upstream_titles(g.context, found["items"])
    return {**found, "items": [brief(each, titles) for each in found["items"]]}


@blueprint.route("/library/proposals/<id>", methods=["GET"])
@signed_in
@blueprint.response(200, shapes.ProposalWhole)
def proposal(id):
    """Read a proposal: what it changes and, for whoever decides, what taking it would ask."""
    found = lineage_queries.get_proposal(g.context, id)
    return whole(found), etag(found)


@blueprint.route("/library/proposals/<id>/accept", methods=["POST"])
@signed_in
@blueprint.arguments(shapes.Acceptance(exclude=("version",)))
@blueprint.response(200, schemas.VersionWhole)
def accept(data, id):
    """Merge a proposal into the draft of the item's next version (needs If-Match)."""
    found = lineage_queries.get_proposal(g.context, id)
    made = lineage.accept(g.context, found, version=if_match(found), **data)
    return made, etag(made)


@blueprint.route("/library/proposals/<id>/decline", methods=["POST"])
@signed_in
@blueprint.arguments(shapes.Refusal(exclude=("version",)))
@blueprint.response(200, shapes.Proposal)
def decline(data, id):
    """Say no to a proposal, with the reason (needs If-Match)."""
    found = lineage_queries.get_proposal(g.context, id)
    return lineage.decline(g.context, found, version=if_match(found), **data), etag(found)


@blueprint.route("/library/proposals/<id>/withdraw", methods=["POST"])
@signed_in
@blueprint.response(200, shapes.Proposal)
def withdraw(id):
    """Take a proposal back before it is decided (needs If-Match)."""
    found = lineage_queries.get_proposal(g.context, id)
    lineage.withdraw(g.context, found, version=if_match(found))
    return brief(found, lineage_queries.upstream_titles(g.context, [found])), etag(found)


def brief(found: Proposal, titles: Mapping[str, str]) -> dict:
    """A proposal as a list shows it; `titles` of the items upstream as the caller may read them."""
    names = [name for name in shapes.Proposal().fields if name not in ("proposed_by", "item")]
    item = {"id": found.item_id, "title": titles[found.item_id], "jurisdiction": found.item.jurisdiction}
    return {**{name: getattr(found, name) for name in names}, "source": found.source, "item": item}


def whole(found: Proposal) -> dict:
    """A proposal with what taking it would bring in, as long as it waits."""
    shown_as = {**brief(found, lineage_queries.upstream_titles(g.context, [found])), "merging": None}
    if found.state == ProposalState.PROPOSED and policy.may_decide(g.context.actor, found):
        merged = lineage_merging.of_proposal(found, found.item)
        shown_as["merging"] = merging(found.item, merged, found.source, found.base)
    return shown_as
