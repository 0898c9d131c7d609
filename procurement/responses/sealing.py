"""The seam: how the content of a response becomes a sealed envelope, and how an envelope is opened again.

Nobody but this module knows what an envelope looks like. It holds two envelopes, technical and price, each with a
digest of its own; the digest on the receipt is made from these two, so that one can later be opened and checked
while the other stays closed.

What the seal protects against at present: damage, and a change of the stored bytes that does not also change the
digests in the other rows (the receipt, the vendor's letter). The envelope names its solicitation and response, so
that it cannot be laid under another one.

What it does not yet protect against: the envelope is canonical JSON, not encrypted. Before the opening the service
shows it to nobody, but whoever can read the database, its backups, or the store of files can read it. And as the
digests are made without a secret, whoever knew one before the opening could try guessed prices against it; that is
why digests are shown to the vendor alone until then. Encryption, a key for each envelope and custodians
who hold those keys belong here and change only `seal` and `unseal`.
"""

import json
from collections.abc import Mapping

from procurement.core.digest import canonical, digest
from procurement.responses.content import PRICE, TECHNICAL

FORMAT = "procurement.sealed-response.1"


class Damaged(ValueError):
    """The envelope is not what was sealed: this response cannot be read."""


def digest_of(content: Mapping) -> str:
    """What the receipt states: a digest of the digests of the two parts. The vendor can compute it anew."""
    return digest({name: digest(part) for name, part in _parts(content).items()})


def seal(
    content: Mapping, *, solicitation_id: str, response_id: str, revision_digest: str, declaration: Mapping
) -> bytes:
    """The sealed envelope of this content.

    `declaration` is {text, name}: who vouched for it, in which words.
    """
    sealed = {
        "format": FORMAT,
        "solicitation": solicitation_id,
        "response": response_id,
        "revision": revision_digest,
        "declaration": dict(declaration),
        "envelopes": {name: {"digest": digest(part), "content": part} for name, part in _parts(content).items()},
    }
    return canonical({**sealed, "digest": digest(sealed)}).encode()


def unseal(
    envelope: bytes, *, solicitation_id: str | None = None, response_id: str | None = None, expected: str | None = None
) -> dict:
    """The content that was sealed; Damaged when it is not whole, not this response's, or not what `expected` names."""
    try:
        sealed = json.loads(envelope.decode())
        whole = sealed.pop("digest")
        parts = {name: sealed["envelopes"][name] for name in ("technical", "price")}
        sound = sealed["format"] == FORMAT and digest(sealed) == whole
        sound = sound and all(digest(part["content"]) == part["digest"] for part in parts.values())
        sound = sound and solicitation_id in (None, sealed["solicitation"])
        sound = sound and response_id in (None, sealed["response"])
        content = {**parts["technical"]["content"], **parts["price"]["content"]}
        sound = sound and expected in (None, digest_of(content))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise Damaged("The envelope cannot be read.") from fault
    if not sound:
        raise Damaged("The envelope is not what was sealed.")
    return content


def _parts(content: Mapping) -> dict[str, dict]:
    return {
        "technical": {name: content[name] for name in TECHNICAL},
        "price": {name: content[name] for name in PRICE},
    }
