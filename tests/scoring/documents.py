"""Scoring documents for the tests, small enough to check by hand."""

from __future__ import annotations

from collections.abc import Mapping

from procurement.scoring import evaluate


def rated(name: str, points: str, top: str = "10", **more: object) -> dict[str, object]:
    """A criterion rated from 0 to `top`."""
    return {"id": name, "kind": "rated", "points": points, "scale": {"min": "0", "max": top}, **more}


def given(name: str, points: str, **more: object) -> dict[str, object]:
    """A criterion whose points are written directly."""
    return {"id": name, "kind": "given", "points": points, **more}


def price(points: str, formula: str = "lowest-ratio", **more: object) -> dict[str, object]:
    """The price criterion `cost`."""
    return {"id": "cost", "kind": "price", "points": points, "formula": formula, **more}


def contract(*criteria: object, method: str = "points", **more: object) -> dict[str, object]:
    """A contract."""
    return {"method": method, "criteria": list(criteria), **more}


def response(name: str, price: str | None = None, **scores: object) -> dict[str, object]:
    """A response; a score that is not an object is the mark of the evaluator E."""
    marks = {key: mark if isinstance(mark, dict) else {"E": mark} for key, mark in scores.items()}
    document: dict[str, object] = {"id": name, "scores": marks}
    if price is not None:
        document["price"] = price
    return document


def document(terms: Mapping[str, object], *responses: object) -> dict[str, object]:
    """A scoring document."""
    return {"contract": terms, "responses": list(responses)}


def by_id(result: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """The ranking's entries by response."""
    return {entry["id"]: entry for entry in result["ranking"]}


def ranks(result: Mapping[str, object]) -> dict[str, int]:
    """Who has which rank."""
    return {entry["id"]: entry["rank"] for entry in result["ranking"]}


def reasons(result: Mapping[str, object]) -> dict[str, str]:
    """Why whoever is out is out."""
    return {entry["id"]: entry["reason"] for entry in result["out"]}


def warned(result: Mapping[str, object]) -> set[tuple[str, str | None]]:
    """Code and subject of every warning."""
    return {(entry["code"], entry["id"]) for entry in result["warnings"]}


def cost_points(criterion: Mapping[str, object], *prices: str) -> list[str]:
    """The exact points that a price criterion alone gives to these prices."""
    responses = [response(f"R{index}", amount) for index, amount in enumerate(prices)]
    result = evaluate(document(contract(criterion), *responses))
    entries = by_id(result)
    return [entries[f"R{index}"]["exact"] for index in range(len(prices))]


def documented() -> dict[str, object]:
    """A document with every part of the format, the shape that README shows."""
    return document(
        contract(
            rated("approach", "40", "5", combine="mean", minimum="24", children=[]),
            {
                "id": "experience",
                "kind": "rated",
                "points": "20",
                "scale": {"levels": {"Exceptional": "95", "Good": "80"}, "of": "100"},
            },
            given("diversity", "5"),
            {"id": "insurance", "kind": "pass-fail"},
            price("35"),
            minimum_total=None,
            preferences=[
                {"id": "local", "effect": "price-discount", "percent": "5"},
                {"id": "resident", "effect": "points", "points": "10"},
            ],
            round={"places": 2, "mode": "half-up"},
            tie_break=["criterion:approach", "lowest-price", "earliest"],
        ),
        {
            "id": "A",
            "price": "100000.00",
            "submitted": "2026-05-01T13:59:00-05:00",
            "scores": {
                "approach": {"E1": "4", "E2": "5"},
                "experience": {"E1": "Good", "E2": "Good"},
                "diversity": {"panel": "5"},
                "insurance": {"panel": "pass"},
            },
            "preferences": ["local"],
            "out": None,
        },
        {
            "id": "B",
            "price": "90000.00",
            "submitted": "2026-05-01T09:12:00-05:00",
            "scores": {},
            "preferences": [],
            "out": {"reason": "Non-responsive: no bid security"},
        },
    )
