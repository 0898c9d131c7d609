"""Changing the text of a published solicitation: the working copy, and freezing it as a further revision.

When that may be done is decided by the room of addenda downstream. Meanwhile `content` and `values` are the working
copy, which the pages of a draft write, and `resting` what was published; readers see the revision in force.
Floor: operations.
"""

from copy import deepcopy

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict
from procurement.solicitations import amended, contract, crediting, needing, snapshot, versions
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Checkpoint, Revision, Solicitation

BEGUN = "An addendum to this solicitation is being written already: go on with that one, or drop it."


def begin(ctx: Context, solicitation: Solicitation) -> None:
    """Open the text for changes that nobody but its own people see.

    Asks nobody: a consequence of beginning an addendum, whose own policy has been asked.
    """
    ctx.lock(solicitation)
    if solicitation.state != SolicitationState.PUBLISHED:
        raise Conflict("Only a published solicitation whose responses are not opened is changed by an addendum.")
    if solicitation.is_amending:
        raise Conflict(BEGUN)
    solicitation.resting = deepcopy({"content": solicitation.content, "values": solicitation.values})
    solicitation.is_amending = True
    ctx.session.flush()


def drop(ctx: Context, solicitation: Solicitation) -> None:
    """The text is again what was published.

    Asks nobody: a consequence of dropping the addendum, whose own policy has been asked.
    """
    ctx.lock(solicitation)
    solicitation.content, solicitation.values = solicitation.settled_content, solicitation.settled_values
    solicitation.is_amending, solicitation.resting = False, None
    ctx.session.flush()


def freeze(ctx: Context, solicitation: Solicitation, new: amended.Dates) -> Revision:
    """The working copy becomes the revision in force, with its own digest and scoring contract.

    Asks nobody: a consequence of issuing the addendum, whose own policy has been asked.
    """
    last = solicitation.revision
    if last is None or not solicitation.is_amending:
        raise Conflict("There is no addendum that could be issued.")
    text, body = amended.content(solicitation), amended.body(solicitation, new)
    checked = contract.check(text, str(solicitation.kind))
    revision = Revision(
        solicitation=solicitation,
        number=last.number + 1,
        body=body,
        digest=snapshot.digest(body),
        contract=checked.form,
        contract_digest=checked.digest,
        published_at=ctx.now,
        published_by=ctx.actor.id,
    )
    solicitation.content, solicitation.is_amending, solicitation.resting = text, False, None
    solicitation.due_at, solicitation.questions_due_at = new.due_at, new.questions_due_at
    solicitation.schedule = list(new.schedule)
    ctx.add(revision)
    versions.keep(ctx, solicitation, Checkpoint.PUBLISHED)
    crediting.credit(ctx, solicitation, revision)
    needing.tell(ctx, solicitation)
    digests = {"digest": revision.digest, "contract_digest": revision.contract_digest}
    ledger.record(ctx, "solicitation.amended", solicitation, {"revision": revision.number, **digests})
    return revision
