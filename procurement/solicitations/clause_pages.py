"""The pages on which the facts of a draft are stated and clauses of the library are put into it. Floor: pages."""

from flask import flash, g, redirect, request, url_for

from procurement.core.words import money
from procurement.library import blanks, clause_queries, conditions
from procurement.library import queries as library
from procurement.library.blanks import Blank
from procurement.library.piece_shapes import ClauseForm
from procurement.solicitations import clausing, facts, operations, policy, snapshot, values
from procurement.solicitations.door import blueprint, may_write, may_write_text, own
from procurement.solicitations.fact_shapes import FactsForm
from procurement.solicitations.models import Solicitation
from procurement.web.access import signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

#: How many clauses the page shows at once; words narrow them down.
SHOWN = 50


@blueprint.route("/solicitations/<id>/facts", methods=["GET", "POST"], endpoint="facts")
@signed_in
def state_facts(id):
    """What it is worth, whose money it is, what it is about: what clauses with conditions hang on."""
    it = own(id)
    questions = _questions(it)
    answers = {each.key: values.entry(each, it.values.get(each.key), it.zone) for each in questions}
    form = Form(FactsForm(), initial={**_entries(it), "values": answers})

    def save(data: dict) -> None:
        answered = data.pop("values")
        clausing.state_facts(g.context, it, **data)
        if answered:
            operations.fill(g.context, it, version=None, values=answered)

    if form.submit(save):
        out = sum(1 for each in conditions.standing(it.content["sections"], facts.known(it)) if each.is_out)
        flash(f"Saved. {out} section{' is' if out == 1 else 's are'} left out by these facts." if out else "Saved.")
        return redirect(url_for("solicitations.hub", id=id))
    known = facts.known(it)
    return render(
        "solicitations/facts.html",
        form=form,
        it=it,
        **_rest(it, may_write(it)),
        facts=facts.FACTS,
        questions=questions,
        threshold=money(known["formal_threshold_cents"]) if known["formal_threshold_cents"] is not None else "",
        standing=[each for each in conditions.standing(it.content["sections"], known) if each.section.get("when")],
    )


@blueprint.route("/solicitations/<id>/clauses", methods=["GET", "POST"])
@signed_in
def clauses(id):
    """Clauses of the library with their alternates, each with whether its condition holds here; one goes in."""
    it = own(id)
    words, after = request.args.get("q", "").strip(), request.values.get("after", "")
    form = Form(ClauseForm(), initial={"after": after})
    if form.submit(lambda data: _insert(it, **data)):
        flash("The clause is in the text, with the blanks it needs.")
        return redirect(url_for("solicitations.sections", id=id, _anchor=f"row-{form.result}"))
    found = clause_queries.offered(g.context, words=words, limit=SHOWN + 1)
    used = {each.get("clause") for each in it.content["sections"]}
    known = facts.known(it)
    return render(
        "solicitations/clauses.html",
        form=form,
        it=it,
        **_rest(it, may_write_text(it)),
        words=words,
        after=after,
        more=len(found) > SHOWN,
        places=_places(it),
        clauses=[
            {
                "version": version,
                "is_used": version.id in used,
                "alternates": [
                    (section, conditions.standing([section], known)[0].judgement)
                    for section in version.content["sections"]
                ],
            }
            for version in found[:SHOWN]
        ],
    )


def _insert(it: Solicitation, *, clause_version_id: str, **data) -> str:
    return clausing.insert_clause(g.context, it, library.get_version(g.context, clause_version_id), **data)


def _questions(it: Solicitation) -> list[Blank]:
    """The blanks that conditions of the text look at: their answers build the scope."""
    asked = {key for each in it.content["sections"] for key in blanks.keys(conditions.asks(each))}
    return [each for each in snapshot.blanks_of(it.content) if each.key in asked]


def _entries(it: Solicitation) -> dict:
    form, known = FactsForm(), facts.checked(it.facts)
    shown = form.dump(known)
    return {name: "" if value is None else value for name, value in shown.items()}


def _places(it: Solicitation) -> list[tuple[str, str]]:
    rows = snapshot.sections(it.content, it.values, it.zone, "mark")
    return [(each["key"], f"After {each['number']} {each['heading'] or '(no heading)'}") for each in rows]


def _rest(it: Solicitation, writable: bool) -> dict:
    why = "" if writable else policy.may_edit(g.context.actor, it).reason or policy.rests(it)
    return {"writable": writable, "why_not": why}
