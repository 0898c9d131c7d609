"""What a contract is filled with before its officer looks at it: from the frozen revision and the awarded response.

Only what the solicitation and the response say themselves is taken; what they leave open stays open.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from procurement.library import tiering

#: A section or clause of this heading lets others buy.
_COOPERATIVE = re.compile(r"cooperative|piggy-?back|other (public )?(agenc|bod|entit|government)|participating", re.I)
#: Blanks by whose labels the term is known.
_ABOUT_TERM = re.compile(r"contract|agreement|term|service", re.I)
_BEGINS = re.compile(r"start|begin|commenc|effective|first day", re.I)
_ENDS = re.compile(r"\bend|expir|last day|through", re.I)
_NOT_TERM = re.compile(r"proposal|response|question|notice|due|pre-?bid|conference|award|opening", re.I)


def lines(price_lines: Sequence[Mapping], prices: Mapping[str, Mapping | None]) -> list[dict]:
    """The awarded prices as lines of a contract: [{key, description, unit, unit_price, tiers?, region?}].

    `price_lines` are those of the frozen revision, `prices` the opened response's. A line priced by region or by year
    becomes one for each; one without a price is left out.
    """
    return [found for line in price_lines for found in _of_line(line, prices.get(line["key"]) or {})]


def _of_line(line: Mapping, given: Mapping) -> Iterator[dict]:
    base = {"description": line["description"], "unit": line["unit"]}
    if "by_tier" in given:
        begins = tiering.tiers(line)
        for key, name in tiering.regions(line):
            offered = [
                {"from": format(low, "f"), "unit_price": price}
                for low, price in zip(begins, given["by_tier"].get(key) or [], strict=False)
                if price is not None
            ]
            if not offered:
                continue
            more = {"tiers": offered} if len(offered) > 1 else {}
            place = {"region": name} if name else {}
            own = line["key"] if key == tiering.EVERYWHERE else f"{line['key']}-{key}"
            yield {"key": own, **base, "unit_price": offered[0]["unit_price"], **more, **place}
    elif "unit_prices" in given:
        offered = [(year, price) for year, price in enumerate(given["unit_prices"], 1) if price is not None]
        same = len({price for _, price in offered}) == 1 and len(offered) == len(given["unit_prices"])
        for year, price in offered[:1] if same else offered:
            said = base if same else {**base, "description": f"{line['description']}, year {year}"}
            yield {"key": line["key"] if same else f"{line['key']}-y{year}", **said, "unit_price": price}
    elif given.get("unit_price") is not None:
        yield {"key": line["key"], **base, "unit_price": given["unit_price"]}


def cooperative_clause(sections: Sequence[Mapping]) -> str:
    """The text of the section that lets others buy, with what stands below it; "" when there is none."""
    for place, section in enumerate(sections):
        if section["role"] == "contents" or not _COOPERATIVE.search(section["heading"]):
            continue
        below = [section]
        for following in sections[place + 1 :]:
            if following["level"] <= section["level"]:
                break
            below.append(following)
        text = "\n\n".join(each["body"].strip() for each in below if each["body"].strip())
        if text:
            return text
    return ""


def term(blanks: Sequence[Mapping], values: Mapping) -> tuple[date | None, date | None]:
    """First and last day where the solicitation's own blanks name them; None for what they leave open.

    `blanks` are the content's; of several that could be meant, none is taken.
    """
    days = [each for each in blanks if each["kind"] == "date" and _ABOUT_TERM.search(each["label"])]
    days = [each for each in days if not _NOT_TERM.search(each["label"])]
    starts, ends = (_only([each for each in days if sort.search(each["label"])], values) for sort in (_BEGINS, _ENDS))
    return (starts, ends) if starts is None or ends is None or starts <= ends else (None, None)


def _only(found: Sequence[Mapping], values: Mapping) -> date | None:
    if len(found) != 1:
        return None
    try:
        return date.fromisoformat(str(values.get(found[0]["key"]) or ""))
    except ValueError:
        return None
