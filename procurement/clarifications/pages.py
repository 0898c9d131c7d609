"""Pages of addenda: the list, one with its changes marked, and the workplace of the one that is being written."""

from typing import NoReturn

from flask import flash, g, redirect, url_for

from procurement.clarifications import operations, policy, queries, schemas
from procurement.clarifications.models import Addendum
from procurement.core import localtime
from procurement.core.errors import Conflict, NotFound
from procurement.solicitations import determinations, word_files
from procurement.solicitations import policy as solicitations_policy
from procurement.solicitations import queries as solicitations
from procurement.solicitations.checklist import blocking
from procurement.solicitations.date_shapes import Determine
from procurement.solicitations.models import Solicitation
from procurement.web import pages
from procurement.web.access import public, signed_in
from procurement.web.downloads import attachment
from procurement.web.forms import Form
from procurement.web.pages import render

blueprint = pages.room("clarifications")
DRAFT = "clarifications.draft"
#: The pages of the solicitation on which its text is mended: of each part, and of one piece of it.
LISTS = ("sections", "blanks", "requirements", "criteria", "price_lines")
PIECES = {"sections": "section", "requirements": "requirement", "criteria": "criterion", "price_lines": "price_line"}


@blueprint.get("/solicitations/<id>/addenda")
@public
def index(id):
    """Everything that was changed after publication; for officers also the way to change something."""
    it = _published(id)
    draft = queries.draft_or_none(g.context, it)
    may_begin = policy.may_write(g.context.actor, it)
    return render(
        "clarifications/index.html",
        it=it,
        rows=queries.issued(g.context, it),
        draft=draft,
        may_begin=bool(may_begin) and draft is None and solicitations.accepts_responses(it, g.context.now),
        works_here=bool(solicitations_policy.may_see_work(g.context.actor, it)),
    )


@blueprint.post("/solicitations/<id>/addenda")
@signed_in
def begin(id):
    """Begin an addendum."""
    it = _published(id)
    form = Form(schemas.Nothing())
    if not form.submit(lambda _: operations.begin(g.context, it)):
        _refused(form)
    flash("The addendum is begun. Change the text, what is asked, or the deadline; nobody outside sees it yet.")
    return redirect(url_for(DRAFT, id=id))


@blueprint.get("/solicitations/<id>/addenda/<int(max=9999):number>")
@public
def show(id, number):
    """One addendum: its reason, what it changed, and every change marked."""
    it = _published(id)
    found = queries.get(g.context, it, number)
    old, new, change = queries.compared(g.context, found)
    works_here = bool(solicitations_policy.may_see_work(g.context.actor, it))
    sides = {"old": old, "new": new, "change": change, "sections": _changed(change)}
    return render("clarifications/show.html", it=it, addendum=found, works_here=works_here, **sides)


@blueprint.get("/solicitations/<id>/addenda/<int(max=9999):number>.docx")
@public
def word(id, number):
    """The changes as a Word document with tracked changes."""
    it = _published(id)
    old, new, _ = queries.compared(g.context, queries.get(g.context, it, number))
    _, data = word_files.compared(g.context, it, old, new)
    name = f"{it.reference} addendum {number}.docx".replace("/", "-").replace(":", "")
    return attachment(data, name, word_files.MEDIA_TYPE)


@blueprint.route("/solicitations/<id>/addenda/draft", methods=["GET", "POST"])
@signed_in
def draft(id):
    """The workplace: reason and dates, the ways to the text, what would change, and what stands in the way."""
    it = _own(id)
    found = queries.draft(g.context, it)
    form = Form(schemas.EditForm(it.zone), initial={"reason": found.reason, **_entries(found)})
    if form.submit(lambda data: operations.edit(g.context, found, **data)):
        flash("Saved. Below is what the addendum changes now.")
        return redirect(url_for(DRAFT, id=id))
    return _workplace(it, found, form, Form(schemas.Issue()))


@blueprint.post("/solicitations/<id>/addenda/draft/issue")
@signed_in
def issue(id):
    """Put it in force."""
    it = _own(id)
    found = queries.draft(g.context, it)
    form = Form(schemas.Issue())
    if form.submit(lambda data: operations.issue(g.context, found, **data)):
        flash(f"Addendum {found.number} is issued. Everybody who follows this solicitation has been told.")
        return redirect(url_for(".show", id=id, number=found.number))
    return _workplace(it, found, None, form)


