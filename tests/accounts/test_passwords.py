"""Which passwords are refused, and that comparing works without telling who exists."""

import pytest

from procurement.accounts import passwords
from procurement.accounts.passwords import Credentials
from procurement.core.errors import Invalid
from tests.builders.people import PASSWORD

GOOD = [
    "seven lanterns in a barn",
    "Xk7#pQ!29vLz",
    "пароль из слов",
    "rather long and plain",
    "password is not my horse",
]
BAD = [
    ("short", "at least 12"),
    ("elevenchars", "at least 12"),
    ("a" * 257, "at most 256"),
    ("password1234", "first that others would guess"),
    ("P@ssw0rd2026!", "first that others would guess"),
    ("passwordpassword", "first that others would guess"),
    ("Welcome12345", "first that others would guess"),
    ("correcthorsebatterystaple", "first that others would guess"),
    ("procurement2026", "first that others would guess"),
    ("aaaaaaaaaaaa", "first that others would guess"),
    ("abcabcabcabc", "first that others would guess"),
    ("123456789012", "first that others would guess"),
    ("qwertyuiopas", "first that others would guess"),
    ("Ada.Moss@Example.gov", "e-mail address"),
]


@pytest.mark.parametrize("password", GOOD)
def test_a_good_password_is_taken(password):
    passwords.check(password, "ada.moss@example.gov")


@pytest.mark.parametrize("password, why", BAD)
def test_a_bad_password_is_refused_with_the_reason_at_its_field(password, why):
    with pytest.raises(Invalid) as refused:
        passwords.check(password, "ada.moss@example.gov", place="new_password")
    assert why in refused.value.faults["new_password"][0]


def test_the_right_password_proves_and_a_wrong_one_does_not(dear_hashes):
    known = Credentials("ada@example.gov", "id", passwords.hashed(PASSWORD))
    assert known.hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.prove(known, PASSWORD).holds
    assert not passwords.prove(known, PASSWORD + "x").holds
    assert passwords.prove(known, PASSWORD).rehashed is None


def test_nobody_and_somebody_without_a_password_prove_nothing(dear_hashes):
    assert not passwords.prove(Credentials("nobody@example.gov"), "the password of nobody at all").holds
    assert not passwords.prove(Credentials("new@example.gov", "id", None), "the password of nobody at all").holds


def test_a_hash_from_weaker_days_is_made_anew(dear_hashes):
    weak = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$"
    claim = passwords.prove(Credentials("ada@example.gov", "id", weak + "AAAA"), PASSWORD)
    assert not claim.holds

    from_then = passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    claim = passwords.prove(Credentials("ada@example.gov", "id", from_then), PASSWORD)
    assert claim.holds
    assert passwords.prove(Credentials("ada@example.gov", "id", claim.rehashed), PASSWORD).rehashed is None
