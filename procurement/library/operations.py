"""Items of the library and their versions: templates, clauses, guides, financial models, findings.

Importing real solicitations is here too. Pieces of a draft version: `editing.py`.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.digest import digest
from procurement.core.errors import Conflict, Incomplete, Invalid
from procurement.core.verdict import require
from procurement.library import categories as lists
from procurement.library import consequences, from_text, importing, indexing, policy, queries
from procurement.library import content as contents
from procurement.library.lifecycle import VERSION, VersionState
from procurement.library.models import Form, Item, ItemVersion, Kind, Scope
from procurement.library.soundness import checked, hindrances
from procurement.networks import queries as networks

#: What a file to be imported may weigh, in bytes.
LARGEST_FILE = 20 * 1024 * 1024
#: How long the note of a version may be.
NOTE = 2_000
#: What `edit_item` changes besides kind, categories and sharing.
FACTS = ("title", "focus_area", "summary", "law")


def create_item(
    ctx: Context,
    *,
    jurisdiction_id: str | None,
    title: str,
    form: Form = Form.TEMPLATE,
    kind: Kind | None = None,
    scope: Scope = Scope.OWN,
    network_id: str | None = None,
    focus_area: str = "",
    categories: Iterable[str] = (),
    review_on: date | None = None,
    law: str = "",
    summary: str = "",
    content: dict | None = None,
    text: str = "",
    solicitation_id: str | None = None,
) -> Item:
    """A new item with its first draft version; without a jurisdiction it is the service's own.

    What it says is either a `content` or a Markdown `text`, whose headings become sections. Only a template has a
    kind; only findings come from a solicitation.
    """
    require(policy.may_create(ctx.actor, jurisdiction_id))
    item = ctx.add(
        Item(
            jurisdiction_id=jurisdiction_id,
            form=form,
            title=title,
            kind=_kind(form, kind),
            scope=scope,
            network_id=sharing_network(ctx, jurisdiction_id, scope, network_id),
            focus_area=focus_area,
            categories=_categories(ctx, jurisdiction_id, categories),
            review_on=review_on,
            law=law,
            summary=summary,
            solicitation_id=solicitation_id,
            created_at=ctx.now,
            created_by=ctx.actor.id,
        )
    )
    given = content if content is not None else from_text.content(text, form)
    _add_version(ctx, item, 1, checked(given))
    indexing.index(ctx, item)
    ledger.record(ctx, "item.created", item, {"form": form, "title": title, "scope": scope})
    return item


def edit_item(
    ctx: Context,
    item: Item,
    *,
    version: int | None = None,
    kind: Kind | None = None,
    categories: Iterable[str] | None = None,
    scope: Scope | None = None,
    network_id: str | None = None,
    **changes,
) -> Item:
    """Change what the item is called, what it is about and with whom it is shared; its text is in its versions.

    `changes`: title, focus_area, summary, law (None: as it is), and review_on (None: no day).
    """
    require(policy.may_edit(ctx.actor, item))
    if scope is not None:
        require(policy.may_share(ctx.actor, item))
    ctx.lock(item)
    ctx.expect(item, version)
    if "review_on" in changes:
        item.review_on = changes.pop("review_on")
    for name in FACTS:
        if (value := changes.pop(name, None)) is not None:
            setattr(item, name, value)
    if changes:
        raise TypeError(f"An item has no {', '.join(changes)} to edit.")
    if kind is not None:
        item.kind = _kind(item.form, kind)
    if categories is not None:
        item.categories = _categories(ctx, item.jurisdiction_id, categories)
    if scope is not None:
        item.network_id = sharing_network(ctx, item.jurisdiction_id, scope, network_id)
        item.scope = scope
    ctx.session.flush()
    indexing.index(ctx, item)
    ledger.record(ctx, "item.edited", item, {"title": item.title, "scope": item.scope})
    return item


def edit_version(
    ctx: Context,
    item_version: ItemVersion,
    *,
    version: int | None = None,
    content: dict,
    note: str | None = None,
) -> ItemVersion:
    """Replace the text of a draft version; a published one never changes."""
    require(policy.may_edit(ctx.actor, item_version.item))
    writable(ctx, item_version, version)
    rewrite(ctx, item_version, checked(content))
    if note is not None:
        item_version.note = note
    ctx.session.flush()
    ledger.record(ctx, "item.version-edited", item_version.item, {"number": item_version.number})
    return item_version


def publish_version(ctx: Context, item_version: ItemVersion, *, version: int | None = None) -> ItemVersion:
    """Freeze the version under its digest and offer it; refused while its checklist is not empty."""
    require(policy.may_edit(ctx.actor, item_version.item))
    item = item_version.item
    hold(ctx, item_version)
    ctx.expect(item_version, version)
    found = [each for each in hindrances(item_version.content) if each.blocking]
    if found:
        raise Incomplete(found)
    VERSION.fire("publish", item_version)
    item_version.published_at = ctx.now
    item_version.digest = digest(item_version.content)
    ctx.session.flush()
    consequences.published(ctx, item_version)
    indexing.index(ctx, item)
    body = {"number": item_version.number, "digest": item_version.digest}
    ledger.record(ctx, "item.version-published", item, body)
    return item_version


def new_version(ctx: Context, item: Item) -> ItemVersion:
    """Begin the next version as a copy of the latest; there is one draft at a time."""
    require(policy.may_edit(ctx.actor, item))
    ctx.lock(item)
    ctx.session.refresh(item, ["versions"])
    if queries.draft(item) is not None:
        raise Conflict(f"There is a draft of {THIS[item.form]} already: go on with that one.")
    latest = max(item.versions, key=lambda each: each.number)
    ledger.record(ctx, "item.version-begun", item, {"number": latest.number + 1})
    made = _add_version(ctx, item, latest.number + 1, latest.content, upstream_id=latest.upstream_id)
    indexing.index(ctx, item)
    return made


def discard_version(ctx: Context, item_version: ItemVersion, *, version: int | None = None) -> Item | None:
    """Throw a draft away; the item goes with it when it has no other version. Gives the item that stays."""
    require(policy.may_edit(ctx.actor, item_version.item))
    writable(ctx, item_version, version)
    item = item_version.item
    ctx.session.refresh(item, ["versions"])
    ledger.record(ctx, "item.version-discarded", item, {"number": item_version.number})
    indexing.forget(ctx, item)
    consequences.discarded(ctx, item_version)
    item.versions.remove(item_version)
    ctx.session.delete(item_version)
    ctx.session.flush()
    if item.versions:
        indexing.index(ctx, item)
        return item
    ctx.session.delete(item)
    ctx.session.flush()
    return None


def retire_version(ctx: Context, item_version: ItemVersion, *, version: int | None = None) -> ItemVersion:
    """Stop offering a version; drafts made from it keep their text."""
    require(policy.may_edit(ctx.actor, item_version.item))
    hold(ctx, item_version)
    ctx.expect(item_version, version)
    VERSION.fire("retire", item_version)
    ctx.session.flush()
    indexing.index(ctx, item_version.item)
    ledger.record(ctx, "item.version-retired", item_version.item, {"number": item_version.number})
    return item_version


def import_template(
    ctx: Context,
    text: str,
    filename: str,
    *,
    jurisdiction_id: str | None,
    scope: Scope | None = None,
    network_id: str | None = None,
    title: str = "",
    kind: Kind | None = None,
    focus_area: str = "",
    publish: bool = True,
    report: Sequence[str] = (),
) -> Item:
    """Turn a solicitation in Markdown or plain text into a template whose version 1 is published, or a draft.

    Nothing of the text is lost or moved (`library/importing.py`); `report` says what of a Word file is not in it
    (`library/sources.py`), and is kept as the version's note. Raises Invalid for a file that holds none.
    """
    require(policy.may_create(ctx.actor, jurisdiction_id))
    try:
        importing.check_name(filename)
        imported = importing.read(text, filename)
    except importing.ImportFault as fault:
        raise Invalid({"file": [str(fault)]}, str(fault)) from None
    template = create_item(
        ctx,
        jurisdiction_id=jurisdiction_id,
        title=title or imported.title,
        kind=kind or Kind(imported.kind_guess),
        scope=scope or (Scope.PUBLIC if jurisdiction_id is None else Scope.OWN),
        network_id=network_id,
        focus_area=focus_area,
        summary=f"Imported from {filename}.",
        content=contents.of_imported(imported),
    )
    template.versions[0].note = " ".join(report)[:NOTE]
    if publish:
        publish_version(ctx, template.versions[0])
    return template


def publish_findings(
    ctx: Context,
    *,
    jurisdiction_id: str,
    solicitation_id: str | None,
    title: str,
    body: str,
    scope: Scope,
    network_id: str | None = None,
    focus_area: str = "",
    **facts,
) -> Item:
    """Share what an RFI or call for solutions found out, as an item whose version 1 is published."""
    require(policy.may_create(ctx.actor, jurisdiction_id))
    findings = create_item(
        ctx,
        form=Form.FINDINGS,
        jurisdiction_id=jurisdiction_id,
        solicitation_id=solicitation_id,
        title=title,
        text=body,
        scope=scope,
        network_id=network_id,
        focus_area=focus_area,
        **facts,
    )
    publish_version(ctx, findings.versions[0])
    return findings


def hold(ctx: Context, item_version: ItemVersion) -> None:
    """The item first, then the version: whoever changes either sees what the others have made of both.

    The search is written from both, so that a text never keeps the audience of before.
    Asks nobody: the deed that calls it has asked.
    """
    ctx.lock(item_version.item)
    ctx.lock(item_version)


def writable(ctx: Context, item_version: ItemVersion, version: int | None) -> None:
    """Hold the draft, in the version this person read; a published one never changes.

    Asks nobody: the deed that calls it has asked.
    """
    hold(ctx, item_version)
    if item_version.state != VersionState.DRAFT:
        raise Conflict("A published version never changes. Begin a new version and change that one.")
    ctx.expect(item_version, version)


def rewrite(ctx: Context, item_version: ItemVersion, content: dict) -> None:
    """Put another content, checked already, in place of the draft's, and let it be found by its words.

    Asks nobody: the deed that calls it has asked.
    """
    item_version.content = content
    item_version.measures = contents.measures(content)
    ctx.session.flush()
    indexing.index(ctx, item_version.item)


#: What an item is called in a sentence, by its form.
THIS = {
    Form.TEMPLATE: "this template",
    Form.CLAUSE: "this clause",
    Form.GUIDE: "this guide",
    Form.MODEL: "this financial model",
    Form.FINDINGS: "these findings",
    Form.AGREEMENT: "this agreement",
}


def _add_version(
    ctx: Context, item: Item, number: int, content: dict, *, upstream_id: str | None = None
) -> ItemVersion:
    version = ItemVersion(
        number=number,
        created_at=ctx.now,
        state=VERSION.initial,
        note="",
        content=content,
        measures=contents.measures(content),
        upstream_id=upstream_id,
    )
    item.versions.append(version)
    ctx.session.flush()
    return version


def _kind(form: Form, kind: Kind | None) -> Kind | None:
    if form == Form.TEMPLATE and kind is None:
        raise Invalid({"kind": ["Say what kind of solicitation the template makes."]})
    if form != Form.TEMPLATE and kind is not None:
        raise Invalid({"kind": ["Only a template has a kind of solicitation."]})
    return kind


def _categories(ctx: Context, jurisdiction_id: str | None, codes: Iterable[str]) -> list[str]:
    return lists.understood(list(codes), queries.category_list(ctx, jurisdiction_id))


def sharing_network(ctx: Context, jurisdiction_id: str | None, scope: Scope, network_id: str | None) -> str | None:
    """The network a scope refers to: one the owner belongs to, the only one when none is named.

    Asks nobody: the deed that calls it has asked.
    """
    if scope in (Scope.OWN, Scope.PUBLIC):
        return None
    if jurisdiction_id is None:
        raise Invalid({"scope": ["What belongs to the service itself is public, or kept to its operator."]})
    own = {each.id for each in networks.own_networks(ctx.session, jurisdiction_id)}
    if network_id is None and len(own) == 1:
        return own.pop()
    if network_id not in own:
        raise Invalid({"network_id": ["Choose one of the networks that the jurisdiction belongs to."]})
    return network_id
