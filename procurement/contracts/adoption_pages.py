"""Pages of adoptions: may we adopt it, the passport, all adoptions, one with its steps up to its signature and end.

The module `pages.py` installs them on the room's door. Floor: pages.
"""

from flask import Blueprint, flash, g, redirect, request, url_for

from procurement.contracts import adopting, contract_queries
from procurement.contracts import adoption_policy as policy
from procurement.contracts import adoption_queries as queries
from procurement.contracts import adoption_reading as reading
from procurement.contracts import adoption_shapes as shapes
from procurement.contracts import passport as passports
from procurement.contracts.adoption_api import paper
from procurement.contracts.adoption_policy import Side
from procurement.contracts.contract_schemas import Nothing, Reason
from procurement.contracts.door import FILE_LIMIT
from procurement.contracts.eligibility import Answer
from procurement.core.errors import Invalid, NotAllowed, NotFound
from procurement.core.shapes import load
from procurement.core.verdict import require, when
from procurement.web.access import public, signed_in, takes_files
from procurement.web.downloads import download
from procurement.web.forms import Form
from procurement.web.pages import page_number, render
from procurement.web.uploads import uploaded

ON_A_PAGE = 25
#: The fields of the question, by their names in the address.
ASKED = ("jurisdiction_id", "amount", "federal_money", "scope")
FEDERAL = [("false", "No"), ("true", "Yes")]


def install(blueprint: Blueprint) -> None:
    """Give the room's door these pages."""
    for path, methods, view in (
        ("/contracts/<id>/adopt", ["GET", "POST"], adopt),
        ("/contracts/<id>/passport", ["GET"], passport),
        ("/adoptions", ["GET"], adoptions),
        ("/adoptions/<id>", ["GET"], adoption),
        ("/adoptions/<id>/consent/<side>", ["GET", "POST"], consent_adoption),
        ("/adoptions/<id>/decline/<side>", ["GET", "POST"], decline_adoption),
        ("/adoptions/<id>/papers/<side>", ["GET"], adoption_paper),
        ("/adoptions/<id>/determinations/<code>", ["GET", "POST"], waive_for_adoption),
        ("/adoptions/<id>/terms", ["GET", "POST"], adoption_terms),
        ("/adoptions/<id>/sign", ["GET", "POST"], sign_adoption),
        ("/adoptions/<id>/withdraw", ["GET", "POST"], withdraw_adoption),
        ("/adoptions/<id>/end", ["GET", "POST"], end_adoption),
    ):
        blueprint.add_url_rule(path, view.__name__, view, methods=methods)


@signed_in
def adopt(id):
    """May we adopt it? The checklist for one of my governments, and the request where nothing stands in the way."""
    contract = contract_queries.get(g.context, id)
    places = queries.asking_for(g.context)
    if not places:
        raise NotAllowed("This question is for people who work for a government.")
    form = Form(shapes.RequestForm())
    if form.submit(lambda data: adopting.request(g.context, contract, **data)):
        flash("Asked. The lead and the vendor have a letter; you can sign once both have consented.")
        return redirect(url_for(".adoption", id=form.result.id))
    asked, faults = _asked()
    require(policy.may_ask(g.actor, asked["jurisdiction_id"] or places[0].id))
    place = next(each for each in places if each.id == (asked.pop("jurisdiction_id") or places[0].id))
    found = queries.findings(g.context, contract, place, **asked)
    return render(
        "contracts/adopt.html",
        form=form,
        status=422 if faults else None,
        contract=contract,
        place=place,
        places=places,
        asked=asked,
        typed=request.values,
        faults=faults,
        found=found,
        final=[each for each in found if each.hinders and not each.can_be_waived],
        waivable=[(each, queries.signer_of(place, each.code)) for each in found if each.hinders and each.can_be_waived],
        is_open=any(each.answer == Answer.OPEN for each in found if each.code in ("scope", "federal", "ceiling")),
        is_answered=None not in (asked["amount_cents"], asked["federal_money"]) and asked["scope"].strip() != "",
        verdict=policy.may_request(g.actor, contract, place.id),
        there=queries.live(g.context.session, contract.id, place.id),
        federal=FEDERAL,
    )


