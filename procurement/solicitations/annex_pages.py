"""The pages of a joint draft's annexes: asking for them, reading the core, writing one, going on. Floor: pages."""

from flask import flash, g, redirect, request, url_for
from markupsafe import Markup

from procurement.core import localtime, markdown
from procurement.core.errors import Invalid, NotFound
from procurement.library import presenting, redline
from procurement.pools import operations as pools
from procurement.pools import policy as pool_policy
from procurement.pools.models import PublicationRule
from procurement.solicitations import annex_queries, annex_shapes, annex_writing, annexing, going_on, policy, queries
from procurement.solicitations.door import blueprint, own, refused
from procurement.solicitations.models import Solicitation
from procurement.web.access import signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

TOPICS = list(annexing.TOPICS.items())


@blueprint.route("/solicitations/<id>/annexes", methods=["GET", "POST"])
@signed_in
def annexes(id):
    """For the lead: whose annex is how far, and asking for them; a member is led to its own."""
    it = annex_queries.get(g.context, id)
    if not policy.may_see_work(g.context.actor, it):
        mine = annex_queries.own_members(g.context, it)
        return redirect(url_for("solicitations.annex", id=id, participation_id=mine[0].id))
    due = it.annexes_due_at
    form = Form(
        annex_shapes.AskAnnexesForm(it.zone),
        initial=localtime.entries(due, it.zone, day_field="due_date", time_field="due_time"),
    )
    if form.submit(lambda data: annex_writing.ask_annexes(g.context, it, **_needed(data))):
        flash("The members are asked, by letter. They read the common text from now on, and nobody else's annex.")
        return redirect(url_for("solicitations.annexes", id=id))
    return render(
        "solicitations/annexes.html",
        form=form,
        it=it,
        rows=annex_queries.answers(g.context, it),
        may_ask=policy.may_ask_annexes(g.context.actor, it),
    )


@blueprint.get("/solicitations/<id>/annexes/<participation_id>")
@signed_in
def annex(id, participation_id):
    """One member's annex: its sections against the core, and what is left to do."""
    it = annex_queries.get(g.context, id)
    member = annex_queries.get_member(g.context, it, participation_id)
    return render(
        "solicitations/annex.html",
        it=it,
        member=member,
        work=annex_queries.work(g.context, it, member),
        topics=annexing.TOPICS,
        replaces=annexing.replaces,
        writes=policy.may_write_annex(g.context.actor, it, member),
        is_own=bool(policy.may_read_core(g.context.actor, it, member)),
    )


@blueprint.route("/solicitations/<id>/annexes/<participation_id>/section", methods=["GET", "POST"])
@blueprint.route("/solicitations/<id>/annexes/<participation_id>/sections/<key>", methods=["GET", "POST"])
@signed_in
def annex_section(id, participation_id, key=""):
    """Write a section: added to the core, or in the place of one of its sections; a preview shows the redline."""
    it = annex_queries.get(g.context, id)
    member = annex_queries.get_member(g.context, it, participation_id)
    work = annex_queries.work(g.context, it, member)
    piece = next((each for each in work.pieces if each.section["key"] == key), None)
    if key and piece is None:
        raise NotFound("This annex has no such section (any more).")
    form = Form(annex_shapes.AnnexSectionForm(), initial=_begun(work, piece))
    previewing = request.form.get("action") == "preview"
    if not previewing and form.submit(lambda data: annex_writing.save_section(g.context, it, member, key=key, **data)):
        flash("Saved. Say that your annex is complete once it is.")
        return redirect(url_for("solicitations.annex", id=id, participation_id=participation_id))
    return render(
        "solicitations/annex_section.html",
        form=form,
        it=it,
        member=member,
        key=key,
        version=work.annex.version if work.annex is not None else "",
        topics=TOPICS,
        replaceable=_replaceable(work),
        core=next((each for each in work.body["sections"] if each["key"] == form.value("overrides")), None),
        shown=_shown(work, form) if form.value("body") else None,
        writes=policy.may_write_annex(g.context.actor, it, member),
    )


