"""What waits for whoever is signed in: each duty's next deeds, the most urgent first.

Each function asks for one sort of task in one or two selects, however many there are; the page turns a task's
`endpoint` and `values` into its link. Floor: queries.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from procurement.awards import protest_queries
from procurement.awards.lifecycle import AwardState
from procurement.awards.models import Award
from procurement.contracts.lifecycle import AddendumState
from procurement.contracts.models import ParticipatingAddendum
from procurement.core.context import Context
from procurement.desk import buying
from procurement.desk.task import Task
from procurement.evaluation.lifecycle import PanelState, SheetState
from procurement.evaluation.models import Disclosure, Panel, Seat, Sheet
from procurement.library import lineage_queries as lineage
from procurement.networks.duties import Permission, may, places
from procurement.plans import policy as plan_policy
from procurement.plans import queries as plans
from procurement.pools.lifecycle import ParticipationState, PoolState
from procurement.pools.models import Commitment, Participation, Pool, PoolLine
from procurement.responses.lifecycle import OpeningState, ResponseState
from procurement.responses.models import Opening, Response
from procurement.solicitations import queries as solicitations
from procurement.solicitations import signing_queries, updates
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import DeterminationRequest, Solicitation
from procurement.vendors.models import VendorDuty

_S = SolicitationState
SHOWN = 50
#: How many living solicitations of the actor's governments are looked at.
LIVING = 300
#: Awards that somebody still has to do something about; a solicitation has one of them at most.
NOT_FINAL = (AwardState.RECOMMENDED, AwardState.INTENDED)


class UnderWay(NamedTuple):
    """One of the actor's governments' solicitations, with what its next deed depends on."""

    solicitation: Solicitation
    #: Who began the opening, when it is begun and not done.
    opener_id: str | None
    #: Whom the first person asked to be the second: perhaps somebody of a neighbour.
    named_id: str | None
    panel_state: PanelState | None
    #: Sheets of the panel that are not submitted.
    open_sheets: int
    #: The award that is recommended, or announced and not final yet.
    award: Award | None
    #: Whether the template has a newer version.
    is_behind: bool


def under_way(ctx: Context) -> list[UnderWay]:
    """What the actor's governments have under way, and openings of neighbours that the actor was asked to complete.

    The nearest deadline first; asked for once for a whole desk.
    """
    own = places(ctx.actor, Permission.SEE_INTERNAL)
    if not own:
        return []
    sheets = (
        sa.select(sa.func.count(Sheet.id))
        .join(Seat, Seat.id == Sheet.seat_id)
        .where(Seat.panel_id == Panel.id, Sheet.state != SheetState.SUBMITTED)
        .correlate(Panel)
        .scalar_subquery()
    )
    undecided = sa.and_(Award.solicitation_id == Solicitation.id, Award.state.in_(NOT_FINAL))
    behind = sa.and_(Solicitation.state == _S.DRAFT, updates.is_behind(ctx))
    begun = sa.and_(Opening.solicitation_id == Solicitation.id, Opening.state == OpeningState.BEGUN)
    select = (
        sa.select(Solicitation, Opening.first_id, Opening.named_id, Panel.state, sheets, Award, behind)
        .outerjoin(Opening, begun)
        .outerjoin(Panel, Panel.solicitation_id == Solicitation.id)
        .outerjoin(Award, undecided)
        .where(
            sa.or_(Solicitation.jurisdiction_id.in_(own), Opening.named_id == ctx.actor.id),
            Solicitation.state.not_in((_S.CONCLUDED, _S.CANCELLED)),
        )
        .order_by(Solicitation.due_at.is_(None), Solicitation.due_at, Solicitation.id)
        .limit(LIVING)
    )
    return [UnderWay(*row) for row in ctx.session.execute(select)]


def tasks(ctx: Context, living: list[UnderWay]) -> list[Task]:
    """Everything that waits for the actor; what has a date comes first, the nearest on top.

    `living` is what `under_way` gives.
    """
    found = [task for each in living for task in _own(ctx, each)]
    found += _awards(ctx, living)
    for sort in (
        _library,
        _protests,
        _plans,
        _pools,
        _reviews,
        _about_solicitations,
        buying.contracts,
        buying.adoptions,
        buying.usage,
    ):
        found += sort(ctx)
    return sorted(found, key=lambda task: (task.until is None, task.until or ctx.now))[:SHOWN]


def coming(ctx: Context, living: list[UnderWay]) -> list[Solicitation]:
    """The solicitations of the actor's own governments among them."""
    own = places(ctx.actor, Permission.SEE_INTERNAL)
    return [each.solicitation for each in living if each.solicitation.jurisdiction_id in own][:SHOWN]


