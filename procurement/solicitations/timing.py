"""Which rules of the packs that bind are broken by the chosen dates or the amount: asked by checklist and schedule.

Every fault carries the `measure` a written determination may allow (`waivers.py`): {"least": days}, {"most": cents}
or {"exactly": the day or time of day}. What only a default asks for is a warning; a jurisdiction's own rule blocks.
Instants are compared as instants, days as days on the lead's calendar; nothing is compared as text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from procurement.core import words
from procurement.networks.conflicts import hours
from procurement.networks.packs import Binding, Combined
from procurement.networks.rules import Signer, clock_in_words

#: Kinds that are sealed competitions; an RFI buys nothing. An RFQ may ask for qualifications (formal) or for quotes,
#: the way of small purchases: over the threshold it is only pointed out.
FORMAL, BUYS_NOTHING, EITHER = ("RFP", "ITB"), ("RFI",), ("RFQ",)
HALF_OPEN = "Responses are accepted from publication until the deadline; at the deadline itself is late."


@dataclass(frozen=True)
class Owner:
    """Whose rule is broken, and who signs there when it is waived: `id` is "" for whoever publishes."""

    id: str
    name: str
    signed_by: Signer


@dataclass(frozen=True)
class Fault:
    """A rule that is not kept."""

    code: str
    sentence: str
    #: The rule, whose it is, and where it stands.
    rule: str
    source: str = ""
    blocking: bool = True
    measure: dict = field(default_factory=dict)
    #: Whether every pack whose rule is broken lets a determination waive it, and who signs.
    waivable: bool = False
    signed_by: Signer = Signer.APPROVER
    #: Whose rules are broken: each waives only its own. Empty: whoever publishes signs.
    owners: tuple[Owner, ...] = ()

    @property
    def signers(self) -> tuple[Owner, ...]:
        """Whose signatures a waiver needs, one each."""
        return self.owners or (Owner("", "", self.signed_by),)

    def signer(self, whose: str = "") -> Owner | None:
        """The one who signs for this jurisdiction ("" is whoever publishes), where its rule is broken."""
        return next((each for each in self.signers if each.id == whose), None)

    def signed_for(self, whose: str = "") -> Signer:
        """What the signature for this jurisdiction takes: an officer's, or an approver's."""
        found = self.signer(whose)
        return found.signed_by if found is not None else self.signed_by


@dataclass(frozen=True)
class Dates:
    """The dates that are judged: published at this instant, due, and until when questions may be asked."""

    published: datetime
    due_at: datetime
    questions_due_at: datetime | None = None


def said(binding: Binding) -> str:
    """“Minimum notice of City of Alder Falls: 14 calendar days after publication.”"""
    found = binding.setting
    counts = f" {found.rule.counts}" if found.rule.counts else ""
    default = "" if found.is_own else " (a default)"
    return f"{found.rule.title} of {binding.whose}: {found.in_words.rstrip('.')}{counts}{default}."


def faults(rules: Combined, dates: Dates) -> list[Fault]:
    """Every rule about days and times that these dates break, the first by its date first."""
    return [*_notice(rules, dates), *_closed_day(rules, dates), *_time_of_day(rules, dates), *_questions(rules, dates)]


def amount_faults(rules: Combined, kind: str, amount_cents: int | None) -> list[Fault]:
    """Over the formal threshold only a formal kind of solicitation buys; what the amount is must be known for that."""
    binding = rules.binding("formal_threshold_cents")
    limit = binding.setting.value
    if limit is None or kind in FORMAL or kind in BUYS_NOTHING:
        return []
    over = [each for each in rules.all("formal_threshold_cents") if _is_over(each.setting.value, amount_cents)]
    if amount_cents is None and kind in EITHER:
        return []
    if amount_cents is None:
        sentence = f"Say what it is expected to cost: over {words.money(limit)} a {kind} may not end in an award."
        return [Fault("amount-unknown", sentence, said(binding), binding.setting.citation, blocking=False)]
    if not over:
        return []
    sentence = (
        f"At {words.money(amount_cents)} this is over the formal threshold of {words.money(limit)}: buy it by an RFP "
        f"or an ITB, and not by a {kind}."
    )
    if kind in EITHER:
        sentence = f"{sentence.rstrip('.')} that asks for quotes."
    blocking = kind not in EITHER
    return [_broken(rules, "formal-kind", sentence, binding, over, {"most": amount_cents}, blocking=blocking)]


def held_too_long(rules: Combined, due: date, schedule: Sequence[Mapping]) -> list[Fault]:
    """The award is expected later than a limit after the deadline allows; `schedule` is [{key, title, day}]."""
    final = next((date.fromisoformat(each["day"]) for each in schedule if each["key"] == "final"), due)
    last = rules.within("award_within_days", due)
    if last is None or last.day is None or final <= last.day:
        return []
    broken = [
        each
        for each in rules.all("award_within_days")
        if each.setting.value and each.pack.count(due, "award_within_days") < final
    ]
    sentence = f"The award has to be final by {words.day(last.day)}; it is expected on {words.day(final)}."
    return [_broken(rules, "award-late", sentence, last, broken, {"exactly": final.isoformat()})]


def _notice(rules: Combined, dates: Dates) -> Iterator[Fault]:
    calendar = rules.calendar
    published, due = calendar.day_of(dates.published), calendar.day_of(dates.due_at)
    first = rules.after("notice_days", published)
    if first.day is None or due >= first.day:
        return
    broken = [each for each in rules.all("notice_days") if each.pack.count(published, "notice_days") > due]
    sentence = f"The deadline may not be before {words.day(first.day)}, if it is published on {words.day(published)}."
    rule = f"{said(first)} The day of publication does not count."
    days = max(0, (due - published).days)
    # Publishing is refused under the default too: a town that set no notice must not publish without any.
    yield _broken(rules, "notice-short", sentence, first, broken, {"least": days}, rule=rule, blocking=True)


def _closed_day(rules: Combined, dates: Dates) -> Iterator[Fault]:
    due = rules.calendar.day_of(dates.due_at)
    shut = list(closing(rules, due))
    if shut:
        first, why = shut[0]
        sentence = f"The deadline falls on {words.day(due)}, when {first.whose} is closed: {why}."
        broken = [each for each, _ in shut]
        yield _broken(rules, "deadline-closed", sentence, first, broken, {"exactly": due.isoformat()})


def closing(rules: Combined, day: date) -> Iterator[tuple[Binding, str]]:
    """The packs that do not want a deadline on this day, each with the reason; of members only those that say so."""
    for each in rules.all("deadline_on_closed_days"):
        binds = each.setting.is_own or each.pack is rules.lead
        why = each.pack.calendar.closed(day)
        if binds and not each.setting.value and why:
            yield each, why


def _time_of_day(rules: Combined, dates: Dates) -> Iterator[Fault]:
    clock = f"{dates.due_at.astimezone(ZoneInfo(rules.calendar.zone)):%H:%M}"
    prescribed = hours(rules, rules.calendar.day_of(dates.due_at))
    broken = [each for instant, found in prescribed.items() if instant != dates.due_at for each in found]
    if broken:
        asked = clock_in_words(broken[0].setting.value)
        whose = "" if broken[0].pack is rules.lead else f" on the clocks of {broken[0].whose}"
        sentence = f"The deadline is at {clock_in_words(clock)} instead of {asked}{whose}".rstrip(".") + "."
        yield _broken(rules, "deadline-time", sentence, broken[0], broken, {"exactly": clock})
    elif clock in ("00:00", "23:59") and not prescribed:
        sentence = "A deadline at midnight is read as the day before by some and the day after by others."
        yield Fault("deadline-midnight", sentence, "An hour at which your office is open avoids it.", blocking=False)


def _questions(rules: Combined, dates: Dates) -> Iterator[Fault]:
    calendar, ends = rules.calendar, dates.questions_due_at
    due = calendar.day_of(dates.due_at)
    last = rules.before("question_days", due)
    if ends is None:
        if last.setting.value:
            sentence = "Say until when vendors may ask questions; nothing said, they may ask until the deadline."
            own = any(each.setting.is_own and each.setting.value for each in rules.all("question_days"))
            yield Fault("questions-missing", sentence, said(last), last.setting.citation, blocking=own)
        return
    if ends > dates.due_at:
        yield Fault("questions-after", "Questions may not be asked after the deadline.", HALF_OPEN)
        return
    if ends <= dates.published:
        sentence = "Questions would end before it is published. Set a later time."
        yield Fault("questions-past", sentence, "Whoever reads it must have time to ask.")
        return
    day = calendar.day_of(ends)
    if last.day is not None and day > last.day:
        broken = [each for each in rules.all("question_days") if each.pack.count(due, "question_days", -1) < day]
        sentence = f"Questions should end on {words.day(last.day)} at the latest, so that there is time to answer them."
        yield _broken(rules, "questions-late", sentence, last, broken, {"least": (due - day).days})


def _broken(
    rules: Combined,
    code: str,
    sentence: str,
    binding: Binding,
    broken: Sequence[Binding],
    measure: dict,
    *,
    rule: str = "",
    blocking: bool | None = None,
) -> Fault:
    """The fault with its source; blocking where a pack that is broken set the rule itself.

    Whoever set it waives it; a mere default of somebody else asks for no signature, unless the default blocks as well.
    """
    settings = [each.setting for each in broken]
    owning = broken if blocking else [each for each in broken if each.setting.is_own] or broken
    return Fault(
        code,
        sentence,
        rule or said(binding),
        binding.setting.citation,
        any(each.is_own for each in settings) if blocking is None else blocking,
        measure,
        waivable=bool(owning) and all(each.setting.waivable for each in owning),
        signed_by=(
            Signer.APPROVER if any(each.setting.signed_by == Signer.APPROVER for each in owning) else Signer.OFFICER
        ),
        owners=owners(rules, owning),
    )


def owners(rules: Combined, broken: Sequence[Binding]) -> tuple[Owner, ...]:
    """Whose packs these are, each once; the lead's is whoever publishes."""
    found = {
        each.pack.id or each.pack.name: Owner(
            "" if each.pack is rules.lead else each.pack.id, each.pack.name, each.setting.signed_by
        )
        for each in broken
    }
    return tuple(found.values())


def _is_over(limit: int | None, amount_cents: int | None) -> bool:
    return limit is not None and amount_cents is not None and amount_cents > limit
