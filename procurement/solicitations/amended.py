"""What a published solicitation will say when the addendum that is being written is issued. Floor: queries.

Only what an addendum can change is taken from the working copy: sections, requirements, criteria, evaluation, price
lines and dates. Whatever else a body says (who publishes, the pool, the contact) stays as it was published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from procurement.core.context import Context
from procurement.core.errors import Conflict, Hindrance
from procurement.networks.packs import Combined
from procurement.solicitations import annexing, checklist, contract, facts, queries, ruling, sides, snapshot
from procurement.solicitations.models import Solicitation

CHANGED = ("sections", "requirements", "criteria", "evaluation", "price_lines")


@dataclass(frozen=True)
class Dates:
    """The dates as they will be: deadline, end of questions, what is expected after the deadline."""

    due_at: datetime
    questions_due_at: datetime | None
    schedule: Sequence[Mapping]


def dates(
    solicitation: Solicitation, rules: Combined, due_at: datetime | None, questions_due_at: datetime | None
) -> Dates:
    """The dates with a later deadline or end of questions (None: as they are).

    What is expected after the deadline moves along with it, by as many days, to the next working day.
    """
    old, schedule = solicitation.due_at, [dict(each) for each in solicitation.schedule or ()]
    if old is None:
        raise Conflict("This solicitation has no deadline.")
    if due_at is not None and due_at > old:
        calendar = rules.calendar
        moved = calendar.day_of(due_at) - calendar.day_of(old)
        for each in schedule:
            day = date.fromisoformat(each["day"]) + moved
            each["day"] = (calendar.working(day) if moved else day).isoformat()
    return Dates(due_at or old, questions_due_at or solicitation.questions_due_at, schedule)


def content(solicitation: Solicitation) -> dict:
    """The working copy without the sections whose conditions do not hold."""
    return snapshot.in_force(solicitation.content, facts.known(solicitation))


def body(solicitation: Solicitation, new: Dates) -> dict:
    """The whole text as it would be published with the addendum (`snapshot.body`)."""
    revision = solicitation.revision
    if revision is None:
        raise Conflict("This is not published yet: change the draft itself.")
    text = content(solicitation)
    checked = contract.check(text, str(solicitation.kind))
    said = snapshot.body(solicitation, text, contract_digest=checked.digest)
    annexes = revision.body.get("annexes")
    return {
        **revision.body,
        **({"annexes": annexing.referring(annexes, said["sections"])} if annexes else {}),
        **{name: said[name] for name in CHANGED},
        "due_at": snapshot.instant(new.due_at),
        "questions_due_at": snapshot.instant(new.questions_due_at),
        "schedule": list(new.schedule),
        "contract_digest": checked.digest,
    }


def side(solicitation: Solicitation, new: Dates) -> sides.Side:
    """The same as one side of a comparison."""
    return sides.Side("now", sides.AMENDED, sides.of_body(body(solicitation, new)))


def hindrances(ctx: Context, solicitation: Solicitation, new: Dates) -> list[Hindrance]:
    """What is wrong with the text, as before a first publication; dates and approvals are not judged here."""
    subject = checklist.Subject(
        title=solicitation.title,
        summary=solicitation.summary,
        contact_name=solicitation.contact_name,
        contact_email=solicitation.contact_email,
        kind=str(solicitation.kind),
        zone=solicitation.zone,
        due_at=new.due_at,
        content=content(solicitation),
        values=solicitation.values,
        facts=facts.known(solicitation),
        rules=ruling.combined(solicitation, queries.members(ctx.session, solicitation)),
    )
    return checklist.of_text(subject)
