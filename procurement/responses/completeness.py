"""Whether a response can be submitted: the steps of the task list, and what each still lacks. Decided from values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from procurement.core.errors import Hindrance
from procurement.responses import addenda, answers, prices
from procurement.responses.content import files_for, preferences_of

#: What the person who submits vouches for.
DECLARATION = (
    "I may submit this response for {vendor}. What it says is true and complete to the best of my knowledge, and "
    "its prices were arrived at without consulting or agreeing with any other respondent."
)


def declaration(vendor: str, addenda_issued: int) -> str:
    """The declaration of this vendor, which also names every addendum there is."""
    said = DECLARATION.format(vendor=vendor)
    if not addenda_issued:
        return said
    return f"{said} I have read {addenda.in_words(range(1, addenda_issued + 1))}."


@dataclass(frozen=True)
class Step:
    """One step of the task list; `missing` is what hinders submission, empty when the step is done."""

    #: Also the last part of its page's address.
    key: str
    label: str
    missing: tuple[Hindrance, ...] = ()
    #: A step that may be skipped is shown, but not counted.
    is_optional: bool = False

    @property
    def is_done(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def steps(body: Mapping, draft: Mapping, files: Sequence[Mapping]) -> list[Step]:
    """The steps before submission, in their order, for the published text (`Revision.body`) and this draft."""
    found = []
    if any(each["kind"] != "file" for each in body["requirements"]):
        found.append(Step("requirements", "Answer the requirements", tuple(_answers(body, draft))))
    if body["price_lines"]:
        found.append(Step("prices", "Enter your prices", tuple(_prices(body, draft))))
    needed = [each for each in body["requirements"] if each["kind"] == "file"]
    unmet = tuple(_files(needed, files))
    found.append(Step("files", "Add files", unmet, is_optional=not unmet and not any(map(_required, needed))))
    label = "Claim preferences, add a note" if preferences_of(body) else "Add a note"
    found.append(Step("note", label, is_optional=True))
    return found


def hindrances(body: Mapping, draft: Mapping, files: Sequence[Mapping]) -> list[Hindrance]:
    """Everything that must be mended before submission; none when the response is complete."""
    found = [each for step in steps(body, draft, files) for each in step.missing]
    if not found and not files and not draft["note"] and not _has_content(draft):
        found.append(Hindrance("empty", "Your response is empty: write a note or add a file.", place="note"))
    return found


def steps_left(body: Mapping, draft: Mapping, files: Sequence[Mapping]) -> tuple[int, int]:
    """(steps left, steps in all), submitting being the last of them; for a response that is not submitted."""
    counted = [step for step in steps(body, draft, files) if not step.is_optional]
    return sum(not step.is_done for step in counted) + 1, len(counted) + 1


def _answers(body: Mapping, draft: Mapping) -> Iterator[Hindrance]:
    for each in body["requirements"]:
        value, place = draft["answers"].get(each["key"]), f"answers.{each['key']}"
        if each["kind"] == "file" or (value is None and not _required(each)):
            continue
        if value is None:
            yield Hindrance("answer-missing", f"Answer “{each['label']}”.", place=place)
        elif sentence := answers.misfit(each, value):
            yield Hindrance("answer-misfit", sentence, place=place)


def _prices(body: Mapping, draft: Mapping) -> Iterator[Hindrance]:
    for line in prices.schedule(body["price_lines"], draft["prices"]).lines:
        for year in line.missing:
            place = f"prices.{line.key}.unit_price" + (f"s.{year.number - 1}" if line.has_years else "")
            which = f" in year {year.number}" if line.has_years else ""
            yield Hindrance("price-missing", f"Enter a unit price for “{line.description}”{which}.", place=place)
        for row, tier in line.missing_cells:
            where = ", ".join(filter(None, (row.name, row.cells[tier][0])))
            place = f"prices.{line.key}.by_tier.{row.region}.{tier}"
            yield Hindrance("price-missing", f"Enter a unit price for “{line.description}” ({where}).", place=place)


def _files(needed: Sequence[Mapping], files: Sequence[Mapping]) -> Iterator[Hindrance]:
    for each in needed:
        own = files_for(files, each["key"])
        if _required(each) and not own:
            yield Hindrance("file-missing", f"Add a file for “{each['label']}”.", place=f"files.{each['key']}")
        for file in own:
            if sentence := answers.file_misfit(each, file["name"], file["size"]):
                yield Hindrance("file-misfit", sentence, place=f"files.{each['key']}")


def _required(requirement: Mapping) -> bool:
    return bool(requirement.get("required", True))


def _has_content(draft: Mapping) -> bool:
    return any(value is not None for value in draft["answers"].values()) or any(
        price is not None for price in draft["prices"].values()
    )
