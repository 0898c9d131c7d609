"""Who may do what with a solicitation: its jurisdiction's officers write, others approve, pool members have a say."""

from collections.abc import Collection

from procurement.core.context import Actor
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict, in_time, refused, when
from procurement.networks.duties import Permission, may, places
from procurement.networks.rules import Signer
from procurement.pools.lifecycle import ParticipationState
from procurement.pools.models import Participation, Pool
from procurement.solicitations.lifecycle import PUBLIC, SolicitationState
from procurement.solicitations.models import Comment, Solicitation, WrittenDetermination

#: States in which the members of its pool see a joint draft.
SHOWN_TO_MEMBERS = frozenset({SolicitationState.IN_REVIEW, SolicitationState.APPROVED})
#: States in which people talk about the text.
COMMENTED = frozenset({SolicitationState.DRAFT, SolicitationState.IN_REVIEW, SolicitationState.APPROVED})
RESTS = "Its text can be changed only while it is a draft. Take it back to draft first, where that is still possible."
STAYS = "An addendum changes the text, what is asked and the dates. This stays as it was published."
AMENDS = "What is published is changed by an addendum: begin one, or go on with the one that was begun."


def is_public(solicitation: Solicitation) -> bool:
    """Whether everybody sees it: published, and also when it was cancelled after that."""
    return solicitation.state in PUBLIC or (
        solicitation.state == SolicitationState.CANCELLED and solicitation.published_at is not None
    )


def is_amended_now(solicitation: Solicitation) -> bool:
    """Whether it is published and an addendum is being written, in which its text can be changed."""
    return solicitation.is_amending and solicitation.state == SolicitationState.PUBLISHED


def rests(solicitation: Solicitation) -> str:
    """Why its text cannot be changed now, and what to do instead."""
    if is_amended_now(solicitation):
        return STAYS
    return AMENDS if solicitation.state == SolicitationState.PUBLISHED else RESTS


def may_see(actor: Actor, solicitation: Solicitation, members: Collection[str] = ()) -> Verdict:
    """Everybody what is public; the jurisdiction's people their drafts; a pool's members the draft they review.

    `members` are the ids of the jurisdictions that have joined its pool.
    """
    if is_public(solicitation) or actor.is_system:
        return ALLOWED
    if may(actor, Permission.SEE_INTERNAL, solicitation.jurisdiction_id):
        return ALLOWED
    shown = solicitation.pool_id is not None and solicitation.state in SHOWN_TO_MEMBERS
    if shown and places(actor, Permission.SEE_INTERNAL) & frozenset(members):
        return ALLOWED
    return refused("This solicitation is not public.")


def may_see_work(actor: Actor, solicitation: Solicitation, members: Collection[str] = ()) -> Verdict:
    """How it is made: the jurisdiction's own people, and the pool's members as long as it is not published."""
    own = actor.is_system or may(actor, Permission.SEE_INTERNAL, solicitation.jurisdiction_id)
    if own or (not is_public(solicitation) and may_see(actor, solicitation, members)):
        return ALLOWED
    return refused("These pages are for the people of the jurisdiction that publishes it.")


def may_draft(actor: Actor, jurisdiction_id: str, pool: Pool | None = None) -> Verdict:
    """An officer drafts for their jurisdiction, and for a pool only if their jurisdiction leads it."""
    verdict = _duty(actor, Permission.DRAFT, jurisdiction_id, "Only an officer of the jurisdiction drafts for it.")
    if verdict and pool is not None:
        return when(pool.jurisdiction_id == jurisdiction_id, "Only the pool's lead drafts its solicitation.")
    return verdict


def may_edit(actor: Actor, solicitation: Solicitation) -> Verdict:
    """The jurisdiction's officers; that the text rests after the draft is the lifecycle's business."""
    return _duty(
        actor, Permission.DRAFT, solicitation.jurisdiction_id, "Only an officer of the jurisdiction changes this."
    )


def may_submit_for_review(actor: Actor, solicitation: Solicitation) -> Verdict:
    """The jurisdiction's officers."""
    return may_edit(actor, solicitation)


def may_return_to_draft(actor: Actor, solicitation: Solicitation) -> Verdict:
    """The jurisdiction's officers, who then change it and ask again."""
    return may_edit(actor, solicitation)