def _own(ctx: Context, row: UnderWay) -> Iterator[Task]:
    """What the actor has to do about a solicitation of their own government, or as the second person of a neighbour."""
    it, actor = row.solicitation, ctx.actor

    def task(sentence: str, endpoint: str) -> Task:
        return Task(sentence, _about(it), endpoint, {"id": it.id})

    if it.state in (_S.DRAFT, _S.APPROVED) and may(actor, Permission.DRAFT, it.jurisdiction_id):
        sentence = "Publish: it is approved" if it.state == _S.APPROVED else "Continue the draft"
        yield task(sentence, "solicitations.hub")
        if row.is_behind:
            yield task("See what changed in the template", "solicitations.update")
    elif it.state == _S.PUBLISHED and (may(actor, Permission.OPEN, it.jurisdiction_id) or row.named_id == actor.id):
        if it.due_at is not None and it.due_at <= ctx.now and row.opener_id != actor.id:
            sentence = "Open the responses as the second person" if row.opener_id else "Open the responses"
            yield Task(sentence, _about(it), "responses.opening", {"id": it.id}, it.due_at, "Closed", it.zone)
        elif it.is_amending and may(actor, Permission.DRAFT, it.jurisdiction_id):
            sentence = "Issue the addendum, or drop it"
            yield Task(sentence, _about(it), "clarifications.draft", {"id": it.id}, it.due_at, "Due", it.zone)
    elif may(actor, Permission.RUN_EVALUATION, it.jurisdiction_id):
        yield from _evaluating(row, task)


def _evaluating(row: UnderWay, task: Callable[[str, str], Task]) -> Iterator[Task]:
    it = row.solicitation
    if it.state == _S.OPENED:
        yield task("Begin the evaluation", "solicitations.hub")
    elif it.state == _S.EVALUATING and (row.award is None or row.award.state != AwardState.RECOMMENDED):
        if row.panel_state in (None, PanelState.CLOSED):
            yield task("Recommend an award", "awards.award")
        elif row.panel_state == PanelState.CONVENED:
            yield task("Begin the scoring, once everybody has disclosed", "evaluation.panel")
        elif row.panel_state == PanelState.SCORING and row.open_sheets == 0:
            yield task("Close the evaluation: every sheet is in", "evaluation.panel")


def _about(solicitation: Solicitation) -> str:
    return f"{solicitation.reference}, {solicitation.title}"


def own_responses(ctx: Context) -> list[Response]:
    """The responses of the actor's vendors, newest first; nobody else's."""
    own = ctx.actor.places(*VendorDuty)
    if not own:
        return []
    select = (
        sa.select(Response)
        .options(joinedload(Response.solicitation).joinedload(Solicitation.jurisdiction))
        .where(Response.vendor_id.in_(own))
        .order_by(Response.begun_at.desc(), Response.id)
        .limit(SHOWN)
    )
    return list(ctx.session.scalars(select))


def _plans(ctx: Context) -> Iterator[Task]:
    """Plans of the actor's governments that somebody's need became like, lately."""
    for plan in plans.matched(ctx) if plan_policy.announces_for(ctx.actor) else []:
        yield Task("See who needs the same", plan.title, "plans.show", {"id": plan.id, "_anchor": "same"})


def _library(ctx: Context) -> Iterator[Task]:
    for each in lineage.waiting(ctx):
        values = {"id": each.id}
        if each.kind == "proposal":
            yield Task("Decide on a proposal", f"{each.title}, for {each.upstream}", "library.proposal", values)
        elif each.on is not None:
            due = datetime.combine(each.on, time(), UTC)
            sentence = "Look through it again: its review is due"
            yield Task(sentence, each.title, "library.show", values, due, "Due", "UTC")
        else:
            about = f"{each.title}: version {each.number} of {each.upstream}"
            yield Task("See what changed upstream", about, "library.update", values)


