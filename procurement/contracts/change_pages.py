"""Pages of what follows on a contract: amendments, renewals, termination, papers, nominations.

The module `pages.py` installs them on the room's door. Floor: pages.
"""

from decimal import Decimal

from flask import Blueprint, flash, g, redirect, request, url_for

from procurement.contracts import amending, filing, nominating, term
from procurement.contracts import contract_policy as policy
from procurement.contracts import contract_queries as queries
from procurement.contracts import contract_reading as reading
from procurement.contracts import contract_schemas as schemas
from procurement.contracts.contract_pages import ELIGIBLE, by_name, entries, typed
from procurement.contracts.door import FILE_LIMIT
from procurement.contracts.models import DocumentKind
from procurement.core.errors import NotFound
from procurement.core.verdict import require
from procurement.web.access import public, signed_in, takes_files
from procurement.web.downloads import download
from procurement.web.forms import Form
from procurement.web.pages import render
from procurement.web.uploads import uploaded

KINDS = [(kind.value, kind.value.capitalize()) for kind in DocumentKind]
_FIELDS = (
    "ends_on", "ceiling_cents", "terms", "cooperative_clause", "eligible", "eligible_ids", "federal_terms",
    "fee_percent", "rebate_percent", "fee_to", "vendor_name",
)  # fmt: skip


def install(blueprint: Blueprint) -> None:
    """Give the room's door these pages."""
    under = "/contracts/<id>"
    for path, methods, view in (
        (f"{under}/amend", ["GET", "POST"], amend),
        (f"{under}/renewals/<int:number>", ["GET", "POST"], renewal),
        (f"{under}/terminate", ["GET", "POST"], terminate),
        (f"{under}/documents/new", ["GET", "POST"], add_document),
        (f"{under}/documents/<document_id>", ["GET"], document),
        (f"{under}/documents/<document_id>/edit", ["GET", "POST"], describe_document),
        (f"{under}/certificates/new", ["GET", "POST"], add_certificate),
        (f"{under}/certificates/<certificate_id>", ["GET"], certificate),
        (f"{under}/nominate", ["GET", "POST"], nominate),
        (f"{under}/nominate/withdraw", ["POST"], withdraw_nomination),
    ):
        blueprint.add_url_rule(path, view.__name__, view, methods=methods)


@signed_in
def amend(id):
    """Amend a contract in force."""
    contract = queries.get(g.context, id)
    require(policy.may_amend(g.context.actor, contract))
    known = entries(contract)
    prices = {line["key"]: typed(line) for line in contract.lines}
    form = Form(schemas.AmendForm(), initial={**{name: known[name] for name in _FIELDS}, "prices": prices})
    if form.submit(lambda data: amending.amend(g.context, contract, **by_name(data))):
        flash(f"Amendment {form.result.number} is made. Everybody it concerns has a letter.")
        return redirect(url_for(".show", id=id) + "#amendments")
    lines = [{**line, "unit_price": Decimal(line["unit_price"])} for line in contract.lines]
    federal = [("true", "Yes", ""), ("false", "No", ""), ("", "Not known", "")]
    return render(
        "contracts/amend.html",
        form=form,
        contract=contract,
        lines=lines,
        today=queries.today(g.context, contract),
        eligible_choices=ELIGIBLE,
        federal_choices=federal,
    )


@signed_in
def renewal(id, number):
    """Decide on a renewal: exercise it, or decline."""
    contract = queries.get(g.context, id)
    require(policy.may_amend(g.context.actor, contract))
    option = next((each for each in reading.renewals(contract) if each["number"] == number), None)
    if option is None:
        raise NotFound("This contract has no such renewal.")
    declines = request.method == "POST" and request.form.get("action") == "decline"
    form = Form(schemas.ReasonForm() if declines else schemas.RenewForm())

    def deed(data: dict):
        verb = amending.decline_renewal if declines else amending.renew
        return verb(g.context, contract, number=number, **data)

    if form.submit(deed):
        flash("It is not renewed. Whoever buys has a letter." if declines else "Renewed. Whoever buys has a letter.")
        return redirect(url_for(".show", id=id) + "#term")
    after = term.add_months(contract.ends_on, option["months"]) if contract.ends_on is not None else None
    today = queries.today(g.context, contract)
    return render("contracts/renewal.html", form=form, contract=contract, option=option, after=after, today=today)


