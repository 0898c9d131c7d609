"""Pages of a vendor's response: what is left to do, its parts, submitting, receipts, withdrawing.

The pages of the opening are in `opening_pages.py`. On every page here stands the banner that says what counts.
"""

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from procurement.core.errors import Conflict, Hindrance, Invalid
from procurement.library.asking import ANSWERS, in_words
from procurement.responses import answers as typed
from procurement.responses import (
    completeness,
    gate,
    opening_pages,
    operations,
    policy,
    prices,
    queries,
    reading,
    schemas,
)
from procurement.responses.content import content_of, files_for, files_under, preferences_of
from procurement.responses.models import Response
from procurement.vendors import queries as vendors
from procurement.web import pages
from procurement.web.access import MEGABYTE, discreet, signed_in, takes_files
from procurement.web.downloads import download
from procurement.web.forms import Form
from procurement.web.pages import render
from procurement.web.uploads import uploaded

blueprint = pages.room("responses")
opening_pages.install(blueprint)
#: What one upload may weigh.
FILE_LIMIT = 100 * MEGABYTE
ON_A_PAGE = 50
SAID = {
    "requirements": "Your answers are saved, not submitted.",
    "prices": "Your prices are saved, not submitted.",
    "note": "Saved, not submitted.",
}


@blueprint.get("/responses")
@signed_in
@discreet
def index():
    """The responses of the vendors the actor acts for, each with its banner."""
    start = max(request.args.get("offset", 0, type=int), 0)
    found = g.context.session.scalars(queries.mine(g.context).limit(ON_A_PAGE + 1).offset(start)).unique().all()
    rows = [(each, queries.standing_of(each, g.context.now)) for each in found[:ON_A_PAGE]]
    later = start + ON_A_PAGE if len(found) > ON_A_PAGE else None
    return render("responses/index.html", rows=rows, start=start, later=later, several=len(vendors.mine(g.context)) > 1)


@blueprint.route("/solicitations/<id>/respond", methods=["GET", "POST"])
@signed_in
@discreet
def begin(id):
    """Begin a response, or go to the one that exists."""
    solicitation = reading.published(id)
    own = queries.own(g.context, solicitation)
    companies = vendors.mine(g.context)
    if request.method == "GET" and len(own) == len(companies) == 1:
        return redirect(url_for(".show", id=own[0].id))
    form = Form(schemas.Begin(), initial={"vendor_id": reading.only_vendor_id()})
    if form.submit(lambda data: operations.begin(g.context, solicitation, data["vendor_id"])):
        return redirect(url_for(".show", id=form.result.id))
    refusal = gate.refusal(solicitation, g.context.now, outcome="a response can no longer be begun.")
    buyers = queries.buyers(g.context.session, solicitation)
    may = [policy.may_respond(g.context.actor, solicitation, each.id, buyers=buyers) for each in companies]
    hindered = next((each.reason for each in may if not each), "") if may and not any(may) else ""
    return render(
        "responses/begin.html",
        form=form,
        solicitation=solicitation,
        own=own,
        companies=companies,
        options=[(each.id, each.name) for each in companies],
        refusal=refusal,
        hindered=hindered,
    )


@blueprint.get("/responses/<id>")
@signed_in
@discreet
def show(id):
    """The task list of a response."""
    response = queries.get_own(g.context, id)
    return render("responses/show.html", **_frame(response))


@blueprint.route("/responses/<id>/requirements", methods=["GET", "POST"])
@signed_in
@discreet
def requirements(id):
    """Answer the requirements."""
    response = queries.get_own(g.context, id)
    body = response.solicitation.revisions[-1].body
    asked = [each for each in body["requirements"] if each["kind"] != "file"]
    given = {key: value for key, value in response.draft["answers"].items() if value is not None}
    fitting = [each["key"] for each in asked if each["key"] in given and typed.has_shape(each, given[each["key"]])]
    kept = {key: _typed(given[key]) for key in fitting}
    page = {"asked": asked, "in_words": in_words, "length": typed.length, "rows_of": typed.rows, "usual": ANSWERS}
    return _step(response, "requirements", {"answers": kept}, **page)


@blueprint.route("/responses/<id>/prices", methods=["GET", "POST"])
@signed_in
@discreet
def price_page(id):
    """Enter unit prices; the totals are computed on saving."""
    response = queries.get_own(g.context, id)
    kept = {key: {**(price or {}), "no_price": price is None} for key, price in response.draft["prices"].items()}
    return _step(response, "prices", {"prices": kept}, rounding=prices.ROUNDING)


