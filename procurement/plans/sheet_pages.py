"""A yearly plan by spreadsheet, on pages: the blank sheet, sending one, its rows before they are announced.

Floor: pages.
"""

from decimal import Decimal

from flask import current_app, flash, g, make_response, redirect, request, url_for

from procurement.core.errors import Invalid
from procurement.core.spreadsheet import Value
from procurement.files.operations import Staged
from procurement.library.models import Scope
from procurement.plans import policy, queries, schemas, sheet, sheets
from procurement.plans.door import SCOPES, SHARING, blueprint, sharing_choices
from procurement.plans.lifecycle import PlanState
from procurement.plans.models import Plan, PlanSheet
from procurement.web.access import public, signed_in, takes_files
from procurement.web.forms import Form
from procurement.web.pages import render
from procurement.web.uploads import uploaded

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Rows of a sheet shown at once; the first faults come first.
SHOWN = 100
#: What stands behind the columns of the blank sheet in one to take away.
EXTRA = ["Government", "State", "Status"]


@blueprint.get("/plans/blank.xlsx")
@public
def blank():
    """The sheet to fill in."""
    return as_file(sheet.blank(), "plan-blank.xlsx")


@blueprint.get("/plans/plans.xlsx")
@public
def export():
    """The list as it is narrowed by the address, as a sheet that can be sent back."""
    return as_file(exported(), "plans.xlsx")


@blueprint.route("/plans/upload", methods=["GET", "POST"])
@signed_in
@takes_files(sheets.LARGEST)
def upload():
    """Send the sheet of a yearly plan; nothing is announced before it is confirmed."""
    choices = queries.announcing(g.context)
    networks = sharing_choices(value for value, _ in choices)
    first = {
        "jurisdiction_id": choices[0][0] if len(choices) == 1 else "",
        "scope": str(Scope.NETWORK if networks else Scope.OWN),
        "network_id": networks[0][0] if len(networks) == 1 else "",
    }
    form = Form(schemas.Upload(), initial=first)
    if choices and form.submit(lambda data: receive(uploaded("file"), data)):
        return redirect(url_for(".sheet", id=form.result.id))
    return render(
        "plans/upload.html",
        form=form,
        owners=choices,
        scopes=SCOPES,
        networks=networks,
        columns=sheet.COLUMNS,
        most=sheet.MOST_ROWS,
        waiting=queries.open_sheets(g.context),
    )


@blueprint.get("/plans/sheets/<id>", endpoint="sheet")
@signed_in
def show_sheet(id):
    """The rows of a sheet: what is wrong, and what would be announced."""
    kept = queries.get_sheet(g.context, id)
    rows = kept.content["rows"]
    bad = [row for row in rows if row["faults"]]
    good = [row for row in rows if not row["faults"]]
    return render(
        "plans/sheet.html",
        kept=kept,
        bad=bad[:SHOWN],
        good=good[:SHOWN],
        shown=SHOWN,
        columns={key: heading for key, heading in sheet.COLUMNS.items() if heading not in kept.content["missing"]},
        sharing=SHARING[kept.scope],
    )


@blueprint.post("/plans/sheets/<id>/confirm")
@signed_in
def confirm(id):
    """Announce the good rows; confirmed twice, it announces nothing more."""
    kept = queries.get_sheet(g.context, id)
    count = sheets.confirm(g.context, kept)
    if count:
        flash(f"{count:,} {'need is' if count == 1 else 'needs are'} announced.")
    else:
        flash("Nothing more was announced: this sheet has been confirmed already, or has no good row.", "warning")
    return redirect(url_for(".sheet", id=id) if kept.bad else url_for(".index"))


@blueprint.post("/plans/sheets/<id>/discard")
@signed_in
def discard(id):
    """Forget a sheet."""
    sheets.discard(g.context, queries.get_sheet(g.context, id))
    flash("The sheet is forgotten. Plans that were announced from it stay.")
    return redirect(url_for(".index"))


@blueprint.get("/plans/sheets/<id>/faults.xlsx")
@signed_in
def faults(id):
    """The bad rows with their faults beside them, to correct and send again."""
    kept = queries.get_sheet(g.context, id)
    return as_file(bad_rows(kept), "plan-to-correct.xlsx")


def receive(staged: Staged | None, data: dict) -> PlanSheet:
    """Keep the sheet that was sent."""
    if staged is None:
        raise Invalid({"file": ["Choose the file with your plan."]})
    return sheets.upload(g.context, data=current_app.store.read(staged.digest), filename=staged.name, **data)


def bad_rows(kept: PlanSheet) -> bytes:
    """The bad rows of a sheet as a sheet."""
    return sheet.with_faults([row for row in kept.content["rows"] if row["faults"]])


def exported(query: queries.Query | None = None) -> bytes:
    """Visible plans as a sheet, narrowed by the address unless told otherwise."""
    if query is None:
        state = request.args.get("state", "")
        query = queries.Query(
            words=request.args.get("q", "")[:400],
            focus_area=request.args.get("focus_area", "")[:60],
            network_id=request.args.get("network_id", "")[:16],
            jurisdiction_id=request.args.get("jurisdiction_id", "")[:16],
            state_code=request.args.get("state_code", "")[:2],
            state=next((each for each in PlanState if each == state), None),
        )
    select = queries.plans(g.context, query).limit(queries.MOST_EXPORTED)
    sees_money = policy.works_for_government(g.actor)
    return sheet.exported([_row(plan, sees_money) for plan in g.context.session.scalars(select).unique()], EXTRA)


def _row(plan: Plan, sees_money: bool) -> list[Value]:
    own: dict[str, Value] = {key: getattr(plan, key) for key in sheet.COLUMNS}
    own["categories"] = ", ".join(plan.categories)
    for key in ("budget_low_cents", "budget_high_cents"):
        cents = getattr(plan, key)
        own[key] = Decimal(cents) / 100 if cents is not None else None
    if not sees_money:
        own |= dict.fromkeys(policy.FOR_GOVERNMENTS)
    return [*own.values(), plan.jurisdiction.name, plan.jurisdiction.state_code, str(plan.state).capitalize()]


def as_file(data: bytes, name: str):
    """A workbook to be saved."""
    response = make_response(data)
    response.headers["Content-Type"] = XLSX
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