@signed_in
def terminate(id):
    """End the contract before its term."""
    contract = queries.get(g.context, id)
    require(policy.may_amend(g.context.actor, contract))
    form = Form(schemas.TerminateForm(), initial={"effective_on": queries.today(g.context, contract).isoformat()})
    if form.submit(lambda data: amending.terminate(g.context, contract, **data)):
        flash("The contract is ended. All who buy from it and the vendor have a letter.")
        return redirect(url_for(".show", id=id))
    buyers = queries.buyers(g.context.session, contract)
    return render("contracts/terminate.html", form=form, contract=contract, buyers=buyers)


@signed_in
@takes_files(FILE_LIMIT)
def add_document(id):
    """Put a document to the contract."""
    contract = queries.get(g.context, id)
    require(policy.may_file(g.context.actor, contract))
    form = Form(schemas.NewDocument(), initial={"kind": request.args.get("kind", "")})
    if form.submit(lambda data: filing.add_document(g.context, contract, **data, document=uploaded("document"))):
        flash("The document is added. Add the next one, or go back to the contract.")
        return redirect(url_for(".show", id=id) + "#documents")
    return render("contracts/add_document.html", form=form, contract=contract, kinds=KINDS)


@public
def document(id, document_id):
    """Download a document."""
    return download(queries.document(g.context, queries.get(g.context, id), document_id).file)


@signed_in
def describe_document(id, document_id):
    """Say anew what a document is."""
    contract = queries.get(g.context, id)
    require(policy.may_file(g.context.actor, contract))
    found = queries.document(g.context, contract, document_id)
    known = {name: getattr(found, name) for name in ("kind", "title", "is_internal")}
    form = Form(schemas.DescribeDocumentForm(), initial=known)
    if form.submit(lambda data: filing.describe_document(g.context, found, **data)):
        flash("The document's description is saved.")
        return redirect(url_for(".show", id=id) + "#documents")
    return render("contracts/describe_document.html", form=form, contract=contract, document=found, kinds=KINDS)


@signed_in
@takes_files(FILE_LIMIT)
def add_certificate(id):
    """Keep a certificate of the vendor."""
    contract = queries.get(g.context, id)
    require(policy.may_file(g.context.actor, contract))
    form = Form(schemas.NewCertificate(), initial={"name": request.args.get("name", "")})
    if form.submit(lambda data: filing.add_certificate(g.context, contract, **data, document=uploaded("document"))):
        flash("The certificate is kept. You and the vendor get a letter before it lapses.")
        return redirect(url_for(".show", id=id) + "#certificates")
    return render("contracts/add_certificate.html", form=form, contract=contract)


@public
def certificate(id, certificate_id):
    """Download the document of a certificate."""
    rows = queries.certificates(g.context.session, queries.get(g.context, id))
    found = next((each.file for each in rows if each.id == certificate_id), None)
    if found is None:
        raise NotFound("There is no such certificate, or no document of it.")
    return download(found)


@signed_in
def nominate(id):
    """Wish that the contract were open to one's government."""
    contract = queries.get(g.context, id)
    own = queries.speaks_for(g.context, contract)
    form = Form(schemas.Nominate(), initial={"jurisdiction_id": own[0].id if len(own) == 1 else ""})
    if form.submit(lambda data: nominating.nominate(g.context, contract, **data)):
        flash("The lead and the vendor have a letter with your wish. You can take it back on this page.")
        return redirect(url_for(".show", id=id) + "#wishes")
    choices = [(each.id, each.name) for each in own]
    return render("contracts/nominate.html", form=form, contract=contract, choices=choices)


@signed_in
def withdraw_nomination(id):
    """Take one's nomination back."""
    contract = queries.get(g.context, id)
    nominating.withdraw_nomination(g.context, contract, jurisdiction_id=request.form.get("jurisdiction_id", ""))
    flash("The nomination is taken back.")
    return redirect(url_for(".show", id=id) + "#wishes")
