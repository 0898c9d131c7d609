"""Forms: what was typed is checked by the room's own schema, kept on a fault, and handed to one deed."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from flask import g, request
from marshmallow import Schema
from sqlalchemy.orm.exc import StaleDataError

from procurement.core.errors import Conflict, Incomplete, Invalid, NotFound, NotSignedIn, Refusal
from procurement.core.shapes import load
from procurement.web.application import CHANGED_MEANWHILE
from procurement.web.problems import STATUS

#: Names that belong to the plumbing and never reach a schema.
PLUMBING = frozenset({"csrf_token", "resume", "base", "action"})
#: More than any form of ours sends: what goes beyond was not typed by anybody.
MOST_FIELDS = 5_000
DEEPEST = 12


class Form:
    """One form on one page.

    values   what the fields show: `initial` on the first visit, what was typed afterwards (nested by dots)
    faults   {dotted place: sentences}; a fault whose place is "" belongs to the whole form
    status   200, or that of the refusal (422, 409, 403, 413): hand it to `render(..., status=form.status)`

        form = Form(schemas.Cancel(), initial={...})
        if form.submit(lambda data: operations.cancel(g.context, solicitation, **data)):
            return redirect(...)
        return render("solicitations/cancel.html", form=form)
    """

    def __init__(self, schema: Schema, *, initial: Mapping[str, Any] | None = None):
        self.schema = schema
        self.values: dict = dict(initial or {})
        self.faults: dict[str, list[str]] = {}
        self.status = 200
        self.result: Any = None
        if request.method == "POST":
            self.values = nest(request.form)

    @property
    def base(self) -> dict | None:
        """What the fields held when the person began (`fields.base` sends it along); None where it was not sent."""
        return sent_base()

    def submit(self, deed: Callable[[dict], Any]) -> bool:
        """Whether the deed was done; False on the first visit and on a fault, which is then in `faults`."""
        if request.method != "POST":
            return False
        try:
            self.result = deed(load(self.schema, self.values))
            if "context" in g:
                g.context.session.flush()
        except (NotFound, NotSignedIn):
            raise
        except Refusal as refusal:
            self.refuse(refusal)
        except StaleDataError:
            self.refuse(Conflict(CHANGED_MEANWHILE))
        return not self.faults

    def refuse(self, refusal: Refusal) -> None:
        """Show the refusal on the form; its records are written after the unit has been rolled back."""
        g.records.extend(refusal.records)
        self.status = STATUS[type(refusal)]
        if isinstance(refusal, Invalid) and refusal.faults:
            self.faults.update(refusal.faults)
        elif isinstance(refusal, Incomplete):
            self.faults[""] = [each.sentence for each in refusal.hindrances]
        else:
            self.faults[""] = [refusal.sentence]

    def value(self, place: str, default: Any = "") -> Any:
        """What the field at this dotted place shows."""
        found: Any = self.values
        for part in place.split("."):
            if isinstance(found, Mapping):
                found = found.get(part)
            elif isinstance(found, list) and part.isdigit() and int(part) < len(found):
                found = found[int(part)]
            else:
                found = None
            if found is None:
                return default
        return found

    def fault(self, place: str) -> str:
        """The fault of one field as one text, "" when there is none."""
        return " ".join(self.faults.get(place, []))


def sent_base() -> dict | None:
    """The entries that this form was made from, as it brought them along; None for none, or for nonsense."""
    try:
        found = json.loads(request.form.get("base", ""))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def nest(sent) -> dict:
    """Form fields as nested data: `a.b` goes into an object, `a.0.b` into a list, `a[]` collects all values."""
    tree: dict = {}
    if len(sent) > MOST_FIELDS:
        raise Invalid(f"This form has more than {MOST_FIELDS:,} fields, which none of ours has. Nothing was saved.")
    for name in sent:
        if name in PLUMBING:
            continue
        values = sent.getlist(name)
        value = values if name.endswith("[]") else values[-1]
        *path, last = name.removesuffix("[]").split(".", DEEPEST)
        branch = tree
        for part in path:
            branch = branch.setdefault(part, {})
            if not isinstance(branch, dict):
                raise Invalid({name: ["This field was sent in two ways that do not fit together."]})
        branch[last] = value
    return _lists(tree)


def _lists(branch):
    if not isinstance(branch, dict):
        return branch
    inner = {name: _lists(each) for name, each in branch.items()}
    if inner and all(map(_is_place, inner)):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def _is_place(name: str) -> bool:
    """Whether this is a place in a list, such as “12”; other scripts' digits and endless numbers are plain names."""
    return name.isascii() and name.isdecimal() and len(name) <= 6