@blueprint.post("/solicitations/<id>/annexes/<participation_id>/sections/<key>/remove")
@signed_in
def remove_annex_section(id, participation_id, key):
    """The core holds there again."""
    return _deed(id, participation_id, "It is taken out.", annex_writing.remove_section, key=key)


@blueprint.post("/solicitations/<id>/annexes/<participation_id>/confirm")
@signed_in
def confirm_annex(id, participation_id):
    """Complete, or none needed."""
    return _deed(id, participation_id, "Thank you: the lead knows, by letter too.", annex_writing.confirm_annex)


@blueprint.route("/solicitations/<id>/go-on", methods=["GET", "POST"])
@signed_in
def go_on(id):
    """Whose approval is missing, until when it is waited for, and going on without."""
    it = own(id)
    if it.pool is None or it.published_at is not None:
        raise NotFound("Only a joint draft waits for its members.")
    pool, now = it.pool, g.context.now
    says = queries.standing(g.context.session, it).says
    left = going_on.left_out(says, it)
    due = localtime.entries(pool.approvals_due_at, it.zone, day_field="due_date", time_field="due_time")
    form = Form(annex_shapes.ApprovalsForm(it.zone), initial=due)
    deed = _set_date if request.form.get("action") == "date" else _go_on
    if form.submit(lambda data: deed(it, data)):
        return redirect(url_for("solicitations.review", id=id))
    verdicts = [pool_policy.may_leave_out(g.context.actor, each.member, now) for each in left if each.member]
    return render(
        "solicitations/go_on.html",
        form=form,
        it=it,
        left=left,
        staying=pool.publication_rule == PublicationRule.STAYING,
        why_not=next((each.reason for each in verdicts if not each), ""),
        approved=[each for each in says if each.member is not None and each.is_complete],
    )


def _set_date(it: Solicitation, data: dict) -> None:
    pools.set_approvals_date(g.context, it.pool, approvals_due_at=_needed(data)["due_at"])
    flash("The members are told until when they are asked to approve.")


def _go_on(it: Solicitation, data: dict) -> None:
    gone = going_on.go_on(g.context, it, version=data["version"])
    flash(f"The pool goes on without {', '.join(each.jurisdiction.name for each in gone)}; they are told by letter.")


def _needed(data: dict) -> dict:
    if data["due_at"] is None:
        raise Invalid({"due_date": ["Give a day and a time."]})
    return data


def _deed(id: str, participation_id: str, said: str, deed, **given):
    it = annex_queries.get(g.context, id)
    member = annex_queries.get_member(g.context, it, participation_id)
    form = Form(annex_shapes.Read())
    if not form.submit(lambda data: deed(g.context, it, member, **given, **data)):
        refused(form)
    flash(said)
    return redirect(url_for("solicitations.annex", id=id, participation_id=participation_id))


def _begun(work: annex_queries.Work, piece: annex_queries.Piece | None) -> dict:
    """What stands in the fields at first; in the place of a section of the core, that section's words."""
    if piece is not None:
        return {name: piece.section[name] for name in ("topic", "heading", "body", "overrides")}
    found = work.core.get(request.args.get("overrides", ""))
    if found is None:
        return {"overrides": ""}
    return {"overrides": found["key"], "heading": found["heading"], "body": found["body"]}


def _replaceable(work: annex_queries.Work) -> list[tuple[str, str]]:
    rows = [each for each in work.body["sections"] if each["role"] != "contents"]
    return [(each["key"], f"{each['number']} {each['heading'] or '(no heading)'}".strip()[:90]) for each in rows]


def _shown(work: annex_queries.Work, form: Form) -> dict:
    """What was typed as it would be printed, with the redline to the section it replaces."""
    body = str(form.value("body")).replace("\r\n", "\n")
    core = next((each for each in work.body["sections"] if each["key"] == form.value("overrides")), None)
    change = redline.body(core["body"], body) if core is not None else []
    html = presenting.marked(markdown.to_html(body, heading_base=4), ())
    return {"html": Markup(html), "change": change}
