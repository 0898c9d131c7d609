"""The HTML door of solicitations: looking through them, reading one, and the officer's task list.

Writing a draft stands in `writing.py`, reviewing and publishing it in `releasing.py`.
"""

from collections import Counter
from datetime import datetime

from flask import flash, g, redirect, request, url_for

from procurement.awards import protest_queries
from procurement.clarifications import queries as clarifications
from procurement.core import markdown, words
from procurement.core.errors import Hindrance, Invalid
from procurement.core.shapes import load
from procurement.library import presenting
from procurement.library import queries as library
from procurement.library.lifecycle import VersionState
from procurement.library.models import Form as ItemForm
from procurement.library.models import Kind
from procurement.library.titling import KIND_NAMES
from procurement.networks.duties import Permission, may, places
from procurement.networks.models import Jurisdiction
from procurement.pools import queries as pools
from procurement.pools.lifecycle import PoolState
from procurement.solicitations import (
    annex_pages,
    annex_queries,
    annexing,
    blank_pages,
    clause_pages,
    comment_pages,
    copy_pages,
    date_pages,
    editing_pages,
    lineage_pages,
    operations,
    policy,
    queries,
    releasing,
    review_pages,
    schemas,
    snapshot,
    start_pages,
    updates,
    version_pages,
    word_pages,
    writing,
)
from procurement.solicitations.door import at_work, blueprint, may_write, own
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation
from procurement.web.access import public, signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

__all__ = [
    "annex_pages",
    "blank_pages",
    "blueprint",
    "clause_pages",
    "comment_pages",
    "copy_pages",
    "date_pages",
    "editing_pages",
    "lineage_pages",
    "releasing",
    "review_pages",
    "start_pages",
    "version_pages",
    "word_pages",
    "writing",
]
PAGE = 25
KINDS = [(str(kind), str(kind)[:1].upper() + str(kind)[1:]) for kind in Kind]


@blueprint.get("/opportunities")
@public
def opportunities():
    """Everything that was ever published, open ones first in mind."""
    query = _query(schemas.Opportunities())
    offset = query.pop("offset")
    query.pop("limit")
    rows = g.context.session.scalars(queries.opportunities(g.context, **query).limit(PAGE + 1).offset(offset)).all()
    return render(
        "solicitations/opportunities.html",
        rows=rows[:PAGE],
        query=query,
        further=_address("solicitations.opportunities", query, offset + PAGE) if len(rows) > PAGE else "",
        earlier=_address("solicitations.opportunities", query, offset - PAGE) if offset >= PAGE else "",
        kinds=KINDS,
        publishers=[(each.id, each.name) for each in queries.publishers(g.context)],
        is_closed=queries.is_closed,
    )


@blueprint.get("/solicitations")
@signed_in
def index():
    """The solicitations of one's own jurisdictions, and what waits for one's review."""
    query = _query(schemas.Mine())
    offset = query.pop("offset")
    query.pop("limit")
    query.pop("kind")
    rows = g.context.session.scalars(queries.work(g.context, **query).limit(PAGE + 1).offset(offset)).all()
    return render(
        "solicitations/index.html",
        rows=rows[:PAGE],
        query=query,
        further=_address("solicitations.index", query, offset + PAGE) if len(rows) > PAGE else "",
        earlier=_address("solicitations.index", query, offset - PAGE) if offset >= PAGE else "",
        waiting=queries.reviews_waiting(g.context),
        states=[(str(state), str(state).replace("-", " ").capitalize()) for state in SolicitationState],
        may_draft=bool(places(g.context.actor, Permission.DRAFT)),
        is_closed=queries.is_closed,
    )


@blueprint.get("/solicitations/<id>")
@public
def show(id):
    """One solicitation for everybody: the summary first, then the text."""
    solicitation = queries.get(g.context, id)
    if not policy.is_public(solicitation):
        return redirect(url_for("solicitations.preview", id=id))
    body = queries.body(g.context.session, solicitation)
    protests = protest_queries.of(g.context, solicitation)
    return render(
        "solicitations/show.html",
        it=solicitation,
        protests=[protest_queries.known(g.context.actor, each) for each in protests],
        **reading(body),
        revision=solicitation.revision,
        addenda=clarifications.issued(g.context, solicitation),
        closed=queries.is_closed(solicitation, g.context.now),
        accepts=queries.accepts_responses(solicitation, g.context.now),
        found=library.findings_of(g.context, solicitation.id) if solicitation.kind in operations.FINDING else None,
        works_here=bool(policy.may_see_work(g.context.actor, solicitation)),
        may_copy=bool(places(g.context.actor, Permission.DRAFT)),
        meaning=_meaning(solicitation),
    )


@blueprint.get("/solicitations/<id>/revisions/<int(max=9999):number>")
@public
def revision_page(id, number):
    """One published text as it was, whatever addenda changed later."""
    solicitation = queries.get(g.context, id)
    found = queries.get_revision(g.context, solicitation, number)
    due_at = datetime.fromisoformat(found.body["due_at"])
    meaning = words.zone_meaning(due_at, found.body["zone"])
    page = {"it": solicitation, "revision": found, "due_at": due_at, "meaning": meaning}
    return render("solicitations/revision.html", **page, **reading(found.body))


