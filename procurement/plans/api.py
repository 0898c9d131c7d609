"""The JSON door of plans: announcing needs, who needs the same, sheets of a whole year, the weekly letter."""

from flask import g, make_response

from procurement.core.verdict import require
from procurement.library import categories as lists
from procurement.library import queries as library
from procurement.plans import (
    alike,
    dismissing,
    matching,
    operations,
    policy,
    queries,
    schemas,
    sheet,
    sheet_pages,
    sheets,
    weekly,
)
from procurement.plans.models import Plan
from procurement.web import api
from procurement.web.access import public, signed_in, takes_files
from procurement.web.api import envelope, etag, if_match, listed
from procurement.web.uploads import uploaded

blueprint = api.room("plans", "Plans: needs that governments announce, and who else needs the same.")
NAMES = tuple(schemas.Plan().fields)


def shown(plan: Plan) -> dict:
    """A plan as its reader may see it: budget and contact are for people of governments."""
    found = {name: getattr(plan, name) for name in NAMES}
    if not policy.works_for_government(g.actor):
        found |= dict.fromkeys(policy.FOR_GOVERNMENTS)
    return found


@blueprint.route("/plans", methods=["GET"])
@public
@blueprint.arguments(schemas.Search, location="query")
@blueprint.response(200, envelope(schemas.Plan))
def plans(query):
    """List what is planned and shared with you, your own first; withdrawn plans only when asked for."""
    limit, offset = query.pop("limit"), query.pop("offset")
    found = listed(queries.plans(g.context, queries.Query(**query)), limit, offset)
    return {**found, "items": [shown(each) for each in found["items"]]}


@blueprint.route("/plans", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.NewPlan)
@blueprint.response(201, schemas.Plan)
def announce(data):
    """Announce a need."""
    plan = operations.announce(g.context, **data)
    return shown(plan), etag(plan)


@blueprint.route("/plans/<id>", methods=["GET"])
@public
@blueprint.response(200, schemas.Plan)
def plan(id):
    """Read one plan."""
    found = queries.get(g.context, id)
    return shown(found), etag(found)


@blueprint.route("/plans/<id>", methods=["PATCH"])
@signed_in
@blueprint.arguments(schemas.Need(partial=True))
@blueprint.response(200, schemas.Plan)
def edit(data, id):
    """Change what is needed, or who may know; what is not sent stays (needs If-Match)."""
    found = queries.get(g.context, id)
    operations.edit(g.context, found, version=if_match(found), **data)
    return shown(found), etag(found)


@blueprint.route("/plans/<id>/withdraw", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Withdrawal)
@blueprint.response(200, schemas.Plan)
def withdraw(data, id):
    """Take a need back, with a reason."""
    found = operations.withdraw(g.context, queries.get(g.context, id), **data)
    return shown(found), etag(found)


@blueprint.route("/plans/<id>/same", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Matches)
def same(id):
    """Find who may need the same as this plan, and why; for its own people."""
    found = queries.get(g.context, id)
    require(policy.may_compare(g.actor, found.jurisdiction_id))
    return {"items": alike.of_plan(g.context, found)}


@blueprint.route("/plans/same", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Wanted)
@blueprint.response(200, schemas.Matches)
def same_as(data):
    """Find who may need the same as what you describe; nothing of it is kept."""
    require(policy.may_compare(g.actor, data["jurisdiction_id"]))
    typed = data.pop("categories")
    codes = lists.understood(typed, library.category_list(g.context, data["jurisdiction_id"])) if typed else []
    text = data.pop("description")
    return {"items": matching.who_needs_the_same(g.context, text=text, categories=codes, **data)}


@blueprint.route("/plans/<id>/dismissals", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Dismissals)
def dismissals(id):
    """List what was said not to be the same as this plan; for its own people."""
    found = queries.get(g.context, id)
    require(policy.may_compare(g.actor, found.jurisdiction_id))
    return {"items": queries.dismissals(g.context, found)}


