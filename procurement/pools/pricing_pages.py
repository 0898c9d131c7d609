"""The page that says how the pool is priced: its regions, where members lie, tiers and mix of each line.

The module `pages.py` installs it on the room's door. Floor: pages.
"""

from flask import Blueprint, flash, g, redirect, url_for

from procurement.core.verdict import require
from procurement.library import tier_forms
from procurement.pools import demand_pages, policy, pricing_deeds, pricing_shapes, queries
from procurement.pools.models import Participation, Pool, PoolLine
from procurement.web.access import signed_in
from procurement.web.forms import Form
from procurement.web.pages import render


def install(blueprint: Blueprint) -> None:
    """Give the room's door these pages."""
    for path, methods, view in (
        ("/pools/<id>/pricing", ["GET", "POST"], pricing),
        ("/pools/<id>/members/<participation_id>/region", ["POST"], choose_region),
        ("/pools/<id>/lines/<line_id>/pricing", ["GET", "POST"], price_line),
    ):
        blueprint.add_url_rule(path, view.__name__, view, methods=methods)


@signed_in
def pricing(id):
    """Regions, where each member lies, and how each line is priced."""
    pool = queries.get(g.context, id)
    form = Form(pricing_shapes.NamesForm(), initial={"names": "\n".join(each["name"] for each in pool.regions)})
    if form.submit(lambda data: _name(pool, data)):
        flash("The regions are saved. Each member says on this page where it lies.")
        return redirect(url_for(".pricing", id=id))
    return _page(pool, form)


@signed_in
def choose_region(id, participation_id):
    """Say in which region the member lies."""
    pool = queries.get(g.context, id)
    found = queries.get_participation(pool, participation_id)
    form = Form(pricing_shapes.ChosenForm())
    if form.submit(lambda data: pricing_deeds.choose_region(g.context, found, **data)):
        flash(f"Saved: where {found.jurisdiction.name} lies.")
        return redirect(url_for(".pricing", id=id))
    return _page(pool, Form(pricing_shapes.NamesForm()), choosing=(found.id, form))


@signed_in
def price_line(id, line_id):
    """Tiers by volume and the compared mix of one line."""
    pool = queries.get(g.context, id)
    line = queries.get_line(pool, line_id)
    form = Form(pricing_shapes.LinePricingForm(), initial=tier_forms.shown(_described(line)))
    if form.submit(lambda data: _price(line, data)):
        flash(f"Saved: how “{line.description}” is priced.")
        return redirect(url_for(".pricing", id=id))
    if not form.faults:
        require(policy.may_edit(g.context.actor, pool))
    return render("pools/line_pricing.html", form=form, pool=pool, line=line)


def _name(pool: Pool, data: dict) -> Pool:
    return pricing_deeds.name_regions(g.context, pool, version=data["version"], names=data["names"].split("\n"))


def _price(line: PoolLine, data: dict) -> PoolLine:
    tiers = tier_forms.read_tiers(data["tiers"])
    mix = tier_forms.read_mix(data["mix"], {"tiers": tiers, "regions": line.pool.regions})
    return pricing_deeds.price_line(g.context, line, version=data["version"], tiers=tiers, mix=mix)


def _page(pool: Pool, form: Form, choosing: tuple[str, Form] | None = None):
    lines, number, pages = demand_pages.page_of([each for each in pool.lines if each.participation_id is None])
    return render(
        "pools/pricing.html",
        form=form,
        pool=pool,
        names={each["key"]: each["name"] for each in pool.regions},
        own=[each for each in queries.own_participations(g.context, pool) if _may_state(each)],
        joined=queries.joined(pool),
        choosing=choosing or ("", form),
        lines=[(each, _described(each)) for each in lines],
        page=number,
        pages=pages,
        may_edit=bool(policy.may_edit(g.context.actor, pool)),
    )


def _may_state(found: Participation) -> bool:
    return bool(policy.may_state_quantities(g.context.actor, found))


def _described(line: PoolLine) -> dict:
    """The line as the words and fields of prices take it."""
    regions = [{**each, "quantity": "0"} for each in line.pool.regions]
    return {"description": line.description, "tiers": line.tiers, "mix": line.mix, "regions": regions}
