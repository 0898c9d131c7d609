"""Pages of what members need: a member's quantities, its sheet, places and options; a line's shares; reminders.

The module `pages.py` installs them on the room's door. Floor: pages.
"""

from decimal import Decimal

from flask import Blueprint, current_app, flash, g, redirect, request, url_for

from procurement.core.errors import Invalid
from procurement.core.shapes import plain
from procurement.core.spreadsheet import SheetFault
from procurement.core.spreadsheet import read as read_table
from procurement.core.verdict import require
from procurement.files.operations import Staged
from procurement.pools import demand_queries, demand_shapes, demand_sheet, operations, policy, queries, reading, schemas
from procurement.pools.api_door import SHEET_LIMIT
from procurement.pools.demand_api import XLSX
from procurement.pools.models import Participation, Pool, PoolLine
from procurement.web.access import signed_in, takes_files
from procurement.web.downloads import attachment
from procurement.web.forms import Form
from procurement.web.pages import render
from procurement.web.uploads import uploaded

#: Lines on one page of a member's table.
ON_A_PAGE = 20
#: Rows for places beside those that are named.
EMPTY_ROWS = 3
#: Rows of a sheet shown before it is confirmed.
SHOWN = 50


def install(blueprint: Blueprint) -> None:
    """Give the room's door these pages."""
    under = "/pools/<id>/members/<participation_id>"
    for path, methods, view in (
        (f"{under}/quantities", ["GET", "POST"], quantities),
        (f"{under}/sheet", ["GET", "POST"], sheet),
        (f"{under}/sheet.xlsx", ["GET"], own_sheet),
        (f"{under}/sheet/confirm", ["POST"], confirm_sheet),
        (f"{under}/sheet/discard", ["POST"], discard_sheet),
        (f"{under}/places", ["GET", "POST"], places),
        (f"{under}/options", ["GET", "POST"], options),
        (f"{under}/options/<line_id>/remove", ["POST"], remove_option),
        ("/pools/<id>/lines/<line_id>/demand", ["GET"], line_demand),
        ("/pools/<id>/sheet.xlsx", ["GET"], blank_sheet),
        ("/pools/<id>/remind", ["POST"], remind),
    ):
        blueprint.add_url_rule(path, view.__name__, view, methods=methods)


