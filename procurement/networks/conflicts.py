"""Rules of several governments that cannot both be kept in one procurement: named, with a way out.

Most rules only need the strictest to be kept. A few pull in opposite directions: two prescribed hours of the day, a
protest window longer than the time in which the award must be final, offices that are never all open. Here they are
found from the packs alone, on the calendar, for a procurement that would be published on a given day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from procurement.core import words
from procurement.networks.packs import Binding, Combined
from procurement.networks.rules import Signer

#: So many days after the notice a day is looked for on which all offices are open.
LOOKED_AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class Conflict:
    """Rules that cannot both be kept, whose they are, and what could be done about it."""

    code: str
    sentence: str
    #: The rules, each with its owner and its source.
    between: tuple[Binding, ...]
    ways_out: tuple[str, ...]
    #: Whether it goes away by choosing dates, without anybody changing or waiving a rule.
    is_a_matter_of_dates: bool = False

    @property
    def title(self) -> str:
        """What it is about, in a few words."""
        return _TITLES[self.code]


_TITLES = {
    "joint-forbidden": "A member may not buy so",
    "hours": "Two hours for one deadline",
    "award-too-late": "The protest window outlasts the time to award",
    "no-time-for-questions": "No time for questions",
    "no-open-day": "No day on which all are open",
}


def conflicts(rules: Combined, publish_on: date) -> list[Conflict]:
    """Every conflict of the packs for a procurement published on this day, those that dates can solve last."""
    found = [*_forbidden(rules), *_hours(rules, publish_on), *_award(rules, publish_on), *_questions(rules, publish_on)]
    found += _no_open_day(rules, publish_on)
    return sorted(found, key=lambda each: each.is_a_matter_of_dates)


def hours(rules: Combined, day: date) -> dict[datetime, list[Binding]]:
    """The instants that packs themselves prescribe for a deadline on this day, the lead's first, with whose they are.

    “2:00 p.m.” is read on the clocks of whoever prescribes it: 2:00 p.m. Central and 3:00 p.m. Eastern are one instant.
    """
    found: dict[datetime, list[Binding]] = {}
    for each in rules.all("deadline_time"):
        if each.setting.value and (each.setting.is_own or each.pack is rules.lead):
            found.setdefault(each.pack.calendar.at(day, time.fromisoformat(each.setting.value)), []).append(each)
    return found


def _forbidden(rules: Combined) -> Iterator[Conflict]:
    for each in rules.all("joint_purchasing"):
        if each.setting.value:
            continue
        later = each.pack.settings["adoption"].value
        yield Conflict(
            "joint-forbidden",
            f"{each.whose} may not buy under a solicitation that another government leads.",
            (each,),
            (
                f"{each.whose} leaves the pool" + (" and adopts the contract after the award." if later else "."),
                f"{each.whose} has its rule changed by whoever made it.",
            ),
        )


def _hours(rules: Combined, publish_on: date) -> Iterator[Conflict]:
    prescribed = list(hours(rules, _deadline_day(rules, publish_on)).values())
    if len(prescribed) < 2:
        return
    each_first = tuple(found[0] for found in prescribed)
    said = " and ".join(f"{each.whose} {each.setting.in_words.rstrip('.')}." for each in each_first)
    yield Conflict(
        "hours",
        f"Responses can be due at one hour only, and different hours are prescribed, each on its own clocks: {said}",
        tuple(each for found in prescribed for each in found),
        _waive_or_change(each_first[1:]),
    )


def _award(rules: Combined, publish_on: date) -> Iterator[Conflict]:
    due = _deadline_day(rules, publish_on)
    last, window = rules.within("award_within_days", due), rules.after("protest_days", due)
    if last is None or last.day is None or window.day is None or window.day < last.day:
        return
    yield Conflict(
        "award-too-late",
        f"{last.whose} must have the award final within {last.setting.in_words} after the deadline, and the protest "
        f"window of {window.whose} alone takes {window.setting.in_words}: counted from {words.day(due)}, the one ends "
        f"on {words.day(last.day)} and the other on {words.day(window.day)}.",
        (last, window),
        _waive_or_change([last]),
    )


def _questions(rules: Combined, publish_on: date) -> Iterator[Conflict]:
    due = _deadline_day(rules, publish_on)
    ends = rules.before("question_days", due)
    if ends.day is None or not ends.setting.value or ends.day > publish_on:
        return
    notice = rules.after("notice_days", publish_on)
    day = due
    while (rules.before("question_days", day).day or day) <= publish_on:
        day += timedelta(days=1)
    yield Conflict(
        "no-time-for-questions",
        f"Open only as long as {notice.whose} asks ({notice.setting.in_words}), nobody could ask anything: "
        f"{ends.whose} ends questions {ends.setting.in_words} before the deadline.",
        (notice, ends),
        (f"Keep it open until {words.day(day)} at least.",),
        is_a_matter_of_dates=True,
    )


def _no_open_day(rules: Combined, publish_on: date) -> Iterator[Conflict]:
    first = rules.after("notice_days", publish_on).day
    assert first is not None
    strict = [each for each in rules.all("deadline_on_closed_days") if _refuses(rules, each)]
    if not strict or _open_from(rules, first) is not None:
        return
    yield Conflict(
        "no-open-day",
        f"From {words.day(first)} on there is no day within {LOOKED_AHEAD.days} days on which the offices of all who "
        "ask for it are open.",
        tuple(strict),
        _waive_or_change(strict),
    )


def _deadline_day(rules: Combined, publish_on: date) -> date:
    """The first day that the notice allows and on which all offices that must be open are; else the notice's day."""
    first = rules.after("notice_days", publish_on).day
    assert first is not None
    return _open_from(rules, first) or first


def _open_from(rules: Combined, first: date) -> date | None:
    strict = [each.pack for each in rules.all("deadline_on_closed_days") if _refuses(rules, each)]
    days = (first + timedelta(days=count) for count in range(LOOKED_AHEAD.days + 1))
    return next((day for day in days if all(pack.calendar.is_working(day) for pack in strict)), None)


def _refuses(rules: Combined, found: Binding) -> bool:
    """Whether a deadline on a day when it is closed is refused: by its own rule, or as the lead that receives them."""
    return not found.setting.value and (found.setting.is_own or found.pack is rules.lead)


def _waive_or_change(broken: Sequence[Binding]) -> tuple[str, ...]:
    found = []
    for each in broken:
        if each.setting.waivable:
            by = "an approver" if each.setting.signed_by == Signer.APPROVER else "an officer"
            found.append(f"{by.capitalize()} of {each.whose} waives its rule by a written determination.")
        else:
            found.append(f"{each.whose} has its rule changed by whoever made it: no determination can waive it.")
    names = " or ".join(dict.fromkeys(each.whose for each in broken))
    return (*dict.fromkeys(found), f"{names} leaves the pool and adopts the contract after the award, where it may.")
