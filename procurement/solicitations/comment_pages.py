"""The pages of what is said about a draft: all of it in one list, and the buttons beside a comment. Floor: pages."""

from flask import flash, g, redirect, request, url_for

from procurement.solicitations import approving, commenting, comments, policy, queries, schemas, work_shapes
from procurement.solicitations.door import at_work, blueprint, refused
from procurement.solicitations.models import Comment, Solicitation
from procurement.web.access import signed_in
from procurement.web.forms import Form
from procurement.web.pages import render


@blueprint.route("/solicitations/<id>/comments", methods=["GET", "POST"], endpoint="comments")
@signed_in
def talk(id):
    """All comments by place, the open ones first; the form comments on the whole, or on the place it names."""
    it = at_work(id)
    form = Form(work_shapes.NewComment())
    if form.submit(lambda data: _say(it, data)):
        flash("Your comment is with the drafters, by letter too.")
        return _back(it, form.result)
    threads = comments.threads_for(g.context, it)
    places = list(dict.fromkeys(["", *(each.comment.place for each in threads)]))
    may_comment = policy.may_comment(g.context.actor, it, queries.member_ids(g.context.session, it))
    return render(
        "solicitations/comments.html",
        form=form,
        it=it,
        threads=threads,
        groups=[
            (place, name if place else "The whole", [each for each in threads if each.comment.place == place])
            for place, name in approving.names(it.content, places)
        ],
        sections={each["key"] for each in it.content["sections"]},
        works_here=bool(policy.may_see_work(g.context.actor, it)),
        may_comment=bool(may_comment),
        may_settle=bool(may_comment) and bool(policy.may_edit(g.context.actor, it)),
        why_not=may_comment.reason,
    )


@blueprint.post("/solicitations/<id>/comments/<comment_id>/settle")
@signed_in
def settle_comment(id, comment_id):
    """The comment is dealt with."""
    it = at_work(id)
    return _done(it, comments.get(g.context, it, comment_id), commenting.resolve, "The comment is settled.")


@blueprint.post("/solicitations/<id>/comments/<comment_id>/reopen")
@signed_in
def reopen_comment(id, comment_id):
    """The comment is not dealt with after all."""
    it = at_work(id)
    return _done(it, comments.get(g.context, it, comment_id), commenting.reopen, "The comment is open again.")


def _say(it: Solicitation, data: dict) -> Comment:
    answered = comments.get(g.context, it, data["reply_to_id"]) if data["reply_to_id"] else None
    return commenting.comment(g.context, it, body=data["body"], place=data["place"], reply_to=answered)


def _done(it: Solicitation, found: Comment, deed, sentence: str):
    form = Form(schemas.Return(only=()))
    if not form.submit(lambda _: deed(g.context, it, found)):
        refused(form)
    flash(sentence)
    return _back(it, found)


def _back(it: Solicitation, found: Comment):
    """To the page the comment stands on: the section's when it was sent from there."""
    part, _, key = found.place.partition("/")
    here = request.referrer or ""
    on_section = part == "sections" and f"/sections/{key}" in here
    anchor = f"comment-{found.id}"
    if on_section and any(each["key"] == key for each in it.content["sections"]):
        return redirect(url_for(".section", id=it.id, key=key, _anchor=anchor))
    return redirect(url_for(".comments", id=it.id, _anchor=anchor))
