"""Pages of what members agree on: the agreement and its signatures, motions and votes, passing the lead on.

The module `pages.py` installs them on the room's door. Floor: pages.
"""

from flask import Blueprint, flash, g, redirect, request, url_for

from procurement.core import localtime, words
from procurement.core.errors import Invalid
from procurement.core.verdict import require
from procurement.pools import motion_queries, motion_shapes, operations, policy, queries, reading, schemas, voting
from procurement.pools.lifecycle import MotionState
from procurement.pools.models import Choice, Gate, Majority, Motion, Pool
from procurement.web.access import signed_in
from procurement.web.forms import Form
from procurement.web.pages import render

FIELDS = {"day_field": "closes_date", "time_field": "closes_time"}
NEEDS = [
    (Majority.HALF, "More than half of the members", ""),
    (Majority.TWO_THIRDS, "At least two thirds of the members", ""),
    (Majority.ALL, "Every member", ""),
]
GATES = [
    (Gate.NONE, "Nothing waits for it", ""),
    (Gate.COMMITMENT, "The commitment of the pool", "It cannot be committed before the motion is carried."),
    (Gate.PUBLICATION, "The publication of the joint solicitation", "It cannot go out before the motion is carried."),
]
CHOICES = [(Choice.YES, "Yes", ""), (Choice.NO, "No", ""), (Choice.ABSTAIN, "Neither", "It counts as not yes.")]


def install(blueprint: Blueprint) -> None:
    """Give the room's door these pages."""
    for path, methods, view in (
        ("/pools/<id>/agreement", ["GET"], agreement),
        ("/pools/<id>/members/<participation_id>/sign", ["GET", "POST"], sign),
        ("/pools/<id>/members/<participation_id>/agreement", ["GET"], signed_agreement),
        ("/pools/<id>/motions", ["GET"], motions),
        ("/pools/<id>/motions/new", ["GET", "POST"], new_motion),
        ("/pools/<id>/motions/<motion_id>", ["GET", "POST"], motion),
        ("/pools/<id>/motions/<motion_id>/withdraw", ["POST"], withdraw_motion),
        ("/pools/<id>/lead", ["GET", "POST"], lead),
        ("/pools/<id>/lead/<answer>", ["POST"], answer_lead),
    ):
        blueprint.add_url_rule(path, view.__name__, view, methods=methods)


@signed_in
def agreement(id):
    """The agreement in full with its digest, and who has signed which version."""
    pool = queries.get(g.context, id)
    text = reading.agreement_of(pool)
    own = [each for each in queries.own_participations(g.context, pool) if policy.may_sign(g.context.actor, each)]
    open_own = [each for each in own if each.agreement_version_id != pool.agreement_version_id]
    return render("pools/agreement.html", pool=pool, text=text, joined=queries.joined(pool), to_sign=open_own)


@signed_in
def signed_agreement(id, participation_id):
    """The agreement as this member has signed it."""
    pool = queries.get(g.context, id)
    found = queries.get_participation(pool, participation_id)
    return render("pools/signed.html", pool=pool, participation=found, text=reading.signed_by(found))


@signed_in
def sign(id, participation_id):
    """Read the agreement as it is now, and sign it."""
    pool = queries.get(g.context, id)
    found = queries.get_participation(pool, participation_id)
    require(policy.may_sign(g.context.actor, found))
    form = Form(schemas.SignForm())
    if form.submit(lambda data: operations.sign_agreement(g.context, found, **data)):
        flash(f"The agreement is signed for {found.jurisdiction.name}.")
        return redirect(url_for(".agreement", id=id))
    return render("pools/sign.html", form=form, pool=pool, participation=found, text=reading.agreement_of(pool))


@signed_in
def motions(id):
    """What was put to the members' vote."""
    pool = queries.get(g.context, id)
    found = motion_queries.motions(g.context.session, pool)
    return render(
        "pools/motions.html",
        pool=pool,
        motions=[(each, _standing(pool, each)) for each in found],
        may_move=bool(policy.may_move(g.context.actor, pool, is_gate=False)),
    )


@signed_in
def new_motion(id):
    """Put something to the vote."""
    pool = queries.get(g.context, id)
    require(policy.may_move(g.context.actor, pool, is_gate=False))
    earlier = request.args.get("anew_of", "")
    before = motion_queries.get(g.context.session, pool, earlier) if earlier else None
    first = {"needs": Majority.HALF, "needed_before": Gate.NONE, "anew_of_id": earlier}
    if before is not None:
        first |= {
            "title": before.title,
            "body": before.body,
            "needs": before.needs,
            "needed_before": before.needed_before,
        }
    form = Form(motion_shapes.NewMotionForm(), initial=first)
    if form.submit(lambda data: _move(pool, data)):
        flash("The members have a letter and can vote.")
        return redirect(url_for(".motion", id=id, motion_id=form.result.id))
    leads = bool(policy.may_move(g.context.actor, pool, is_gate=True))
    zone = words.zone_name(g.context.now, pool.lead.zone)
    return render("pools/new_motion.html", form=form, pool=pool, needs=NEEDS, gates=GATES, leads=leads, zone=zone)


