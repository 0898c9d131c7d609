"""The dates of a procurement, forward from publication or backward from a deadline or an award, each with its rule.

Everything is counted on calendars (`networks/calendar.py`) under the packs that bind together (`networks/packs.py`).
Backward means: the latest day of publication from which, counted forward, everything is in time. So both directions
give the same dates, and no rule is spelled twice.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from procurement.core import words
from procurement.networks import conflicts
from procurement.networks.packs import Binding, Combined
from procurement.networks.rules import clock_in_words
from procurement.solicitations import timing
from procurement.solicitations.timing import Dates, Fault

#: The hour of deadlines where the rule pack names none.
USUAL = time(14, 0)
#: How far back a backward plan looks for its day of publication.
FARTHEST = timedelta(days=2500)
#: Steps after the deadline, which a solicitation may publish as expected.
EXPECTED = ("opening", "evaluation", "notice", "protest", "final", "contract")


@dataclass(frozen=True)
class Wishes:
    """What is given: any of these days, and the time of day of the deadline ("" as the rule pack says)."""

    publish_on: date | None = None
    due_on: date | None = None
    award_on: date | None = None
    #: The last day for questions, where it is not to follow from the rule.
    questions_on: date | None = None
    clock: str = ""


@dataclass(frozen=True)
class Step:
    """One date, with the rule that set it."""

    key: str
    title: str
    day: date
    #: The exact instant, where it has one.
    at: datetime | None
    rule: str
    source: str = ""
    #: What else happened: moved from a Saturday, and why.
    note: str = ""


@dataclass(frozen=True)
class Plan:
    """Every date in order, and the rules that the wishes break."""

    steps: tuple[Step, ...]
    faults: tuple[Fault, ...]

    def step(self, key: str) -> Step:
        """The step of this key."""
        return next(each for each in self.steps if each.key == key)


def plan(rules: Combined, wishes: Wishes, *, today: date | None = None) -> Plan:
    """All dates for these wishes; `today` lets it say that a day has passed.

    Raises ValueError when no day is given at all.
    """
    publish_on, why = wishes.publish_on, "The day of publication above."
    if publish_on is None:
        publish_on, why = _latest_publication(rules, wishes)
    steps = _forward(rules, publish_on, wishes)
    first = replace(steps[0], rule=why, note=_closed_note(rules, publish_on))
    return Plan((first, *steps[1:]), tuple(_faults(rules, [first, *steps[1:]], wishes, today)))


def _forward(rules: Combined, publish_on: date, wishes: Wishes) -> list[Step]:
    deadline = _deadline(rules, publish_on, wishes)
    clock = deadline.at
    assert clock is not None
    opening = Step("opening", "Opening of the responses", deadline.day, clock, "After the deadline, on the same day.")
    evaluation = _planned(rules, "evaluation", "End of the evaluation", "evaluation_days", opening.day)
    notice = _planned(rules, "notice", "Notice of intent to award", "decision_days", evaluation.day)
    window = rules.after("protest_days", notice.day)
    protest = _step("protest", "End of the protest window", window, note="At the hour at which notice was given.")
    free = rules.calendar.working(rules.calendar.add(protest.day, 1))
    final = Step("final", "Award final", free, None, "The first working day after the protest window.")
    contract = _planned(rules, "contract", "Start of the contract", "contract_days", final.day)
    publication = Step("publication", "Publication", publish_on, None, "")
    before = [_questions(rules, deadline, wishes.questions_on), _addendum(rules, deadline)]
    middle = sorted(before, key=lambda step: step.day)
    return [publication, *middle, deadline, opening, evaluation, notice, protest, final, contract]


def _deadline(rules: Combined, publish_on: date, wishes: Wishes) -> Step:
    binding = rules.after("notice_days", publish_on)
    if wishes.due_on is not None:
        why = f"The day you chose; the earliest is {words.day(binding.day or wishes.due_on)}. {timing.said(binding)}"
        chosen = Step("deadline", "Deadline for responses", wishes.due_on, None, why, binding.setting.citation)
        return replace(chosen, at=_hour(rules, wishes, wishes.due_on)[0], note=_closed_note(rules, wishes.due_on))
    found = _step("deadline", "Deadline for responses", binding)
    day, why = found.day, []
    while shut := next(timing.closing(rules, day), None):
        why.append(f"{words.day(day)} ({shut[1]})")
        day = rules.calendar.add(day, 1)
    note = f"Moved to {words.day(day)}: {_shut_name(rules)} closed on {' and '.join(why)}." if why else ""
    at, hour = _hour(rules, wishes, day)
    return replace(found, day=day, at=at, note=note, rule=f"{found.rule} {hour}")


def _shut_name(rules: Combined) -> str:
    """Whose offices are meant."""
    return f"{rules.lead.name} is" if len(rules.packs) == 1 else "members' offices are"


def _hour(rules: Combined, wishes: Wishes, day: date) -> tuple[datetime, str]:
    """The instant of a deadline on this day, and what sets it: the wish, else the hour that a member prescribes."""
    if wishes.clock:
        hour = clock_in_words(wishes.clock).rstrip(".")
        return rules.calendar.at(day, time.fromisoformat(wishes.clock)), f"Deadlines are at {hour}."
    prescribed = next(iter(conflicts.hours(rules, day).items()), None)
    if prescribed is None:
        return rules.calendar.at(day, USUAL), "2:00 p.m. is usual: no rule sets the time of day."
    at, (binding, *_) = prescribed
    hour = clock_in_words(binding.setting.value)
    if len(rules.packs) == 1:
        return at, f"Deadlines are at {hour}".rstrip(".") + "."
    return at, f"Deadlines are at {hour} on the clocks of {binding.whose}, by its rule."


def _questions(rules: Combined, deadline: Step, chosen: date | None) -> Step:
    binding = rules.before("question_days", deadline.day)
    title = "Questions end"
    assert deadline.at is not None
    if chosen is not None:
        at = _same_hour(rules, chosen, deadline.at)
        why = f"The day you chose; the latest is {words.day(binding.day or chosen)}. {timing.said(binding)}"
        return Step("questions", title, chosen, at, why, binding.setting.citation, _closed_note(rules, chosen))
    if not binding.setting.value:
        return Step("questions", title, deadline.day, deadline.at, "No rule: questions are taken until the deadline.")
    found = _moved_back(rules, _step("questions", title, binding))
    return replace(found, at=_same_hour(rules, found.day, deadline.at))


def _addendum(rules: Combined, deadline: Step) -> Step:
    found = _moved_back(
        rules, _step("addendum", "Last day for an addendum", rules.before("addendum_days", deadline.day))
    )
    extension = rules.after("extension_days", deadline.day).setting
    note = f"A later one moves the deadline by {extension.in_words}."
    return replace(found, note=f"{found.note} {note}".strip())


def _planned(rules: Combined, key: str, title: str, rule: str, start: date) -> Step:
    """A date that the lead only plans, on a working day."""
    setting = rules.lead.settings[rule]
    day = rules.calendar.working(rules.lead.count(start, rule))
    return Step(key, title, day, None, f"Planned: {setting.in_words} after {words.day(start)}.")


def _step(key: str, title: str, binding: Binding, *, note: str = "") -> Step:
    assert binding.day is not None
    return Step(key, title, binding.day, None, timing.said(binding), binding.setting.citation, note)


def _moved_back(rules: Combined, step: Step) -> Step:
    """To the working day before, when offices are closed."""
    why = rules.calendar.closed(step.day)
    if not why:
        return step
    day = rules.calendar.working(step.day, -1)
    note = f"Moved back from {words.day(step.day)} ({why}), the working day before counts."
    return replace(step, day=day, note=note)


def _same_hour(rules: Combined, day: date, instant: datetime) -> datetime:
    """The same time on the wall clock on another day."""
    away = (day - rules.calendar.day_of(instant)).days
    return rules.calendar.later(instant, away)


def _closed_note(rules: Combined, day: date) -> str:
    why = rules.calendar.closed(day)
    return f"{rules.lead.name} is closed on this day: {why}." if why else ""


def _latest_publication(rules: Combined, wishes: Wishes) -> tuple[date, str]:
    """The latest working day from which everything is in time, and what that means."""
    wish = wishes.due_on or wishes.award_on
    if wish is None:
        raise ValueError("Give the day of publication, of the deadline or of the award.")

    def in_time(day: date) -> bool:
        if wishes.due_on is not None:
            found = rules.after("notice_days", day).day
            return found is not None and found <= wishes.due_on
        final = next(step for step in _forward(rules, day, wishes) if step.key == "final")
        return wishes.award_on is not None and final.day <= wishes.award_on

    early, late = 0, FARTHEST.days
    while early < late:
        middle = (early + late) // 2
        if in_time(wish - timedelta(days=middle)):
            late = middle
        else:
            early = middle + 1
    day = rules.calendar.working(wish - timedelta(days=late), -1)
    return day, f"The latest working day that is early enough for {_wished(wishes)}."


def _wished(wishes: Wishes) -> str:
    if wishes.due_on is not None:
        return f"a deadline on {words.day(wishes.due_on)}"
    return f"an award on {words.day(wishes.award_on or date.max)}"


def _faults(rules: Combined, steps: list[Step], wishes: Wishes, today: date | None) -> list[Fault]:
    named = {step.key: step for step in steps}
    deadline, publication = named["deadline"], named["publication"]
    assert deadline.at is not None
    found = []
    if today is not None and publication.day < today:
        sentence = f"It would have to be published on {words.day(publication.day)}, which has passed."
        found.append(Fault("publish-past", sentence, publication.rule))
    if deadline.at <= rules.calendar.begins(publication.day):
        found.append(Fault("deadline-before", "The deadline lies before the publication.", timing.HALF_OPEN))
    published = rules.calendar.begins(publication.day)
    found += timing.faults(rules, Dates(published, deadline.at, named["questions"].at))
    final = named["final"]
    found += timing.held_too_long(rules, deadline.day, [{"key": "final", "day": final.day.isoformat()}])
    if wishes.award_on is not None and final.day > wishes.award_on:
        sentence = f"An award on {words.day(wishes.award_on)} is too early: it can be final on {words.day(final.day)}."
        found.append(Fault("award-early", sentence, final.rule))
    return found
