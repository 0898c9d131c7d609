"""Two people in one draft: what somebody typed, laid into what stands there now, from what they had read.

`base` is what their form was made from, `current` what stands there now, `typed` what they send. What they left as
they had read it stays as it is now; what nobody else touched becomes what they typed; of a text that both changed,
each keeps their paragraphs. Only where both changed the same words differently does somebody have to decide.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from procurement.core.errors import Invalid
from procurement.library.merging import Conflict, merge_piece


@dataclass(frozen=True)
class Joined:
    """The fields as both want them, and what both want differently."""

    fields: dict[str, Any]
    clashes: list[Conflict]


def piece(base: Mapping, current: Mapping, typed: Mapping) -> Joined:
    """One piece of a content, field by field, texts paragraph by paragraph; only the fields that were typed."""
    names = list(typed)
    was = {name: base.get(name, current.get(name)) for name in names}
    now = {name: current.get(name) for name in names}
    # A base is what a browser sends back: where it is no text, there was none.
    was |= {name: "" for name in names if isinstance(typed[name], str) and not isinstance(was[name], str)}
    try:
        merged = merge_piece(was, now, {name: typed[name] for name in names})
    except (AttributeError, KeyError, TypeError):
        raise Invalid("What this page was made from has been damaged on the way. Load it again.") from None
    return Joined(dict(merged.piece or {}), merged.conflicts)


def entries(base: Mapping, current: Mapping, typed: Mapping) -> Joined:
    """Single entries by name, each the one or the other; what was not touched is left out."""
    fields, clashes = {}, []
    for name, value in typed.items():
        was, now = base.get(name, current.get(name)), current.get(name)
        if value in (was, now):
            continue
        if now != was:
            clashes.append(Conflict(name, was, now, value))
        fields[name] = value
    return Joined(fields, clashes)