def page_of(lines: list[PoolLine], name: str = "page") -> tuple[list[PoolLine], int, int]:
    """The lines of the page that the address names, its number, and how many there are."""
    pages = max(1, -(-len(lines) // ON_A_PAGE))
    number = max(1, min(request.args.get(name, 1, int), pages))
    return lines[(number - 1) * ON_A_PAGE : number * ON_A_PAGE], number, pages


@signed_in
def quantities(id, participation_id):
    """How much of each line the member needs in each year, firm or estimated, a page of lines at a time."""
    pool, found = _member(id, participation_id)
    require(policy.may_state_quantities(g.context.actor, found))
    lines, number, pages = page_of(demand_queries.own_lines(pool, found))
    form = Form(demand_shapes.QuantitiesForm(), initial={"quantities": _stated(found, lines)})
    if form.submit(lambda data: _state(found, data)):
        if number < pages:
            flash(f"Page {number} of {pages} is saved. Here is the next one.")
            return redirect(url_for(".quantities", id=id, participation_id=participation_id, page=number + 1))
        flash("Your quantities are saved. You can change them until the lead commits the pool.")
        return redirect(url_for(".show", id=id) + "#demand")
    return render(
        "pools/quantities.html", form=form, pool=pool, participation=found, lines=lines, page=number, pages=pages
    )


def _stated(found: Participation, lines: list[PoolLine]) -> dict[str, dict]:
    """What the fields of these lines hold."""
    rows = demand_queries.commitments(g.context.session, found, lines)
    paid = demand_queries.last_prices(g.context.session, found)
    shown: dict[str, dict] = {}
    for line in lines:
        said = reading.entry(rows[line.id]) if line.id in rows else {}
        if line.id in paid:
            said |= {"last_price": plain(paid[line.id].unit_price), "source": paid[line.id].source}
        shown[line.key] = {name: "" if value is None else value for name, value in said.items()}
    return shown


def _state(found: Participation, data: dict) -> Participation:
    """Both deeds of one table: what is needed, and what was paid last."""
    rows = data["quantities"]
    prices = {}
    for key, row in rows.items():
        price, source = row.pop("last_price", None), row.pop("source", "")
        if price is None and source:
            raise Invalid({f"quantities.{key}.last_price": ["Say what was paid, or leave its source empty too."]})
        prices[key] = None if price is None else {"unit_price": price, "source": source}
    operations.state_quantities(g.context, found, version=data["version"], quantities=rows)
    operations.state_last_prices(g.context, found, prices=prices)
    return found


@signed_in
@takes_files(SHEET_LIMIT)
def sheet(id, participation_id):
    """Send one's sheet; what it says, cell by cell, before it is confirmed."""
    pool, found = _member(id, participation_id)
    require(policy.may_state_quantities(g.context.actor, found))
    form = Form(schemas.Nothing())
    if form.submit(lambda _: _read(found)):
        return redirect(url_for(".sheet", id=id, participation_id=participation_id))
    waiting = demand_queries.sheet(g.context.session, found)
    lines = {line.key: line for line in demand_queries.own_lines(pool, found)}
    rows = [(lines[key], said) for key, said in waiting.cells.items() if key in lines] if waiting is not None else []
    return render(
        "pools/sheet.html", form=form, pool=pool, participation=found, waiting=waiting, rows=rows[:SHOWN],
        count=len(rows), headings=demand_sheet.quantity_headings(pool.years), shown=SHOWN,
    )  # fmt: skip


def _read(found: Participation):
    staged = uploaded("sheet")
    if staged is None:
        raise Invalid({"sheet": ["Choose the sheet."]})
    data = current_app.store.read(staged.digest)
    return operations.read_sheet(g.context, found, data=data, filename=staged.name)


def quantities_of_sheet(pool: Pool, staged: Staged) -> dict[str, dict]:
    """The quantities of a sheet that comes with joining late; every bad cell refuses it."""
    try:
        data = current_app.store.read(staged.digest)
        table = read_table(data, staged.name, most_rows=demand_sheet.MOST_ROWS)
    except SheetFault as fault:
        raise Invalid({"sheet": [str(fault)]}) from None
    lines = {line.key: line.description for line in pool.lines if line.participation_id is None}
    found = demand_sheet.read(table, lines, pool.years)
    if found.faults:
        raise Invalid({"sheet": [f"{each['cell']}: {each['sentence']}" for each in found.faults[:20]]})
    return {
        key: {
            "years": [Decimal(each) for each in said["years"]],
            "is_firm": said["is_firm"],
            "minimum": None if said["minimum"] is None else Decimal(said["minimum"]),
        }
        for key, said in found.cells.items()
        if "years" in said
    }


@signed_in
def own_sheet(id, participation_id):
    """Download one's own sheet, filled in as stated."""
    _, found = _member(id, participation_id)
    return attachment(reading.own_sheet(found), "quantities.xlsx", XLSX)


@signed_in
def blank_sheet(id):
    """Download a sheet of the pool's lines with nothing stated."""
    return attachment(reading.blank_sheet(queries.get(g.context, id)), "quantities.xlsx", XLSX)


@signed_in
def confirm_sheet(id, participation_id):
    """State what the sheet says."""
    _, found = _member(id, participation_id)
    operations.confirm_sheet(g.context, found, digest=request.form.get("digest", ""))
    flash("The quantities of your sheet are stated. You can change them until the lead commits the pool.")
    return redirect(url_for(".show", id=id) + "#demand")


@signed_in
def discard_sheet(id, participation_id):
    """Forget the sheet."""
    _, found = _member(id, participation_id)
    operations.discard_sheet(g.context, found)
    flash("The sheet is forgotten; what was stated before stays.")
    return redirect(url_for(".sheet", id=id, participation_id=participation_id))


@signed_in
def places(id, participation_id):
    """Where the member wants things delivered."""
    pool, found = _member(id, participation_id)
    require(policy.may_state_quantities(g.context.actor, found))
    now = [{"name": each.name, "address": each.address} for each in demand_queries.places(g.context.session, found)]
    form = Form(demand_shapes.PlacesForm(), initial={"places": now})
    if form.submit(lambda data: operations.state_places(g.context, found, **data)):
        flash("Your delivery places are saved.")
        return redirect(url_for(".show", id=id) + "#members")
    rows = range(max(len(form.value("places", [])), len(now)) + EMPTY_ROWS)
    return render("pools/places.html", form=form, pool=pool, participation=found, rows=rows)


@signed_in
def options(id, participation_id):
    """What only this member buys, and one thing more."""
    pool, found = _member(id, participation_id)
    require(policy.may_state_quantities(g.context.actor, found))
    form = Form(schemas.NewLine())
    if form.submit(lambda data: operations.add_option(g.context, found, **data)):
        flash("The option is added. State how much of it you need with your other quantities.")
        return redirect(url_for(".options", id=id, participation_id=participation_id))
    own = [each for each in pool.lines if each.participation_id == found.id]
    return render("pools/options.html", form=form, pool=pool, participation=found, lines=own)


@signed_in
def remove_option(id, participation_id, line_id):
    """Take an option out."""
    pool, _ = _member(id, participation_id)
    line = queries.get_line(pool, line_id)
    operations.remove_line(g.context, line)
    flash(f"“{line.description}” is taken out.")
    return redirect(url_for(".options", id=id, participation_id=participation_id))


@signed_in
def line_demand(id, line_id):
    """What each member needs of one line, drawn, with the table beside."""
    pool = queries.get(g.context, id)
    line = queries.get_line(pool, line_id)
    found = reading.line_demand(pool, line)
    largest = max((Decimal(each["quantity"]) for each in found["shares"]), default=Decimal(0))
    return render("pools/line_demand.html", pool=pool, line=found, largest=largest)


@signed_in
def remind(id):
    """Write to who has not stated its quantities."""
    names = operations.remind(g.context, queries.get(g.context, id))
    flash(f"{len(names)} {'member has' if len(names) == 1 else 'members have'} a letter: {', '.join(names[:5])}"
          f"{' and others' if len(names) > 5 else ''}.")  # fmt: skip
    return redirect(url_for(".show", id=id) + "#demand")


def _member(id: str, participation_id: str) -> tuple[Pool, Participation]:
    pool = queries.get(g.context, id)
    return pool, queries.get_participation(pool, participation_id)
