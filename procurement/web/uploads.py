"""Files sent with a form or an API call: received, hashed and checked before the writing unit begins."""

from flask import g, request

from procurement.core.errors import Invalid, Refusal
from procurement.files.operations import Staged
from procurement.files.operations import receive as receive_file
from procurement.files.store import Store


def too_large(limit: int) -> str:
    """The sentence for a body over the limit."""
    return f"What you sent is larger than the {limit // (1024 * 1024)} MB that are taken here. Nothing was saved."


def receive(store: Store, limit: int) -> None:
    """Stage every file of this request; a fault is kept for the view, so that it can show its form again."""
    g.staged, g.upload_faults = {}, {}
    for name in request.files:
        sent = [each for each in request.files.getlist(name) if each.filename]
        for each in sent:
            try:
                g.staged.setdefault(name, []).append(receive_file(store, each.stream, each.filename, limit))
            except Refusal as refusal:
                g.upload_faults[name] = refusal


def uploaded(name: str) -> Staged | None:
    """The staged file of this field, None when none was chosen; its fault is raised under the field's name."""
    fault = g.get("upload_faults", {}).get(name)
    if isinstance(fault, Invalid):
        raise Invalid({name: [fault.sentence]})
    if fault is not None:
        raise fault
    several = g.get("staged", {}).get(name, [])
    return several[0] if several else None
