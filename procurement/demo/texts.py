"""Reading the demo's texts: templates and vendors' answers stand in TOML files beside this module."""

import tomllib
from functools import cache
from pathlib import Path

from procurement.library import content as contents

FOLDER = Path(__file__).parent / "texts"


@cache
def read(name: str) -> dict:
    """The whole file of this name; the caller must not change it."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def content(name: str) -> dict:
    """The content of a template (shape: `library/content.py`) with the keys s1, r1, p1 ... given by place."""
    raw = read(name)
    return {
        **contents.empty(),
        "sections": [
            {"key": f"s{number}", "level": each.get("level", 1), "heading": each["heading"],
             "body": each["body"].strip(), "source": "", "format": "markdown", "role": ""}
            for number, each in enumerate(raw["sections"], 1)
        ],
        "blanks": [
            {"kind": "text", "help": "", "required": True, "choices": [], "original": "", **each}
            for each in raw.get("blanks", [])
        ],
        "requirements": [
            {"help": "", "required": True, "choices": [], **each} for each in raw.get("requirements", [])
        ],
        "criteria": [{"guidance": "", **each} for each in raw.get("criteria", [])],
        "price_lines": [{"optional": False, **each} for each in raw.get("price_lines", [])],
        "evaluation": {**contents.empty()["evaluation"], **raw.get("evaluation", {})},
    }  # fmt: skip


def answers(template: str, vendor: str) -> dict:
    """What the vendor says to what this template asks: {answers, prices, note, files, marks}."""
    return read(f"answers-{template}")[vendor]