def _awards(ctx: Context, living: list[UnderWay]) -> Iterator[Task]:
    """What is to be done about awards that are recommended, or announced and not final yet."""
    approving, recommending = (places(ctx.actor, each) for each in (Permission.APPROVE, Permission.RECOMMEND))
    announced = {row.solicitation.id for row in living if row.award and row.award.state == AwardState.INTENDED}
    filed = protest_queries.filed(ctx.session, announced)
    for it, award in ((row.solicitation, row.award) for row in living):
        place, about, values = it.jurisdiction_id, _about(it), {"id": it.id}
        if award is None:
            continue
        if award.state == AwardState.RECOMMENDED:
            if place in approving and award.recommended_by != ctx.actor.id:
                yield Task("Decide on the recommended award", about, "awards.award", values)
        elif place in approving | recommending:
            hinders = protest_queries.hindrances(ctx, award, filed[it.id])
            if not hinders and place in recommending:
                yield Task("Make the award final: the protest window is over", about, "awards.award", values)
            elif place in approving and any(each.code in ("sustained", "terms") for each in hinders):
                yield Task("Take the award back: a protest was sustained", about, "awards.award", values)


def _protests(ctx: Context) -> Iterator[Task]:
    for each in protest_queries.waiting(ctx):
        sentence = "Decide on a protest" if each.is_timely else "Decide on a protest that came late"
        yield Task(sentence, _about(each.solicitation), "awards.protest", {"id": each.id})


def _pools(ctx: Context) -> Iterator[Task]:
    own = places(ctx.actor, Permission.COMMIT_TO_POOLS)
    if not own:
        return
    drafted = sa.exists().where(Solicitation.pool_id == Pool.id, Solicitation.state != _S.CANCELLED)
    stated = sa.exists().where(Commitment.line_id == PoolLine.id, Commitment.participation_id == Participation.id)
    asked = sa.or_(PoolLine.participation_id.is_(None), PoolLine.participation_id == Participation.id)
    left_open = sa.exists().where(PoolLine.pool_id == Participation.pool_id, asked, sa.not_(stated))
    select = (
        sa.select(Participation, left_open, drafted)
        .join(Pool, Pool.id == Participation.pool_id)
        .options(joinedload(Participation.pool), joinedload(Participation.jurisdiction))
        .where(
            Participation.jurisdiction_id.in_(own),
            Pool.state.in_((PoolState.FORMING, PoolState.COMMITTED)),
            Participation.state.in_((ParticipationState.INVITED, ParticipationState.JOINED)),
        )
        .limit(SHOWN)
    )
    for each, has_open_lines, has_draft in ctx.session.execute(select):
        about = f"{each.pool.title}, for {each.jurisdiction.name}"
        values, until = {"id": each.pool_id}, each.pool.join_by
        if each.pool.state == PoolState.COMMITTED:
            if each.jurisdiction_id == each.pool.jurisdiction_id and not has_draft:
                yield Task("Draft the joint solicitation: the pool is committed", about, "pools.show", values)
        elif each.state == ParticipationState.INVITED and (until is None or until > ctx.now):
            yield Task(
                "Decide whether to join a pool", about, "pools.show", values, until, "Join by", each.jurisdiction.zone
            )
        elif each.state == ParticipationState.JOINED and has_open_lines:
            due = each.pool.demand_due_at or until
            yield Task("State your quantities", about, "pools.show", values, due, "By", each.jurisdiction.zone)
        if each.state == ParticipationState.JOINED and each.pool.agreement_version_id not in (
            None,
            each.agreement_version_id,
        ):
            yield Task("Sign the pool's agreement", about, "pools.agreement", values)


def _reviews(ctx: Context) -> Iterator[Task]:
    """Drafts that wait for the actor's approval, as an approver or for a member of a pool."""
    for review in solicitations.reviews_waiting(ctx)[:SHOWN]:
        sentence = "Review the draft" if review.participation_id is None else "Approve the joint draft"
        yield Task(sentence, _about(review.solicitation), "solicitations.review", {"id": review.solicitation_id})


