"""Keeping with a publication where its words come from, so that reuse can be measured. Floor: operations."""

import sqlalchemy as sa

from procurement.core.context import Context
from procurement.library import consequences as library
from procurement.solicitations import origins
from procurement.solicitations.models import Reuse, Revision, Solicitation


def credit(ctx: Context, solicitation: Solicitation, revision: Revision) -> None:
    """Freeze the report about every paragraph with the revision, and count the words reused for all statistics.

    Of several revisions the last one counts.

    Asks nobody: a consequence of publishing, which has been asked.
    """
    found = origins.report(ctx.session, solicitation, solicitation.content)
    revision.provenance = found
    ctx.session.execute(sa.delete(Reuse).where(Reuse.solicitation_id == solicitation.id))
    counted, owners = found["reuse"], found["owners"]
    rows = [Reuse(solicitation_id=solicitation.id, unchanged=0, changed=0, own=counted["own"])]
    by_item: dict[tuple[str | None, str | None], Reuse] = {}
    for ref, words in counted["by_origin"].items():
        owner = owners[ref]
        row = by_item.setdefault(
            (owner["item"], owner["jurisdiction"]),
            Reuse(
                solicitation_id=solicitation.id,
                item_id=owner["item"],
                jurisdiction_id=owner["jurisdiction"],
                unchanged=0,
                changed=0,
                own=0,
            ),
        )
        row.unchanged += words["unchanged"]
        row.changed += words["changed"]
    ctx.session.add_all([*rows, *by_item.values()])
    library.unfollow(ctx, solicitation.id)
    ctx.session.flush()


def follow_template(ctx: Context, solicitation: Solicitation) -> None:
    """Let whoever drafts hear when there is a newer version of the template.

    Asks nobody: a consequence of drafting from it, which has been asked.
    """
    if solicitation.template_version is not None:
        library.follow(
            ctx,
            solicitation.template_version.item,
            solicitation_id=solicitation.id,
            jurisdiction_id=solicitation.jurisdiction_id,
            person_id=solicitation.drafted_by,
        )


def leave_template(ctx: Context, solicitation: Solicitation) -> None:
    """It is no draft any more, and takes no updates.

    Asks nobody: a consequence of cancelling it, which has been asked.
    """
    library.unfollow(ctx, solicitation.id)
