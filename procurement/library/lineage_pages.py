"""The pages of forks: forking, the family tree, comparing versions, taking updates, proposing and deciding.

Floor: pages.
"""

from flask import flash, g, redirect, request, url_for

from procurement.core.errors import Conflict
from procurement.core.verdict import require
from procurement.library import deciding, lineage, lineage_merging, lineage_queries, queries, redline
from procurement.library import lineage_policy as policy
from procurement.library import lineage_shapes as shapes
from procurement.library.door import SCOPES, blueprint, owners, sharing_networks
from procurement.library.lifecycle import VersionState
from procurement.library.models import Form as ItemForm
from procurement.library.models import Item, Proposal, ProposalState, Scope
from procurement.library.piece_shapes import Version
from procurement.library.record import record
from procurement.networks.duties import Permission, places
from procurement.solicitations import uses
from procurement.web.access import public, signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

PAGE = 25


@blueprint.route("/library/versions/<id>/fork", methods=["GET", "POST"])
@signed_in
def fork(id):
    """Make an item of one's own from somebody's version."""
    found = queries.get_version(g.context, id)
    choices = owners()
    form = Form(shapes.NewFork(), initial={"title": found.item.title, "scope": Scope.OWN})
    if choices and form.submit(lambda data: lineage.fork(g.context, found, **data)):
        flash("This is your own copy now, as a draft. When the original changes, you are asked what to take over.")
        return redirect(url_for("library.write", id=form.result.versions[0].id))
    return render(
        "library/lineage_fork.html",
        form=form,
        version=found,
        owners=choices,
        scopes=SCOPES,
        networks=sharing_networks(value for value, _ in choices),
    )


@blueprint.get("/library/<id>/family")
@public
def family(id):
    """What the item was forked from, what was forked from it, and who used which version."""
    found = queries.get(g.context, id)
    kin = lineage_queries.family(g.context, found)
    versions = [version for each in kin for version in queries.versions(g.context, each.item)]
    ids = {version.id for version in versions}
    old, new = request.args.get("old", ""), request.args.get("new", "")
    if old in ids and new in ids:
        return redirect(url_for("library.compare", id=old, other=new))
    return render(
        "library/lineage_family.html",
        it=found,
        kin=kin,
        versions_of=lambda item: queries.versions(g.context, item),
        current=queries.current,
        used=uses.by_version(g.context, ids),
        choices=[(version.id, f"{version.item.title}, version {version.number}") for version in versions],
    )


@blueprint.get("/library/versions/<id>/compare/<other>")
@public
def compare(id, other):
    """What differs in two versions, clause by clause."""
    old, new = queries.get_version(g.context, id), queries.get_version(g.context, other)
    return render(
        "library/lineage_compare.html", old=old, new=new, found=redline.for_everybody(old.content, new.content)
    )


@blueprint.route("/library/<id>/update", methods=["GET", "POST"])
@signed_in
def update(id):
    """What changed upstream of a fork: read it, decide what both sides changed, and take it over."""
    found = queries.get(g.context, id)
    require(policy.may_update(g.context.actor, found))
    form = Form(shapes.Update())

    def take(data: dict):
        theirs = queries.get_version(g.context, data.pop("version_id"))
        return lineage.take_update(g.context, found, theirs, **data)

    if form.submit(take):
        flash("The changes are in the draft below. Read it, then publish it.")
        return redirect(url_for("library.write", id=form.result.id))
    theirs = lineage_queries.update(g.context, found)
    base = lineage_queries.newest(found).upstream
    merged = lineage_merging.of_update(found, theirs) if theirs is not None else None
    return render(
        "library/lineage_update.html",
        form=form,
        it=found,
        theirs=theirs,
        base=base,
        stamp=lineage_merging.stamp(found),
        asked=deciding.questions(merged) if merged else [],
        taken=deciding.taken(merged) if merged else [],
        found=redline.redline(base.content, theirs.content) if merged else None,
    )


@blueprint.route("/library/versions/<id>/propose", methods=["GET", "POST"])
@signed_in
def propose(id):
    """Offer a version of a fork to the item it was forked from."""
    found = queries.get_version(g.context, id)
    require(policy.may_propose(g.context.actor, found))
    form = Form(shapes.NewProposal())
    if form.submit(lambda data: lineage.propose(g.context, found, **data)):
        flash("Your proposal is sent. You get a letter when it is decided.")
        return redirect(url_for("library.proposal", id=form.result.id))
    return render(
        "library/lineage_propose.html",
        form=form,
        version=found,
        upstream=lineage_queries.named(g.context, [found.upstream_id]).get(found.upstream_id),
        found=redline.redline(found.upstream.content, found.content),
    )