def may_decide_review(actor: Actor, solicitation: Solicitation) -> Verdict:
    """An approver of the jurisdiction who has not written in it."""
    verdict = _duty(
        actor, Permission.APPROVE, solicitation.jurisdiction_id, "Only an approver of the jurisdiction decides this."
    )
    if not verdict:
        return verdict
    wrote = actor.id == solicitation.drafted_by or actor.id in (solicitation.authors or ())
    return when(not wrote, "You wrote in this draft, so another person must approve it.")


def may_decide_step(step: str | None, mine: Collection[str]) -> Verdict:
    """An approver decides only the steps of the chain that are theirs; without one named, any of those."""
    return when(bool(mine) if step is None else step in mine, "This step of the approval is decided by somebody else.")


def may_decide_for_member(actor: Actor, solicitation: Solicitation, participation: Participation) -> Verdict:
    """A representative of a jurisdiction that has joined the solicitation's pool, for that jurisdiction."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if solicitation.pool_id is None or participation.pool_id != solicitation.pool_id:
        return refused("This jurisdiction takes no part in the solicitation's pool.")
    if participation.state != ParticipationState.JOINED:
        return refused("Only jurisdictions that have joined the pool decide on its draft.")
    return _duty(
        actor,
        Permission.COMMIT_TO_POOLS,
        participation.jurisdiction_id,
        "Only a representative of the member decides this.",
    )


def may_comment(actor: Actor, solicitation: Solicitation, members: Collection[str] = ()) -> Verdict:
    """Before publication: whoever drafts, approves or represents in its jurisdiction, and the pool's members while
    they review. Auditors and administrators read, and change nothing.
    """
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    shown = solicitation.pool_id is not None and solicitation.state in SHOWN_TO_MEMBERS
    takes_part = _takes_part(actor, frozenset({solicitation.jurisdiction_id, *(members if shown else ())}))
    if not takes_part:
        return refused("Only people who draft, approve or represent comment here.")
    return in_time(solicitation.state in COMMENTED, "It is no draft any more: what is published is not commented.")


def may_resolve(actor: Actor, solicitation: Solicitation, comment: Comment, members: Collection[str] = ()) -> Verdict:
    """The officers who draft, and whoever wrote it."""
    verdict = may_comment(actor, solicitation, members)
    if not verdict:
        return verdict
    own = comment.written_by == actor.id or may(actor, Permission.DRAFT, solicitation.jurisdiction_id)
    return when(own, "An officer or whoever wrote the comment settles it.")


def may_copy(actor: Actor, solicitation: Solicitation, jurisdiction_id: str) -> Verdict:
    """An officer copies into their own jurisdiction what was published, or what ended there before it was."""
    verdict = may_draft(actor, jurisdiction_id)
    if not verdict:
        return verdict
    own = may(actor, Permission.SEE_INTERNAL, solicitation.jurisdiction_id)
    return when(
        is_public(solicitation) or (own and solicitation.state == SolicitationState.CANCELLED),
        "Only what was published, or what your own government cancelled, is copied.",
    )


def may_write_determinations(actor: Actor, solicitation: Solicitation, member: Participation | None = None) -> Verdict:
    """Officers and approvers of the jurisdiction whose rule it is: of whoever publishes, or of a member of the pool.

    Who signs which one is said by the rule pack (`may_determine`).
    """
    return _officer_or_approver(actor, member.jurisdiction_id if member is not None else solicitation.jurisdiction_id)


def may_withdraw_determination(actor: Actor, found: WrittenDetermination) -> Verdict:
    """Officers and approvers of the jurisdiction whose rule it waives."""
    return _officer_or_approver(actor, found.jurisdiction_id or found.solicitation.jurisdiction_id)


def _officer_or_approver(actor: Actor, jurisdiction_id: str) -> Verdict:
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    one = may(actor, Permission.DRAFT, jurisdiction_id) or may(actor, Permission.APPROVE, jurisdiction_id)
    return when(one, "Only an officer or an approver of the jurisdiction writes determinations.")


def may_determine(
    actor: Actor, solicitation: Solicitation, signed_by: Signer, member: Participation | None = None
) -> Verdict:
    """Who signs a determination about a rule: an officer, or an approver who has not written in the draft.

    A rule of a `member` of the pool is waived by that member's own people.
    """
    if member is not None:
        return may_determine_for(actor, solicitation, member, signed_by)
    if signed_by == Signer.APPROVER:
        return may_decide_review(actor, solicitation)
    return may_edit(actor, solicitation)


def may_determine_for(
    actor: Actor, solicitation: Solicitation, participation: Participation, signed_by: Signer
) -> Verdict:
    """A member of the pool waives its own rule: its own officer, or an approver of its who has not written in it."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not _is_member(solicitation, participation):
        return refused("This jurisdiction takes no part in the solicitation's pool.")
    needed = Permission.APPROVE if signed_by == Signer.APPROVER else Permission.DRAFT
    wrote = actor.id == solicitation.drafted_by or actor.id in (solicitation.authors or ())
    name = participation.jurisdiction.name
    verdict = _duty(actor, needed, participation.jurisdiction_id, f"Only an {signed_by} of {name} waives its rule.")
    return when(not wrote, "You wrote in this draft, so another person must sign.") if verdict else verdict


