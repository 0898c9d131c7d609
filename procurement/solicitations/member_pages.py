"""The pages on which a member of the pool waives its own rules for the joint draft, or does not. Floor: pages."""

from flask import flash, g, redirect, url_for

from procurement.solicitations import date_shapes, determinations, policy, queries, ruling, signing_queries, waivers
from procurement.solicitations.door import blueprint
from procurement.solicitations.models import Solicitation
from procurement.solicitations.timing import Fault
from procurement.web.access import signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

SIGNED = "The determination is written down under your name. Your rule is waived for this case, as far as it says."


@blueprint.get("/solicitations/<id>/to-sign")
@signed_in
def to_sign(id):
    """What the joint draft asks this person's own government to waive."""
    it = signing_queries.get(g.context, id)
    rows = signing_queries.rows(g.context, it)
    return render("solicitations/to_sign.html", it=it, rows=rows)


@blueprint.route("/solicitations/<id>/members/<participation_id>/determine/<code>", methods=["GET", "POST"])
@signed_in
def sign_for_member(id, participation_id, code):
    """One broken rule of the member: what is proposed, and the signature."""
    it = signing_queries.get(g.context, id)
    row = signing_queries.row(g.context, it, participation_id, code)
    least = row.fault.measure.get("least")
    begun = {"least": row.asked.least if row.asked.least is not None else least, "reason": row.asked.reason}
    form = Form(date_shapes.Determine(), initial=begun)
    if form.submit(lambda data: determinations.determine(g.context, it, code=code, member=row.member, **data)):
        flash(SIGNED)
        return redirect(url_for("solicitations.to_sign", id=id))
    return render(
        "solicitations/determine.html",
        form=form,
        it=it,
        fault=row.fault,
        least=least,
        verdict=policy.may_determine_for(g.context.actor, it, row.member, row.owner.signed_by),
        asked=row.asked,
        owner=row.owner,
        member=row.member,
        for_us=True,
        back=(url_for("solicitations.to_sign", id=id), "To sign"),
    )


def signing(it: Solicitation, fault: Fault) -> list[dict]:
    """Whose rule is broken, with the signature or the open question: [{owner, member, waiver, asked}]."""
    members = {each.jurisdiction_id: each for each in queries.members(g.context.session, it)}
    done = waivers.signed(fault, ruling.waivers(it))
    asked = {(each.jurisdiction_id or "", each.code): each for each in ruling.all_requests(g.context.session, it)}
    return [
        {
            "owner": each,
            "member": members.get(each.id),
            "waiver": done.get(each.id),
            "asked": asked.get((each.id, fault.code)),
        }
        for each in fault.signers
    ]


def first_asked(rows: list[dict]) -> str:
    """The member to ask where whoever publishes has nothing to sign (any more): its participation, or ""."""
    left = [each for each in rows if each["waiver"] is None]
    if not left or any(not each["owner"].id for each in left) or left[0]["member"] is None:
        return ""
    return left[0]["member"].id
