"""Print one document from the command line: `python -m pdf document.json > out.pdf`."""

import json
import sys
from pathlib import Path

from pdf import Unprintable, render

USAGE = "Usage: python -m pdf DOCUMENT.json > OUT.pdf (a single - reads the document from standard input)."


def main(arguments: list[str]) -> int:
    """Print the named document to standard output; return 0, or 2 after one sentence on standard error."""
    if len(arguments) != 1 or arguments[0] in ("-h", "--help"):
        print(USAGE, file=sys.stderr)
        return 2
    name = arguments[0]
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        document = json.loads(data)
    except OSError as error:
        print(f"The document {name} cannot be read: {error.strerror}.", file=sys.stderr)
        return 2
    except (ValueError, RecursionError) as error:
        print(f"The document {name} is not JSON: {error}.", file=sys.stderr)
        return 2
    try:
        sys.stdout.buffer.write(render(document))
    except Unprintable as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
