"""Usage by spreadsheet, on pages: the sheet to fill in, sending it, its rows before they are reported. Floor: pages."""

from flask import Blueprint, current_app, flash, g, redirect, request, url_for

from procurement.contracts import contract_queries, usage_sheet, usage_sheets
from procurement.contracts import usage_policy as policy
from procurement.contracts import usage_queries as queries
from procurement.contracts import usage_shapes as shapes
from procurement.contracts.models import Contract
from procurement.contracts.usage_models import Reporter, UsageSheet
from procurement.contracts.usage_pages import may_as_vendor, reporting_for
from procurement.core.errors import Invalid
from procurement.core.verdict import require
from procurement.files.operations import Staged
from procurement.web.access import signed_in, takes_files
from procurement.web.downloads import attachment
from procurement.web.forms import Form
from procurement.web.pages import render
from procurement.web.uploads import uploaded

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Reports of a sheet shown before it is confirmed.
SHOWN = 200


def install(blueprint: Blueprint) -> None:
    """Give the room's door these pages."""
    under = "/contracts/<id>/usage"
    for path, methods, view in (
        (f"{under}/sheet", ["GET", "POST"], upload_usage),
        (f"{under}/blank.xlsx", ["GET"], usage_blank),
        ("/usage-sheets/<id>", ["GET"], show_usage_sheet),
        ("/usage-sheets/<id>/confirm", ["POST"], confirm_usage),
        ("/usage-sheets/<id>/discard", ["POST"], discard_usage),
    ):
        blueprint.add_url_rule(path, view.__name__, view, methods=methods)


@signed_in
@takes_files(usage_sheets.LARGEST)
def upload_usage(id):
    """Send a sheet of usage; nothing is reported before it is confirmed."""
    contract = contract_queries.get(g.context, id)
    as_vendor = bool(may_as_vendor(contract))
    places = reporting_for(contract, [each.jurisdiction for each in queries.parties(g.context.session, contract)])
    if not as_vendor and not places:
        require(policy.may_report(
            g.actor, contract, reporter=Reporter.MEMBER, of=(contract.jurisdiction_id,), buyers=()
        ))  # fmt: skip
    form = Form(shapes.Upload(), initial={"jurisdiction_id": "" if as_vendor or not places else places[0].id})
    if form.submit(lambda data: receive(contract, uploaded("sheet"), data)):
        return redirect(url_for(".show_usage_sheet", id=form.result.id))
    return render(
        "contracts/usage_upload.html", form=form, contract=contract, as_vendor=as_vendor,
        places=[(each.id, each.name) for each in places], most=usage_sheet.MOST_ROWS,
    )  # fmt: skip


@signed_in
def usage_blank(id):
    """The sheet to fill in for the quarter that ended last."""
    contract = contract_queries.get(g.context, id)
    require(policy.may_read(g.actor, contract))
    return attachment(blank(contract), "usage.xlsx", XLSX)


@signed_in
def show_usage_sheet(id):
    """What a sheet says: every bad cell, and what would be reported."""
    sheet = queries.get_sheet(g.context, id)
    contract = contract_queries.get(g.context, sheet.contract_id)
    totals: dict[tuple[str, str], list[int]] = {}
    for row in sheet.content["rows"]:
        found = totals.setdefault((row["buyer"], row["quarter"]), [0, 0])
        found[0] += 1
        found[1] += row["amount_cents"]
    names = {each.jurisdiction.id: each.jurisdiction.name for each in queries.parties(g.context.session, contract)}
    return render(
        "contracts/usage_sheet.html", it=sheet, contract=contract, shown=SHOWN,
        reports=[(*cell, *sums) for cell, sums in sorted(totals.items())],
        held=[(names.get(place, place), quarter) for place, quarter in sheet.content["held"]],
    )  # fmt: skip


@signed_in
def confirm_usage(id):
    """Report what the sheet says; confirmed twice, it reports nothing more."""
    sheet = queries.get_sheet(g.context, id)
    contract = contract_queries.get(g.context, sheet.contract_id)
    count = len(usage_sheets.confirm(g.context, contract, sheet))
    if count:
        flash(f"{count:,} {'report is' if count == 1 else 'reports are'} made. What follows from them is booked.")
        return redirect(url_for(".usage_account", id=contract.id))
    flash("Nothing more was reported: this sheet was confirmed before, or nothing in it can be taken.", "warning")
    return redirect(url_for(".show_usage_sheet", id=id))


@signed_in
def discard_usage(id):
    """Forget a sheet that was not confirmed."""
    sheet = queries.get_sheet(g.context, id)
    contract = contract_queries.get(g.context, sheet.contract_id)
    usage_sheets.discard(g.context, contract, sheet)
    flash("The sheet is forgotten. Nothing of it was reported.")
    return redirect(url_for(".usage_account", id=contract.id))


def receive(contract: Contract, staged: Staged | None, data: dict) -> UsageSheet:
    """Keep the sheet that was sent, for the vendor unless a government is named."""
    if staged is None:
        raise Invalid({"sheet": ["Choose the sheet."]})
    place = data["jurisdiction_id"] or None
    return usage_sheets.upload(
        g.context,
        contract,
        reporter=Reporter.MEMBER if place is not None else Reporter.VENDOR,
        staged=staged,
        data=current_app.store.read(staged.digest),
        jurisdiction_id=place,
        replaces=data["replaces"],
    )


def blank(contract: Contract) -> bytes:
    """The sheet with the buyers that the reader may report for, the contract's lines, and the last quarter."""
    places = [each.jurisdiction for each in queries.parties(g.context.session, contract)]
    own = places if may_as_vendor(contract) else reporting_for(contract, places)
    ended = [each.key for each in queries.ended_quarters(g.context, contract)]
    asked = request.args.get("quarter", "")
    quarter = asked if asked in ended else (ended[-1] if ended else "")
    return usage_sheet.blank([each.name for each in own], [line["description"] for line in contract.lines], quarter)
