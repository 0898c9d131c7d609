"""The OpenAPI document turned into something to read: groups of calls with their parameters and answers."""

METHODS = ("get", "post", "put", "patch", "delete")


def groups(spec: dict) -> list[dict]:
    """[{name, description, calls: [{method, path, summary, description, parameters, body, answers}]}]."""
    described = {tag["name"]: tag.get("description", "") for tag in spec.get("tags", [])}
    found: dict[str, list[dict]] = {name: [] for name in described}
    for path, item in spec.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                call = item[method]
                name = (call.get("tags") or ["other"])[0]
                found.setdefault(name, []).append(_call(spec, path, method, call, item.get("parameters", [])))
    return [
        {"name": name.removeprefix("api_"), "description": described.get(name, ""), "calls": calls}
        for name, calls in found.items()
        if calls
    ]


def _call(spec: dict, path: str, method: str, call: dict, shared: list) -> dict:
    parameters = [_resolved(spec, each) for each in (*shared, *call.get("parameters", []))]
    bodies = call.get("requestBody", {}).get("content", {})
    return {
        "method": method.upper(),
        "path": path,
        "summary": call.get("summary", ""),
        "description": call.get("description", ""),
        "parameters": [
            {"name": each["name"], "in": each["in"], "required": each.get("required", False)} for each in parameters
        ],
        "body": [_fields(spec, media.get("schema", {})) for media in bodies.values()],
        "answers": [code for code in call.get("responses", {}) if code != "default"],
    }


def _fields(spec: dict, schema: dict) -> list[dict]:
    """The top-level fields of a body: name, type, whether it must be there."""
    resolved = _resolved(spec, schema)
    required = set(resolved.get("required", []))
    return [
        {"name": name, "type": _type(each), "required": name in required}
        for name, each in resolved.get("properties", {}).items()
        if not each.get("readOnly")
    ]


def _type(schema: dict) -> str:
    kind = schema.get("type") or schema.get("$ref", "object").rsplit("/", 1)[-1]
    return " or ".join(kind) if isinstance(kind, list) else kind


def _resolved(spec: dict, part: dict) -> dict:
    reference = part.get("$ref")
    if not reference:
        return part
    found = spec
    for name in reference.removeprefix("#/").split("/"):
        found = found[name]
    return found
