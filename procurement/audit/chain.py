"""How the ledger is chained: the canonical form of an entry, and the hash that ties it to everything before it.

hash = SHA-256 of the UTF-8 bytes of (previous hash as 64 hexadecimal digits + canonical JSON of the entry), itself
written as 64 hexadecimal digits; the first previous hash is 64 zeros. Canonical JSON has sorted keys, no spaces, no
escapes for letters beyond ASCII, and instants as text in UTC. Anybody can check it without this service.
"""

import hashlib

from procurement.core.digest import canonical

ZEROS = "0" * 64
FIELDS = (
    "id",
    "at",
    "deed",
    "actor_id",
    "actor_name",
    "about_kind",
    "about_id",
    "jurisdiction_id",
    "body",
)


def document(entry) -> dict:
    """The entry as a plain document: what is hashed and what is exported."""
    return {name: getattr(entry, name) for name in FIELDS}


def link_hash(previous: str, entry: dict) -> str:
    """The hash of a link, from the hash before it and the entry's document."""
    return hashlib.sha256((previous + canonical(entry)).encode()).hexdigest()


def line(position: int, previous: str, hash: str, entry: dict) -> str:
    """One line of the export: `{"entry":{…},"hash":"…","position":1,"previous":"…"}`."""
    return canonical({"position": position, "previous": previous, "hash": hash, "entry": entry})
