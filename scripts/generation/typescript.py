"""What the screens know of the contracts: a TypeScript interface per document, reply and request, and every route.

An instant is a `Date` and a calendar date a string, in what is read and in what is sent. Types are gone when it runs; of
the constants a page takes only those it names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from functions.identity.devices import PairedDevice
from functions.identity.pairing import TabletToken
from functions.identity.sessions import SignedInSession
from scripts.generation.openapi import is_page, is_response, item
from scripts.generation.text import Json
from shared.domain.documents import Document, Excerpt
from shared.domain.people import GUESTS, STAFF, Role
from shared.domain.readiness import NotReady
from shared.domain.reasons import HouseReason, NotNeeded
from shared.domain.staff import StaffRole
from shared.domain.suggestions import Remark
from shared.runtime.routes import Route

_WIDTH = 110
_HEADER = "// Written by scripts/generate; do not edit."
_NAMED = {
    "Role": Role,
    "StaffRole": StaffRole,
    "HouseReason": HouseReason,
    "NotNeeded": NotNeeded,
    "NotReady": NotReady,
    "Remark": Remark,
}
"""What screens know by name, whether or not a document names it so."""
_BESIDE_A_COOKIE: Mapping[str, Any] = {
    "sign_in": SignedInSession,
    "switch_property": SignedInSession,
    "share_device": PairedDevice,
    "claim_tablet": TabletToken,
    "renew_tablet": TabletToken,
}
"""What is in the replies that functions write themselves."""

_STRINGS = {"date-time": "Date", "binary": "Blob"}
_PLAIN = {"integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


class _AllFields(GenerateJsonSchema):
    """Of what is kept or answered every field is there, those with a default too."""

    def field_is_required(self, field: Any, total: bool) -> bool:  # noqa: ARG002, FBT001 - pydantic's signature
        return True


@dataclass(frozen=True)
class Words:
    """`declared` are the declarations by name; `asked` and `answered` are what goes into and comes out of each route."""

    declared: Mapping[str, str]
    asked: Mapping[str, str]
    answered: Mapping[str, str]


def of_screens(routes: Sequence[Route]) -> list[Route]:
    """Return the routes that people and tablets call, and those by which they sign in."""
    called = [route for route in routes if route.kind in ("command", "query", "endpoint")]
    return [route for route in called if route.allow & (STAFF | GUESTS) or route.path.startswith("/auth/")]


def documents() -> list[type[Document]]:
    """Return every aggregate of the domain. A function's own excerpts of it are not."""
    domain = [kind for kind in _below(Document) if kind.__module__.startswith("shared.domain.")]
    return sorted((kind for kind in domain if not issubclass(kind, Excerpt)), key=lambda kind: kind.__name__)


def words(kept: Sequence[type[Document]], routes: Sequence[Route]) -> Words:
    """Return how documents, replies and requests are written. What is asked otherwise than it is answered is `…Asked`."""
    replies, said = _schemas("serialization", [*_kept(kept), *_replies(routes)])
    requests, wanted = _schemas("validation", [(route.name, route.request) for route in routes])
    for route in routes:
        wanted[_reference(requests[route.name])] = _without(requests[route.name], wanted, route.parameters)
    answered = _Dialect({reference: _called(reference) for reference in said}, _unions(replies))
    declared = {name: answered.union(name, replies[name]) for name in _NAMED if name not in said}
    declared |= {
        answered.names[reference]: answered.declaration(reference, schema) for reference, schema in said.items()
    }
    asked = _asked(answered, declared, wanted)
    for reference, schema in wanted.items():
        if schema.get("properties") or schema.get("type") != "object":
            declared[asked.names[reference]] = asked.declaration(reference, schema)
    return Words(
        declared=declared,
        asked={route.name: _body(asked, _reference(requests[route.name]), wanted) for route in routes},
        answered={route.name: _reply(answered, replies.get(route.name), route) for route in routes},
    )


def contracts(found: Words) -> str:
    """Return the file of interfaces and orders."""
    return "\n\n".join([_HEADER, *(found.declared[name] for name in sorted(found.declared))]) + "\n"


def paths(found: Words, routes: Sequence[Route]) -> str:
    """Return the file of routes."""
    said = " ".join([*found.asked.values(), *found.answered.values()])
    imported = ",\n".join(f"  {name}" for name in sorted({*re.findall(r"\w+", said)} & {*found.declared}))
    types = (
        f"import type {{\n{imported},\n}} from './contracts.gen';\nimport type {{ Nothing, Route }} from './routes';"
    )
    return "\n\n".join([f"{_HEADER}\n{types}", *(_path(found, route) for route in routes)]) + "\n"


