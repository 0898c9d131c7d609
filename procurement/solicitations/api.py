"""The JSON door of solicitations: drafting, reviewing, publishing, and reading what is public."""

from flask import g

from procurement.core.errors import Invalid
from procurement.library import conditions
from procurement.library import queries as library
from procurement.library.piece_shapes import ClauseToInsert
from procurement.plans import queries as plans
from procurement.pools import queries as pools
from procurement.solicitations import (
    annex_api,
    annex_queries,
    api_work,
    checklist,
    clausing,
    dates_api,
    facts,
    lineage_api,
    operations,
    planned,
    policy,
    queries,
    schemas,
    start_api,
    word_api,
)
from procurement.solicitations.api_door import blueprint
from procurement.solicitations.fact_shapes import FactsStated
from procurement.solicitations.models import Solicitation
from procurement.web.access import public, signed_in
from procurement.web.api import envelope, etag, if_match, listed

__all__ = ["annex_api", "blueprint", "dates_api", "lineage_api", "start_api", "word_api"]

LISTED = envelope(schemas.Solicitation)


def brief(solicitation: Solicitation) -> dict:
    """What a list shows."""
    names = [name for name in schemas.Solicitation().fields if name != "is_closed"]
    shown = {name: getattr(solicitation, name) for name in names}
    if _is_outside(solicitation):
        # It grows while an addendum is being written, which nobody outside may know of.
        shown["version"] = None
    return {**shown, "is_closed": queries.is_closed(solicitation, g.context.now)}


def _is_outside(solicitation: Solicitation) -> bool:
    return policy.is_public(solicitation) and not policy.may_see_work(g.context.actor, solicitation)


def whole(solicitation: Solicitation) -> dict:
    """One solicitation with its text and digests."""
    revision = solicitation.revision
    if revision is not None:
        about = {
            "body": revision.body,
            "digest": revision.digest,
            "contract_digest": revision.contract_digest,
            "revision": revision.number,
        }
    else:
        stands = queries.standing(g.context.session, solicitation)
        member = annex_queries.reader(g.context, solicitation)
        body = annex_queries.as_read(queries.marked_body(solicitation, stands), member)
        about = {
            "body": body,
            "digest": stands.digest_for(member),
            "contract_digest": body["contract_digest"],
            "revision": None,
        }
    return {**brief(solicitation), **about}


def page_of(select, limit: int, offset: int) -> dict:
    """One page of a list in its envelope."""
    found = listed(select, limit, offset)
    return {**found, "items": [brief(each) for each in found["items"]]}


@blueprint.route("/opportunities", methods=["GET"])
@public
@blueprint.arguments(schemas.Opportunities, location="query")
@blueprint.response(200, LISTED)
def opportunities(query):
    """List published solicitations: open, closed, cancelled or all."""
    limit, offset = query.pop("limit"), query.pop("offset")
    return page_of(queries.opportunities(g.context, **query), limit, offset)


@blueprint.route("/solicitations", methods=["GET"])
@signed_in
@blueprint.arguments(schemas.Mine, location="query")
@blueprint.response(200, LISTED)
def index(query):
    """List the solicitations of your own jurisdictions, drafts included."""
    limit, offset = query.pop("limit"), query.pop("offset")
    return page_of(queries.work(g.context, **query), limit, offset)


@blueprint.route("/solicitations", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.New)
@blueprint.response(201, schemas.Whole)
def create(data):
    """Begin a draft, from a published template version or from nothing, for a jurisdiction or for a pool it leads."""
    template_id, pool_id, plan_id = (data.pop(name, "") for name in ("template_version_id", "pool_id", "plan_id"))
    template_version = library.get_version(g.context, template_id) if template_id else None
    pool = pools.get(g.context, pool_id) if pool_id else None
    plan = plans.get(g.context, plan_id) if plan_id else None
    solicitation = planned.draft(g.context, plan, template_version=template_version, pool=pool, **data)
    return whole(solicitation), etag(solicitation)


@blueprint.route("/solicitations/<id>", methods=["GET"])
@public
@blueprint.response(200, schemas.Whole)
def show(id):
    """Read one solicitation with its whole text."""
    solicitation = queries.get(g.context, id)
    return whole(solicitation), {} if _is_outside(solicitation) else etag(solicitation)


@blueprint.route("/solicitations/<id>", methods=["PATCH"])
@signed_in
@blueprint.arguments(schemas.Edit)
@blueprint.response(200, schemas.Whole)
def edit(data, id):
    """Change title, reference, summary, contact or deadline of a draft (needs If-Match)."""
    solicitation = queries.get(g.context, id)
    operations.edit(g.context, solicitation, version=if_match(solicitation), **data)
    return whole(solicitation), etag(solicitation)


