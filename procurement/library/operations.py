"""Templates and their versions, importing real solicitations, sharing findings. Pieces of a draft: `editing.py`."""

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.digest import digest
from procurement.core.errors import Conflict, Incomplete, Invalid
from procurement.core.verdict import require
from procurement.library import content as contents
from procurement.library import importing, policy, queries
from procurement.library.lifecycle import VERSION, VersionState
from procurement.library.models import Findings, Item, ItemVersion, Kind, Scope
from procurement.library.soundness import checked, hindrances
from procurement.networks import queries as networks

#: What a file to be imported may weigh, in bytes.
LARGEST_FILE = 20 * 1024 * 1024


def create_template(
    ctx: Context,
    *,
    jurisdiction_id: str | None,
    title: str,
    kind: Kind,
    scope: Scope = Scope.OWN,
    network_id: str | None = None,
    focus_area: str = "",
    summary: str = "",
    content: dict | None = None,
) -> Item:
    """A new template with its first draft version; without a jurisdiction it is the service's own."""
    require(policy.may_create(ctx.actor, jurisdiction_id))
    template = ctx.add(
        Item(
            jurisdiction_id=jurisdiction_id,
            title=title,
            kind=kind,
            scope=scope,
            network_id=_sharing_network(ctx, jurisdiction_id, scope, network_id),
            focus_area=focus_area,
            summary=summary,
            created_at=ctx.now,
            created_by=ctx.actor.id,
        )
    )
    _add_version(ctx, template, 1, checked(content or contents.empty()))
    ledger.record(ctx, "template.created", template, {"title": title, "scope": scope})
    return template


def edit_template(
    ctx: Context,
    template: Item,
    *,
    version: int | None = None,
    title: str | None = None,
    kind: Kind | None = None,
    focus_area: str | None = None,
    summary: str | None = None,
    scope: Scope | None = None,
    network_id: str | None = None,
) -> Item:
    """Change what the template is called and with whom it is shared; its text is in its versions."""
    require(policy.may_edit(ctx.actor, template))
    if scope is not None:
        require(policy.may_share(ctx.actor, template))
    ctx.lock(template)
    ctx.expect(template, version)
    for name, value in {"title": title, "kind": kind, "focus_area": focus_area, "summary": summary}.items():
        if value is not None:
            setattr(template, name, value)
    if scope is not None:
        template.network_id = _sharing_network(ctx, template.jurisdiction_id, scope, network_id)
        template.scope = scope
    ctx.session.flush()
    ledger.record(ctx, "template.edited", template, {"title": template.title, "scope": template.scope})
    return template


def edit_version(
    ctx: Context,
    template_version: ItemVersion,
    *,
    version: int | None = None,
    content: dict,
    note: str | None = None,
) -> ItemVersion:
    """Replace the text of a draft version; a published one never changes."""
    require(policy.may_edit(ctx.actor, template_version.item))
    writable(ctx, template_version, version)
    rewrite(template_version, checked(content))
    if note is not None:
        template_version.note = note
    ctx.session.flush()
    ledger.record(ctx, "template.version-edited", template_version.item, {"number": template_version.number})
    return template_version


def publish_version(ctx: Context, template_version: ItemVersion, *, version: int | None = None) -> ItemVersion:
    """Freeze the version under its digest and offer it; refused while its checklist is not empty."""
    require(policy.may_edit(ctx.actor, template_version.item))
    template = template_version.item
    ctx.lock(template_version)
    ctx.expect(template_version, version)
    found = [each for each in hindrances(template_version.content) if each.blocking]
    if found:
        raise Incomplete(found)
    VERSION.fire("publish", template_version)
    template_version.published_at = ctx.now
    template_version.digest = digest(template_version.content)
    ctx.session.flush()
    body = {"number": template_version.number, "digest": template_version.digest}
    ledger.record(ctx, "template.version-published", template, body)
    return template_version


