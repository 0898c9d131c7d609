"""Passwords: which are refused, and how they are hashed and compared (argon2id, a few at a time).

Hashing takes 64 MB and a tenth of a second: call `hashed` and `prove` only outside units of work that write.
"""

import re
from dataclasses import dataclass
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from procurement.core.errors import Invalid, TooMany

LEAST = 12
MOST = 256
#: How many hashes this process makes at once, and how many seconds the next one waits for its turn.
AT_ONCE = 2
PATIENCE = 10
_TURNS = BoundedSemaphore(AT_ONCE)
#: How dear a hash is: what argon2 recommends today. A kept hash that was cheaper is made anew at the next sign-in.
HASHER = PasswordHasher()

#: What is left of a very common password once digits and signs around it are gone and 0, 1, 3, 4, 5, @, $ are
#: read as the letters they stand for.
_COMMON = """
    password passwort passcode passphrase passwordpassword mypassword newpassword changeme changemenow changeit
    letmein letmeinnow letmeinplease welcome welcomeback admin administrator adminadmin root superuser default
    qwerty qwertyuiop qwertyqwerty qwertyuiopasdf asdfghjkl asdfghjklzxcvbnm zxcvbnm azerty iloveyou iloveyouforever
    monkey dragon sunshine princess football baseball superman batman trustno trustnoone master secret topsecret
    supersecret mysecretpassword starwars whatever freedom michael jessica ashley shadow computer internet
    correcthorsebatterystaple correct horse battery staple spring summer autumn winter january february march
    april june july august september october november december monday tuesday wednesday thursday friday
    government procurement purchasing cityhall county vendor solicitation test testtest testing temporary guest
"""
COMMON = frozenset(_COMMON.split())
_LETTERS = str.maketrans("013457@$!", "oieastasi")
_RUNS = ("abcdefghijklmnopqrstuvwxyz" * 2, "1234567890" * 4, "0123456789" * 4, "qwertyuiopasdfghjklzxcvbnm" * 2)


@dataclass(frozen=True)
class Credentials:
    """What the database knows about an e-mail address before the password is compared; both None: nobody."""

    email: str
    person_id: str | None = None
    hash: str | None = None


@dataclass(frozen=True)
class Claim:
    """Somebody says they are the person of these credentials; `holds` tells whether the password proved it."""

    credentials: Credentials
    holds: bool
    #: The same password hashed anew, where the kept hash is weaker than today's.
    rehashed: str | None = None


def check(password: str, email: str = "", *, place: str = "password") -> None:
    """Refuse (Invalid, under `place`) a password that is too short, too common or the e-mail address itself."""
    fault = _fault(password, email)
    if fault:
        raise Invalid({place: [fault]})


def hashed(password: str) -> str:
    """The argon2id hash to keep; waits for its turn, TooMany when that does not come."""
    return _in_turn(HASHER.hash, password)


def prove(credentials: Credentials, password: str) -> Claim:
    """Compare; an unknown address costs as long as a known one, so that the time it takes tells nothing."""
    nobodys = _nobodys()
    kept = credentials.hash or nobodys
    try:
        holds = _in_turn(HASHER.verify, kept, password[:MOST])
    except (VerificationError, InvalidHashError):
        holds = False
    holds = holds and credentials.hash is not None
    stale = holds and HASHER.check_needs_rehash(kept)
    return Claim(credentials, holds, hashed(password[:MOST]) if stale else None)


def _fault(password: str, email: str) -> str:
    low = password.casefold()
    if len(password) < LEAST:
        return f"Use at least {LEAST} characters; a few words that you can remember are fine."
    if len(password) > MOST:
        return f"Use at most {MOST} characters."
    if email and low in (email.casefold(), email.casefold().partition("@")[0]):
        return "Your e-mail address is not a password; choose something that others do not know."
    if _is_common(low):
        return "This password is among the first that others would guess; choose another."
    return ""


def _is_common(low: str) -> bool:
    letters = re.sub(r"[^a-z]", "", low.strip("0123456789!?.,:;*#_-+ ").translate(_LETTERS))
    if letters in COMMON or _repeated(letters) in COMMON:
        return True
    if len(_repeated(low)) <= 4:
        return True
    return any(low in run or low[::-1] in run for run in _RUNS)


def _repeated(text: str) -> str:
    """The shortest piece of which the text is a repetition ("abcabc" -> "abc"), else the text."""
    for size in range(1, len(text) // 2 + 1):
        if len(text) % size == 0 and text[:size] * (len(text) // size) == text:
            return text[:size]
    return text


def _in_turn(work, *arguments):
    if not _TURNS.acquire(timeout=PATIENCE):
        raise TooMany("Very many people are signing in at this moment. Please try again in a minute.")
    try:
        return work(*arguments)
    finally:
        _TURNS.release()


@cache
def _nobodys() -> str:
    """A hash that no password of ours has, made with today's parameters at the first comparison, whoever it is for."""
    return HASHER.hash("the password of nobody at all")