@blueprint.route("/solicitations/<id>/draft", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Draft)
def draft(id):
    """Read what the draft is made of: content with its blanks, and their values; for its own people."""
    solicitation = queries.get_own(g.context, id)
    return draft_of(solicitation), etag(solicitation)


@blueprint.route("/solicitations/<id>/values", methods=["PATCH"])
@signed_in
@blueprint.arguments(schemas.Fill)
@blueprint.response(200, schemas.Draft)
def fill(data, id):
    """Fill blanks of a draft (needs If-Match); blanks that are not named stay as they are."""
    solicitation = queries.get(g.context, id)
    operations.fill(g.context, solicitation, version=if_match(solicitation), values=data["values"])
    return draft_of(solicitation), etag(solicitation)


@blueprint.route("/solicitations/<id>/facts", methods=["PATCH"])
@signed_in
@blueprint.arguments(FactsStated)
@blueprint.response(200, schemas.Draft)
def state_facts(data, id):
    """Say what the draft is about (needs If-Match); sections with conditions stand or are left out by it."""
    solicitation = queries.get(g.context, id)
    clausing.state_facts(g.context, solicitation, version=if_match(solicitation), **data)
    return draft_of(solicitation), etag(solicitation)


@blueprint.route("/solicitations/<id>/clauses", methods=["POST"])
@signed_in
@blueprint.arguments(ClauseToInsert)
@blueprint.response(201, schemas.Added)
def insert_clause(data, id):
    """Put one alternate of a clause of the library into a draft, with the blanks it needs (needs If-Match)."""
    solicitation = queries.get(g.context, id)
    version = if_match(solicitation)
    clause = library.get_version(g.context, data.pop("clause_version_id"))
    key = clausing.insert_clause(g.context, solicitation, clause, version=version, **data)
    return {"key": key, "version": solicitation.version}, etag(solicitation)


@blueprint.route("/solicitations/<id>/evaluation", methods=["PATCH"])
@signed_in
@blueprint.arguments(schemas.Evaluation)
@blueprint.response(200, schemas.Draft)
def set_evaluation(data, id):
    """Change how points become a ranking (needs If-Match)."""
    solicitation = queries.get(g.context, id)
    operations.set_evaluation(g.context, solicitation, version=if_match(solicitation), **data)
    return draft_of(solicitation), etag(solicitation)


def draft_of(solicitation: Solicitation) -> dict:
    """The draft's insides, with the sections that its facts leave out."""
    content, known = queries.draft_content(g.context.session, solicitation), facts.known(solicitation)
    left_out = [
        {"key": each.section["key"], "because": each.judgement.because}
        for each in conditions.standing(content["sections"], known)
        if each.is_out
    ]
    return {
        "content": content,
        "values": solicitation.values,
        "facts": facts.checked(solicitation.facts),
        "left_out": left_out,
        "version": solicitation.version,
    }


def _doors_of(part: str, address: str, noun: str, schema) -> None:
    """Adding, changing, moving and removing the pieces of one part."""
    place = f"/solicitations/<id>/{address}"

    @blueprint.arguments(schema)
    @blueprint.response(201, schemas.Added)
    def add(data, id):
        solicitation = queries.get(g.context, id)
        version, after = if_match(solicitation), data.pop("after", None)
        key = operations.add_piece(g.context, solicitation, version=version, part=part, piece=data, after=after)
        return {"key": key, "version": solicitation.version}, etag(solicitation)

    @blueprint.arguments(schema)
    @blueprint.response(200, schemas.Draft)
    def change(data, id, key):
        solicitation = queries.get(g.context, id)
        version = if_match(solicitation)
        if "after" in data or "key" in data:
            raise Invalid("A piece keeps its key; to put it elsewhere, move it.")
        operations.change_piece(g.context, solicitation, version=version, part=part, key=key, changes=data)
        return draft_of(solicitation), etag(solicitation)

    @blueprint.response(200, schemas.Draft)
    def remove(id, key):
        solicitation = queries.get(g.context, id)
        operations.remove_piece(g.context, solicitation, version=if_match(solicitation), part=part, key=key)
        return draft_of(solicitation), etag(solicitation)

    @blueprint.arguments(schemas.Move)
    @blueprint.response(200, schemas.Draft)
    def move(data, id, key):
        solicitation = queries.get(g.context, id)
        version = if_match(solicitation)
        operations.move_piece(g.context, solicitation, version=version, part=part, key=key, **data)
        return draft_of(solicitation), etag(solicitation)

    for view, verb, method, tail, said in (
        (add, "add", "POST", "", f"Add a {noun} to a draft (needs If-Match)."),
        (change, "change", "PATCH", "/<key>", f"Change a {noun} of a draft (needs If-Match)."),
        (remove, "remove", "DELETE", "/<key>", f"Take a {noun} out of a draft (needs If-Match)."),
        (move, "move", "POST", "/<key>/move", f"Move a {noun} up or down (needs If-Match)."),
    ):
        view.__doc__, view.__name__ = said, f"{verb}_{part}"
        blueprint.route(place + tail, methods=[method], endpoint=f"{verb}_{part}")(signed_in(view))


