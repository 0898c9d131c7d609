"""Pages for members of a pool: joining by authority and signature, leaving.

The module `pages.py` installs them on the room's door. Floor: pages.
"""

from flask import Blueprint, flash, g, redirect, url_for

from procurement.core.verdict import require
from procurement.networks.duties import Permission, places
from procurement.networks.models import Jurisdiction
from procurement.pools import demand_pages, operations, policy, queries, reading, schemas
from procurement.pools.api_door import FILE_LIMIT
from procurement.pools.lifecycle import ParticipationState, PoolState
from procurement.pools.models import Pool
from procurement.web.access import signed_in, takes_files
from procurement.web.downloads import download
from procurement.web.forms import Form
from procurement.web.pages import render
from procurement.web.uploads import uploaded

JOINED = "You take part. Now state your quantities: only then the pool can be committed."
#: Who joins late states everything at once: so many fields on the page, beyond them by a sheet.
MOST_CELLS = 150


def install(blueprint: Blueprint) -> None:
    """Give the room's door these pages."""
    under = "/pools/<id>/members/<participation_id>"
    for path, methods, view in (
        ("/pools/<id>/join", ["GET", "POST"], join),
        (f"{under}/authority", ["GET", "POST"], authority),
        (f"{under}/document", ["GET"], document),
        (f"{under}/leave", ["GET", "POST"], leave),
    ):
        blueprint.add_url_rule(path, view.__name__, view, methods=methods)


def can_join(pool: Pool) -> list[Jurisdiction]:
    """The governments the actor may join the pool for, now, by name."""
    there = {each.jurisdiction_id for each in queries.joined(pool)}
    own = places(g.context.actor, Permission.COMMIT_TO_POOLS) - there
    if not own or not queries.is_open_to_join(pool, g.context.now):
        return []
    return queries.admitted_of(g.context.session, pool, own)


@signed_in
@takes_files(FILE_LIMIT)
def join(id):
    """Take part for one's own jurisdiction."""
    pool = queries.get(g.context, id)
    choices = can_join(pool)
    first = {"jurisdiction_id": choices[0].id if len(choices) == 1 else ""}
    form = Form(schemas.JoinPage(), initial=first)
    is_late = pool.state != PoolState.FORMING
    cells = sum(1 for each in pool.lines if each.participation_id is None) * pool.years if is_late else 0
    if form.submit(lambda data: _join(pool, data)):
        flash("You take part. The joint draft is approved anew for what changed." if is_late else JOINED)
        if is_late:
            return redirect(url_for(".show", id=id))
        return redirect(url_for(".quantities", id=id, participation_id=form.result.id))
    return render(
        "pools/join.html",
        form=form,
        pool=pool,
        choices=[(each.id, each.name) for each in choices],
        is_late=is_late,
        lines=[each for each in pool.lines if each.participation_id is None] if 0 < cells <= MOST_CELLS else [],
        by_sheet=cells > MOST_CELLS,
        agreement=reading.agreement_of(pool) if pool.agreement is not None else None,
    )


def _join(pool: Pool, data: dict):
    quantities = data.pop("quantities")
    if uploaded("sheet") is not None:
        quantities = demand_pages.quantities_of_sheet(pool, uploaded("sheet"))
    return operations.join(g.context, pool, **data, quantities=quantities, authority_file=uploaded("document"))


@signed_in
@takes_files(FILE_LIMIT)
def authority(id, participation_id):
    """By what authority the member takes part."""
    pool = queries.get(g.context, id)
    found = queries.get_participation(pool, participation_id)
    require(policy.may_state_authority(g.context.actor, found))
    form = Form(schemas.AuthorityForm(), initial={"authority": found.authority})

    def deed(data: dict):
        return operations.state_authority(g.context, found, **data, authority_file=uploaded("document"))

    if form.submit(deed):
        flash("Your authority is saved.")
        return redirect(url_for(".show", id=id) + "#members")
    return render("pools/authority.html", form=form, pool=pool, participation=found)


@signed_in
def document(id, participation_id):
    """Download the document about a member's authority."""
    found = queries.get_participation(queries.get(g.context, id), participation_id)
    return download(queries.authority_file(g.context.session, found))


@signed_in
def leave(id, participation_id):
    """Leave the pool, or decline its invitation."""
    pool = queries.get(g.context, id)
    found = queries.get_participation(pool, participation_id)
    require(policy.may_leave(g.context.actor, found))
    was_invited = found.state == ParticipationState.INVITED
    form = Form(schemas.Nothing())
    if form.submit(lambda _: operations.leave(g.context, found)):
        flash("The invitation is declined." if was_invited else "You have left the pool.")
        return redirect(url_for(".show", id=id))
    return render("pools/leave.html", form=form, pool=pool, participation=found, was_invited=was_invited)
