"""Who must approve a draft, and for what of it each has: the approval chain and the pool's members. Floor: queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from procurement.accounts.models import Person
from procurement.core.context import Actor
from procurement.core.digest import digest as digest_of
from procurement.networks import rules
from procurement.networks.duties import Permission, duties_with, may
from procurement.networks.models import Assignment
from procurement.pools.models import Participation
from procurement.solicitations import approving, checklist
from procurement.solicitations.models import Review, ReviewDecision, Solicitation

#: The step of a chain that names none; also of reviews from before there were chains.
ONLY = rules.DEFAULT_CHAIN[0]["key"]


@dataclass(frozen=True)
class Say:
    """One whose approval publication needs: a step of the chain, or a member of the pool."""

    #: The step's key, "" for a member.
    step: str
    title: str
    stage: int
    member: Participation | None
    #: The last time they were asked.
    review: Review | None
    #: What of all they ever approved stands for the text as it is now.
    given: Mapping[str, str]
    #: The places that are still to be approved.
    missing: Sequence[str]
    #: What they are asked to approve, part by part, and the digest of it: of a member, what concerns it.
    parts: Mapping[str, str]
    digest: str

    @property
    def is_open(self) -> bool:
        """Asked, and not answered yet."""
        return self.review is not None and is_open(self.review)

    @property
    def has_approved(self) -> bool:
        """Whether their last answer was an approval, of this text or of another."""
        return self.review is not None and self.review.decision == ReviewDecision.APPROVED

    @property
    def is_complete(self) -> bool:
        """Whether they have approved everything as it is now."""
        return self.has_approved and not self.missing


def says(
    solicitation: Solicitation, members: Sequence[Participation], body: Mapping, digest: str, now: Mapping[str, str]
) -> list[Say]:
    """Everybody whose approval publication needs, the chain first, then the members.

    `now` are the parts of the body, `digest` is that of the whole; a member approves what concerns it.
    """
    found = []
    for step in rules.approval_chain(solicitation.jurisdiction.rules):
        reviews = [
            each for each in _in_order(solicitation) if each.participation_id is None and _step(each) == step["key"]
        ]
        asked = _Asked(step["key"], step["title"], step["stage"], None, now, digest)
        found.append(_say(asked, reviews, digest))
    others = [each for each in members if each.jurisdiction_id != solicitation.jurisdiction_id]
    shares = approving.shares_of(body) if others else {}
    for each in others:
        reviews = [one for one in _in_order(solicitation) if one.participation_id == each.id]
        own = approving.parts(approving.concerning(body, each.id, shares.get(each.id, {})), now)
        asked = _Asked("", each.jurisdiction.name, 1, each, own, digest_of(own))
        found.append(_say(asked, reviews, digest))
    return found


def steps(found: Sequence[Say]) -> list[approving.Step]:
    """The chain alone, for asking whose turn it is."""
    return [
        approving.Step(each.step, each.title, each.stage, each.is_complete) for each in found if each.member is None
    ]


def approvals(solicitation: Solicitation, found: Sequence[Say]) -> list[checklist.Approval]:
    """The same as the checklist reads it."""
    result = []
    for each in found:
        name = each.title if each.member is not None else step_name(each.step, each.title, solicitation)
        void = each.has_approved and bool(each.missing)
        result.append(checklist.Approval(name, each.has_approved, void, each.member is not None))
    return result


def step_name(key: str, title: str, solicitation: Solicitation) -> str:
    """What a step is called in a sentence."""
    place = solicitation.jurisdiction.name
    return f"An approver of {place}" if key == ONLY else f"{title} of {place}"


def is_open(review: Review) -> bool:
    """Whether somebody still has to answer; what was overtaken by a later text has an instant but no decision."""
    return review.decision is None and review.decided_at is None


def decides(session: Session, actor: Actor, solicitation: Solicitation) -> frozenset[str]:
    """The steps of the chain that this actor's duties as an approver cover."""
    if not may(actor, Permission.APPROVE, solicitation.jurisdiction_id):
        return frozenset()
    keys = [step["key"] for step in rules.approval_chain(solicitation.jurisdiction.rules)]
    mine = limits(session, actor).get(solicitation.jurisdiction_id, ())
    return frozenset(key for key in keys if any(not only or key in only for only in mine))


def limits(session: Session, actor: Actor) -> dict[str, list[list[str]]]:
    """By jurisdiction, the steps that each of the actor's duties as an approver names; an empty list is all of them."""
    rows = session.execute(
        sa.select(Assignment.jurisdiction_id, Assignment.steps).where(
            Assignment.person_id == actor.id, Assignment.duty.in_(duties_with(Permission.APPROVE))
        )
    )
    found: dict[str, list[list[str]]] = {}
    for place, only in rows:
        found.setdefault(place or "", []).append(only or [])
    return found


def is_for(actor: Actor, review: Review, limited: Mapping[str, list[list[str]]]) -> bool:
    """Whether the actor may answer this question to its jurisdiction's own approvers."""
    it = review.solicitation
    wrote = actor.id in (it.drafted_by, *(it.authors or ()))
    return not wrote and any(not only or _step(review) in only for only in limited.get(it.jurisdiction_id, ()))


def approvers(session: Session, solicitation: Solicitation) -> dict[str, list[Person]]:
    """For each step of the chain who may decide it: its approvers who have not written in the draft, by name."""
    rows = session.execute(
        sa.select(Person, Assignment.steps)
        .join(Assignment, Assignment.person_id == Person.id)
        .where(
            Assignment.jurisdiction_id == solicitation.jurisdiction_id,
            Assignment.duty.in_(duties_with(Permission.APPROVE)),
            Person.disabled_at.is_(None),
            Person.id.not_in({solicitation.drafted_by, *solicitation.authors}),
        )
        .order_by(Person.name, Person.id)
    ).all()
    chain = rules.approval_chain(solicitation.jurisdiction.rules)
    return {
        step["key"]: list(dict.fromkeys(person for person, only in rows if not only or step["key"] in only))
        for step in chain
    }


@dataclass(frozen=True)
class _Asked:
    """Who is asked, and for what."""

    step: str
    title: str
    stage: int
    member: Participation | None
    parts: Mapping[str, str]
    digest: str


def _say(asked: _Asked, reviews: list[Review], whole: str) -> Say:
    given: dict[str, str] = {}
    for each in reviews:
        # An approval is complete for the text it names; those from before parts, or before members' own, say no more.
        is_whole = each.decision == ReviewDecision.APPROVED and each.draft_digest in (asked.digest, whole)
        given |= asked.parts if is_whole else approving.standing(asked.parts, each.parts)
    return Say(
        step=asked.step,
        title=asked.title,
        stage=asked.stage,
        member=asked.member,
        review=reviews[-1] if reviews else None,
        given=given,
        missing=approving.missing(asked.parts, given),
        parts=asked.parts,
        digest=asked.digest,
    )


def _in_order(solicitation: Solicitation) -> list[Review]:
    return sorted(solicitation.reviews, key=lambda each: (each.asked_at, each.decided_at is None, each.id))


def _step(review: Review) -> str:
    return review.step or ONLY