_doors_of("sections", "sections", "section", schemas.Section)
_doors_of("blanks", "blanks", "blank", schemas.Blank)
_doors_of("requirements", "requirements", "requirement", schemas.Requirement)
_doors_of("criteria", "criteria", "criterion", schemas.Criterion)
_doors_of("price_lines", "price-lines", "price line", schemas.PriceLine)


@blueprint.route("/solicitations/<id>/checklist", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Checklist)
def show_checklist(id):
    """Read what hinders publication now, with rule and place; for its own people."""
    solicitation = queries.get_own(g.context, id)
    found = queries.hindrances(g.context, solicitation)
    return {"items": found, "ready": not checklist.blocking(found)}


@blueprint.route("/solicitations/<id>/submit-for-review", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.Whole)
def submit_for_review(id):
    """Hand the draft to the approvers and to the members of the pool (needs If-Match)."""
    solicitation = queries.get(g.context, id)
    operations.submit_for_review(g.context, solicitation, version=if_match(solicitation))
    return whole(solicitation), etag(solicitation)


@blueprint.route("/solicitations/<id>/reviews", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Review(many=True))
def reviews(id):
    """Read who was asked about the draft, and what they said."""
    return queries.reviews(queries.get_work(g.context, id))


@blueprint.route("/solicitations/<id>/members", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Member(many=True))
def members(id):
    """List the members of the pool whose approval a joint solicitation needs."""
    solicitation = queries.get(g.context, id)
    return queries.members(g.context.session, solicitation)


@blueprint.route("/solicitations/<id>/decide", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.StepDecision)
@blueprint.response(200, schemas.Review)
def decide(data, id):
    """Approve the draft or parts of it, or return it with a comment, as an approver of its jurisdiction."""
    return operations.decide_review(g.context, queries.get(g.context, id), **data)


@blueprint.route("/solicitations/<id>/members/<participation_id>/decide", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Decision)
@blueprint.response(200, schemas.Review)
def decide_for_member(data, id, participation_id):
    """Approve the joint draft, or return it with a comment, for a member of the pool."""
    solicitation = queries.get(g.context, id)
    participation = queries.get_participation(g.context, solicitation, participation_id)
    return operations.decide_for_member(g.context, solicitation, participation, **data)


@blueprint.route("/solicitations/<id>/return-to-draft", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Return)
@blueprint.response(200, schemas.Whole)
def return_to_draft(data, id):
    """Take the draft back from review to change it."""
    solicitation = queries.get(g.context, id)
    operations.return_to_draft(g.context, solicitation, **data)
    return whole(solicitation), etag(solicitation)


@blueprint.route("/solicitations/<id>/publish", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.Whole)
def publish(id):
    """Freeze the solicitation with its scoring contract and open it for responses (needs If-Match)."""
    solicitation = queries.get(g.context, id)
    operations.publish(g.context, solicitation, version=if_match(solicitation))
    return whole(solicitation), etag(solicitation)


@blueprint.route("/solicitations/<id>/cancel", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Cancel)
@blueprint.response(200, schemas.Solicitation)
def cancel(data, id):
    """Cancel the solicitation for a reason that everybody may read (needs If-Match)."""
    solicitation = queries.get(g.context, id)
    operations.cancel(g.context, solicitation, version=if_match(solicitation), **data)
    return brief(solicitation), etag(solicitation)


@blueprint.route("/solicitations/<id>/findings", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Findings)
@blueprint.response(201, schemas.FindingsMade)
def publish_findings(data, id):
    """Publish what an RFI or a call for solutions found out; that concludes it."""
    return operations.publish_findings(g.context, queries.get(g.context, id), **data)


@blueprint.route("/solicitations/<id>/revisions/<int(max=9999):number>", methods=["GET"])
@public
@blueprint.response(200, schemas.Revision)
def revision(id, number):
    """Read one published revision, frozen, with its scoring contract and digests."""
    return queries.get_revision(g.context, queries.get(g.context, id), number)


api_work.install(blueprint, whole)