@blueprint.get("/solicitations/<id>/preview")
@signed_in
def preview(id):
    """The draft as it would be published, with its open blanks marked."""
    solicitation = at_work(id)
    declared = snapshot.blanks_of(solicitation.content)
    labels = [each.label for each in declared if solicitation.values.get(each.key) is None]
    stands = queries.standing(g.context.session, solicitation)
    member = annex_queries.reader(g.context, solicitation)
    return render(
        "solicitations/preview.html",
        it=solicitation,
        **reading(annex_queries.as_read(queries.marked_body(solicitation, stands), member), labels),
        member=member,
        open_blanks=labels,
        works_here=may(g.context.actor, Permission.SEE_INTERNAL, solicitation.jurisdiction_id),
        digest=stands.digest_for(member),
        meaning=_meaning(solicitation),
    )


@blueprint.route("/solicitations/new", methods=["GET", "POST"])
@signed_in
def new():
    """Begin a draft from a template, from nothing, or for a pool."""
    names = ("template_version_id", "pool_id", "jurisdiction_id", "title", "kind", "focus_area")
    asked = {name: request.args.get(name, "") for name in names}
    form = Form(schemas.New(exclude=("plan_id",)), initial={**asked, **_given_by_pool(asked["pool_id"])})
    if form.submit(_draft):
        made = form.result
        flash(f"{made.reference} is a draft now. Go through the list below; every step is saved as you go.")
        return redirect(url_for("solicitations.hub", id=made.id))
    own_places = places(g.context.actor, Permission.DRAFT)
    jurisdictions = [g.context.session.get_one(Jurisdiction, each) for each in own_places]
    return render(
        "solicitations/new.html",
        form=form,
        jurisdictions=sorted(((each.id, each.name) for each in jurisdictions), key=lambda pair: pair[1]),
        templates=_templates(),
        pools=_pools(own_places),
        kinds=KINDS,
    )


@blueprint.get("/solicitations/<id>/work")
@signed_in
def hub(id):
    """The officer's task list: from the first word to the award."""
    solicitation = own(id)
    before_publication = solicitation.published_at is None and solicitation.state != SolicitationState.CANCELLED
    stands = queries.standing(g.context.session, solicitation)
    found = queries.hindrances(g.context, solicitation, known=stands) if before_publication else []
    content = stands.content
    return render(
        "solicitations/hub.html",
        it=solicitation,
        content=content,
        stops=Counter(_head(each) for each in found if each.blocking),
        filled=sum(1 for each in content["blanks"] if each["key"] in solicitation.values),
        points=presenting.points_in_all(content["criteria"]),
        before_publication=before_publication,
        writable=may_write(solicitation),
        members=stands.members,
        may_publish=bool(policy.may_publish(g.context.actor, solicitation)),
        may_copy=bool(policy.may_copy(g.context.actor, solicitation, solicitation.jurisdiction_id)),
        update=updates.offered(g.context, solicitation) if may_write(solicitation) else None,
        closed=queries.is_closed(solicitation, g.context.now),
        ends_in_findings=solicitation.kind == Kind.RFI,
        may_find=solicitation.kind in operations.FINDING,
    )


def reading(body: dict, labels=()) -> dict:
    """What a page needs to print a body."""
    return {
        "body": body,
        "kind_name": KIND_NAMES.get(body["kind"], body["kind"]),
        "sections": presenting.reading(body, labels),
        "points": presenting.points_in_all(body["criteria"]),
        "how_judged": presenting.how_judged,
        "ties": presenting.tie_rules(body),
        "instead": annexing.instead(body),
        "annexes": [
            {
                **each,
                "sections": [
                    {
                        **section,
                        "anchor": annexing.anchor(each, section),
                        "says": annexing.replaces(section),
                        "html": presenting.marked(markdown.to_html(section["body"], heading_base=5), labels),
                    }
                    for section in each["sections"]
                ],
            }
            for each in body.get("annexes") or ()
        ],
    }


def _meaning(solicitation: Solicitation) -> str:
    return words.zone_meaning(solicitation.due_at, solicitation.zone) if solicitation.due_at else ""


def _query(shape) -> dict:
    """What the address narrows the list to; what makes no sense there is left out."""
    names = {field.data_key or name for name, field in shape.fields.items()}
    sent = {name: value for name, value in request.args.items() if name in names}
    try:
        return load(shape, sent)
    except Invalid as refused:
        return load(shape, {name: value for name, value in sent.items() if name not in refused.faults})


def _address(endpoint: str, query: dict, offset: int) -> str:
    kept = {"q" if name == "words" else name: value for name, value in query.items() if value}
    return url_for(endpoint, **kept, **({"offset": offset} if offset else {}))


def _head(hindrance: Hindrance) -> str:
    return hindrance.place.partition("/")[0]


def _draft(data: dict) -> Solicitation:
    template_id, pool_id = data.pop("template_version_id", ""), data.pop("pool_id", "")
    template_version = library.get_version(g.context, template_id) if template_id else None
    pool = pools.get(g.context, pool_id) if pool_id else None
    return operations.draft(g.context, template_version=template_version, pool=pool, **data)


def _given_by_pool(pool_id: str) -> dict:
    if not pool_id:
        return {}
    pool = pools.get(g.context, pool_id)
    return {"jurisdiction_id": pool.jurisdiction_id, "title": pool.title, "focus_area": pool.focus_area}


def _templates() -> list[tuple[str, str]]:
    found = []
    for template in g.context.session.scalars(library.items(g.context, form=ItemForm.TEMPLATE).limit(500)).unique():
        version = library.current(template)
        if version is not None and version.state == VersionState.PUBLISHED:
            found.append((version.id, f"{template.title} ({template.kind}, version {version.number})"))
    return found


def _pools(own_places) -> list[tuple[str, str]]:
    rows = g.context.session.scalars(pools.pools(g.context, state=PoolState.COMMITTED).limit(200)).unique()
    return [(each.id, each.title) for each in rows if each.jurisdiction_id in own_places]
