"""Who writes and issues addenda: whoever drafts, and whoever publishes; a draft is its own people's affair.

The approvals of the first publication are not asked again: an addendum must often go out within a day, its issuer
signs for it in the ledger, and everybody sees what it changed. Who publishes is said by the duties.
"""

from procurement.clarifications.lifecycle import AddendumState
from procurement.clarifications.models import Addendum
from procurement.core.context import Actor
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict, refused, when
from procurement.networks.duties import Permission, may
from procurement.solicitations import policy as solicitations
from procurement.solicitations.models import Solicitation


def may_write(actor: Actor, solicitation: Solicitation) -> Verdict:
    """The officers of the jurisdiction that publishes it."""
    return _duty(actor, Permission.DRAFT, solicitation, "Only an officer of the jurisdiction writes addenda.")


def may_issue(actor: Actor, solicitation: Solicitation) -> Verdict:
    """Whoever may publish it."""
    return _duty(actor, Permission.PUBLISH, solicitation, "Only who may publish a solicitation issues its addenda.")


def may_see(actor: Actor, addendum: Addendum) -> Verdict:
    """An issued one everybody; what is being written or was dropped, the jurisdiction's own people."""
    own = actor.is_system or may(actor, Permission.SEE_INTERNAL, addendum.solicitation.jurisdiction_id)
    is_public = addendum.state == AddendumState.ISSUED and solicitations.is_public(addendum.solicitation)
    return ALLOWED if own or is_public else refused("This addendum is not issued.")


def _duty(actor: Actor, permission: Permission, solicitation: Solicitation, reason: str) -> Verdict:
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(may(actor, permission, solicitation.jurisdiction_id), reason)
