"""Hashing a password is dear on purpose, a tenth of a second and 64 MB: who only needs an account gets it cheaply."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from procurement.accounts import passwords

DEAR, CHEAP = passwords.HASHER, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
passwords.HASHER = CHEAP


@pytest.fixture
def dear_hashes(monkeypatch) -> Iterator[None]:
    """Passwords are hashed as in the service itself."""
    monkeypatch.setattr(passwords, "HASHER", DEAR)
    passwords._nobodys.cache_clear()
    yield
    passwords._nobodys.cache_clear()
