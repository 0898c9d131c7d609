"""Questions about solicitations: what this actor may see, what is in force, what hinders, what is open."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, undefer

from procurement.core.context import Context
from procurement.core.errors import Hindrance, NotFound
from procurement.library.models import Kind
from procurement.networks.duties import Permission, places
from procurement.networks.models import Jurisdiction
from procurement.networks.packs import Combined
from procurement.pools import queries as pools
from procurement.pools.lifecycle import ParticipationState
from procurement.pools.models import Participation, Pool, PublicationRule
from procurement.solicitations import (
    annexing,
    asked,
    checklist,
    deadline,
    facts,
    policy,
    ruling,
)
from procurement.solicitations.lifecycle import PUBLIC, SolicitationState
from procurement.solicitations.models import Follower, Review, Revision, Solicitation
from procurement.solicitations.standings import (  # noqa: F401 (other rooms ask for them here)
    Standing,
    content_in_force,
    draft_body,
    draft_content,
    draft_digest,
    marked_body,
    members,
    standing,
)

NO_SUCH = "There is no such solicitation, or it is not for you to see."


def visible(ctx: Context) -> sa.Select[tuple[Solicitation]]:
    """What this actor may see at all: the same as `policy.may_see`, row by row."""
    found = sa.select(Solicitation).options(joinedload(Solicitation.jurisdiction), joinedload(Solicitation.pool))
    if ctx.actor.is_system:
        return found
    own = places(ctx.actor, Permission.SEE_INTERNAL)
    ways = [
        Solicitation.state.in_(PUBLIC),
        sa.and_(Solicitation.state == SolicitationState.CANCELLED, Solicitation.published_at.is_not(None)),
    ]
    if own:
        joined = sa.select(Participation.pool_id).where(
            Participation.jurisdiction_id.in_(own), Participation.state == ParticipationState.JOINED
        )
        ways.append(Solicitation.jurisdiction_id.in_(own))
        ways.append(sa.and_(Solicitation.state.in_(policy.SHOWN_TO_MEMBERS), Solicitation.pool_id.in_(joined)))
    return found.where(sa.or_(*ways))


def get(ctx: Context, solicitation_id: str) -> Solicitation:
    """The solicitation, or NotFound for what is not there or not for this actor to see."""
    one = visible(ctx).where(Solicitation.id == solicitation_id).options(undefer(Solicitation.open_comments))
    found = ctx.session.scalar(one)
    if found is None:
        raise NotFound(NO_SUCH)
    return found


def get_work(ctx: Context, solicitation_id: str) -> Solicitation:
    """The solicitation for whoever may see how it is made (its people, and its pool's members while they review)."""
    found = get(ctx, solicitation_id)
    if policy.may_see_work(ctx.actor, found):
        return found
    if not policy.may_see_work(ctx.actor, found, member_ids(ctx.session, found)):
        raise NotFound("There is nothing at this address, or it is not for you to see.")
    return found


def get_own(ctx: Context, solicitation_id: str) -> Solicitation:
    """The solicitation for the people of the jurisdiction that publishes it: what no member of its pool sees."""
    found = get(ctx, solicitation_id)
    if not policy.may_see_work(ctx.actor, found):
        raise NotFound("There is nothing at this address, or it is not for you to see.")
    return found


def get_revision(ctx: Context, solicitation: Solicitation, number: int) -> Revision:
    """One published revision of a solicitation that the actor sees."""
    found = ctx.session.scalar(
        sa.select(Revision).where(Revision.solicitation_id == solicitation.id, Revision.number == number)
    )
    if found is None:
        raise NotFound("There is no such revision of this solicitation.")
    return found


def get_participation(ctx: Context, solicitation: Solicitation, participation_id: str) -> Participation:
    """A member of the solicitation's pool."""
    for each in members(ctx.session, solicitation):
        if each.id == participation_id:
            return each
    raise NotFound("There is no such member of this solicitation's pool.")


def is_closed(solicitation: Solicitation, now: datetime) -> bool:
    """Whether the deadline has passed; responses are accepted in [published, due), so equality is late."""
    return solicitation.due_at is not None and now >= solicitation.due_at


def accepts_responses(solicitation: Solicitation, now: datetime) -> bool:
    """Whether a response may be submitted at this instant."""
    return (
        solicitation.state == SolicitationState.PUBLISHED
        and solicitation.published_at is not None
        and solicitation.published_at <= now
        and not is_closed(solicitation, now)
    )


def member_ids(session: Session, solicitation: Solicitation) -> frozenset[str]:
    """The ids of the jurisdictions that have joined its pool (for `policy.may_see`)."""
    return frozenset(each.jurisdiction_id for each in members(session, solicitation))


def body(session: Session, solicitation: Solicitation) -> dict:
    """What is published; before that, the draft with its open blanks marked."""
    if solicitation.revision is not None:
        return solicitation.revision.body
    return marked_body(solicitation, standing(session, solicitation))


def rules_that_bind(session: Session, solicitation: Solicitation) -> Combined:
    """The rule packs that bind: the jurisdiction's, and for a pool those of every member; the strictest binds."""
    return ruling.combined(solicitation, members(session, solicitation))


def hindrances(
    ctx: Context, solicitation: Solicitation, *, approvals: bool = True, known: Standing | None = None
) -> list[Hindrance]:
    """The checklist as it stands at this instant: the page shows it, publication asks it."""
    stands = known or standing(ctx.session, solicitation)
    subject = checklist.Subject(
        title=solicitation.title,
        summary=solicitation.summary,
        contact_name=solicitation.contact_name,
        contact_email=solicitation.contact_email,
        kind=str(solicitation.kind),
        zone=solicitation.zone,
        due_at=solicitation.due_at,
        content=stands.content,
        values=solicitation.values,
        facts=facts.known(solicitation),
        rules=stands.rules,
        questions_due_at=solicitation.questions_due_at,
        schedule=solicitation.schedule or (),
        waivers=ruling.waivers(solicitation),
        approvals=stands.approvals,
        pool_fault=_pool_fault(solicitation, len(stands.members)),
        open_votes=pools.open_votes(ctx.session, solicitation.pool) if approvals and solicitation.pool else (),
        open_comments=solicitation.open_comments,
        **_joint(solicitation, stands),
    )
    return checklist.hindrances(subject, ctx.now, approvals=approvals)


def _joint(solicitation: Solicitation, stands: Standing) -> dict:
    """What the checklist of a joint draft looks at besides: the pool's rule, and how far the annexes are."""
    pool = solicitation.pool
    if pool is None:
        return {}
    staying = pool.publication_rule == PublicationRule.STAYING
    found = {"pool_rule": checklist.PoolRule(pool.title, staying, pool.approvals_due_at)}
    if solicitation.annexes_asked_at is None:
        return found
    core = {each["key"]: each for each in stands.content["sections"]}
    asked_for = [
        each
        for each in stands.members
        if each.jurisdiction_id != solicitation.jurisdiction_id or each.id in stands.annexes
    ]
    rows = [(each.jurisdiction.name, stands.annexes.get(each.id)) for each in asked_for]
    annexes = [
        annexing.given(name, row.sections if row is not None else [], bool(row and row.confirmed_at), core)
        for name, row in rows
    ]
    return {**found, "annexes": annexes, "annexes_due_at": solicitation.annexes_due_at}


def _pool_fault(solicitation: Solicitation, joined: int) -> str:
    pool = solicitation.pool
    if pool is None:
        return ""
    if pool.jurisdiction_id != solicitation.jurisdiction_id:
        return f"{pool.lead.name} leads the pool now and drafts for it; it may copy this text. Cancel this draft."
    return pools.hinders_publication(pool, joined)


def beyond_draft(session: Session, pool: Pool) -> str:
    """The number of the lead's solicitation for this pool that is handed on and has not ended; "" for none."""
    rests = (SolicitationState.DRAFT, SolicitationState.CANCELLED, SolicitationState.CONCLUDED)
    found = sa.select(Solicitation.reference).where(
        Solicitation.pool_id == pool.id,
        Solicitation.jurisdiction_id == pool.jurisdiction_id,
        Solicitation.state.not_in(rests),
    )
    return session.scalar(found.limit(1)) or ""


def approvals(session: Session, solicitation: Solicitation) -> list[checklist.Approval]:
    """The approvals publication needs, each with whether it is given for the text as it stands now."""
    return standing(session, solicitation).approvals


def propose_reference(session: Session, jurisdiction: Jurisdiction, kind: Kind, now: datetime) -> str:
    """The next free number such as "RFP 2026-003": kind, year in its zone, running number in the jurisdiction."""
    year = deadline.year_of(now, jurisdiction.zone)
    used = session.scalars(
        sa.select(Solicitation.reference).where(
            Solicitation.jurisdiction_id == jurisdiction.id, Solicitation.reference.like(f"% {year}-%")
        )
    )
    numbers = [int(tail) for tail in (each.rpartition("-")[2] for each in used) if tail.isdecimal() and len(tail) < 9]
    short = "Call" if kind == Kind.CALL else str(kind)
    return f"{short} {year}-{max(numbers, default=0) + 1:03d}"


def opportunities(
    ctx: Context, *, words: str = "", kind: str = "", jurisdiction_id: str = "", status: str = "open"
) -> sa.Select[tuple[Solicitation]]:
    """What the public may look through: open ones by deadline, the others latest first.

    `status` is "open", "closed", "cancelled" or "all"; `words` must all stand in title, summary, reference or the
    jurisdiction's name.
    """
    found = visible(ctx).where(Solicitation.published_at.is_not(None)).join(Solicitation.jurisdiction)
    cancelled = Solicitation.state == SolicitationState.CANCELLED
    is_open = sa.and_(Solicitation.state == SolicitationState.PUBLISHED, Solicitation.due_at > ctx.now)
    if status == "open":
        found = found.where(is_open)
    elif status == "closed":
        found = found.where(sa.not_(is_open), sa.not_(cancelled))
    elif status == "cancelled":
        found = found.where(cancelled)
    if kind:
        found = found.where(Solicitation.kind == kind)
    if jurisdiction_id:
        found = found.where(Solicitation.jurisdiction_id == jurisdiction_id)
    found = _with_words(found, words)
    order = Solicitation.due_at.asc() if status == "open" else Solicitation.due_at.desc()
    return found.order_by(order, Solicitation.id)


def work(
    ctx: Context, *, words: str = "", kind: str = "", state: str = "", jurisdiction_id: str = ""
) -> sa.Select[tuple[Solicitation]]:
    """The solicitations of the actor's own jurisdictions, latest first."""
    own = places(ctx.actor, Permission.SEE_INTERNAL)
    found = visible(ctx).join(Solicitation.jurisdiction).where(Solicitation.jurisdiction_id.in_(own))
    if kind:
        found = found.where(Solicitation.kind == kind)
    if state:
        found = found.where(Solicitation.state == state)
    if jurisdiction_id:
        found = found.where(Solicitation.jurisdiction_id == jurisdiction_id)
    return _with_words(found, words).order_by(Solicitation.created_at.desc(), Solicitation.id)


def _with_words(found: sa.Select, words: str) -> sa.Select:
    for word in words.split()[:10]:
        found = found.where(
            sa.or_(
                Solicitation.title.icontains(word, autoescape=True),
                Solicitation.summary.icontains(word, autoescape=True),
                Solicitation.reference.icontains(word, autoescape=True),
                Jurisdiction.name.icontains(word, autoescape=True),
            )
        )
    return found


def publishers(ctx: Context) -> Sequence[Jurisdiction]:
    """The jurisdictions that have published something, by name: what the list can be narrowed to."""
    ids = sa.select(Solicitation.jurisdiction_id).where(Solicitation.published_at.is_not(None))
    return ctx.session.scalars(
        sa.select(Jurisdiction).where(Jurisdiction.id.in_(ids)).order_by(Jurisdiction.name, Jurisdiction.id)
    ).all()


def reviews_waiting(ctx: Context) -> list[Review]:
    """The reviews that this actor may decide now: as an approver, or for a member of a pool; oldest first."""
    own = places(ctx.actor, Permission.APPROVE)
    speaks_for = places(ctx.actor, Permission.COMMIT_TO_POOLS)
    if not own and not speaks_for:
        return []
    is_mine = sa.and_(Review.participation_id.is_(None), Solicitation.jurisdiction_id.in_(own))
    for_member = sa.and_(
        Participation.jurisdiction_id.in_(speaks_for), Participation.state == ParticipationState.JOINED
    )
    found = (
        sa.select(Review)
        .join(Review.solicitation)
        .outerjoin(Review.participation)
        .options(
            joinedload(Review.solicitation).joinedload(Solicitation.jurisdiction),
            joinedload(Review.participation).joinedload(Participation.jurisdiction),
        )
        .where(
            Review.decision.is_(None),
            Review.decided_at.is_(None),
            Solicitation.state == SolicitationState.IN_REVIEW,
            sa.or_(is_mine, for_member),
        )
        .order_by(Review.asked_at, Review.id)
    )
    rows = ctx.session.scalars(found).unique().all()
    is_asked = any(each.participation_id is None for each in rows)
    limits = asked.limits(ctx.session, ctx.actor) if is_asked else {}
    return [each for each in rows if each.participation_id is not None or asked.is_for(ctx.actor, each, limits)]


def reviews(solicitation: Solicitation) -> list[Review]:
    """Everybody who was asked, and what they said, oldest first."""
    return sorted(solicitation.reviews, key=lambda each: (each.asked_at, each.id))


def followers(session: Session, solicitation: Solicitation) -> list[Follower]:
    """Who hears of what happens to the solicitation."""
    found = sa.select(Follower).where(Follower.solicitation_id == solicitation.id).order_by(Follower.since, Follower.id)
    return list(session.scalars(found))


def open_now(ctx: Context, *, limit: int) -> list[Solicitation]:
    """The opportunities that are open, the ones that close first at the top."""
    return list(ctx.session.scalars(opportunities(ctx).limit(limit)))
