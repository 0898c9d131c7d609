"""Pages of contracts: the search, one contract with its time and papers, recording, completing, bringing into force.

What follows on a contract in force stands in `change_pages.py`; the module `pages.py` installs both. Floor: pages.
"""

from decimal import Decimal

from flask import Blueprint, flash, g, redirect, request, url_for

from procurement.awards import queries as awards
from procurement.contracts import adoption_queries, finding, outcome_queries, readiness, recording, term, timeline
from procurement.contracts import changes as differences
from procurement.contracts import contract_policy as policy
from procurement.contracts import contract_queries as queries
from procurement.contracts import contract_reading as reading
from procurement.contracts import contract_schemas as schemas
from procurement.contracts.models import Contract, ContractSource, Eligibility, SolicitedHow
from procurement.core import words
from procurement.core.errors import Invalid
from procurement.core.shapes import load
from procurement.core.verdict import require
from procurement.library import categories as lists
from procurement.library import queries as library
from procurement.library.models import Scope
from procurement.networks import queries as networks
from procurement.networks.duties import Permission, places
from procurement.networks.geography import STATES
from procurement.web.access import public, signed_in
from procurement.web.forms import Form
from procurement.web.pages import page_number, render

ON_A_PAGE = 20
#: Empty rows under those that are filled, for lines and renewals.
FREE_LINES, FREE_RENEWALS = 3, 2
SOLICITED = [
    (SolicitedHow.COMPETITIVE, "In open competition", "An RFP, an ITB or the like that anybody could answer."),
    (SolicitedHow.SOLE_SOURCE, "As a sole source", "Somebody determined that only this vendor could deliver."),
    (SolicitedHow.EXEMPT, "Exempt from competition", "An emergency, below a threshold, or from another public body."),
]
ELIGIBLE = [
    (Eligibility.NONE, "Nobody besides", "Only those who let the contract buy under it."),
    (Eligibility.NAMED, "Governments named below", ""),
    (Eligibility.NETWORK, "Members of the networks named below", "Networks inside them count too."),
    (Eligibility.STATES, "Public bodies of the states named below", ""),
    (Eligibility.ANY, "Any public body", ""),
]
SCOPES = [
    (Scope.PUBLIC, "Everybody", "It is found by the public and by vendors as well."),
    (Scope.NETWORK, "One network", "Every government in the network chosen below, and in the networks inside it."),
    (Scope.PARENTS, "That network and the networks above it", "All governments of the whole family of networks."),
    (Scope.OWN, "Only our own people", "Nobody outside finds it."),
]
SORTS = [("best", "What fits best"), ("expiry", "What runs out first"), ("price", "Lowest unit price first")]


def install(blueprint: Blueprint) -> None:
    """Give the room's door these pages."""
    for path, methods, view in (
        ("/contracts", ["GET"], index),
        ("/contracts/new", ["GET", "POST"], new),
        ("/contracts/<id>", ["GET"], show),
        ("/contracts/<id>/edit", ["GET", "POST"], edit),
        ("/contracts/<id>/activate", ["GET", "POST"], activate),
        ("/contracts/<id>/discard", ["GET", "POST"], discard),
        ("/awards/<id>/contract", ["POST"], begin),
    ):
        blueprint.add_url_rule(path, view.__name__, view, methods=methods)


@public
def index():
    """Find a contract for what one needs."""
    sent = {name: value for name, value in request.args.items() if name in schemas.Find().fields or name == "q"}
    faults: dict[str, list[str]] = {}
    eligibility = None
    try:
        wanted = load(schemas.Find(), sent)
        eligibility = adoption_queries.for_adopter(g.context, wanted.pop("adopter"))
        query = finding.Query(**wanted)
    except Invalid as refusal:
        faults, query = refusal.faults, finding.Query()
    page = page_number()
    offset = (page - 1) * ON_A_PAGE
    found = finding.Page()
    if not faults:
        found = finding.find(g.context, query, limit=ON_A_PAGE, offset=offset, eligibility=eligibility)
    return render(
        "contracts/index.html",
        found=found,
        standings={hit.contract.id: queries.standing(g.context, hit.contract) for hit in found.hits},
        asked=request.args,
        is_narrowed=any(value for name, value in sent.items() if name not in ("q", "sort")),
        faults=faults,
        page=page,
        choices={**finding.choices(g.context), "sort": SORTS, "states": STATES, "adopter": _adopters()},
        may_record=bool(places(g.context.actor, Permission.RECOMMEND)),
        mine=queries.own_open(g.context) if not sent else [],
        status=422 if faults else 200,
    )


