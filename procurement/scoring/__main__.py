"""The scoring function from the command line: `python -m procurement.scoring FILE.json [--explain]`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from procurement.scoring import Faults, evaluate, explain, parse


def main(arguments: list[str] | None = None) -> int:
    """Print the result of a file and return 0, or name every fault on standard error and return 2."""
    parser = argparse.ArgumentParser(
        prog="python -m procurement.scoring",
        description="Rank responses by a published scoring contract, or check a contract that stands alone.",
    )
    parser.add_argument("file", metavar="FILE.json", help="the scoring document, or - for standard input")
    parser.add_argument("--explain", action="store_true", help="print sentences instead of JSON")
    chosen = parser.parse_args(arguments)
    try:
        document = _read(chosen.file)
        if chosen.explain:
            text = "\n".join(explain(document))
        else:
            text = json.dumps(evaluate(document), indent=2, ensure_ascii=False)
    except Faults as refusal:
        for fault in refusal.faults:
            print(fault, file=sys.stderr)
        return 2
    sys.stdout.buffer.write(f"{text}\n".encode())
    return 0


def _read(name: str) -> object:
    if name == "-":
        return parse(sys.stdin.buffer.read(), "standard input")
    try:
        data = Path(name).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Faults([f"{name}: this file cannot be read ({reason})"]) from error
    return parse(data, name)


if __name__ == "__main__":
    sys.exit(main())
