"""The `procurement` command. Every command is one unit of work; a fault is a sentence, and the exit code 2."""

import sys
from collections.abc import Sequence

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from procurement.cli import db, demo, ledger, letters, library, people, run, settings, worker
from procurement.core.errors import Incomplete, Invalid, Refusal

#: Adding a group is adding its module here: each has one click command called `command`.
MODULES = (run, worker, demo, db, people, library, letters, ledger, settings)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
def procurement() -> None:
    """The shared procurement service for local governments."""


for module in MODULES:
    procurement.add_command(module.command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(outcome(arguments))


def outcome(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; its exit code: 0, 1 for a check that found a fault, 2 for a refusal, 130 for Ctrl-C."""
    try:
        # Without click's own way of leaving, so that a refusal raised inside a unit has rolled it back by now.
        answer = procurement.main(arguments, prog_name="procurement", standalone_mode=False)
        return answer if isinstance(answer, int) else 0
    except click.exceptions.Abort:
        return _say(["Interrupted."], 130)
    except click.ClickException as fault:
        fault.show()
        return 2
    except Refusal as refusal:
        return _say(sentences(refusal), 2)
    except (OperationalError, ProgrammingError) as fault:
        return _say([f"The database cannot be used: {_first_line(fault)}"], 2)
    except BrokenPipeError:
        # Whoever reads our output has enough.
        sys.stdout = None
        return 0


def sentences(refusal: Refusal) -> list[str]:
    """Everything a refusal has to say, a line each."""
    if isinstance(refusal, Invalid) and refusal.faults:
        return [f"{place}: {message}" for place, several in refusal.faults.items() for message in several]
    if isinstance(refusal, Incomplete):
        return [each.sentence for each in refusal.hindrances]
    return [refusal.sentence]


def _say(lines: list[str], code: int) -> int:
    for line in lines:
        click.echo(line, err=True)
    return code


def _first_line(fault: OperationalError | ProgrammingError) -> str:
    return str(fault.orig).strip().partition("\n")[0]