def new_version(ctx: Context, template: Item) -> ItemVersion:
    """Begin the next version as a copy of the latest; there is one draft at a time."""
    require(policy.may_edit(ctx.actor, template))
    ctx.lock(template)
    ctx.session.refresh(template, ["versions"])
    if queries.draft(template) is not None:
        raise Conflict("There is a draft of this template already: go on with that one.")
    latest = max(template.versions, key=lambda each: each.number)
    ledger.record(ctx, "template.version-begun", template, {"number": latest.number + 1})
    return _add_version(ctx, template, latest.number + 1, latest.content)


def discard_version(ctx: Context, template_version: ItemVersion, *, version: int | None = None) -> Item | None:
    """Throw a draft away; the template goes with it when it has no other version. Gives the template that stays."""
    require(policy.may_edit(ctx.actor, template_version.item))
    writable(ctx, template_version, version)
    template = template_version.item
    ctx.session.refresh(template, ["versions"])
    ledger.record(ctx, "template.version-discarded", template, {"number": template_version.number})
    template.versions.remove(template_version)
    ctx.session.delete(template_version)
    if template.versions:
        ctx.session.flush()
        return template
    ctx.session.flush()
    ctx.session.delete(template)
    ctx.session.flush()
    return None


def retire_version(ctx: Context, template_version: ItemVersion, *, version: int | None = None) -> ItemVersion:
    """Stop offering a version; drafts made from it keep their text."""
    require(policy.may_edit(ctx.actor, template_version.item))
    ctx.lock(template_version)
    ctx.expect(template_version, version)
    VERSION.fire("retire", template_version)
    ctx.session.flush()
    ledger.record(ctx, "template.version-retired", template_version.item, {"number": template_version.number})
    return template_version


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
) -> Item:
    """Turn a solicitation in Markdown or plain text into a template whose version 1 is published, or a draft.

    Nothing of the text is lost or moved (`library/importing.py`). Raises Invalid for a file that holds none.
    """
    require(policy.may_create(ctx.actor, jurisdiction_id))
    try:
        importing.check_name(filename)
        imported = importing.read(text, filename)
    except importing.ImportFault as fault:
        raise Invalid({"file": [str(fault)]}, str(fault)) from None
    template = create_template(
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
) -> Findings:
    """Share what an RFI or call for solutions found out."""
    require(policy.may_share_findings(ctx.actor, jurisdiction_id))
    findings = ctx.add(
        Findings(
            jurisdiction_id=jurisdiction_id,
            solicitation_id=solicitation_id,
            title=title,
            body=body,
            scope=scope,
            network_id=_sharing_network(ctx, jurisdiction_id, scope, network_id),
            focus_area=focus_area,
            published_at=ctx.now,
            published_by=ctx.actor.id,
        )
    )
    ledger.record(ctx, "findings.published", findings, {"title": title, "scope": scope})
    return findings


def edit_findings(
    ctx: Context, findings: Findings, *, version: int | None = None, title: str, body: str, focus_area: str = ""
) -> Findings:
    """Correct or complete shared findings."""
    require(policy.may_edit_findings(ctx.actor, findings))
    ctx.expect(findings, version)
    findings.title, findings.body, findings.focus_area = title, body, focus_area
    ctx.session.flush()
    ledger.record(ctx, "findings.edited", findings, {"title": title})
    return findings


def writable(ctx: Context, template_version: ItemVersion, version: int | None) -> None:
    """Hold the draft, in the version this person read; a published one never changes.

    Asks nobody: the deed that calls it has asked.
    """
    ctx.lock(template_version)
    if template_version.state != VersionState.DRAFT:
        raise Conflict("A published version never changes. Begin a new version and change that one.")
    ctx.expect(template_version, version)


def rewrite(template_version: ItemVersion, content: dict) -> None:
    """Put another content, checked already, in place of the draft's."""
    template_version.content = content
    template_version.measures = contents.measures(content)


def _add_version(ctx: Context, template: Item, number: int, content: dict) -> ItemVersion:
    version = ItemVersion(number=number, created_at=ctx.now, state=VERSION.initial, note="")
    rewrite(version, content)
    template.versions.append(version)
    ctx.session.flush()
    return version


def _sharing_network(ctx: Context, jurisdiction_id: str | None, scope: Scope, network_id: str | None) -> str | None:
    """The network a scope refers to: one the owner belongs to, the only one when none is named."""
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
