"""What was said about the places of a draft, for those who may see how it is made. Floor: queries."""

from collections import Counter
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.networks.models import Assignment
from procurement.solicitations import annex_queries
from procurement.solicitations.models import Comment, Solicitation


@dataclass
class Thread:
    """One comment with its replies, oldest first."""

    comment: Comment
    replies: list[Comment] = field(default_factory=list)


def threads(session: Session, solicitation: Solicitation, place: str | None = None) -> list[Thread]:
    """What was said (at one place: "sections/s3", "" for the whole; None: everywhere), open ones first.

    The caller has asked whether the actor may see how it is made (`queries.get_work`).
    """
    found = sa.select(Comment).where(Comment.solicitation_id == solicitation.id)
    if place is not None:
        found = found.where(Comment.place == place)
    begun: dict[str, Thread] = {}
    for each in session.scalars(found.order_by(Comment.written_at, Comment.id)):
        if each.reply_to_id is None:
            begun[each.id] = Thread(each)
        elif each.reply_to_id in begun:
            begun[each.reply_to_id].replies.append(each)
    return sorted(begun.values(), key=lambda thread: thread.comment.resolved_at is not None)


def threads_for(ctx: Context, solicitation: Solicitation, place: str | None = None) -> list[Thread]:
    """The same as this actor may read it: all for its own people; for a pool's member what its own people began."""
    found = threads(ctx.session, solicitation, place)
    member = annex_queries.reader(ctx, solicitation)
    if member is None:
        return found
    ours = sa.select(Assignment.person_id).where(Assignment.jurisdiction_id == member.jurisdiction_id)
    people = set(ctx.session.scalars(ours))
    return [each for each in found if each.comment.written_by in people]


def open_by_place(session: Session, solicitation: Solicitation) -> Counter[str]:
    """How many open comments each place has; "" is the whole."""
    rows = session.execute(
        sa.select(Comment.place, sa.func.count())
        .where(Comment.solicitation_id == solicitation.id, Comment.reply_to_id.is_(None), Comment.resolved_at.is_(None))
        .group_by(Comment.place)
    )
    return Counter({place: count for place, count in rows})


def get(ctx: Context, solicitation: Solicitation, comment_id: str) -> Comment:
    """One comment of this solicitation, or NotFound."""
    found = ctx.session.get(Comment, comment_id)
    if found is None or found.solicitation_id != solicitation.id:
        raise NotFound("There is no such comment here.")
    return found
