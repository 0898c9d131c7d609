"""Canonical JSON and its SHA-256: the same data always has the same name."""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal


def canonical(value) -> str:
    """JSON with sorted keys, no spaces, decimals as plain strings and instants in UTC; floats are refused."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(value) -> str:
    """`sha256:…` of the canonical form."""
    return "sha256:" + hashlib.sha256(canonical(value).encode()).hexdigest()


def _plain(value):
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        raise TypeError(f"A binary float has no exact canonical form: {value!r}")
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value