@public
def passport(id):
    """Everything about a contract that the reader may see, on one page."""
    found = passports.passport(g.context, contract_queries.get(g.context, id))
    return render("contracts/passport.html", **found)


@public
def adoptions():
    """Those that concern me, what is open first; for everybody else the signed ones."""
    page = page_number()
    select = queries.concerning(g.context) if _works() else queries.adoptions(g.context)
    rows = g.context.session.scalars(select.limit(ON_A_PAGE + 1).offset((page - 1) * ON_A_PAGE)).all()
    return render(
        "contracts/adoptions.html", rows=rows[:ON_A_PAGE], more=len(rows) > ON_A_PAGE, page=page, own=_works()
    )


@public
def adoption(id):
    """One adoption: where it stands, what it needs next, its terms, and, for its own file, the checklist."""
    found = queries.get(g.context, id)
    inside = policy.sees_file(g.actor, found)
    now = queries.findings_of(g.context, found) if inside and found.state in policy.OPEN else []
    is_over = contract_queries.standing(g.context, found.contract) in ("expired", "terminated")
    return render(
        "contracts/adoption.html",
        it=found,
        steps=reading.steps(found),
        blocks=reading.blocks(found),
        inside=inside,
        concerned=policy.is_concerned(g.actor, found),
        lines=now or reading.kept(found.signed_findings or found.findings),
        is_now=bool(now),
        is_over=is_over,
        consents=[side for side in Side if not is_over and policy.may_consent(g.actor, found, side)],
        declines=[side for side in Side if policy.may_decline(g.actor, found, side)],
        papers={side: policy.is_on_paper(found.contract, side) for side in Side},
        waivable=_waivable(found, now),
        hindering=[each for each in now if each.hinders],
        may_write=bool(policy.may_write_terms(g.actor, found)),
        may_sign=bool(policy.may_sign(g.actor, found)),
        may_withdraw=bool(policy.may_withdraw(g.actor, found)),
        may_end=bool(policy.may_end(g.actor, found)),
    )  # fmt: skip


@signed_in
@takes_files(FILE_LIMIT)
def consent_adoption(id, side):
    """Consent, or file the written consent of who is not here."""
    found, side = queries.get(g.context, id), _side(side)
    on_paper = policy.is_on_paper(found.contract, side)
    form = Form(Nothing())

    def deed(data: dict):
        return adopting.consent(g.context, found, side=side, document=uploaded("document") if on_paper else None)

    if form.submit(deed):
        agreed = found.agreed_at is not None
        flash("Both have consented: it can be signed now." if agreed else "Noted. The other consent is still missing.")
        return redirect(url_for(".adoption", id=id))
    if not form.faults:
        require(policy.may_consent(g.actor, found, side))
    return render("contracts/adoption_consent.html", form=form, it=found, side=side, on_paper=on_paper)


@signed_in
def decline_adoption(id, side):
    """Say no, with the reason."""
    found, side = queries.get(g.context, id), _side(side)
    form = Form(Reason())
    if form.submit(lambda data: adopting.decline(g.context, found, side=side, **data)):
        flash("Declined. The adopter has a letter with your reason.")
        return redirect(url_for(".adoption", id=id))
    if not form.faults:
        require(policy.may_decline(g.actor, found, side))
    hint = f"{found.jurisdiction.name} reads it."
    return _reason(form, found, f"Decline for the {side}", "Decline", "Why not?", hint)


@signed_in
def adoption_paper(id, side):
    """Download a written consent."""
    return download(paper(queries.get(g.context, id), side))


@signed_in
def waive_for_adoption(id, code):
    """Waive in writing what hinders."""
    found = queries.get(g.context, id)
    require(when(policy.sees_file(g.actor, found), "What hinders an adoption is for the adopter's own file."))
    form = Form(shapes.DetermineForm())
    if form.submit(lambda data: adopting.determine(g.context, found, code=code, **data)):
        flash("The written determination is part of the file now.")
        return redirect(url_for(".adoption", id=id))
    line = next((each for each in queries.findings_of(g.context, found) if each.code == code), None)
    signer = queries.signer_of(found.jurisdiction, code)
    if line is None or signer is None:
        raise NotFound("There is nothing of this kind to waive.")
    if not form.faults:
        require(policy.may_determine(g.actor, found, signer))
    return render("contracts/adoption_waive.html", form=form, it=found, line=line)