def _move(pool: Pool, data: dict) -> Motion:
    day, clock = data.pop("closes_date"), data.pop("closes_time")
    closes_at = localtime.instant_of(day, clock, pool.lead.zone, **FIELDS)
    if closes_at is None:
        raise Invalid({"closes_date": ["Say when the vote ends."]})
    data["anew_of_id"] = data["anew_of_id"] or None
    try:
        return operations.move(g.context, pool, **data, closes_at=closes_at)
    except Invalid as refusal:
        faults = {"closes_date" if place == "closes_at" else place: said for place, said in refusal.faults.items()}
        raise Invalid(faults, refusal.sentence) from None


@signed_in
def motion(id, motion_id):
    """A motion with its votes, and the own one."""
    pool = queries.get(g.context, id)
    found = motion_queries.get(g.context.session, pool, motion_id)
    now = g.context.now
    own = [
        each
        for each in queries.own_participations(g.context, pool)
        if policy.may_vote(g.context.actor, found, each, now)
    ]
    said = motion_queries.own_vote(found, own[0]) if len(own) == 1 else None
    first = {"participation_id": own[0].id if len(own) == 1 else "", "choice": said or ""}
    form = Form(motion_shapes.Cast(), initial=first)
    if form.submit(lambda data: _vote(pool, found, data)):
        flash("Your vote is kept. You can change it until the vote ends.")
        return redirect(url_for(".motion", id=id, motion_id=motion_id))
    names = {each.id: each.jurisdiction.name for each in pool.participations}
    return render(
        "pools/motion.html",
        form=form,
        pool=pool,
        motion=found,
        standing=_standing(pool, found),
        votes=sorted((names[each.participation_id], each) for each in found.votes),
        own=[(each.id, each.jurisdiction.name) for each in own],
        choices=CHOICES,
        may_withdraw=bool(policy.may_withdraw_motion(g.context.actor, found, now)),
        may_move=bool(policy.may_move(g.context.actor, pool, is_gate=True)),
    )


def _vote(pool: Pool, found: Motion, data: dict):
    participation = queries.get_participation(pool, data["participation_id"])
    return operations.vote(g.context, found, participation, choice=data["choice"])


@signed_in
def withdraw_motion(id, motion_id):
    """Take a motion back."""
    found = motion_queries.get(g.context.session, queries.get(g.context, id), motion_id)
    operations.withdraw_motion(g.context, found)
    flash("The motion is withdrawn.")
    return redirect(url_for(".motions", id=id))


def _standing(pool: Pool, found: Motion) -> dict:
    """How a vote stands: the frozen result, or what was said so far by those who take part now."""
    joined = {each.id for each in queries.joined(pool)}
    counted = found.tally or voting.tally(
        [each.choice for each in found.votes if each.participation_id in joined], len(joined)
    )
    return {
        **counted,
        "needed": voting.yes_needed(found.needs, counted["members"]),
        "is_open": found.state == MotionState.OPEN and g.context.now < found.closes_at,
        "is_counted": found.state != MotionState.OPEN,
    }


@signed_in
def lead(id):
    """Pass the lead on, or answer who is asked to take it."""
    pool = queries.get(g.context, id)
    form = Form(schemas.LeadOffer(), initial={"jurisdiction_id": pool.offered_lead_id or ""})

    def offer(data: dict) -> Pool:
        return operations.offer_lead(g.context, pool, **data, beyond=reading.beyond_draft)

    if form.submit(offer):
        flash("The member and the network's stewards have a letter. Until both have said yes, you lead.")
        return redirect(url_for(".lead", id=id))
    actor = g.context.actor
    speaks = actor.id in {each.id for each in queries.speaks_for_network(g.context.session, pool)}
    others = [each for each in queries.joined(pool) if each.jurisdiction_id != pool.jurisdiction_id]
    return render(
        "pools/lead.html",
        form=form,
        pool=pool,
        choices=sorted((each.jurisdiction.name, each.jurisdiction_id) for each in others),
        may_offer=bool(policy.may_offer_lead(actor, pool)),
        may_accept=bool(policy.may_accept_lead(actor, pool)) and pool.lead_accepted_by is None,
        may_agree=bool(policy.may_agree_to_lead(actor, pool, speaks_for_network=speaks))
        and pool.lead_agreed_by is None,
        beyond=reading.beyond_draft(pool),
    )


@signed_in
def answer_lead(id, answer):
    """Accept, agree, decline, or take the offer back."""
    pool, ctx = queries.get(g.context, id), g.context
    if answer == "accept":
        operations.accept_lead(ctx, pool, beyond=reading.beyond_draft)
        said = "You have accepted."
    elif answer == "agree":
        operations.agree_to_lead(ctx, pool, beyond=reading.beyond_draft)
        said = "The network has agreed."
    elif answer == "decline":
        operations.decline_lead(ctx, pool)
        said = "Declined."
    elif answer == "take-back":
        operations.take_lead_offer_back(ctx, pool)
        said = "The offer is taken back."
    else:
        raise Invalid("There is no such answer.")
    flash(f"{said} {pool.lead.name} leads the pool.")
    return redirect(url_for(".lead", id=id) if pool.offered_lead_id else url_for(".show", id=id))
