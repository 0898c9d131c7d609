"""Pages of awards: one for each solicitation (recommendation, decision, notice), and the list of all announced ones."""

from flask import flash, g, redirect, request, url_for

from procurement.accounts import queries as accounts
from procurement.awards import operations, policy, protest_pages, protest_queries, queries, schemas
from procurement.awards.door import blueprint
from procurement.awards.lifecycle import AwardState
from procurement.awards.models import Award, Outcome
from procurement.contracts import contract_queries as contracts
from procurement.contracts import queries as contract_queries
from procurement.contracts.contract_policy import may_record
from procurement.core.errors import Conflict, Invalid, NotFound
from procurement.core.verdict import require
from procurement.evaluation import policy as evaluation_policy
from procurement.evaluation import queries as evaluation
from procurement.evaluation import results
from procurement.evaluation.lifecycle import PanelState
from procurement.evaluation.models import DeterminationKind
from procurement.solicitations import queries as solicitations
from procurement.solicitations.models import Solicitation
from procurement.web.access import public, signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

__all__ = ["blueprint", "protest_pages"]
OFFERED = "Each member of the pool is being offered its participating addendum, and told by letter."
ON_A_PAGE = 50


@blueprint.get("/awards")
@public
def index():
    """Every announced decision, the latest first."""
    page = max(1, min(request.args.get("page", 1, int), 10_000))
    select = queries.announced(g.context).limit(ON_A_PAGE + 1).offset((page - 1) * ON_A_PAGE)
    found = g.context.session.scalars(select).all()
    return render("awards/index.html", awards=found[:ON_A_PAGE], more=len(found) > ON_A_PAGE, page=page)


@blueprint.get("/solicitations/<id>/award")
@public
def award(id):
    """The decision on a solicitation: for everybody once it is announced, for those at work from the beginning."""
    solicitation = solicitations.get(g.context, id)
    every = queries.awards_of(g.context, solicitation)
    current = every[0] if every else None
    sees_work = bool(evaluation_policy.may_see_work(g.context.actor, solicitation))
    if current is None and not sees_work:
        raise NotFound("No decision on this solicitation has been announced.")
    actor, ctx = g.context.actor, g.context
    conflicted = evaluation.conflicted(ctx.session, id, actor.id) if sees_work else False
    living = next((each for each in every if each.state in queries.LIVING), None)
    may_recommend = policy.may_recommend(actor, solicitation, conflicted=conflicted) if living is None else None
    hinders = protest_queries.hindrances(ctx, current) if current and current.state == AwardState.INTENDED else []
    people = [person for each in every for person in (each.recommended_by, each.decided_by) if person]
    return render(
        "awards/award.html",
        solicitation=solicitation,
        award=current,
        earlier=every[1:],
        sees_work=sees_work,
        may_recommend=may_recommend,
        may_decide=policy.may_decide(actor, current, conflicted=conflicted) if current else None,
        may_finalise=policy.may_finalise(actor, current, hinders) if current else None,
        hinders=hinders,
        protests=protest_pages.shown(solicitation),
        may_rescind=policy.may_rescind(actor, current) if current else None,
        names=accounts.names(ctx.session, people) if sees_work else {},
        addenda=contract_queries.of_award(ctx, current) if current and current.state == AwardState.FINAL else [],
        contract=contracts.of_award(ctx, current.id) if current and current.state == AwardState.FINAL else None,
        may_contract=bool(current and current.response_id and may_record(actor, solicitation.jurisdiction_id)),
    )


@blueprint.route("/solicitations/<id>/award/recommend", methods=["GET", "POST"])
@signed_in
def recommend(id):
    """Recommend who is ranked first, or no award, with reasons."""
    solicitation = solicitations.get(g.context, id)
    conflicted = evaluation.conflicted(g.context.session, id, g.context.actor.id)
    require(policy.may_recommend(g.context.actor, solicitation, conflicted=conflicted))
    form = Form(schemas.RecommendForm())
    if form.submit(lambda data: _recommend(solicitation, **data)):
        flash("The recommendation waits for an approver, who has been told by letter.")
        return redirect(url_for(".award", id=id))
    return render("awards/recommend.html", form=form, solicitation=solicitation, **_standing(solicitation))