@blueprint.route("/responses/<id>/note", methods=["GET", "POST"])
@signed_in
@discreet
def note(id):
    """Claim preferences and write a note."""
    response = queries.get_own(g.context, id)
    kept = {"preferences": response.draft["preferences"], "note": response.draft["note"]}
    return _step(response, "note", kept)


def _step(response: Response, step: str, initial: dict, **values) -> Answer:
    """One page of the draft: shown, saved, or shown again with what was typed."""
    if request.method == "GET" and not gate.is_open(response.solicitation, g.context.now):
        flash("This response can no longer be changed.", "warning")
        return redirect(url_for(".show", id=response.id))
    form = Form(schemas.SaveForm(), initial=initial)
    if step == "note" and request.method == "POST":
        form.values.setdefault("preferences", [])

    def save(data: dict) -> str:
        then = data.pop("then")
        operations.save(g.context, response, **data)
        return then

    if form.submit(save):
        here = form.result == "stay"
        address = request.path if here else _next(response, step)
        for each in () if here else _unfit(response, step):
            flash(f"{each.sentence} It is saved so, but cannot be submitted.", "warning")
        flash(f"{SAID[step]} {'' if here else 'Go on with the next step.'}".strip())
        return redirect(address)
    if request.method == "GET":
        form.faults.update({each.place: [each.sentence] for each in _unfit(response, step)})
    return render(f"responses/{step}.html", form=form, **_frame(response), **values)


def _unfit(response: Response, step: str) -> list[Hindrance]:
    """What is answered in this step and cannot be submitted as it stands."""
    body = response.solicitation.revisions[-1].body
    found = completeness.steps(body, response.draft, queries.files_of(response))
    return [each for own in found if own.key == step for each in own.missing if each.code == "answer-misfit"]


def _next(response: Response, step: str) -> str:
    """The page of the step after this one; after the last, the check before submitting."""
    body = response.solicitation.revisions[-1].body
    keys = [each.key for each in completeness.steps(body, response.draft, queries.files_of(response))]
    place = keys.index(step) + 1
    return _address(response, keys[place] if place < len(keys) else "submit")


def _address(response: Response, step: str) -> str:
    endpoint = {"prices": "price_page", "files": "files", "requirements": "requirements", "note": "note"}
    return url_for(f".{endpoint.get(step, 'submit')}", id=response.id)


@blueprint.route("/responses/<id>/files", methods=["GET", "POST"])
@signed_in
@discreet
@takes_files(FILE_LIMIT)
def files(id):
    """The files of the draft; one form for each requirement that asks for one, and one for extra files."""
    response = queries.get_own(g.context, id)
    if request.method == "GET" and not gate.is_open(response.solicitation, g.context.now):
        flash("This response can no longer be changed.", "warning")
        return redirect(url_for(".show", id=response.id))
    form = Form(schemas.Attach())

    def attach(data: dict):
        staged = uploaded("file")
        if staged is None:
            raise Invalid({"file": ["Choose a file first."]})
        return operations.attach(g.context, response, staged, data["requirement_key"])

    if form.submit(attach):
        flash(f"“{form.result.file.name}” was added. It is not submitted yet.")
        return redirect(url_for(".files", id=id, _anchor=f"slot-{form.result.requirement_key or 'extra'}"))
    body = response.solicitation.revisions[-1].body
    slots = [each for each in body["requirements"] if each["kind"] == "file"]
    frame = _frame(response)
    rows = files_under(body, response_rows(response))
    by_slot = {key: files_for(rows, key) for key in [*(each["key"] for each in slots), ""]}
    return render(
        "responses/files.html",
        form=form,
        slots=slots,
        by_slot=by_slot,
        limit=FILE_LIMIT,
        in_words=in_words,
        next=_next(response, "files"),
        **frame,
    )


def response_rows(response: Response) -> list[dict]:
    """The files of the draft with the id by which they are removed or downloaded."""
    rows = zip(queries.files_of(response), response.attachments, strict=True)
    return [{**each, "id": row.id} for each, row in rows]


