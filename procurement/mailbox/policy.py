"""Who may read letters, and who may deliver them."""

from procurement.core.context import Actor
from procurement.core.verdict import Verdict, when
from procurement.mailbox.models import Delivery

#: Letters that prove who holds the mailbox: no page shows them, not even to their reader, so that nobody who has got
#: at a browser or an API token of somebody takes over the whole account.
PROOFS = ("password_reset",)


def reads_everything(actor: Actor, *, in_demo: bool) -> bool:
    """The operator reads every letter that is not private; in the demo everybody reads all, to get at their links."""
    return in_demo or actor.is_operator or actor.is_system


def may_read(actor: Actor, letter, *, in_demo: bool = False) -> Verdict:
    """A letter is for whom it is addressed to. `in_demo`: the demo, and served on this machine only."""
    own = actor.id is not None and letter.to_person_id == actor.id and letter.template not in PROOFS
    reads = reads_private if letter.is_private else reads_everything
    return when(own or reads(actor, in_demo=in_demo), "This letter is for somebody else.")


def reads_private(actor: Actor, *, in_demo: bool) -> bool:
    """Private letters are their reader's alone: a receipt tells who responded, an invitation lets somebody in.

    The demo shows them all the same.
    """
    return in_demo or actor.is_system


def may_work(actor: Actor) -> Verdict:
    """Delivering is the service's own work."""
    return when(actor.is_system, "Only the service itself delivers letters and does jobs.")


def may_retry(actor: Actor, row) -> Verdict:
    """The operator may have something tried again that was given up."""
    if not (actor.is_operator or actor.is_system):
        return when(False, "Only the operator may have a letter or a job tried again.")
    return when(row.state == Delivery.FAILED, "It has not been given up, so there is nothing to try again.")
