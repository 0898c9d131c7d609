"""How a letter is written: a plain-text template with its values becomes a subject and a body."""

from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound

from procurement.core import words

FOLDER = Path(__file__).parents[2] / "templates" / "letters"
SUBJECT_LENGTH = 300


class Written(NamedTuple):
    """A letter ready for the outbox."""

    subject: str
    body: str


def environment(folder: Path = FOLDER) -> Environment:
    """The letters' own environment: plain text, and a value that is missing is a fault, not a gap."""
    letters = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    letters.filters.update(
        when=words.when,
        day=words.day,
        money=words.money,
        quantity=words.quantity,
        unit_price=words.unit_price,
        size=words.size,
        ahead=words.ahead,
    )
    return letters


_LETTERS = environment()


def write(template: str, values: dict, *, name: str = "", letters: Environment = _LETTERS) -> Written:
    """Fill `<template>.txt`: its first line is `Subject: …`, the rest is laid between greeting and signature.

    `name` is whom the letter greets. `values` must hold `url`, under which people reach the service.
    """
    try:
        text = letters.get_template(f"{template}.txt").render(values)
    except TemplateNotFound as fault:
        raise LookupError(f"There is no letter templates/letters/{fault.name}.") from fault
    first, _, body = text.partition("\n")
    if not first.startswith("Subject: "):
        raise ValueError(f"The first line of templates/letters/{template}.txt must begin with “Subject: ”.")
    subject = " ".join(first.removeprefix("Subject: ").split())
    if len(subject) > SUBJECT_LENGTH:
        subject = subject[: SUBJECT_LENGTH - 1].rstrip() + "…"
    layout = letters.get_template("_layout.txt")
    whole = layout.render(values, greeting=f"Dear {name}," if name else "Good day,", body=body.strip())
    return Written(subject, whole.strip() + "\n")