@blueprint.route("/plans/<id>/dismissals", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.NewDismissal)
@blueprint.response(201, schemas.Dismissal)
def dismiss(data, id):
    """Say that something is not the same as this plan: it is not found for it again."""
    return dismissing.dismiss(g.context, plan=queries.get(g.context, id), **data)


@blueprint.route("/plans/dismissals", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.TypedDismissal)
@blueprint.response(201, schemas.Dismissal)
def dismiss_typed(data):
    """Say that something is not the same as a need that is not announced yet, known by its title."""
    return dismissing.dismiss(g.context, **data)


@blueprint.route("/plans/dismissals/<id>", methods=["DELETE"])
@signed_in
@blueprint.response(204)
def take_back(id):
    """Take a dismissal back."""
    dismissing.take_back(g.context, queries.get_dismissal(g.context, id))


@blueprint.route("/plans/sheets", methods=["POST"])
@signed_in
@takes_files(sheets.LARGEST)
@blueprint.arguments(schemas.Upload, location="form")
@blueprint.response(201, schemas.Sheet)
@blueprint.doc(
    requestBody={
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "jurisdiction_id"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "An .xlsx or .csv file."},
                        **{name: {"type": "string"} for name in ("jurisdiction_id", "scope", "network_id")},
                    },
                }
            }
        },
    }
)
def upload(data):
    """Send the sheet of a yearly plan (multipart/form-data); nothing is announced before it is confirmed."""
    return sheet_pages.receive(uploaded("file"), data)


@blueprint.route("/plans/sheets/<id>", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.Sheet)
def read_sheet(id):
    """Read the rows of a sheet with their faults."""
    return queries.get_sheet(g.context, id)


@blueprint.route("/plans/sheets/<id>/confirm", methods=["POST"])
@signed_in
@blueprint.response(200, schemas.Sheet)
def confirm(id):
    """Announce the good rows; the bad ones stay. Confirmed again, it announces nothing more."""
    kept = queries.get_sheet(g.context, id)
    sheets.confirm(g.context, kept)
    return kept


@blueprint.route("/plans/sheets/<id>", methods=["DELETE"])
@signed_in
@blueprint.response(204)
def discard(id):
    """Forget a sheet; plans that were announced from it stay."""
    sheets.discard(g.context, queries.get_sheet(g.context, id))


def _file_doc(description: str) -> dict:
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {"responses": {"200": {"description": description, "content": {sheet_pages.XLSX: binary}}}}


@blueprint.route("/plans/sheets/<id>/faults.xlsx", methods=["GET"])
@signed_in
@blueprint.doc(**_file_doc("The bad rows, the faults beside them"))
def faults(id):
    """Download the bad rows of a sheet, to correct and send again."""
    return sheet_pages.as_file(sheet_pages.bad_rows(queries.get_sheet(g.context, id)), "plan-to-correct.xlsx")


@blueprint.route("/plans/blank.xlsx", methods=["GET"])
@public
@blueprint.doc(**_file_doc("The blank sheet"))
def blank():
    """Download the sheet to fill in."""
    return sheet_pages.as_file(sheet.blank(), "plan-blank.xlsx")


@blueprint.route("/plans/plans.xlsx", methods=["GET"])
@public
@blueprint.arguments(schemas.Search(exclude=("limit", "offset")), location="query")
@blueprint.doc(**_file_doc("Plans as a sheet that can be sent back"))
def export(query):
    """Download what is planned and shared with you as a sheet."""
    return make_response(sheet_pages.as_file(sheet_pages.exported(queries.Query(**query)), "plans.xlsx"))


@blueprint.route("/plans/weekly-letter", methods=["GET"])
@signed_in
@blueprint.response(200, schemas.WeeklyLetter)
def wish():
    """Read whether you get the weekly letter about needs like yours."""
    found = queries.wish_of(g.context, g.actor.id)
    return found if found is not None else {"is_wanted": True, "sent_at": None}


@blueprint.route("/plans/weekly-letter", methods=["PUT"])
@signed_in
@blueprint.arguments(schemas.Wish)
@blueprint.response(200, schemas.WeeklyLetter)
def set_wish(data):
    """Stop or start the weekly letter."""
    return weekly.wish_for(g.context, **data)
