"""Posting: letters and jobs are rows of the deed's own transaction; the worker delivers and does them afterwards."""

from collections.abc import Iterable
from datetime import datetime

from procurement.core.context import Context
from procurement.mailbox import letters
from procurement.mailbox.models import Job, Letter


def post(ctx: Context, template: str, *, to, about=None, is_private: bool = False, **values) -> list[Letter]:
    """Write `templates/letters/<template>.txt` to everybody in `to`, once for each address.

    `to` is an address, a person (anything with `email` and `id`), or any number of these. Who is disabled gets
    nothing. `about` is the row the letter is about. Of an `is_private` letter nobody but its reader may know, the
    operator neither. Every letter may use `url`, `now`, `recipient` (the person,
    or None) and `zone` (the reader's own, unless given) beside its `values`. Asks nobody: the deed whose
    consequence it is has been asked for.
    """
    written: dict[str, Letter] = {}
    for each in _several(to):
        address, person = (each, None) if isinstance(each, str) else (each.email, each)
        address = address.strip().lower()
        if address in written or getattr(person, "disabled_at", None) is not None:
            continue
        own = {"zone": getattr(person, "zone", ctx.actor.zone)}
        filled = {**own, **values, "url": ctx.url, "now": ctx.now, "recipient": person}
        text = letters.write(template, filled, name=getattr(person, "name", ""))
        written[address] = Letter(
            to_email=address,
            to_person_id=getattr(person, "id", None),
            subject=text.subject,
            body=text.body,
            template=template,
            about_kind=about.__tablename__ if about is not None else "",
            about_id=about.id if about is not None else "",
            is_private=is_private,
            written_at=ctx.now,
            next_try_at=ctx.now,
        )
    ctx.session.add_all(written.values())
    return list(written.values())


def enqueue(ctx: Context, task: str, payload: dict, *, not_before: datetime | None = None) -> Job:
    """Ask the worker for slow work (`task` as registered, e.g. "packets.print"), once this deed is committed.

    `payload` is plain JSON: ids, never contents of responses. Asked again for the same work it is done again.
    Asks nobody: the deed whose consequence it is has been asked for.
    """
    job = Job(task=task, payload=payload, written_at=ctx.now, next_try_at=not_before or ctx.now)
    ctx.session.add(job)
    return job


def _several(to) -> Iterable:
    return [to] if isinstance(to, str) or hasattr(to, "email") else to
