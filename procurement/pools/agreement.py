"""The pool's agreement as it is shown to be signed, and what a signature under it must hold: from values alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from procurement.library.content import numbered

#: What a person declares who signs.
DECLARATION = "I am authorised to sign this agreement for the jurisdiction, and it has taken the decisions it needs."


@dataclass(frozen=True)
class Signature:
    """Typed name and title, the declaration of authority, and the digest of the text that the signer read."""

    name: str
    title: str
    declares: bool
    digest: str


def faults(signature: Signature | None, digest: str) -> dict[str, list[str]]:
    """What a signature under the text of this digest lacks, by field; none when it is complete.

    A text that changed while it was read is the caller's to tell: that is no fault of what was typed.
    """
    if signature is None:
        return {"signature": ["Read the pool's agreement and sign it: type your name and title."]}
    found = {}
    if not signature.name.strip():
        found["signature"] = ["Type your name to sign."]
    if not signature.title.strip():
        found["signature_title"] = ["Type your title, such as “City manager”."]
    if not signature.declares:
        found["declaration"] = ["Confirm that you are authorised to sign."]
    return found


def reading(content: Mapping) -> list[dict]:
    """The agreement's sections as they are read: [{number, level, heading, body}]."""
    return [
        {"number": number, **{name: section[name] for name in ("level", "heading", "body")}}
        for number, section in numbered(content["sections"], content["numbering"])
    ]


def in_full(version) -> dict:
    """A version as it is read before it is signed: its text, its digest, and what a signer declares.

    `version` is anything with the attributes of a library version.
    """
    shown = {name: getattr(version, name) for name in ("id", "number", "digest", "published_at", "item")}
    return {**shown, "sections": reading(version.content), "declaration": DECLARATION}


def standing(signed: Sequence[tuple[str, str | None]], version_id: str | None) -> tuple[list[str], list[str]]:
    """Of members (name, version they signed): who has signed none, and who an earlier version, in the given order."""
    if version_id is None:
        return [], []
    unsigned = [name for name, version in signed if version is None]
    return unsigned, [name for name, version in signed if version not in (None, version_id)]
