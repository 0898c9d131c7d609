"""Logs for machines to read: one JSON object a line, with who, what and how long, and never with contents.

No form values, query strings, bodies, names, addresses or SQL parameters: what a fault says of itself may quote any
of them, so only its type and the places it passed through are written.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

CHECKOUT = Path(__file__).parents[1]
#: What a line of ours may carry beside time, level, logger and message.
FIELDS = frozenset(
    {"request", "actor", "method", "route", "status", "milliseconds", "job", "task", "letter", "tries", "count"}
)


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        given = getattr(record, "fields", {})
        line.update({name: value for name, value in given.items() if name in FIELDS and value is not None})
        if record.exc_info and record.exc_info[1] is not None:
            line["fault"] = _fault(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def configure(stream: IO[str] | None = None, level: int = logging.INFO) -> None:
    """Send every log of this process to standard error as JSON lines."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.captureWarnings(True)
    # They repeat what our own lines say, or tell of pulses that mean nothing.
    for name in ("huey", "werkzeug", "weasyprint", "fontTools", "alembic", "mail.log"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _fault(fault: BaseException) -> dict:
    """The type of a fault, of those that led to it, and where each came from; never its own words."""
    told = {
        "type": f"{type(fault).__module__}.{type(fault).__qualname__}",
        "frames": [f"{_relative(each.filename)}:{each.lineno} {each.name}" for each in _frames(fault)],
    }
    cause = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    if cause is not None:
        told["cause"] = _fault(cause)
    return told


def _frames(fault: BaseException) -> traceback.StackSummary:
    return traceback.extract_tb(fault.__traceback__)


def _relative(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(CHECKOUT)) if path.is_relative_to(CHECKOUT) else "/".join(path.parts[-3:])