@public
def show(id):
    """A contract: facts, its time, lines and prices, papers, changes, and who buys."""
    contract = queries.get(g.context, id)
    session, actor = g.context.session, g.context.actor
    today = queries.today(g.context, contract)
    changes = queries.amendments(g.context, contract)
    steps = []
    if contract.starts_on is not None and contract.ends_on is not None:
        steps = term.steps(contract.starts_on, contract.ends_on, contract.renewals, day=today)
    prepares, amends = policy.may_prepare(actor, contract), policy.may_amend(actor, contract)
    documents = queries.documents(g.context, contract)
    standing = queries.standing(g.context, contract)
    eligible_names, titles = queries.labels(session, contract)
    wishes = reading.nominations(g.context, contract)
    certificates = queries.certificates(session, contract)
    return render(
        "contracts/show.html",
        contract=contract,
        standing=standing,
        today=today,
        steps=steps,
        drawing=timeline.drawn(steps, today, [(each.expires_on, each.name) for each in certificates]),
        last_possible=reading.last_possible(contract),
        renewals=reading.renewals(contract),
        lines=_lines(contract, changes, today),
        amendments=[(each, _in_words(each, contract)) for each in changes],
        documents=documents,
        certificates=[reading.certificate(g.context, contract, each) for each in certificates],
        buyers=queries.buyers(session, contract),
        told=outcome_queries.standing_of(g.context, contract_ids=[contract.id]),
        eligible=dict((value, label) for value, label, _ in ELIGIBLE)[contract.eligible],
        eligible_names=eligible_names,
        solicited=dict((value, label) for value, label, _ in SOLICITED).get(contract.solicited),
        scope=dict((value, label) for value, label, _ in SCOPES)[contract.scope],
        categories=lists.named(contract.categories, library.with_shipped(titles)),
        hindrances=_checklist(contract, documents) if prepares else [],
        may_prepare=bool(prepares),
        may_amend=bool(amends) and standing != term.Standing.EXPIRED,
        may_file=bool(policy.may_file(actor, contract)),
        sees_fees=policy.sees_fees(actor, contract),
        sees_inside=policy.sees_inside(actor, contract),
        wishes=wishes,
        own_wishes={each.jurisdiction_id: each for each in wishes["items"]},
        can_nominate=policy.nominates_for(actor, contract),
    )


@signed_in
def new():
    """Record a contract from outside."""
    offices = queries.offices(g.context)
    only = offices[0] if len(offices) == 1 else None
    initial = {
        "jurisdiction_id": only.id if only is not None else "",
        "scope": Scope.PUBLIC,
        "eligible": Eligibility.NONE,
    }
    form = Form(schemas.NewContractForm(), initial=initial)

    def deed(data: dict):
        data.pop("version")
        return recording.record(g.context, **by_name(data))

    if form.submit(deed):
        flash("Recorded, but not in force yet. Add the signed contract and its papers, then activate it.")
        return redirect(url_for(".show", id=form.result.id))
    return render("contracts/new.html", form=form, offices=[(each.id, each.name) for each in offices], **_choices(form))


@signed_in
def begin(id):
    """Prepare the contract of a final award."""
    contract = recording.begin(g.context, awards.get(g.context, id))
    flash("The contract is prepared. Complete the term and who may buy, then activate it.")
    return redirect(url_for(".show", id=contract.id))


@signed_in
def edit(id):
    """Complete a prepared contract."""
    contract = queries.get(g.context, id)
    require(policy.may_prepare(g.context.actor, contract))
    form = Form(schemas.AgreedForm(), initial=entries(contract))
    if form.submit(lambda data: recording.edit(g.context, contract, **by_name(data))):
        flash("Saved. It is not in force before you activate it.")
        return redirect(url_for(".show", id=id))
    is_recorded = contract.source == ContractSource.RECORDED
    return render("contracts/edit.html", form=form, contract=contract, is_recorded=is_recorded, **_choices(form))


