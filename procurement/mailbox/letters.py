"""How a letter is written: a plain-text template with its values becomes a subject and a body."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateNotFound

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
    subject_template, body_template = _parts(letters, template)
    subject = " ".join(subject_template.render(values).split())
    body = body_template.render(values)
    if len(subject) > SUBJECT_LENGTH:
        subject = subject[: SUBJECT_LENGTH - 1].rstrip() + "…"
    layout = letters.get_template("_layout.txt")
    whole = layout.render(values, greeting=f"Dear {name}," if name else "Good day,", body=body.strip())
    return Written(subject, whole.strip() + "\n")


@cache
def _parts(letters: Environment, template: str) -> tuple[Template, Template]:
    """The subject and the body as templates of their own: a title of two lines must not spill into the body."""
    try:
        source, _, _ = letters.loader.get_source(letters, f"{template}.txt")
    except TemplateNotFound as fault:
        raise LookupError(f"There is no letter templates/letters/{fault.name}.") from fault
    first, _, body = source.partition("\n")
    if not first.startswith("Subject: "):
        raise ValueError(f"The first line of templates/letters/{template}.txt must begin with “Subject: ”.")
    return letters.from_string(first.removeprefix("Subject: ")), letters.from_string(body)