@blueprint.post("/responses/<id>/files/<file_id>/remove")
@signed_in
@discreet
def detach(id, file_id):
    """Take a file out of the draft."""
    response = queries.get_own(g.context, id)
    attachment = queries.get_attachment(response, file_id)
    name = attachment.file.name
    operations.detach(g.context, response, attachment)
    flash(f"“{name}” was removed from the draft.")
    return redirect(url_for(".files", id=id))


@blueprint.get("/responses/<id>/files/<file_id>")
@signed_in
@discreet
def file(id, file_id):
    """Download a file of the draft."""
    response = queries.get_own(g.context, id)
    return download(queries.get_attachment(response, file_id).file)


@blueprint.route("/responses/<id>/submit", methods=["GET", "POST"])
@signed_in
@discreet
def submit(id):
    """Check everything once more, confirm the declaration, and submit."""
    response = queries.get_own(g.context, id)
    form = Form(schemas.Submit(), initial={"token": reading.new_token()})
    if form.submit(lambda data: operations.submit(g.context, response, **data)):
        return redirect(url_for(".receipt", id=id, receipt_number=form.result.receipt_number))
    if form.status == 409:
        # The old token may belong to a page of another text: what comes next is a submission of its own.
        form.values["token"] = reading.new_token()
    frame = _frame(response)
    missing = completeness.hindrances(frame["body"], response.draft, queries.files_of(response))
    return render(
        "responses/submit.html",
        form=form,
        missing=[(each.sentence, _mend(response, each.place)) for each in missing],
        declaration=completeness.declaration(response.vendor.name, frame["revision"].number - 1),
        change={step.key: address for step, address in frame["steps"]},
        present=typed.present,
        rows_of=typed.rows,
        rounding=prices.ROUNDING,
        **frame,
    )


def _mend(response: Response, place: str) -> str:
    """Where a missing thing is put right."""
    step, _, rest = place.partition(".")
    step = "requirements" if step == "answers" else step
    anchor = f"slot-{rest}" if step == "files" else place.replace(".", "-")
    return f"{_address(response, step)}#{anchor}"


@blueprint.get("/responses/<id>/receipts/<receipt_number>")
@signed_in
@discreet
def receipt(id, receipt_number):
    """The receipt of one submitted version, and what happens next."""
    response = queries.get_own(g.context, id)
    found = queries.get_receipt(response, receipt_number)
    shown = reading.shown_receipt(found)
    return render(
        "responses/receipt.html", receipt=shown, counts=queries.counting(response) is found, **_frame(response)
    )


@blueprint.post("/responses/<id>/acknowledge")
@signed_in
@discreet
def acknowledge(id):
    """Take note of addenda; what was submitted stays sealed."""
    response = queries.get_own(g.context, id)
    form = Form(schemas.Acknowledge())
    if not form.submit(lambda data: operations.acknowledge(g.context, response, **data)):
        raise Conflict(" ".join(each for several in form.faults.values() for each in several))
    flash("Acknowledged. What you submitted stays sealed and counts.")
    return redirect(url_for(".show", id=id))


@blueprint.route("/responses/<id>/withdraw", methods=["GET", "POST"])
@signed_in
@discreet
def withdraw(id):
    """Ask once more, then withdraw."""
    response = queries.get_own(g.context, id)
    form = Form(schemas.Withdraw())
    if form.submit(lambda data: operations.withdraw(g.context, response)):
        flash("You withdrew your response. What you wrote is kept, NOT SUBMITTED.", "warning")
        return redirect(url_for(".show", id=id))
    return render("responses/withdraw.html", form=form, **_frame(response))


def _frame(response: Response) -> dict:
    """What every page of a response needs: the banner, the published text, the draft's content and steps."""
    in_force = response.solicitation.revisions[-1]
    draft_files = queries.files_of(response)
    steps = completeness.steps(in_force.body, response.draft, draft_files)
    return {
        "response": response,
        "solicitation": response.solicitation,
        "standing": queries.standing_of(response, g.context.now),
        "body": in_force.body,
        "revision": in_force,
        "steps": [(each, _address(response, each.key)) for each in steps],
        "content": content_of(in_force.body, response.draft, draft_files),
        "schedule": prices.schedule(in_force.body["price_lines"], response.draft["prices"]),
        "preferences": preferences_of(in_force.body),
        "counted": queries.counting(response),
        "notices": queries.notices_of(response),
        "is_open": gate.is_open(response.solicitation, g.context.now),
    }


def _typed(value):
    """A kept answer as its field shows it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
