"""What stands in the way of publishing: one list, shown on the checklist page and asked again by the deed itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from procurement.core import words
from procurement.core.errors import Hindrance
from procurement.library import asking, conditions, rubric
from procurement.library import blanks as filling
from procurement.library.blanks import Blank
from procurement.library.brackets import notes
from procurement.library.soundness import asked_hindrances
from procurement.networks.packs import Combined
from procurement.solicitations import annexing, contract, facts, timing, topics, waivers
from procurement.solicitations.contract import UNSCORED
from procurement.solicitations.snapshot import blanks_of
from procurement.solicitations.waivers import Waiver

FROZEN = "Criteria and their weights are published with the solicitation: 2 CFR 200.320; 2 AAC 12.260(b)."
HOUSE = "A respondent must be able to act on what is published."
OTHERS = "Whoever drafts does not approve alone."
JOINT = "A joint solicitation is approved by every member before publication (NIGP)."


@dataclass(frozen=True)
class Approval:
    """One asked approval: by whom, whether given, and whether it was given for another text."""

    name: str
    given: bool
    is_void: bool = False
    is_member: bool = False


@dataclass(frozen=True)
class PoolRule:
    """When the pool lets its solicitation go out: approved by all, or by those who stay; until when they are asked."""

    title: str
    staying: bool
    approvals_due_at: datetime | None = None

    @property
    def rule(self) -> str:
        """The rule in a sentence."""
        if self.staying:
            return "By the pool's rule it goes out once all who stay have approved."
        return f"By the pool's rule every member approves first. {JOINT}"


@dataclass(frozen=True)
class Subject:
    """Everything the checklist looks at, as plain values."""

    title: str
    summary: str
    contact_name: str
    contact_email: str
    kind: str
    zone: str
    due_at: datetime | None
    content: Mapping
    values: Mapping
    #: What conditions of sections may ask (`facts.known`).
    facts: Mapping
    #: The rule packs that bind (`networks/packs.py`).
    rules: Combined
    questions_due_at: datetime | None = None
    #: Expected dates after the deadline, [{key, title, day}], as they would be printed.
    schedule: Sequence[Mapping] = ()
    #: Written determinations that were not withdrawn.
    waivers: Sequence[Waiver] = ()
    approvals: Sequence[Approval] = ()
    #: Why the pool does not let its solicitation go out, "" when it does or there is no pool.
    pool_fault: str = ""
    #: What the pool's members have to carry by vote before publication, and have not, in sentences.
    open_votes: Sequence[str] = ()
    pool_rule: PoolRule | None = None
    #: How far the members' annexes are, where they were asked for, and until when that is.
    annexes: Sequence[annexing.Given] = ()
    annexes_due_at: datetime | None = None
    #: Comments on the draft that nobody has settled.
    open_comments: int = 0


def hindrances(subject: Subject, now: datetime, *, approvals: bool = True) -> list[Hindrance]:
    """What hinders publication at this instant, and what only deserves a look (`blocking` False).

    `approvals` False leaves out who has approved: what must be right before anybody is asked to.
    """
    found = [
        *_facts(subject),
        *_deadline(subject, now),
        *_amount(subject),
        *_text(subject),
        *_conditions(subject),
        *_blanks(subject),
        *_requirements(subject),
        *_criteria(subject),
        *_prices(subject),
        *asked_hindrances(subject.content),
        *_pool(subject),
        *annexing.hindrances(subject.annexes, subject.annexes_due_at, now, subject.zone),
        *_comments(subject),
    ]
    if approvals:
        found += [*_votes(subject), *_approvals(subject, now)]
    return found


def of_text(subject: Subject) -> list[Hindrance]:
    """Only what concerns the text itself: what is published already is changed by an addendum."""
    return [
        *_text(subject),
        *_conditions(subject),
        *_blanks(subject),
        *_requirements(subject),
        *_criteria(subject),
        *_prices(subject),
        *asked_hindrances(subject.content),
    ]


def blocking(found: Sequence[Hindrance]) -> list[Hindrance]:
    """Only those that refuse the deed."""
    return [each for each in found if each.blocking]


def _facts(subject: Subject) -> Iterator[Hindrance]:
    for value, code, sentence in (
        (subject.title, "title", "Give the solicitation a title."),
        (subject.summary, "summary", "Write a summary: what you want to buy, in a few sentences."),
        (subject.contact_name, "contact-name", "Name a person whom vendors may turn to."),
        (subject.contact_email, "contact-email", "Give an e-mail address that vendors may write to."),
    ):
        if not value.strip():
            yield Hindrance(code, sentence, HOUSE, "details")


def _deadline(subject: Subject, now: datetime) -> Iterator[Hindrance]:
    due = subject.due_at
    if due is None:
        yield Hindrance("deadline-missing", "Set the deadline for responses.", HOUSE, "details")
        return
    if due <= now:
        sentence = f"The deadline, {words.when(due, subject.zone)}, has passed. Set a later one."
        yield Hindrance("deadline-past", sentence, timing.HALF_OPEN, "details")
        return
    for fault in timing.faults(subject.rules, timing.Dates(now, due, subject.questions_due_at)):
        place = "schedule" if fault.code.startswith("questions-") else "details"
        yield waivers.hindrance(fault, subject.waivers, place)
    for fault in timing.held_too_long(subject.rules, subject.rules.calendar.day_of(due), subject.schedule):
        yield waivers.hindrance(fault, subject.waivers, "schedule")
    first = min((each["day"] for each in subject.schedule), default=None)
    if first is not None and date.fromisoformat(first) < subject.rules.calendar.day_of(due):
        sentence = "The printed schedule was made for an earlier deadline. Take over the dates anew."
        yield Hindrance("schedule-stale", sentence, "What is published may not contradict itself.", "schedule")


def _amount(subject: Subject) -> Iterator[Hindrance]:
    for fault in timing.amount_faults(subject.rules, subject.kind, subject.facts.get("amount_cents")):
        yield waivers.hindrance(fault, subject.waivers, "facts" if fault.code == "amount-unknown" else "details")


def _text(subject: Subject) -> Iterator[Hindrance]:
    sections = subject.content["sections"]
    if not sections:
        yield Hindrance("no-section", "Write at least one section.", HOUSE, "sections")
    for section in sections:
        if section["role"] == "contents":
            continue
        if not section["heading"].strip() and not section["body"].strip():
            yield Hindrance("section-empty", "A section has neither heading nor text.", HOUSE, "sections", False)
        for note in notes(section["body"])[:3]:
            short = note if len(note) <= 80 else note[:79].rstrip() + "…"
            yield Hindrance(
                "note-left",
                f"“{section['heading'] or 'A section without heading'}” still holds a note to the drafter: {short}",
                "Notes to the drafter are not meant for vendors.",
                f"sections/{section['key']}",
                False,
            )


def _conditions(subject: Subject) -> Iterator[Hindrance]:
    """Sections of which nobody can tell whether they stand: the facts they hang on are not stated."""
    labels = {f"blanks.{each.key}": f"The blank “{each.label}”" for each in blanks_of(subject.content)}
    for key, sections in facts.asked(subject.content["sections"], subject.facts).items():
        names = ", ".join(f"“{each['heading']}”" for each in sections[:3]) + (", …" if sections[3:] else "")
        label = facts.LABELS.get(key) or labels.get(key) or "The formal threshold of the rule pack"
        sentence = f"{label.rstrip('?')}: this is not stated, and it decides whether {names} stands."
        place = "blanks" if key.startswith("blanks.") else "facts"
        yield Hindrance("fact-unknown", sentence, "A clause with a condition stands where its condition holds.", place)
    for each in subject.content["sections"]:
        for sentence in conditions.faults(each):
            yield Hindrance("condition-faulty", sentence, HOUSE, f"sections/{each['key']}")


def _texts(subject: Subject) -> list[tuple[str, str]]:
    """Every text in which a blank may stand, with a name for it."""
    content = subject.content
    texts = [("the title", subject.title), ("the summary", subject.summary)]
    for section in content["sections"]:
        name = f"section “{section['heading'] or section['key']}”"
        texts += [(name, section["heading"]), (name, section["body"]), (name, conditions.asks(section))]
    for each in content["requirements"]:
        texts.append((f"requirement “{each['label']}”", asking.texts(each)))
    for each in content["criteria"]:
        texts.append((f"criterion “{each['title']}”", rubric.texts(each)))
    texts += [("a price line", f"{each['description']} {each.get('group') or ''}") for each in content["price_lines"]]
    return texts


def _blanks(subject: Subject) -> Iterator[Hindrance]:
    declared, texts = blanks_of(subject.content), _texts(subject)
    for sentence in filling.declaration_faults(declared):
        yield Hindrance("blank-faulty", sentence, HOUSE, "blanks")
    for place, key in filling.undeclared(texts, declared):
        yield Hindrance(
            "blank-undeclared",
            f"“{{{{{key}}}}}” in {place} is no declared blank: declare it or take it out of the text.",
            "A placeholder must not be printed.",
            "blanks",
        )
    unused = {blank.key for blank in filling.unused([text for _, text in texts], declared)}
    used = [blank for blank in declared if blank.key not in unused]
    left = {blank.key for blank in filling.unfilled(used, subject.values)}
    # Few stand in one form together, more in one form for each topic.
    found = topics.topics(subject.content, used)
    if len(declared) <= topics.ONE_PAGE:
        found = [topics.Topic("", "", [blank for topic in found for blank in topic.blanks])]
    for topic in found:
        place = f"blanks/{topic.key}".removesuffix("/")
        to_fill = [blank for blank in topic.blanks if blank.key in left]
        if to_fill:
            one = f"Fill the blank “{to_fill[0].label}”."
            sentence = one if len(to_fill) == 1 else f"{len(to_fill)} blanks {_named(topic, to_fill)}"
            yield Hindrance("blank-unfilled", sentence, "Its template requires it.", place)
        empty = [blank for blank in topic.blanks if not blank.required and subject.values.get(blank.key) is None]
        if empty:
            first = empty[0]
            one = f"The blank “{first.label}” is empty; the text prints “{first.original or '[' + first.label + ']'}”."
            many = f"{len(empty)} blanks that may stay empty {_named(topic, empty)}"
            rule = "A placeholder may be meant to stay, or may have been forgotten."
            yield Hindrance("blank-open", one if len(empty) == 1 else many, rule, place, False)


def _named(topic: topics.Topic, blanks: Sequence[Blank]) -> str:
    """Where they are open, and the first of them by name."""
    names = ", ".join(f"“{blank.label}”" for blank in blanks[:3]) + (", …" if blanks[3:] else "")
    return f"are open{f' in “{topic.title}”' if topic.title else ''}: {names}."


def _requirements(subject: Subject) -> Iterator[Hindrance]:
    found = subject.content["requirements"]
    if not found:
        yield Hindrance(
            "no-requirement",
            "Nothing is asked of vendors: they can send a price and a note, but no answers or files.",
            "",
            "requirements",
            False,
        )
    for each in found:
        if not each["label"].strip():
            yield Hindrance("requirement-label", "A requirement has no label.", HOUSE, "requirements")
        for field, sentence in asking.faults(each).items():
            place = f"requirements/{each['key']}"
            yield Hindrance(f"requirement-{field}", f"“{each['label']}”: {sentence}", HOUSE, place)


def _criteria(subject: Subject) -> Iterator[Hindrance]:
    criteria = subject.content["criteria"]
    if subject.kind in UNSCORED:
        if criteria:
            sentence = "A request for information is not scored: its criteria are left out."
            yield Hindrance("criteria-unused", sentence, "", "criteria", False)
        return
    if not criteria:
        yield Hindrance("no-criterion", "Say by which criteria responses are judged.", FROZEN, "criteria")
        return
    for each in criteria:
        if not each["title"].strip():
            yield Hindrance("criterion-title", "A criterion has no title.", FROZEN, f"criteria/{each['key']}")
        if each.get("combine") == "consensus":
            sentence = f"“{each['title']}” is to be marked by consensus; panels here combine the marks of their seats."
            yield Hindrance("consensus", sentence, HOUSE, f"criteria/{each['key']}")
    checked = contract.check(subject.content, subject.kind)
    for sentence in checked.faults:
        yield Hindrance("contract-faulty", sentence, FROZEN, "criteria")
    for sentence in checked.warnings:
        whole = sentence.startswith("The points of the criteria add up")
        yield Hindrance("points-not-whole" if whole else "contract-warning", sentence, FROZEN, "criteria", whole)


def _prices(subject: Subject) -> Iterator[Hindrance]:
    lines, needed = subject.content["price_lines"], contract.needs_prices(subject.content)
    scored = subject.kind not in UNSCORED
    if scored and needed and not lines:
        yield Hindrance(
            "no-price-line",
            "Price is judged, but no price is asked for: add a price line (“one total price” will do).",
            FROZEN,
            "price_lines",
        )
    if scored and lines and not needed:
        yield Hindrance(
            "price-not-judged", "Prices are asked for, but no criterion judges them.", FROZEN, "price_lines", False
        )
    for line in lines:
        if not line["description"].strip():
            yield Hindrance("price-line-empty", "A price line has no description.", HOUSE, "price_lines")
        if line.get("quantity") in (None, "", "0"):
            yield Hindrance(
                "price-line-quantity",
                f"“{line['description']}” has no quantity.",
                "Totals are quantity times unit price.",
                "price_lines",
            )


def _pool(subject: Subject) -> Iterator[Hindrance]:
    if subject.pool_fault:
        yield Hindrance("pool-not-ready", subject.pool_fault, JOINT, "price_lines")


def _votes(subject: Subject) -> Iterator[Hindrance]:
    for sentence in subject.open_votes:
        yield Hindrance("pool-vote", sentence, JOINT, "price_lines")


def _comments(subject: Subject) -> Iterator[Hindrance]:
    count = subject.open_comments
    if count:
        sentence = f"{count} {'comment is' if count == 1 else 'comments are'} still open: answer or settle them."
        yield Hindrance("comments-open", sentence, "Comments are never published.", "comments", False)


def _approvals(subject: Subject, now: datetime) -> Iterator[Hindrance]:
    pool = subject.pool_rule
    for each in subject.approvals:
        if each.given and not each.is_void:
            continue
        if each.is_void:
            sentence = f"{each.name} approved an earlier text; it has changed since. Ask again."
        else:
            sentence = f"{each.name} has not approved yet."
        if not each.is_member:
            yield Hindrance("approval", sentence, OTHERS, "review")
            continue
        source = f"Pool “{pool.title}”" if pool is not None else ""
        rule = pool.rule if pool is not None else JOINT
        yield Hindrance("member-approval", sentence + _until(pool, now, subject.zone), rule, "review", source=source)


def _until(pool: PoolRule | None, now: datetime, zone: str) -> str:
    """Until when a member is asked, and what follows."""
    if pool is None or pool.approvals_due_at is None:
        return ""
    day = words.when(pool.approvals_due_at, zone)
    if now < pool.approvals_due_at:
        return f" It is asked to until {day}" + ("; after that you may go on without it." if pool.staying else ".")
    return f" It was asked to until {day}" + (": you may go on without it now." if pool.staying else ".")
