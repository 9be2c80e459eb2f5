"""OpenAPI 3.1 of everything callers may call, exact enough for tools to test against: from the routes and their models."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Union, get_args, get_origin

import flask
from pydantic import TypeAdapter

from scripts.generation.text import Json
from shared.domain.refusals import Rule
from shared.runtime.cloud import VERSION
from shared.runtime.http import Raw
from shared.runtime.routes import FORM, Route
from shared.runtime.work import Page

_REF = "#/components/schemas/{model}"
_SLUG = {"type": "string", "pattern": "^[a-z0-9][a-z0-9\\-]{0,62}$"}
_STATUSES = {
    "command": (400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 503),
    "query": (400, 401, 403, 404, 405, 409, 422, 503),
    "stream": (400, 401, 403, 404, 405, 422, 503),
    "endpoint": (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 503),
}
_TITLES = {
    400: "It cannot be read.",
    401: "Sign in first.",
    403: "Your role may not do this.",
    404: "It is not there, or not yours to know of.",
    405: "This path does not take this method.",
    409: "The state does not allow this now; `context` says what it is.",
    412: "It has changed since you looked.",
    413: "The body is too large.",
    415: "The body, or the file in it, is of a type that is not taken.",
    422: "It can never be right as asked; every offending field is named.",
    429: "Too many requests; wait as long as `Retry-After` says.",
    503: "Something passing; try again as `Retry-After` says.",
}


def describe(routes: Sequence[Route], rules: Sequence[Rule]) -> Json:
    public = [route for route in routes if route.kind in _STATUSES and not route.path.startswith("/internal/")]
    asked, answered, definitions = _schemas(public)
    paths: Json = {}
    for route in sorted(public, key=lambda route: (route.path, route.method)):
        operation = _operation(route, asked[route.name], answered.get(route.name))
        paths.setdefault(route.path, {})[route.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "RoomStateSync",
            "version": VERSION,
            "description": "One source of truth for every room. Success is `{success, data, meta}`; errors are RFC 9457 "
            "problems with a stable `code`. `Idempotency-Key` makes any mutation safe to repeat.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "tags": [{"name": context} for context in sorted({route.context for route in public})],
        "paths": paths,
        "components": {
            "schemas": {"Problem": _PROBLEM, "PageMeta": _PAGE_META, "CommandMeta": _COMMAND_META, **definitions},
            "responses": {f"Problem{status}": _problem(status, rules) for status in sorted(_TITLES)},
            "headers": {
                "ETag": {"description": 'The revision, `"v=<n>"`.', "schema": {"type": "string"}},
                "X-Request-Id": {"schema": {"type": "string"}},
                "Retry-After": {"description": "Seconds.", "schema": {"type": "string"}},
            },
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "A Firebase ID token, or a Google-signed OIDC token of a registered service account.",
                },
                "session": {"type": "apiKey", "in": "cookie", "name": "__session"},
            },
        },
    }


def _schemas(routes: Sequence[Route]) -> tuple[dict[str, Json], dict[str, Json], Json]:
    """Return what each route is asked and what it answers, and the definitions they share."""
    inputs: list[tuple[Any, Any, TypeAdapter[Any]]] = [
        (f"ask {route.name}", "validation", TypeAdapter(route.request)) for route in routes
    ]
    inputs += [
        (f"answer {route.name}", "serialization", TypeAdapter(item(route.answer)))
        for route in routes
        if route.kind != "stream" and not is_response(route.answer)
    ]
    found, whole = TypeAdapter.json_schemas(inputs, ref_template=_REF)
    definitions: Json = _standard(whole.get("$defs", {}))
    asked, answered = {}, {}
    for (name, _), schema in found.items():
        kind, route = name.split(" ")
        if kind == "ask":
            asked[route] = _resolved(_standard(schema), definitions)
        else:
            answered[route] = _standard(schema)
    return asked, answered, _reachable([*asked.values(), *answered.values()], definitions)


def _reachable(schemas: Sequence[Json], definitions: Json) -> Json:
    """Leave out the requests' own definitions, which nobody refers to."""
    wanted: set[str] = set()
    waiting = list(schemas)
    while waiting:
        fresh = {name for name in _references(waiting.pop()) if name not in wanted}
        wanted |= fresh
        waiting += [definitions[name] for name in fresh]
    return {name: schema for name, schema in definitions.items() if name in wanted}


