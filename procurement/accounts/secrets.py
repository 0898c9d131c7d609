"""Secrets that are handed out once (session cookies, tokens, one-time links): how they are made and recognised."""

import hashlib
from secrets import token_urlsafe

#: So that secret scanners find a token somebody published by mistake.
TOKEN_PREFIX = "lgp_"
#: Enough that guessing is hopeless (256 bits); a plain SHA-256 is therefore a safe way to keep it.
_BYTES = 32


def new_secret() -> str:
    """A secret for a session or a one-time link, safe in an address."""
    return token_urlsafe(_BYTES)


def new_token() -> str:
    """A secret for a program, recognisable by its prefix."""
    return TOKEN_PREFIX + token_urlsafe(_BYTES)


def fingerprint(secret: str) -> str:
    """What the database keeps of a secret: the hexadecimal SHA-256 of its UTF-8 bytes."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