def _about_solicitations(ctx: Context) -> Iterator[Task]:
    """What is to be done about single solicitations beside one's own government's deeds; asked at once.

    Each sort is a select of its name, the id its page is found by, the id of the solicitation, and a number.
    """
    sorts = sa.union_all(
        _addenda(ctx), _seats(ctx), _unsubmitted(ctx), _signatures(ctx), signing_queries.waiting(ctx)
    ).subquery()
    sort, id_, about, number = sorts.c
    select = (
        sa.select(sort, id_, number, Solicitation)
        .join(Solicitation, Solicitation.id == about)
        .order_by(Solicitation.due_at.is_(None), Solicitation.due_at, id_)
        .limit(3 * SHOWN)
    )
    for name, found, count, it in ctx.session.execute(select):
        about, values = _about(it), {"id": found}
        if name == "sign":
            yield Task("Sign your participating addendum", about, "contracts.addendum", values)
        elif name == "waive":
            if ctx.actor.id not in (it.drafted_by, *(it.authors or ())):
                yield Task("Sign a written determination, or leave it", about, "solicitations.checklist", values)
        elif name == "waive-ours":
            yield Task("Waive a rule of yours for a joint draft, or leave it", about, "solicitations.to_sign", values)
        elif name == "declare":
            yield Task("Declare conflicts of interest", about, "evaluation.seat", values)
        elif name == "score":
            sentence = "Score the last response" if count == 1 else f"Score {count} responses"
            yield Task(sentence, about, "evaluation.seat", values)
        elif name == "finish":
            sentence = "Finish your response: it is NOT SUBMITTED"
            yield Task(sentence, about, "responses.show", values, it.due_at, "Due", it.zone)


def _addenda(ctx: Context) -> sa.Select:
    return (
        sa.select(sa.literal("sign"), ParticipatingAddendum.id, Award.solicitation_id, sa.literal(1))
        .join(Award, Award.id == ParticipatingAddendum.award_id)
        .where(
            ParticipatingAddendum.jurisdiction_id.in_(places(ctx.actor, Permission.COMMIT_TO_POOLS)),
            ParticipatingAddendum.state == AddendumState.OFFERED,
        )
    )


def _signatures(ctx: Context) -> sa.Select:
    """Drafts with a written determination that an approver was asked to sign."""
    asked = sa.exists().where(
        DeterminationRequest.solicitation_id == Solicitation.id,
        DeterminationRequest.jurisdiction_id.is_(None),
        DeterminationRequest.closed_at.is_(None),
    )
    return sa.select(sa.literal("waive"), Solicitation.id, Solicitation.id, sa.literal(1)).where(
        Solicitation.jurisdiction_id.in_(places(ctx.actor, Permission.APPROVE)),
        Solicitation.state.in_((_S.DRAFT, _S.IN_REVIEW, _S.APPROVED)),
        asked,
    )


def _seats(ctx: Context) -> sa.Select:
    """A seat's own work. Nothing here depends on what any other seat has done."""

    def count(rows, *where):
        return sa.select(sa.func.count(rows.id)).where(*where).correlate(Seat, Panel).scalar_subquery()

    opened = (Response.solicitation_id == Panel.solicitation_id, Response.state == ResponseState.OPENED)
    undeclared = count(Response, *opened) - count(Disclosure, Disclosure.seat_id == Seat.id)
    to_score = count(Sheet, Sheet.seat_id == Seat.id, Sheet.state != SheetState.SUBMITTED)
    sort = sa.case((undeclared > 0, "declare"), else_="score")
    return (
        sa.select(sort, Panel.solicitation_id, Panel.solicitation_id, to_score)
        .select_from(Seat)
        .join(Panel, Panel.id == Seat.panel_id)
        .where(
            Seat.person_id == ctx.actor.id,
            Panel.state != PanelState.CLOSED,
            sa.or_(undeclared > 0, sa.and_(Panel.state == PanelState.SCORING, to_score > 0)),
        )
    )


def _unsubmitted(ctx: Context) -> sa.Select:
    return (
        sa.select(sa.literal("finish"), Response.id, Response.solicitation_id, sa.literal(1))
        .join(Solicitation, Solicitation.id == Response.solicitation_id)
        .where(
            Response.vendor_id.in_(ctx.actor.places(*VendorDuty)),
            Response.state.in_((ResponseState.DRAFT, ResponseState.WITHDRAWN)),
            Solicitation.state == _S.PUBLISHED,
            Solicitation.due_at > ctx.now,
        )
    )
