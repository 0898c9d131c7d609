"""The pages of a draft's versions: the list, keeping one, comparing any two, going back to one. Floor: pages."""

from flask import flash, g, redirect, request, url_for

from procurement.core.errors import NotFound
from procurement.library.redline import redline
from procurement.solicitations import editing_shapes, policy, schemas, sides, versions
from procurement.solicitations.door import at_work, blueprint, may_write, own, refused
from procurement.solicitations.models import Solicitation
from procurement.web.access import signed_in
from procurement.web.forms import Form
from procurement.web.pages import render


@blueprint.get("/solicitations/<id>/versions", endpoint="versions")
@signed_in
def listing(id):
    """Every version that was kept: who, when, why; any two can be compared."""
    it = at_work(id)
    found, choices = sides.kept(g.context, it), sides.choices(g.context, it)
    return render(
        "solicitations/versions.html",
        it=it,
        rows=found,
        reasons=sides.REASONS,
        choices=choices,
        chosen=("template" if "template" in dict(choices) else str(found[-1].number) if found else "", "now"),
        writable=may_write(it),
        works_here=bool(policy.may_see_work(g.context.actor, it)),
    )


@blueprint.post("/solicitations/<id>/versions")
@signed_in
def keep_version(id):
    """Keep the draft as it stands now."""
    it = own(id)
    form = Form(schemas.Return(only=()))
    if not form.submit(lambda _: versions.save(g.context, it)):
        refused(form)
    flash(f"Version {form.result.number} is kept.")
    return redirect(url_for(".versions", id=id))


@blueprint.route("/solicitations/<id>/versions/<int(max=999999):number>/restore", methods=["GET", "POST"])
@signed_in
def restore_version(id, number):
    """Ask, showing what would change, then go back to an older version."""
    it = own(id)
    older = sides.get(g.context, it, number)
    form = Form(editing_shapes.Restoring())
    if form.submit(lambda data: versions.restore(g.context, it, older, **data)):
        flash(f"The text is that of version {number} again. What stood here before is kept among the versions.")
        return redirect(url_for(".versions", id=id))
    change = None
    if it.published_at is None:
        change = redline(sides.side(g.context, it, "now").content, sides.side(g.context, it, str(number)).content)
    return render("solicitations/restore.html", form=form, it=it, older=older, change=change, writable=may_write(it))


@blueprint.get("/solicitations/<id>/compare")
@signed_in
def compare(id):
    """Two texts of this solicitation, word by word: versions, the template, what was published, the draft as it is."""
    it = at_work(id)
    choices = sides.choices(g.context, it)
    one, other = _asked(it, choices)
    return render(
        "solicitations/compare.html",
        it=it,
        old=one,
        new=other,
        change=redline(one.content, other.content),
        choices=choices,
        works_here=bool(policy.may_see_work(g.context.actor, it)),
    )


def _asked(it: Solicitation, choices: list[tuple[str, str]]) -> tuple[sides.Side, sides.Side]:
    """The two sides the address names; left open, what it began with and what it is now."""
    if not choices:
        raise NotFound(sides.NO_SUCH)
    known = [key for key, _ in choices]
    old, new = request.args.get("from", "") or known[-1], request.args.get("to", "") or known[0]
    return sides.side(g.context, it, old), sides.side(g.context, it, new)