def _is_member(solicitation: Solicitation, participation: Participation) -> bool:
    same = solicitation.pool_id is not None and participation.pool_id == solicitation.pool_id
    return same and participation.state == ParticipationState.JOINED


def may_ask_annexes(actor: Actor, solicitation: Solicitation) -> Verdict:
    """The lead's officers, while the joint text is a draft."""
    verdict = may_edit(actor, solicitation)
    if not verdict:
        return verdict
    if solicitation.pool_id is None:
        return refused("Only a joint solicitation has annexes of members.")
    return in_time(solicitation.state == SolicitationState.DRAFT, "Members are asked for annexes while it is a draft.")


def may_read_core(actor: Actor, solicitation: Solicitation, participation: Participation) -> Verdict:
    """Officers and representatives of a member, from when annexes are asked for until the text is published."""
    verdict = _works_on_annex(actor, solicitation, participation)
    if verdict and not (solicitation.annexes_asked_at is not None and solicitation.state in COMMENTED):
        return refused("The lead has not asked for annexes (or the joint text is no draft any more).")
    return verdict


def may_write_annex(actor: Actor, solicitation: Solicitation, participation: Participation) -> Verdict:
    """The same people, until everybody has approved."""
    verdict = may_read_core(actor, solicitation, participation)
    if not verdict:
        return verdict
    open_ = solicitation.state in (SolicitationState.DRAFT, SolicitationState.IN_REVIEW)
    return in_time(open_, "Everybody has approved the joint text, so annexes rest. Ask the lead to take it back first.")


def _works_on_annex(actor: Actor, solicitation: Solicitation, participation: Participation) -> Verdict:
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not _is_member(solicitation, participation):
        return refused("This jurisdiction takes no part in the solicitation's pool.")
    place = participation.jurisdiction_id
    one = may(actor, Permission.DRAFT, place) or may(actor, Permission.COMMIT_TO_POOLS, place)
    return when(one, "Only an officer or a representative of the member writes its annex.")


def may_publish(actor: Actor, solicitation: Solicitation) -> Verdict:
    """The jurisdiction's officers."""
    return _duty(
        actor, Permission.PUBLISH, solicitation.jurisdiction_id, "Only an officer of the jurisdiction publishes this."
    )


def may_cancel(actor: Actor, solicitation: Solicitation) -> Verdict:
    """The jurisdiction's officers."""
    return _duty(
        actor, Permission.PUBLISH, solicitation.jurisdiction_id, "Only an officer of the jurisdiction cancels this."
    )


def may_publish_findings(actor: Actor, solicitation: Solicitation) -> Verdict:
    """The jurisdiction's officers."""
    return _duty(
        actor,
        Permission.PUBLISH,
        solicitation.jurisdiction_id,
        "Only an officer of the jurisdiction publishes its findings.",
    )


def _takes_part(actor: Actor, jurisdictions: frozenset[str]) -> bool:
    own = (Permission.DRAFT, Permission.APPROVE, Permission.COMMIT_TO_POOLS)
    return any(places(actor, each) & jurisdictions for each in own)


def _duty(actor: Actor, permission: Permission, jurisdiction_id: str, reason: str) -> Verdict:
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(may(actor, permission, jurisdiction_id), reason)
