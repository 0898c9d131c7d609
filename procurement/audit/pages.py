"""The ledger to read: who did what, when, and whether the chain is whole."""

from flask import Response, g, request

from procurement.audit import policy, queries, verification
from procurement.core.errors import NotFound
from procurement.core.verdict import require
from procurement.web import pages
from procurement.web.access import signed_in
from procurement.web.pages import render

blueprint = pages.room("audit")


@blueprint.get("/ledger")
@signed_in
def ledger():
    """Entries, newest first; `deed` narrows, `before` turns the page."""
    _readers_only()
    deed = request.args.get("deed", "").strip()
    before = request.args.get("before", "")
    entries = queries.page(
        g.context, before=int(before) if before.isdecimal() and len(before) < 18 else None, deed=deed or None
    )
    places = queries.positions(g.context, entries)
    return render("audit/ledger.html", entries=entries, positions=places, deed=deed, page_length=queries.PAGE)


@blueprint.get("/ledger/check")
@signed_in
def check():
    """Whether the whole chain holds."""
    _readers_only()
    return render("audit/check.html", report=verification.verify(g.context))


@blueprint.get("/ledger/export")
@signed_in
def export():
    """The whole ledger as JSON Lines, for the operator."""
    require(policy.may_export(g.actor))
    text = "".join(f"{line}\n" for line in verification.export(g.context))
    headers = {"Content-Disposition": "attachment; filename=ledger.jsonl"}
    return Response(text, mimetype="application/jsonl", headers=headers)


def _readers_only() -> None:
    if not policy.reads_everything(g.actor) and not policy.places(g.actor):
        raise NotFound("The ledger is for auditors, administrators and the operator.")