@dataclass(frozen=True)
class _Dialect:
    """JSON Schema in TypeScript's words. `names` is what each definition is called, `unions` the named ones by value."""

    names: Mapping[str, str]
    unions: Mapping[tuple[str, ...], str]

    def declaration(self, reference: str, schema: Json) -> str:
        name = self.names[reference]
        if "enum" in schema:
            return self.union(name, schema)
        if "properties" not in schema:
            return f"export type {name} = {self.type_of(schema)};"
        required = schema.get("required", ())
        fields = [
            f"  {field}{'' if field in required else '?'}: {self.type_of(said)};"
            for field, said in schema["properties"].items()
        ]
        return "\n".join([f"export interface {name} {{", *fields, "}"])

    def union(self, name: str, schema: Json) -> str:
        """Return the values in their order, and the type of one of them."""
        order = f"{_shouted(name)}_ORDER"
        values = _list(f"export const {order} = ", [_quoted(value) for value in schema["enum"]], " as const;")
        return f"{values}\nexport type {name} = (typeof {order})[number];"

    def type_of(self, schema: Json) -> str:
        if "$ref" in schema:
            return self.names[schema["$ref"]]
        if "anyOf" in schema:
            return " | ".join(dict.fromkeys(self.type_of(choice) for choice in schema["anyOf"]))
        if "const" in schema:
            return _quoted(schema["const"])
        if "enum" in schema:
            values = tuple(schema["enum"])
            return self.unions.get(values) or " | ".join(map(_quoted, values))
        if schema.get("type") == "array":
            inner = self.type_of(schema["items"])
            return f"readonly ({inner})[]" if " | " in inner else f"readonly {inner}[]"
        if schema.get("type") == "object":
            return self._record(schema)
        if schema.get("type") == "string":
            return _STRINGS.get(schema.get("format", ""), "string")
        return _PLAIN.get(schema.get("type", ""), "unknown")

    def _record(self, schema: Json) -> str:
        """Return a mapping. One by an enumeration need not have all of it."""
        values = next(iter(schema.get("patternProperties", {}).values()), schema.get("additionalProperties"))
        value = self.type_of(values) if isinstance(values, dict) else "unknown"
        if "$ref" in schema.get("propertyNames", {}):
            return f"Partial<Record<{self.type_of(schema['propertyNames'])}, {value}>>"
        return f"Record<string, {value}>"


def _asked(answered: _Dialect, declared: Mapping[str, str], wanted: Mapping[str, Json]) -> _Dialect:
    """Return how requests are written. Who holds what has a name of its own has one too, so this is asked until it stands."""
    names = {reference: _called(reference) for reference in wanted}
    while True:
        dialect = _Dialect(names, answered.unions)
        others = {
            reference: f"{name}Asked"
            for reference, name in names.items()
            if declared.get(name) not in (None, dialect.declaration(reference, wanted[reference]))
        }
        if not others:
            return dialect
        names |= others


def _kept(kept: Sequence[type[Document]]) -> Iterator[tuple[str, Any]]:
    yield from _NAMED.items()
    yield from ((kind.__name__, kind) for kind in kept)


def _replies(routes: Sequence[Route]) -> Iterator[tuple[str, Any]]:
    for route in routes:
        if route.name in _BESIDE_A_COOKIE:
            yield route.name, _BESIDE_A_COOKIE[route.name]
        elif not is_response(route.answer):
            yield route.name, item(route.answer)


def _schemas(mode: Any, models: Sequence[tuple[str, Any]]) -> tuple[dict[str, Json], dict[str, Json]]:
    """Return what each model is, and the definitions they share."""
    inputs = [(name, mode, TypeAdapter(model)) for name, model in models]
    generator = _AllFields if mode == "serialization" else GenerateJsonSchema
    found, whole = TypeAdapter.json_schemas(inputs, ref_template="{model}", schema_generator=generator)
    return {name: schema for (name, _), schema in found.items()}, whole.get("$defs", {})


def _unions(replies: Mapping[str, Json]) -> dict[tuple[str, ...], str]:
    return {tuple(replies[name]["enum"]): name for name in _NAMED if "enum" in replies[name]}


def _reference(schema: Json) -> str:
    reference: str = schema["$ref"]
    return reference


def _without(schema: Json, definitions: Mapping[str, Json], parameters: Sequence[str]) -> Json:
    """Return the request without what its path says already."""
    whole = definitions[_reference(schema)]
    fields = {name: said for name, said in whole.get("properties", {}).items() if name not in parameters}
    return {**whole, "properties": fields}


def _body(dialect: _Dialect, reference: str, wanted: Mapping[str, Json]) -> str:
    return dialect.names[reference] if wanted[reference]["properties"] else "Nothing"


def _reply(dialect: _Dialect, schema: Json | None, route: Route) -> str:
    if schema is None:
        return "unknown"
    return f"readonly {dialect.type_of(schema)}[]" if is_page(route.answer) else dialect.type_of(schema)


def _path(found: Words, route: Route) -> str:
    roles = [_quoted(role) for role in Role if role in route.allow & (STAFF | GUESTS)]
    return "\n".join(
        [
            f"export const {route.name}: Route<{found.asked[route.name]}, {found.answered[route.name]}> = {{",
            f"  name: {_quoted(route.name)},",
            f"  method: {_quoted(route.method)},",
            f"  path: {_quoted(route.path)},",
            _list("  roles: ", roles, ","),
            f"  scope: {_quoted(_scope(route))},",
            "};",
        ]
    )


def _scope(route: Route) -> str:
    """Return where a call says which property it is about: in its path, in a header, or not at all."""
    if "property_id" in route.parameters:
        return "path"
    return "none" if route.kind == "endpoint" else "header"


def _called(reference: str) -> str:
    """Return a definition's name: that of its class; where several modules have one of that name, with the module before."""
    *_, module, name = ["", *reference.split("__")]
    return f"{module.capitalize()}{name}"


def _shouted(name: str) -> str:
    return "".join(f"_{sign}" if sign.isupper() else sign for sign in name).strip("_").upper()


def _quoted(value: object) -> str:
    return f"'{value}'" if isinstance(value, str) else json.dumps(value)


def _list(before: str, values: Sequence[str], after: str) -> str:
    line = f"{before}[{', '.join(values)}]{after}"
    if len(line) <= _WIDTH:
        return line
    indent = " " * (len(before) - len(before.lstrip()))
    return "\n".join([f"{before}[", *(f"{indent}  {value}," for value in values), f"{indent}]{after}"])


def _below(kind: type[Document]) -> Iterator[type[Document]]:
    for narrower in kind.__subclasses__():
        yield narrower
        yield from _below(narrower)
