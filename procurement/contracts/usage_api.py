"""The JSON door of what is bought under contracts: reports, sheets, the account, payments. Floor: api."""

from flask import current_app, g

from procurement.contracts import account_queries, contract_queries, usage, usage_sheets
from procurement.contracts import usage_policy as policy
from procurement.contracts import usage_queries as queries
from procurement.contracts import usage_shapes as shapes
from procurement.contracts.door import api_blueprint as blueprint
from procurement.contracts.models import Contract
from procurement.contracts.usage import Bought
from procurement.contracts.usage_models import Reporter
from procurement.contracts.usage_sheet_pages import XLSX, blank
from procurement.core.errors import Invalid
from procurement.core.verdict import require
from procurement.web.access import signed_in, takes_files
from procurement.web.api import PageQuery, envelope, etag, if_match, listed
from procurement.web.downloads import attachment
from procurement.web.uploads import uploaded

_SHEET_BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {
                    "sheet": {"type": "string", "format": "binary"},
                    "jurisdiction_id": {"type": "string"},
                    "replaces": {"type": "string", "enum": ["true", "false"]},
                },
                "required": ["sheet"],
            }
        }
    },
}


@blueprint.route("/contracts/<id>/usage", methods=["GET"])
@signed_in
@blueprint.response(200, shapes.Account)
def read_usage(id):
    """Read how much is used; fees, rebates and what is overdue as far as they concern you."""
    contract = readable(id)
    parties = queries.parties(g.context.session, contract)
    ids = [each.jurisdiction.id for each in parties]
    statement = None
    if account_queries.is_concerned(g.context, contract, ids):
        statement = account_queries.statement(g.context, contract)
    whole = policy.sees_whole(g.actor, contract)
    overdue = queries.missing(g.context, contract, parties) if policy.sees_account(g.actor, contract) else []
    return {
        "totals": queries.totals(g.context, contract),
        "statement": statement,
        "overdue": [
            {
                "quarter": each.quarter,
                "by_vendor": [place.id for place in each.by_vendor],
                "by_member": [place.id for place in each.by_member] if whole else [],
            }
            for each in overdue
        ],
    }


@blueprint.route("/contracts/<id>/usage/reconciliation", methods=["GET"])
@signed_in
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, shapes.Reconciliation)
def reconcile_usage(query, id):
    """Compare the vendor's figures with the buyers' own: for the lead of all, for a buyer of itself."""
    return account_queries.reconciliation(g.context, readable(id), **query)


@blueprint.route("/contracts/<id>/usage/reports", methods=["GET"])
@signed_in
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, envelope(shapes.Shown))
def list_usage_reports(query, id):
    """List the reports that count and that you may see, the newest first."""
    return listed(queries.reports(g.context, readable(id), whole=True), **query)


@blueprint.route("/contracts/<id>/usage/reports", methods=["POST"])
@signed_in
@blueprint.arguments(shapes.Report)
@blueprint.response(201, shapes.Filed)
def file_usage_reports(data, id):
    """Say what governments bought in quarters that have ended, as the vendor or as one of them."""
    said = [Bought(each["jurisdiction_id"], each["quarter"], each["lines"], each["note"]) for each in data["reports"]]
    made = usage.report(g.context, contract_queries.get(g.context, id), reporter=data["reporter"], reported=said)
    return {"items": made}


@blueprint.route("/usage/<id>", methods=["GET"])
@signed_in
@blueprint.response(200, shapes.Shown)
def read_usage_report(id):
    """Read one report with its lines."""
    found = queries.get(g.context, id)
    return found, etag(found)


@blueprint.route("/usage/<id>/correct", methods=["POST"])
@signed_in
@blueprint.arguments(shapes.Lines)
@blueprint.response(201, shapes.Shown)
def correct_usage_report(data, id):
    """Put a correct report in its place; it stays in the record and counts no more (needs If-Match)."""
    found = queries.get(g.context, id)
    made = usage.correct(g.context, found, version=if_match(found), **data)
    return made, etag(made)


@blueprint.route("/contracts/<id>/usage/payments", methods=["GET"])
@signed_in
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, envelope(shapes.Payment))
def list_payments(query, id):
    """List what the vendor has paid, as far as it concerns you, the latest first."""
    return listed(account_queries.payments(g.context, readable(id)), **query)


@blueprint.route("/contracts/<id>/usage/payments", methods=["POST"])
@signed_in
@blueprint.arguments(shapes.Pay)
@blueprint.response(201, shapes.Payment)
def book_payment(data, id):
    """Book what the vendor has paid, of the fee or of a buyer's rebate."""
    return usage.pay(g.context, contract_queries.get(g.context, id), **data)


@blueprint.route("/contracts/<id>/usage/blank.xlsx", methods=["GET"])
@signed_in
def download_usage_sheet(id):
    """Download the sheet to fill in, with the buyers you may report for (a workbook)."""
    return attachment(blank(readable(id)), "usage.xlsx", XLSX)


@blueprint.route("/contracts/<id>/usage/sheets", methods=["POST"])
@signed_in
@takes_files(usage_sheets.LARGEST)
@blueprint.arguments(shapes.Upload, location="form")
@blueprint.response(201, shapes.Sheet)
@blueprint.doc(requestBody=_SHEET_BODY)
def send_usage_sheet(data, id):
    """Send a sheet, as the vendor or, with jurisdiction_id, as that government (multipart/form-data: sheet)."""
    contract = contract_queries.get(g.context, id)
    staged = uploaded("sheet")
    if staged is None:
        raise Invalid({"sheet": ["Send the sheet in the field “sheet”."]})
    place = data["jurisdiction_id"] or None
    return usage_sheets.upload(
        g.context,
        contract,
        reporter=Reporter.VENDOR if place is None else Reporter.MEMBER,
        staged=staged,
        data=current_app.store.read(staged.digest),
        jurisdiction_id=place,
        replaces=data["replaces"],
    )


@blueprint.route("/usage-sheets/<id>", methods=["GET"])
@signed_in
@blueprint.response(200, shapes.Sheet)
def read_usage_sheet(id):
    """Read what a sheet says, and every cell that is wrong."""
    return queries.get_sheet(g.context, id)


@blueprint.route("/usage-sheets/<id>/confirm", methods=["POST"])
@signed_in
@blueprint.response(200, shapes.Filed)
def confirm_usage_sheet(id):
    """Make the good reports of a sheet; confirmed again, it makes none."""
    sheet = queries.get_sheet(g.context, id)
    contract = contract_queries.get(g.context, sheet.contract_id)
    return {"items": usage_sheets.confirm(g.context, contract, sheet)}


@blueprint.route("/usage-sheets/<id>", methods=["DELETE"])
@signed_in
@blueprint.response(204)
def discard_usage_sheet(id):
    """Forget a sheet that was not confirmed."""
    sheet = queries.get_sheet(g.context, id)
    usage_sheets.discard(g.context, contract_queries.get(g.context, sheet.contract_id), sheet)


def readable(id: str) -> Contract:
    """The contract, when its use may be read."""
    contract = contract_queries.get(g.context, id)
    require(policy.may_read(g.actor, contract))
    return contract
