"""Talking about a draft: a comment on a place, replies, settled or taken up again. Floor: operations."""

from procurement.accounts.models import Person
from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import require
from procurement.library import pieces
from procurement.mailbox import operations as mailbox
from procurement.solicitations import approving, policy, queries
from procurement.solicitations.models import Comment, Solicitation


def comment(
    ctx: Context, solicitation: Solicitation, *, body: str, place: str = "", reply_to: Comment | None = None
) -> Comment:
    """Say something about one place of a draft ("sections/s3", "" for the whole), or answer a comment.

    Whoever wrote in the draft, and whoever is answered, gets a letter.
    """
    require(policy.may_comment(ctx.actor, solicitation, queries.member_ids(ctx.session, solicitation)))
    if not body.strip():
        raise Invalid({"body": ["Write what you have to say."]})
    if reply_to is not None:
        reply_to = ctx.session.get(Comment, reply_to.reply_to_id) if reply_to.reply_to_id else reply_to
        place = reply_to.place
    else:
        _check(solicitation, place)
    made = Comment(
        solicitation_id=solicitation.id,
        place=place,
        reply_to_id=reply_to.id if reply_to is not None else None,
        body=body.strip(),
        written_at=ctx.now,
        written_by=ctx.actor.id,
    )
    ctx.add(made)
    ctx.session.expire(solicitation, ["open_comments"])
    ledger.record(ctx, "solicitation.commented", solicitation, {"place": place, "comment": made.id})
    _tell(ctx, solicitation, made, reply_to)
    return made


def resolve(ctx: Context, solicitation: Solicitation, found: Comment) -> Comment:
    """Settle a comment: it counts as open no more, and stays to be read."""
    require(policy.may_resolve(ctx.actor, solicitation, found, queries.member_ids(ctx.session, solicitation)))
    ctx.lock(found)
    if found.reply_to_id is not None:
        raise Conflict("A reply is settled together with the comment it answers.")
    if found.resolved_at is not None:
        raise Conflict("This comment is settled already.")
    found.resolved_at, found.resolved_by = ctx.now, ctx.actor.id
    ctx.session.flush()
    ctx.session.expire(solicitation, ["open_comments"])
    ledger.record(ctx, "solicitation.comment-resolved", solicitation, {"comment": found.id})
    return found


def reopen(ctx: Context, solicitation: Solicitation, found: Comment) -> Comment:
    """Take a settled comment up again."""
    require(policy.may_comment(ctx.actor, solicitation, queries.member_ids(ctx.session, solicitation)))
    ctx.lock(found)
    if found.resolved_at is None:
        raise Conflict("This comment is open.")
    found.resolved_at, found.resolved_by = None, None
    ctx.session.flush()
    ctx.session.expire(solicitation, ["open_comments"])
    ledger.record(ctx, "solicitation.comment-reopened", solicitation, {"comment": found.id})
    return found


def _check(solicitation: Solicitation, place: str) -> None:
    """A place is "", or a piece that the draft has."""
    if not place:
        return
    part, _, key = place.partition("/")
    if part not in pieces.PARTS:
        raise Invalid({"place": ["A draft has no such place."]})
    pieces.find(solicitation.content, part, key)


def _tell(ctx: Context, solicitation: Solicitation, made: Comment, answered: Comment | None) -> None:
    ids = dict.fromkeys([solicitation.drafted_by, *solicitation.authors, *([answered.written_by] if answered else [])])
    people = [ctx.session.get(Person, each) for each in ids if each != ctx.actor.id]
    names = dict(approving.names(solicitation.content, [made.place]))
    mailbox.post(
        ctx,
        "solicitation_comment",
        to=[each for each in people if each is not None],
        about=solicitation,
        solicitation=solicitation,
        comment=made,
        by=ctx.actor.name,
        where=names[made.place] if made.place else "",
        is_reply=answered is not None,
    )