@blueprint.post("/solicitations/<id>/addenda/draft/drop")
@signed_in
def drop(id):
    """Give it up."""
    it = _own(id)
    form = Form(schemas.Nothing())
    if not form.submit(lambda _: operations.drop(g.context, queries.draft(g.context, it))):
        _refused(form)
    flash("The addendum is dropped. The text is again what was published.")
    return redirect(url_for(".index", id=id))


@blueprint.route("/solicitations/<id>/addenda/draft/determine/<code>", methods=["GET", "POST"])
@signed_in
def determine(id, code):
    """Waive one broken rule in writing, with the reason."""
    it = _own(id)
    found = queries.draft(g.context, it)
    fault = next((each for each in queries.standing(g.context, found).faults if each.code == code), None)
    if fault is None or not fault.waivable:
        raise NotFound("There is nothing here that a written determination could waive.")
    least = fault.measure.get("least")
    form = Form(Determine(), initial={"least": least})
    if form.submit(lambda data: operations.determine(g.context, found, code=code, **data)):
        flash("The determination is written down. It is part of the record, and becomes public with the addendum.")
        return redirect(url_for(DRAFT, id=id))
    verdict = solicitations_policy.may_determine(g.context.actor, it, fault.signed_by)
    back = (url_for(DRAFT, id=id), "Addendum")
    return render(
        "solicitations/determine.html", form=form, it=it, fault=fault, least=least, verdict=verdict, back=back
    )


@blueprint.post("/solicitations/<id>/addenda/draft/determinations/<determination_id>/withdraw")
@signed_in
def withdraw_determination(id, determination_id):
    """The rule binds again."""
    found = queries.draft(g.context, _own(id))
    made = next((each for each in queries.determinations(found) if each.id == determination_id), None)
    if made is None:
        raise NotFound("There is no such determination.")
    determinations.withdraw(g.context, made)
    flash("The determination is withdrawn: the rule binds again.")
    return redirect(url_for(DRAFT, id=id))


def _workplace(it: Solicitation, found: Addendum, form: Form | None, issuing: Form):
    stands = queries.standing(g.context, found)
    if form is None:
        form = Form(schemas.EditForm(it.zone))
        form.values = {"reason": found.reason, **_entries(found)}
    lines = stands.hindrances
    return render(
        "clarifications/draft.html",
        form=form,
        issuing=issuing,
        status=max(form.status, issuing.status),
        it=it,
        addendum=found,
        number=queries.next_number(g.context, it),
        stands=stands,
        stops=[(each, _mending(it, each.place)) for each in blocking(lines)],
        warnings=[(each, _mending(it, each.place)) for each in lines if not each.blocking and not each.waived],
        waived=queries.determinations(found),
        may_write=policy.may_write(g.context.actor, it),
        may_issue=policy.may_issue(g.context.actor, it),
        is_closed=solicitations.is_closed(it, g.context.now),
        sections=_changed(stands.change),
    )


def _mending(it: Solicitation, place: str) -> str:
    part, _, key = place.partition("/")
    if part not in LISTS:
        return f"#{place}"
    if key and part in PIECES:
        return url_for(f"solicitations.{PIECES[part]}", id=it.id, key=key)
    return url_for(f"solicitations.{part}", id=it.id)


def _changed(change: dict) -> int:
    return sum(1 for each in change["sections"] if each["status"] != "same") + len(change["pieces"])


def _entries(found: Addendum) -> dict[str, str]:
    """What stands in the fields: the later dates, or nothing where they stay as they are."""
    zone = found.solicitation.zone
    due = localtime.entries(found.due_at, zone, day_field="due_date", time_field="due_time")
    asked = localtime.entries(found.questions_due_at, zone, day_field="questions_date", time_field="questions_time")
    return {**due, **asked}


def _own(id: str) -> Solicitation:
    return solicitations.get_own(g.context, id)


def _refused(form: Form) -> NoReturn:
    """A button has no page of its own on which its refusal could stand."""
    raise Conflict(" ".join(each for several in form.faults.values() for each in several))


def _published(id: str) -> Solicitation:
    found = solicitations.get(g.context, id)
    if found.published_at is None:
        raise NotFound(solicitations.NO_SUCH)
    return found
