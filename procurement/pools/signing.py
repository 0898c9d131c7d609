"""Signing the pool's agreement, when joining or when it has a new version. Floor: operations."""

from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import require
from procurement.pools import agreement, policy
from procurement.pools.agreement import Signature
from procurement.pools.holding import changed, hold_for, record_for
from procurement.pools.models import Participation

ANOTHER = (
    "The lead changed the agreement while you were reading it. Nothing is signed: read the new text and sign that."
)


def sign_agreement(ctx: Context, participation: Participation, *, signature: Signature) -> Participation:
    """Sign the agreement that the pool has now. Signed already, as it reads now, it is not signed twice."""
    require(policy.may_sign(ctx.actor, hold_for(ctx, participation)))
    if participation.agreement_version_id == participation.pool.agreement_version_id:
        return participation
    put_signature(ctx, participation, signature)
    changed(ctx, participation.pool, participation)
    return participation


def put_signature(ctx: Context, participation: Participation, signature: Signature | None) -> None:
    """Keep the signature with the version it stands under.

    Asks nobody: a consequence of signing or of joining, whose own policies have been asked.
    """
    version = participation.pool.agreement
    assert version is not None and version.digest is not None
    found = agreement.faults(signature, version.digest)
    if found or signature is None:
        raise Invalid(found)
    if signature.digest != version.digest:
        raise Conflict(ANOTHER)
    participation.signature, participation.signature_title = signature.name.strip(), signature.title.strip()
    participation.signed_at, participation.signed_by = ctx.now, ctx.actor.id
    participation.agreement_version_id, participation.agreement_digest = version.id, version.digest
    ctx.session.flush()
    said = {"version": version.id, "digest": version.digest, "signature": signature.name.strip()}
    record_for(ctx, "pool.agreement-signed", participation, {**said, "title": signature.title.strip()})