@signed_in
def activate(id):
    """Check once more, and bring the contract into force."""
    contract = queries.get(g.context, id)
    require(policy.may_prepare(g.context.actor, contract))
    form = Form(schemas.Nothing())
    if form.submit(lambda data: recording.activate(g.context, contract, **data)):
        flash("The contract is in force. It is found by whoever may see it; from now on it is changed by amendments.")
        return redirect(url_for(".show", id=id))
    hindrances = _checklist(contract, queries.documents(g.context, contract))
    return render("contracts/activate.html", form=form, contract=contract, hindrances=hindrances)


@signed_in
def discard(id):
    """Give up a prepared contract."""
    contract = queries.get(g.context, id)
    require(policy.may_prepare(g.context.actor, contract))
    form = Form(schemas.Reason())
    if form.submit(lambda data: recording.discard(g.context, contract, **data)):
        flash("The contract is discarded. Your office still finds it in the ledger.")
        return redirect(url_for(".index"))
    return render("contracts/discard.html", form=form, contract=contract)


def entries(contract: Contract) -> dict:
    """What stands in the fields of a form about this contract."""
    shape = schemas.AgreedForm(exclude=("version", "lines", "renewals", "eligible_ids", "categories"))
    names = queries.eligible_names(g.context.session, contract.eligible, contract.eligible_ids)
    return {
        **shape.dump(contract),
        "categories": ", ".join(contract.categories),
        "federal_terms": {None: "", True: "true", False: "false"}[contract.federal_terms],
        "eligible_ids": "\n".join(names),
        "lines": [{**line, "unit_price": typed(line), "tiers": _tiers(line)} for line in contract.lines],
        "renewals": [{"months": each.months, "notice_days": each.notice_days} for each in contract.renewals],
    }


def by_name(data: dict) -> dict:
    """The form's data with the ids of who may buy, which were typed as names; Invalid for a name nobody has."""
    names = [each.strip() for each in data["eligible_ids"].splitlines() if each.strip()]
    ids, unknown = queries.named(g.context.session, data["eligible"], names)
    if unknown:
        raise Invalid({"eligible_ids": [f"Nobody here is called “{each[:60]}”." for each in unknown]})
    return {**data, "eligible_ids": ids}


def _adopters() -> list[tuple[str, str]]:
    """The reader's governments, for which the search can be narrowed to what they may adopt."""
    return [(each.id, each.name) for each in adoption_queries.asking_for(g.context)]


def _choices(form: Form) -> dict:
    lines, renewals = form.value("lines", []), form.value("renewals", [])
    own = networks.joined_networks(g.context.session, places(g.context.actor, Permission.RECOMMEND))
    return {
        "eligible_choices": ELIGIBLE,
        "solicited_choices": SOLICITED,
        "scopes": SCOPES,
        "networks": [(each.id, each.name) for each in own],
        "line_rows": range(len(lines) + FREE_LINES),
        "renewal_rows": range(len(renewals) + FREE_RENEWALS),
        "federal_choices": [("true", "Yes", ""), ("false", "No", ""), ("", "Not known", "")],
    }


def typed(line: dict) -> str:
    """The unit price as somebody would type it: at least two digits after the point."""
    return words.unit_price(Decimal(line["unit_price"])).removeprefix("$")


def _tiers(line: dict) -> str:
    later = line.get("tiers", [])[1:]
    return "; ".join(f"{each['from']}: {each['unit_price']}" for each in later)


def _lines(contract: Contract, amendments: list, today) -> list[dict]:
    """The lines with the price that holds today, and what it will be."""
    now = differences.lines_on(contract.lines, amendments, today)
    coming = sorted((each for each in amendments if each.effective_on > today), key=lambda each: each.effective_on)
    shown = []
    for line, agreed in zip(now, contract.lines, strict=True):
        field = f"lines.{line['key']}.unit_price"
        following = next((each for each in coming if field in each.changes), None)
        tiers = [
            (words.quantity(Decimal(each["from"])), Decimal(each["unit_price"])) for each in agreed.get("tiers", [])[1:]
        ]
        then = (Decimal(following.changes[field][1]), following.effective_on) if following is not None else None
        shown.append({**line, "unit_price": Decimal(line["unit_price"]), "later_tiers": tiers, "then": then})
    return shown


def _in_words(amendment, contract: Contract) -> list[tuple[str, str, str]]:
    return [differences.in_words(field, values, contract.lines) for field, values in amendment.changes.items()]


def _checklist(contract: Contract, documents: list) -> list:
    return readiness.hindrances(contract, {str(each.kind) for each in documents})
