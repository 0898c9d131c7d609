"""Who recommends, who approves (never the same person), and when an award may become final."""

from collections.abc import Sequence

from procurement.awards.lifecycle import AwardState
from procurement.awards.models import Award
from procurement.core.context import Actor
from procurement.core.errors import Hindrance
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict, in_time, refused, untimely, when
from procurement.networks.duties import Permission, may
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation

#: Once everybody has had notice, everybody may know.
ANNOUNCED = frozenset({AwardState.INTENDED, AwardState.FINAL, AwardState.RESCINDED})
_CONFLICT = "You have a conflict of interest with a vendor that responded here: another person must do this."


def may_recommend(actor: Actor, solicitation: Solicitation, *, conflicted: bool = False) -> Verdict:
    """An officer of the jurisdiction without a conflict, between opening and decision."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not may(actor, Permission.RECOMMEND, solicitation.jurisdiction_id):
        return refused("Only an officer of the jurisdiction may recommend an award.")
    if conflicted:
        return refused(_CONFLICT)
    ripe = solicitation.state in (SolicitationState.OPENED, SolicitationState.EVALUATING)
    return in_time(ripe, "An award is recommended after the responses have been opened and judged.")


def may_decide(actor: Actor, award: Award, *, conflicted: bool = False) -> Verdict:
    """An approver of the jurisdiction without a conflict, who did not recommend it."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not may(actor, Permission.APPROVE, award.solicitation.jurisdiction_id):
        return refused("Only an approver of the jurisdiction may decide on this recommendation.")
    if award.recommended_by == actor.id:
        return refused("Whoever recommends an award does not approve it: another person must.")
    if conflicted:
        return refused(_CONFLICT)
    return in_time(award.state == AwardState.RECOMMENDED, "This recommendation has been decided already.")


def may_finalise(actor: Actor, award: Award, hindrances: Sequence[Hindrance]) -> Verdict:
    """An officer, when nothing of `blocking.hindrances` stands in the way: neither the protest window nor a protest."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not may(actor, Permission.RECOMMEND, award.solicitation.jurisdiction_id):
        return refused("Only an officer of the jurisdiction may make the decision final.")
    if award.state != AwardState.INTENDED:
        return untimely("Only a decision whose notice of intent is out can become final.")
    return in_time(not hindrances, " ".join(each.sentence for each in hindrances))


def may_rescind(actor: Actor, award: Award) -> Verdict:
    """An approver takes an announced decision back, with a reason, until it is final."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not may(actor, Permission.APPROVE, award.solicitation.jurisdiction_id):
        return refused("Only an approver of the jurisdiction may rescind a decision.")
    if award.state == AwardState.FINAL:
        return untimely("A final award cannot be rescinded: what follows from it has to be ended by its contract.")
    return in_time(award.state == AwardState.INTENDED, "Only an announced decision can be rescinded.")


def may_see(actor: Actor, award: Award) -> Verdict:
    """Everybody once it is announced; before, only those who see the jurisdiction's internal work."""
    if award.state in ANNOUNCED:
        return ALLOWED
    inside = may(actor, Permission.SEE_INTERNAL, award.solicitation.jurisdiction_id)
    return when(inside or actor.is_system, "This award has not been announced.")
