"""The pages that say where a solicitation's words come from, and what its template has changed since. Floor: pages."""

from flask import flash, g, redirect, url_for

from procurement.core.verdict import require
from procurement.library import deciding, redline
from procurement.library import queries as library
from procurement.library.lineage_shapes import DraftUpdate
from procurement.solicitations import origins, policy, queries, updates, updating, uses
from procurement.solicitations.door import blueprint, may_write, own
from procurement.solicitations.models import Solicitation
from procurement.web.access import public, signed_in
from procurement.web.forms import Form
from procurement.web.pages import render


@blueprint.get("/solicitations/<id>/provenance")
@public
def provenance(id):
    """Paragraph by paragraph where the text comes from: for everybody once it is public, before for those at work."""
    it = readable(id)
    found = origins.shown(g.context, it)
    whole = share(it, found["reuse"]) if found else None
    return render(
        "solicitations/lineage_provenance.html",
        it=it,
        found=found,
        share=whole,
        percents=whole.percents({key: each["words"] for key, each in found["sources"].items()}) if whole else {},
        works_here=bool(policy.may_see_work(g.context.actor, it)),
    )


@blueprint.route("/solicitations/<id>/update", methods=["GET", "POST"])
@signed_in
def update(id):
    """What the template has changed since the draft was made from it: read, decide, and take it over."""
    it = own(id)
    require(policy.may_edit(g.context.actor, it))
    form = Form(DraftUpdate())

    def take(data: dict) -> Solicitation:
        theirs = library.get_version(g.context, data.pop("version_id"))
        return updating.take_update(g.context, it, theirs, **data)

    if form.submit(take):
        flash("The changes are in your draft. What stood here before is kept among its versions.")
        return redirect(url_for("solicitations.hub", id=id))
    theirs = updates.offered(g.context, it)
    merged = updates.merged(it, theirs) if theirs is not None else None
    return render(
        "solicitations/lineage_update.html",
        it=it,
        form=form,
        writable=may_write(it),
        theirs=theirs,
        base=it.template_version,
        asked=deciding.questions(merged) if merged else [],
        taken=deciding.taken(merged) if merged else [],
        found=redline.redline(it.template_version.content, theirs.content) if merged else None,
    )


def readable(id: str) -> Solicitation:
    """The solicitation, where the actor may read where it comes from: public, or at work on it."""
    it = queries.get(g.context, id)
    if policy.is_public(it) or policy.may_see_work(g.context.actor, it):
        return it
    return queries.get_work(g.context, id)


def share(it: Solicitation, counted: dict) -> uses.Share:
    """The words of one solicitation, as a bar draws them."""
    return uses.Share(
        it.reference,
        1,
        counted["words"],
        counted["reused_unchanged"],
        counted["reused_changed"],
        0,
    )
