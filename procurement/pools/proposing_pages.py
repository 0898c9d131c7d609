"""The page and the JSON door on which a pool is proposed to those who need the same as one's own plan.

It shows whom it goes to and why, before anything is sent. Floor: api.
"""

from flask import Blueprint, flash, g, redirect, request, url_for
from marshmallow import fields, validate

from procurement.core.errors import Conflict, Invalid
from procurement.core.shapes import Shape, Text
from procurement.core.verdict import require
from procurement.networks import queries as networks
from procurement.plans import alike, saying
from procurement.plans import policy as plan_policy
from procurement.plans import queries as plans
from procurement.plans.lifecycle import PlanState
from procurement.plans.matching import Match
from procurement.plans.models import NeedKind, Plan
from procurement.pools import policy, proposing, reading, schemas
from procurement.pools.models import Pool
from procurement.web.access import signed_in
from procurement.web.forms import Form
from procurement.web.pages import render


class Proposal(Shape):
    """A pool to be proposed, and to whom."""

    network_id = Text(required=True, longest=16)
    jurisdiction_ids = fields.List(
        fields.String(validate=validate.Length(1, 16)), load_default=list, validate=validate.Length(max=200)
    )
    title = Text(required=True)
    description = Text(longest=10_000, load_default="")
    authority = Text(longest=2_000, load_default="")
    line = Text(longest=300, load_default="", metadata={"description": "What is bought; empty: the title."})
    unit = Text(longest=40, load_default="")


class ProposalOf(Proposal):
    """The same for programs, with the plan it comes from."""

    plan_id = Text(required=True, longest=16)


def install(blueprint: Blueprint) -> None:
    """Give the room's door this page."""
    blueprint.add_url_rule("/pools/propose", "propose", propose, methods=["GET", "POST"])


def install_api(blueprint) -> None:
    """Give the room's JSON door the same."""

    @blueprint.route("/pools/propose", methods=["POST"])
    @signed_in
    @blueprint.arguments(ProposalOf)
    @blueprint.response(201, schemas.Whole)
    def propose_pool(data):
        """Propose a pool from your plan to governments that need the same; they are invited with the reasons."""
        plan = plans.get(g.context, data.pop("plan_id"))
        return reading.whole(deed(plan, alike.of_plan(g.context, plan), data))


@signed_in
def propose():
    """Whom it goes to and why, then the deed."""
    plan = plans.get(g.context, request.args.get("plan_id", ""))
    require(plan_policy.may_compare(g.actor, plan.jurisdiction_id))
    matches = alike.of_plan(g.context, plan) if plan.state == PlanState.ANNOUNCED else []
    owners = _owners(matches)
    choices = [(each.id, each.name) for each in networks.networks_of(g.context.session, plan.jurisdiction_id)]
    form = Form(Proposal(), initial=_initial(plan, owners, choices))
    if form.submit(lambda data: deed(plan, matches, data)):
        count = len(form.result.participations) - 1
        flash(f"The pool is proposed: {count} {'government has' if count == 1 else 'governments have'} a letter.")
        return redirect(url_for(".show", id=form.result.id))
    return render(
        "pools/propose.html",
        form=form,
        plan=plan,
        owners=owners,
        chosen=set(form.value("jurisdiction_ids", [])),
        pools=[each for each in matches if each.entry.subject == NeedKind.POOL],
        networks=choices,
        may_form=bool(policy.may_form(g.actor, plan.jurisdiction_id)),
        needed=saying.needed,
        because=saying.because,
    )


def deed(plan: Plan, matches: list[Match], data: dict) -> Pool:
    """Propose it to those of the matches' owners that were chosen; others cannot be chosen here."""
    require(policy.may_form(g.actor, plan.jurisdiction_id))
    if plan.state != PlanState.ANNOUNCED:
        raise Conflict(f"This plan is {plan.state} already, so no other pool is proposed for it.")
    owners = _owners(matches)
    strange = [each for each in data["jurisdiction_ids"] if each not in owners]
    if strange:
        raise Invalid({"jurisdiction_ids": ["Choose among the governments that need the same as this plan."]})
    invited = {
        id: proposing.Invited(
            " ".join(f"“{each.entry.title}”: {saying.because(each.reasons)}" for each in owners[id]),
            [plans.get(g.context, each.entry.subject_id) for each in owners[id] if each.entry.subject == NeedKind.PLAN],
        )
        for id in dict.fromkeys(data["jurisdiction_ids"])
    }
    return proposing.propose(
        g.context,
        plan,
        network_id=data["network_id"],
        title=data["title"],
        description=data["description"],
        authority=data["authority"],
        invited=invited,
        lines=[{"description": data["line"] or data["title"], "unit": data["unit"] or plan.unit or "each"}],
    )


def _owners(matches: list[Match]) -> dict[str, list[Match]]:
    """The governments whose plans, or announced solicitations, may be the same, with those, the most alike first."""
    found: dict[str, list[Match]] = {}
    for each in matches:
        if each.entry.subject in (NeedKind.PLAN, NeedKind.SOLICITATION):
            found.setdefault(each.entry.jurisdiction_id, []).append(each)
    return found


def _initial(plan: Plan, owners: dict, choices: list) -> dict:
    """What the form begins with: everybody, in the smallest network of the lead's that holds them all, else any."""
    session = g.context.session
    sizes = []
    for id, _ in choices:
        inside = {each.id for each in networks.members(session, id)}
        sizes.append((not set(owners) <= inside, len(inside), id))
    return {
        "title": plan.title,
        "description": plan.description,
        "line": plan.title,
        "unit": plan.unit or "each",
        "network_id": min(sizes)[2] if sizes else "",
        "jurisdiction_ids": list(owners),
    }
