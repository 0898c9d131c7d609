"""Who may read the ledger, and who may chain and check it."""

from procurement.core.context import Actor
from procurement.core.verdict import Verdict, when

#: The duties whose holder may read the entries of their jurisdiction. This room stands upstream of the permission
#: matrix; a test holds the two together.
READERS = ("administrator", "auditor")


def places(actor: Actor) -> frozenset[str]:
    """The jurisdictions whose entries the actor may read."""
    return actor.places(*READERS)


def reads_everything(actor: Actor) -> bool:
    """Whether the actor reads every entry, also those of no jurisdiction."""
    return actor.is_operator or actor.is_system


def may_read(actor: Actor, entry) -> Verdict:
    """The operator reads everything; others what belongs to a jurisdiction where they are a reader."""
    allowed = reads_everything(actor) or entry.jurisdiction_id in places(actor)
    return when(allowed, "Only auditors and administrators of this jurisdiction may read its ledger.")


def may_seal(actor: Actor) -> Verdict:
    """Chaining is the service's own work."""
    return when(actor.is_system, "Only the service itself chains the ledger.")


def may_verify(actor: Actor) -> Verdict:
    """Checking the chain reads every entry, but tells only whether it is whole."""
    return when(
        reads_everything(actor) or bool(places(actor)),
        "Only auditors, administrators and the operator may check the ledger.",
    )


def may_export(actor: Actor) -> Verdict:
    """The export is the whole ledger: a part of a chain could not be checked."""
    return when(reads_everything(actor), "Only the operator may take the whole ledger out.")
