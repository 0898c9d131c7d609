"""Whether an addendum may be issued at this instant: one list, shown while it is written and asked by the deed itself.

It is late from the last `addendum_days` before the deadline on; then it moves the deadline by `extension_days` or
more, or a written determination says why not (Joseph, OR; Mississippi 12-9-7.4). Of a pool's members the strictest
binds. Once the deadline has passed nothing is changed: an extension then would admit whoever came too late (FTA).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from procurement.core import words
from procurement.core.errors import Hindrance
from procurement.networks.packs import Combined
from procurement.networks.rules import Signer
from procurement.solicitations import timing, waivers
from procurement.solicitations.timing import Fault
from procurement.solicitations.waivers import Waiver

PASSED = "An extension after the deadline admits nobody new."
LATER = "Whoever relied on the published date must not lose time."
EVERYBODY = "Everybody must be able to see what is changed, and why."
#: What of the dates is judged again when the deadline is moved: its day, its hour, the end of questions.
JUDGED = ("deadline-closed", "deadline-time", "deadline-midnight", "questions-after", "questions-late")


@dataclass(frozen=True)
class Subject:
    """Everything that is looked at, as plain values; `old_` is what is published now."""

    published_at: datetime
    old_due: datetime
    due: datetime
    old_questions: datetime | None
    questions: datetime | None
    zone: str
    rules: Combined
    reason: str
    #: Whether anything at all is different.
    has_changes: bool
    #: What is wrong with the text itself (`solicitations/amended.py`).
    text: Sequence[Hindrance] = ()
    #: Written determinations made for this addendum.
    waivers: Sequence[Waiver] = ()


def hindrances(subject: Subject, now: datetime) -> list[Hindrance]:
    """What stands in the way of issuing it now, and what only deserves a look (`blocking` False)."""
    found = [*_time(subject, now), *_said(subject), *subject.text]
    return found + [waivers.hindrance(each, subject.waivers, "dates") for each in faults(subject, now)]


def faults(subject: Subject, now: datetime) -> list[Fault]:
    """The rules about days and hours that issuing it now would break: what a determination could waive."""
    if now >= subject.old_due:
        return []
    found = [*_late(subject, now)]
    if (subject.due, subject.questions) != (subject.old_due, subject.old_questions):
        dates = timing.Dates(subject.published_at, subject.due, subject.questions)
        # What was approved by all is published: its addenda are the business of whoever publishes.
        found += [replace(each, owners=()) for each in timing.faults(subject.rules, dates) if each.code in JUDGED]
    return found


def _time(subject: Subject, now: datetime) -> Iterator[Hindrance]:
    if now >= subject.old_due:
        due = words.when(subject.old_due, subject.zone)
        yield Hindrance(
            "deadline-passed", f"The deadline passed on {due}: nothing is changed after it.", PASSED, "dates"
        )
    elif subject.due < subject.old_due:
        due = words.when(subject.old_due, subject.zone)
        yield Hindrance("deadline-earlier", f"The deadline may only move later than {due}.", LATER, "dates")
    if subject.old_questions and (subject.questions is None or subject.questions < subject.old_questions):
        until = words.when(subject.old_questions, subject.zone)
        yield Hindrance("questions-earlier", f"The end of questions may only move later than {until}.", LATER, "dates")


def _said(subject: Subject) -> Iterator[Hindrance]:
    if not subject.reason.strip():
        yield Hindrance("reason-missing", "Say why, and what is changed, in a sentence or two.", EVERYBODY, "reason")
    if not subject.has_changes:
        sentence = "Nothing is changed yet: change the text, what is asked, or the deadline."
        yield Hindrance("nothing-changed", sentence, EVERYBODY, "changes")


def _late(subject: Subject, now: datetime) -> Iterator[Fault]:
    rules, calendar = subject.rules, subject.rules.calendar
    today, old, due = (calendar.day_of(each) for each in (now, subject.old_due, subject.due))
    last, until = rules.before("addendum_days", old), rules.after("extension_days", old)
    if last.day is None or until.day is None or today <= last.day or due >= until.day:
        return
    late = [each for each in rules.all("addendum_days") if each.pack.count(old, "addendum_days", -1) < today]
    short = [each for each in rules.all("extension_days") if each.pack.count(old, "extension_days") > due]
    # Whoever's addendum is not late asks for no extension of its own.
    short = [each for each in short if each.pack in [other.pack for other in late]] or short
    settings = [each.setting for each in (*late, *short)]
    sentence = (
        f"It is late: the last day for an addendum without a later deadline was {words.day(last.day)}. "
        f"Move the deadline to {words.day(until.day)} or later."
    )
    citations = dict.fromkeys(each.citation for each in (last.setting, until.setting) if each.citation)
    yield Fault(
        "addendum-late",
        sentence,
        f"{timing.said(last)} {timing.said(until)}",
        " ".join(citations),
        # Under the defaults too: moving the deadline is always possible, and surprising vendors never needed.
        blocking=True,
        measure={"least": (old - today).days},
        waivable=all(each.waivable for each in settings),
        signed_by=Signer.APPROVER if any(each.signed_by == Signer.APPROVER for each in settings) else Signer.OFFICER,
    )