@blueprint.get("/library/proposals")
@signed_in
def proposals():
    """Proposals to decide on, and one's own."""
    offset = request.args.get("offset", 0, int)
    offset = min(max(0, offset), 100_000)
    select = lineage_queries.proposals(g.context)
    rows = g.context.session.scalars(select.limit(PAGE + 1).offset(offset)).all()
    return render(
        "library/lineage_proposals.html",
        rows=rows[:PAGE],
        titles=lineage_queries.upstream_titles(g.context, rows),
        owner=shapes.owner_of,
        waits={each.id for each in rows if each.state == ProposalState.PROPOSED and _decides(each)},
        further=url_for("library.proposals", offset=offset + PAGE) if len(rows) > PAGE else "",
        earlier=url_for("library.proposals", offset=max(0, offset - PAGE)) if offset else "",
    )


@blueprint.get("/library/proposals/<id>")
@signed_in
def proposal(id):
    """One proposal: what it changes, and for whoever decides the questions it raises."""
    return _proposal(lineage_queries.get_proposal(g.context, id), Form(shapes.Acceptance()))


@blueprint.post("/library/proposals/<id>/accept")
@signed_in
def accept(id):
    """Take it into the draft of the next version."""
    found = lineage_queries.get_proposal(g.context, id)
    form = Form(shapes.Acceptance())
    if form.submit(lambda data: lineage.accept(g.context, found, **data)):
        flash("It is in the draft of the next version. Change what you like, then publish it.")
        return redirect(url_for("library.write", id=form.result.id))
    return _proposal(found, form)


@blueprint.route("/library/proposals/<id>/decline", methods=["GET", "POST"])
@signed_in
def decline(id):
    """Say no, with the reason."""
    found = lineage_queries.get_proposal(g.context, id)
    require(policy.may_decide(g.context.actor, found))
    form = Form(shapes.Refusal())
    if form.submit(lambda data: lineage.decline(g.context, found, **data)):
        flash("It is declined, and the reason is on its way to whoever proposed it.")
        return redirect(url_for("library.proposals"))
    return render("library/lineage_decline.html", form=form, it=found, by=shapes.owner_of(found.source))


@blueprint.post("/library/proposals/<id>/withdraw")
@signed_in
def withdraw(id):
    """Take a proposal back."""
    found = lineage_queries.get_proposal(g.context, id)
    form = Form(Version())
    if not form.submit(lambda data: lineage.withdraw(g.context, found, **data)):
        raise Conflict(" ".join(each for several in form.faults.values() for each in several))
    flash("It is withdrawn. The other side sees it no longer.")
    return redirect(url_for("library.proposals"))


def _proposal(found: Proposal, form: Form):
    decides = _decides(found)
    waits = found.state == ProposalState.PROPOSED
    merged = lineage_merging.of_proposal(found, found.item) if waits and decides else None
    upstream = lineage_queries.upstream_titles(g.context, [found])[found.item_id]
    return render(
        "library/lineage_proposal.html",
        form=form,
        it=found,
        by=shapes.owner_of(found.source),
        upstream=upstream,
        decides=decides and waits,
        may_withdraw=waits and bool(policy.may_withdraw(g.context.actor, found)),
        stamp=lineage_merging.stamp(found.item) if merged else "",
        asked=deciding.questions(merged) if merged else [],
        taken=deciding.taken(merged) if merged else [],
        found=redline.redline(found.base.content, found.source.content),
        sees_item=upstream != lineage_queries.NOT_SHARED,
        sees_fork=found.source.item_id in _visible(found.source.item_id),
    )


def _decides(proposal: Proposal) -> bool:
    return bool(policy.may_decide(g.context.actor, proposal))


def _visible(item_id: str) -> set[str]:
    select = queries.visible(g.context).with_only_columns(Item.id).where(Item.id == item_id)
    return set(g.context.session.scalars(select))


def surroundings(item: Item, version) -> dict:
    """What the page of an item says about its lineage: links that this person may follow."""
    actor = g.context.actor
    return {
        "forked_from": lineage_queries.named(g.context, [item.forked_from_id]).get(item.forked_from_id),
        "has_family": lineage_queries.has_family(g.context, item),
        "newer": lineage_queries.update(g.context, item)
        if item.forked_from_id is not None and policy.may_update(actor, item)
        else None,
        "may_fork": version.state == VersionState.PUBLISHED and bool(places(actor, Permission.DRAFT)),
        "may_propose": bool(policy.may_propose(actor, version)),
        "record": record(g.context, item.id) if item.form == ItemForm.TEMPLATE else None,
    }