@signed_in
def adoption_terms(id):
    """Write the adopter's version of the terms, and see it as a redline."""
    found = queries.get(g.context, id)
    moved = found.base_terms != found.contract.terms
    typed = found.contract.terms if moved and found.terms == found.base_terms else found.terms
    form = Form(shapes.TermsForm(), initial={"terms": typed})
    if form.submit(lambda data: adopting.write_terms(g.context, found, **data)):
        flash("Saved. What differs from the contract's terms is marked below.")
        return redirect(url_for(".adoption", id=id) + "#terms")
    if not form.faults:
        require(policy.may_write_terms(g.actor, found))
    return render(
        "contracts/adoption_terms.html", form=form, it=found, moved=moved, blocks=reading.blocks(found)
    )  # fmt: skip


@signed_in
def sign_adoption(id):
    """Sign for the adopter."""
    found = queries.get(g.context, id)
    form = Form(shapes.SigningForm(), initial={"name": g.context.actor.name})
    if form.submit(lambda data: adopting.sign(g.context, found, **data)):
        flash("Signed. The lead and the vendor have a letter, and the participating addendum is public now.")
        return redirect(url_for(".adoption", id=id))
    if not form.faults:
        require(policy.may_sign(g.actor, found))
    # Whoever may not sign, but tried, is told so, and nothing of the adopter's own file.
    lines = queries.findings_of(g.context, found) if policy.sees_file(g.actor, found) else []
    hindering = [each for each in lines if each.hinders]
    return render(
        "contracts/adoption_sign.html", form=form, it=found, blocks=reading.blocks(found), hindering=hindering
    )  # fmt: skip


@signed_in
def withdraw_adoption(id):
    """Take the request back."""
    found = queries.get(g.context, id)
    form = Form(Reason())
    if form.submit(lambda data: adopting.withdraw(g.context, found, **data)):
        flash("Withdrawn. The lead and the vendor have a letter.")
        return redirect(url_for(".adoption", id=id))
    if not form.faults:
        require(policy.may_withdraw(g.actor, found))
    return _reason(form, found, "Take the request back", "Withdraw", "Why?", "The lead and the vendor read it.")


@signed_in
def end_adoption(id):
    """Buy no more."""
    found = queries.get(g.context, id)
    form = Form(Reason())
    if form.submit(lambda data: adopting.end(g.context, found, **data)):
        flash("Ended. The lead and the vendor have a letter.")
        return redirect(url_for(".adoption", id=id))
    if not form.faults:
        require(policy.may_end(g.actor, found))
    return _reason(form, found, "End the adoption", "End it", "Why?", "What was bought stays reported.")


def _asked() -> tuple[dict, dict[str, list[str]]]:
    """What the question says, with its faults; what is at fault is not known."""
    sent = {name: request.values.get(name, "") for name in ASKED}
    try:
        return load(shapes.AskForm(), sent), {}
    except Invalid as fault:
        kept = {name: "" if name in fault.faults else value for name, value in sent.items()}
        return load(shapes.AskForm(), kept), dict(fault.faults)


def _waivable(found, lines: list) -> list[tuple]:
    """What hinders and may be waived, who signs such a determination, and whether that is the reader."""
    rows = [
        (each, queries.signer_of(found.jurisdiction, each.code))
        for each in lines
        if each.hinders and each.can_be_waived
    ]
    return [(each, signer, signer and bool(policy.may_determine(g.actor, found, signer))) for each, signer in rows]


def _side(side: str) -> Side:
    if side not in set(Side):
        raise NotFound("Only the lead and the vendor consent to an adoption.")
    return Side(side)


def _works() -> bool:
    """Whether adoptions can concern the reader: somebody of a government or of a vendor."""
    return bool(g.actor.grants)


def _reason(form: Form, found, title: str, button: str, label: str, hint: str):
    return render(
        "contracts/adoption_reason.html", form=form, it=found, heading=title, button=button, label=label, hint=hint
    )  # fmt: skip