def _recommend(solicitation: Solicitation, choice: str, reasons: str) -> Award:
    none = choice == Outcome.NO_AWARD
    outcome, response_id = (Outcome.NO_AWARD, None) if none else (Outcome.AWARD, choice)
    try:
        return operations.recommend(g.context, solicitation, outcome=outcome, response_id=response_id, reasons=reasons)
    except Invalid as fault:
        places = {"choice" if place == "response_id" else place: said for place, said in fault.faults.items()}
        raise Invalid(places, fault.sentence) from None


def _standing(solicitation: Solicitation) -> dict:
    """The ranking in brief, for whoever recommends; None while the panel has not closed."""
    panel = evaluation.of_or_none(g.context, solicitation.id)
    if panel is None or panel.state != PanelState.CLOSED:
        return {"output": None, "panel": panel}
    work = results.work(g.context.session, panel)
    return {
        "panel": panel,
        "output": results.ranking(g.context, panel, work),
        "vendors": {each.id: each.vendor.name for each in work.responses},
        "offered": {each.id: (each.opened or {}).get("total_cents") for each in work.responses},
        "responsible": {
            response_id
            for response_id, found in work.determined.items()
            if any(each.kind == DeterminationKind.RESPONSIBLE and each.holds for each in found)
        },
    }


@blueprint.route("/solicitations/<id>/award/decide", methods=["GET", "POST"])
@signed_in
def decide(id):
    """Approve what another person recommended, or return it."""
    found = _current(id)
    conflicted = evaluation.conflicted(g.context.session, id, g.context.actor.id)
    require(policy.may_decide(g.context.actor, found, conflicted=conflicted))
    form = Form(schemas.Decide())
    if form.submit(lambda data: _decide(found, **data)):
        if found.state == AwardState.RETURNED:
            flash("The recommendation went back to the officer.")
        else:
            flash("Approved. Everybody concerned has been given notice, and the protest window runs.")
        return redirect(url_for(".award", id=id))
    names = accounts.names(g.context.session, [found.recommended_by])
    _, window = queries.protest_window(g.context.session, found.solicitation, g.context.now)
    page = {"solicitation": found.solicitation, "award": found, "names": names, "window": window}
    return render("awards/decide.html", form=form, **page)


def _decide(found: Award, decision: str, comment: str) -> Award:
    if decision == "approve":
        return operations.approve(g.context, found, comment=comment)
    if decision == "return":
        return operations.return_(g.context, found, comment=comment)
    raise Invalid({"decision": ["Choose whether you approve or return it."]})


@blueprint.post("/solicitations/<id>/award/finalise")
@signed_in
def finalise(id):
    """The protest window is over."""
    found = operations.finalise(g.context, _current(id))
    pooled = found.solicitation.pool_id is not None and found.outcome == Outcome.AWARD
    flash(f"The decision is final. {OFFERED}" if pooled else "The decision is final.")
    return redirect(url_for(".award", id=id))


@blueprint.route("/solicitations/<id>/award/rescind", methods=["GET", "POST"])
@signed_in
def rescind(id):
    """Take an announced decision back, with a reason for everybody."""
    found = _current(id)
    require(policy.may_rescind(g.context.actor, found))
    form = Form(schemas.Rescind())
    if form.submit(lambda data: operations.rescind(g.context, found, **data)):
        flash("The decision is taken back, and everybody who had notice has been told.")
        return redirect(url_for(".award", id=id))
    return render("awards/rescind.html", form=form, solicitation=found.solicitation, award=found)


def _current(id: str) -> Award:
    """The decision that counts now; Conflict when there is none any more."""
    solicitation = solicitations.get(g.context, id)
    found = queries.living(g.context, solicitation)
    if found is None:
        raise Conflict("There is no recommendation or decision on this solicitation at present.")
    return found
