"""Letters to read: one's own, the operator's outbox, and in the demo everybody's."""

from flask import current_app, flash, g, redirect, request, url_for

from procurement.core.errors import NotFound
from procurement.mailbox import outbox, queries
from procurement.web import pages
from procurement.web.access import public, signed_in
from procurement.web.pages import render

blueprint = pages.room("mailbox")


@blueprint.get("/letters")
@public
def letters():
    """The newest letters the reader may read; `to` narrows to one address."""
    _somebody_reads()
    to = request.args.get("to", "").strip()
    found = queries.newest(g.context, in_demo=in_demo(), to=to or None)
    counts = queries.counts(g.context) if g.actor.is_operator else None
    return render("mailbox/letters.html", letters=found, to=to, in_demo=in_demo(), counts=counts)


@blueprint.get("/letters/<id>")
@public
def letter(id):
    """One letter as it was written."""
    _somebody_reads()
    return render("mailbox/letter.html", letter=queries.get(g.context, id, in_demo=in_demo()))


@blueprint.post("/letters/<id>/retry")
@signed_in
def retry(id):
    """Have a letter delivered that was given up."""
    outbox.again(g.context, queries.get(g.context, id))
    flash("The letter will be tried again within seconds.")
    return redirect(url_for(".letter", id=id))


def in_demo() -> bool:
    """Whether this is the demo, served on this machine only: then all its letters can be read."""
    settings = current_app.settings
    return bool(settings.demo and settings.is_local)


def _somebody_reads() -> None:
    if g.actor.is_anonymous and not in_demo():
        raise NotFound("Sign in to read your letters.")
