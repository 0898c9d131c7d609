"""The page on which a clause of the library is put into the draft of a template. Floor: pages."""

from flask import flash, g, redirect, request, url_for

from procurement.core.verdict import require
from procurement.library import clause_queries, editing, policy, queries
from procurement.library.door import blueprint
from procurement.library.models import ItemVersion
from procurement.library.piece_shapes import ClauseForm
from procurement.web.access import signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

#: How many clauses the page shows at once; words narrow them down.
SHOWN = 50


@blueprint.route("/library/versions/<id>/clauses", methods=["GET", "POST"])
@signed_in
def clauses(id):
    """Clauses with their alternates; one goes into the draft, with its condition and its blanks."""
    it = queries.get_version(g.context, id)
    require(policy.may_edit(g.context.actor, it.item))
    words, after = request.args.get("q", "").strip(), request.values.get("after", "")
    form = Form(ClauseForm(), initial={"after": after})
    if form.submit(lambda data: _insert(it, **data)):
        flash("The clause is in the text, with the blanks it needs.")
        return redirect(url_for(".listing", id=id, part="sections", _anchor=f"row-{form.result}"))
    found = [each for each in clause_queries.offered(g.context, words=words, limit=SHOWN + 1) if each.item != it.item]
    return render(
        "library/clauses.html",
        form=form,
        it=it,
        words=words,
        after=after,
        more=len(found) > SHOWN,
        places=[(each["key"], f"After “{each['heading'] or 'no heading'}”") for each in it.content["sections"]],
        clauses=[
            {"version": each, "alternates": [(section, None) for section in each.content["sections"]]}
            for each in found[:SHOWN]
        ],
    )


def _insert(it: ItemVersion, *, clause_version_id: str, **data) -> str:
    return editing.insert_clause(g.context, it, queries.get_version(g.context, clause_version_id), **data)