def _references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(reference := value.get("$ref"), str):
            yield reference.rsplit("/", 1)[1]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _references(item)


def _standard(value: Any) -> Any:
    """Say bounds in JSON Schema's words. Pydantic leaves its own where a validator runs before the bound is checked."""
    if isinstance(value, list):
        return [_standard(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: _standard(inner) for key, inner in value.items()}
    if found.get("type") in ("integer", "number"):
        for ours, theirs, narrower in (("ge", "minimum", max), ("le", "maximum", min)):
            bounds = [found.pop(key) for key in (ours, theirs) if key in found]
            found |= {theirs: narrower(bounds)} if bounds else {}
    return found


def _resolved(schema: Mapping[str, Any], definitions: Json) -> Json:
    """Return a request's own schema: its fields are spread over path, query and body, so nobody refers to it."""
    reference = schema.get("$ref")
    return dict(definitions[reference.rsplit("/", 1)[1]] if reference else schema)


def _operation(route: Route, asked: Json, answered: Json | None) -> Json:
    summary, _, rest = route.summary.partition("\n")
    fields = {name: schema for name, schema in asked.get("properties", {}).items() if name not in route.parameters}
    in_body = route.kind == "command" or (route.kind == "endpoint" and route.method != "GET")
    parameters = [*_path_parameters(route, asked), *_headers(route)]
    if not in_body:
        parameters += [_in_query(name, schema, asked) for name, schema in fields.items()]
    return {
        "operationId": route.name,
        "tags": [route.context],
        "summary": summary,
        **({"description": rest.strip()} if rest.strip() else {}),
        **({"x-roles": sorted(route.allow), "security": [{"bearer": []}, {"session": []}]} if route.allow else {}),
        **({"parameters": parameters} if parameters else {}),
        **({"requestBody": _body(route, asked, fields)} if in_body and (fields or route.request is Raw) else {}),
        "responses": {
            **_success(route, answered),
            **{str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in _STATUSES[route.kind]},
        },
    }


def _path_parameters(route: Route, asked: Json) -> list[Json]:
    properties = asked.get("properties", {})
    return [
        {"name": name, "in": "path", "required": True, "schema": _bare(properties.get(name, _default(name)))}
        for name in route.parameters
    ]


def _default(name: str) -> Json:
    return _SLUG if name == "property_id" else {"type": "string", "minLength": 1}


def _headers(route: Route) -> list[Json]:
    found = []
    if route.kind == "command":
        key = {"type": "string", "pattern": "^[\\x21-\\x7e]{1,200}$"}
        found.append(_header("Idempotency-Key", "Repeating it repeats the first reply and nothing else.", key))
        tapped = {"type": "string", "format": "date-time"}
        found.append(
            _header(
                "X-Offline-Since", "The instant of a tap that waited on a device: it is judged as a late one.", tapped
            )
        )
    if route.kind == "command" and route.reads:
        found.append(_header("If-Match", 'Only if it still is at this revision, `"v=<n>"`.', {"type": "string"}))
    if route.kind == "stream":
        found.append(
            _header(
                "Last-Event-ID",
                "Go on after this event; 409 where more was missed than is sent again.",
                {"type": "string"},
            )
        )
    if route.kind in ("command", "query", "stream") and "property_id" not in route.parameters:
        found.append(_header("X-Property-Id", "Which property, for who has several.", _SLUG))
    return found


def _header(name: str, description: str, schema: Json) -> Json:
    return {"name": name, "in": "header", "description": description, "schema": schema}


def _in_query(name: str, schema: Json, asked: Json) -> Json:
    """A list is one value with commas, as the functions read it."""
    required = name in asked.get("required", ())
    said = _not_null(_bare(schema))
    return {
        "name": name,
        "in": "query",
        **({"required": True} if required else {}),
        **({"style": "form", "explode": False} if said.get("type") == "array" else {}),
        "schema": said,
    }


def _not_null(schema: Json) -> Json:
    """Return the schema of what a query string can say: it has no null, only what is left out."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    if not choices:
        return schema
    rest = {name: value for name, value in schema.items() if name not in ("anyOf", "default")}
    return {**choices[0], **rest} if len(choices) == 1 else {**rest, "anyOf": choices}


def _bare(schema: Json) -> Json:
    return {name: value for name, value in schema.items() if name != "title"}


def _body(route: Route, asked: Json, fields: Json) -> Json:
    if route.request is Raw:
        return {"content": {"application/json": {"schema": {}}}}
    required = [name for name in asked.get("required", ()) if name in fields]
    schema = {
        **{name: value for name, value in asked.items() if name not in ("properties", "required", "description")},
        "properties": fields,
        **({"required": required} if required else {}),
    }
    media = FORM if FORM in route.request.bodies else "application/json"
    return {"required": bool(required), "content": {media: {"schema": schema}}}


def _success(route: Route, answered: Json | None) -> Json:
    headers = {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}
    if route.kind == "stream":
        content: Json = {"text/event-stream": {"schema": {"type": "string"}}}
        return {"200": {"description": "The stream.", "headers": headers, "content": content}}
    if answered is None:
        return {"2XX": {"description": "Done."}}
    if route.kind != "endpoint":
        headers["ETag"] = {"$ref": "#/components/headers/ETag"}
    paged = is_page(route.answer)
    meta = "PageMeta" if paged else "CommandMeta" if route.kind == "command" else None
    data = {"type": "array", "items": answered} if paged else answered
    schema = {
        "type": "object",
        "properties": {
            "success": {"const": True},
            "data": data,
            **({"meta": {"$ref": f"#/components/schemas/{meta}"}} if meta else {}),
        },
        "required": ["success", "data", *(["meta"] if paged else [])],
    }
    content = {"application/json": {"schema": schema}}
    return {str(route.status): {"description": "Done.", "headers": headers, "content": content}}


def item(answer: Any) -> Any:
    """Return the model of what is answered, or of one of it where that is a page."""
    if answer is None:
        return type(None)
    return get_args(answer)[0] if is_page(answer) else answer


def is_page(answer: Any) -> bool:
    return get_origin(answer) is Page


def is_response(answer: Any) -> bool:
    parts = get_args(answer) if get_origin(answer) in (Union, types.UnionType) else (answer,)
    return any(isinstance(part, type) and issubclass(part, flask.Response) for part in parts)


def _problem(status: int, rules: Sequence[Rule]) -> Json:
    codes = [rule.code for rule in rules if rule.status == status]
    narrowed = {"properties": {"status": {"const": status}, **({"code": {"enum": codes}} if codes else {})}}
    headers = {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}
    if status in (429, 503):
        headers["Retry-After"] = {"$ref": "#/components/headers/Retry-After"}
    return {
        "description": _TITLES[status],
        "headers": headers,
        "content": {
            "application/problem+json": {"schema": {"allOf": [{"$ref": "#/components/schemas/Problem"}, narrowed]}}
        },
    }


_PROBLEM = {
    "type": "object",
    "description": "RFC 9457, with what a screen needs to say it in its own words.",
    "properties": {
        "success": {"const": False},
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "i18nKey": {"type": "string"},
        "requestId": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "message": {"type": "string"},
                    "code": {"type": "string"},
                },
                "required": ["field", "message"],
            },
        },
        "context": {"type": "object"},
    },
    "required": ["success", "type", "title", "status", "detail", "code", "i18nKey", "requestId", "errors", "context"],
}

_PAGE_META = {
    "type": "object",
    "properties": {"count": {"type": "integer", "minimum": 0}, "next_cursor": {"type": ["string", "null"]}},
    "required": ["count", "next_cursor"],
}
_COMMAND_META = {
    "type": "object",
    "description": "Of a command that changed nothing, or came late: all was so already, and why it ended otherwise than its caller saw it.",
    "properties": {"unchanged": {"const": True}, "cause": {"type": "string"}},
}
