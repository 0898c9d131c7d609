"""The documents of a contract and the certificates of its vendor. Floor: operations."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from procurement.audit import operations as ledger
from procurement.contracts import contract_policy as policy
from procurement.contracts import reminding
from procurement.contracts.models import Certificate, Contract, ContractDocument, DocumentKind
from procurement.core.context import Context
from procurement.core.errors import Invalid
from procurement.core.verdict import require
from procurement.files import operations as files
from procurement.files.store import Staged


def add_document(
    ctx: Context,
    contract: Contract,
    *,
    kind: DocumentKind,
    document: Staged | None,
    title: str = "",
    is_internal: bool = False,
) -> ContractDocument:
    """Put a document to the contract; whoever sees the contract may read it, unless it is internal."""
    require(policy.may_file(ctx.actor, ctx.lock(contract)))
    if document is None:
        raise Invalid({"document": ["Choose the file."]})
    made = ctx.add(
        ContractDocument(
            contract=contract,
            kind=kind,
            title=title.strip() or document.name.rpartition(".")[0][:200] or document.name,
            file=files.keep(ctx, document),
            is_internal=is_internal,
            added_at=ctx.now,
            added_by=ctx.actor.id,
        )
    )
    body = {"kind": kind, "title": made.title, "digest": document.digest, "is_internal": is_internal}
    ledger.record(ctx, "contract.document-added", contract, body)
    return made


def describe_document(ctx: Context, document: ContractDocument, **changes: Any) -> ContractDocument:
    """Say anew what a document is, what it is called, and whether it is internal; the file itself stays.

    `changes`: kind, title, is_internal.
    """
    require(policy.may_file(ctx.actor, ctx.lock(document.contract)))
    if "title" in changes and not changes["title"].strip():
        raise Invalid({"title": ["Say what the document is called."]})
    for name in ("kind", "title", "is_internal"):
        if name in changes:
            setattr(document, name, changes[name])
    ctx.session.flush()
    body = {"title": document.title, "kind": document.kind, "is_internal": document.is_internal}
    ledger.record(ctx, "contract.document-described", document.contract, body)
    return document


def add_certificate(
    ctx: Context,
    contract: Contract,
    *,
    name: str,
    expires_on: date,
    issuer: str = "",
    document: Staged | None = None,
) -> Certificate:
    """Keep a certificate of the vendor; it takes the place of an older one of the same name, and its end is watched."""
    require(policy.may_file(ctx.actor, ctx.lock(contract)))
    if not name.strip():
        raise Invalid({"name": ["Say what the certificate is called, such as General liability insurance."]})
    older = sa.select(Certificate).where(Certificate.contract_id == contract.id, Certificate.replaced_at.is_(None))
    for each in ctx.session.scalars(older):
        if each.name.casefold() == name.strip().casefold():
            each.replaced_at = ctx.now
    made = ctx.add(
        Certificate(
            contract=contract,
            name=name.strip(),
            issuer=issuer.strip(),
            expires_on=expires_on,
            file=files.keep(ctx, document) if document is not None else None,
            added_at=ctx.now,
            added_by=ctx.actor.id,
        )
    )
    reminding.plan(ctx, contract)
    ledger.record(ctx, "contract.certificate-added", contract, {"name": made.name, "expires_on": expires_on})
    return made
