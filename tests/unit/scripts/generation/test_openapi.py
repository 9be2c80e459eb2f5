"""The description of the API: of the real functions, and of a few made up to be awkward."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import pytest
import schemathesis
from pydantic import BaseModel, InstanceOf

from functions import load_all
from scripts.generation import openapi
from scripts.generation.text import Json
from shared.domain.documents import Document
from shared.domain.people import MANAGERS, STAFF
from shared.domain.refusals import NOT_FOUND
from shared.runtime.http import Raw
from shared.runtime.lists import ListRequest
from shared.runtime.problems import every_rule
from shared.runtime.routes import FORM, ROUTES, Nothing, Request, Route, SentFile
from shared.runtime.work import Page


class Thing(Document):
    collection = "things"
    key = "thing_id"

    thing_id: str


class Part(BaseModel):
    name: str


class KeepThing(Request):
    thing_id: str
    parts: tuple[Part, ...]
    note: str | None = None


class SendThing(Request):
    bodies: ClassVar[dict[str, str]] = {FORM: "file"}

    file: InstanceOf[SentFile]


class ListThings(ListRequest):
    floor: int | None = None
    wings: tuple[str, ...] = ()


KEEP = Route(
    "command",
    "keep_thing",
    "things",
    "PUT",
    "/api/v1/properties/{property_id}/things/{thing_id}",
    print,
    allow=MANAGERS,
    request=KeepThing,
    answer=Thing,
    summary="Keep it.\n\nAs long as it lasts.",
    reads=(Thing,),
    parameters=("property_id", "thing_id"),
)
LIST = Route(
    "query",
    "list_things",
    "things",
    "GET",
    "/api/v1/things",
    print,
    allow=STAFF,
    request=ListThings,
    answer=Page[Thing],
)


@pytest.fixture
def real() -> Json:
    load_all()
    return openapi.describe([route for route in ROUTES.values() if route.context != "tests"], every_rule())


def described(*routes: Route) -> Json:
    return openapi.describe(routes, [NOT_FOUND])


def operation(route: Route) -> Any:
    return described(route)["paths"][route.path][route.method.lower()]


def test_every_function_that_callers_may_call_is_in_it(real: Json) -> None:
    public = [r for r in ROUTES.values() if r.kind not in ("handler", "job") and not r.path.startswith("/internal/")]
    known = {o["operationId"] for methods in real["paths"].values() for o in methods.values()}

    assert known == {route.name for route in public if route.context != "tests"}


def test_it_is_a_description_that_tools_can_read(real: Json) -> None:
    for found in schemathesis.openapi.from_dict(real).get_all_operations():
        assert found.ok().method


def test_what_is_in_the_path_is_not_in_the_body_too() -> None:
    body = operation(KEEP)["requestBody"]["content"]["application/json"]["schema"]

    assert set(body["properties"]) == {"parts", "note"}
    assert (body["required"], body["additionalProperties"]) == (["parts"], False)


def test_models_within_a_request_are_named_and_the_request_itself_is_not() -> None:
    assert set(described(KEEP)["components"]["schemas"]) == {"Problem", "PageMeta", "CommandMeta", "Part", "Thing"}


def test_a_query_string_has_no_null() -> None:
    floor = next(found for found in operation(LIST)["parameters"] if found["name"] == "floor")

    assert (floor["in"], floor["schema"]) == ("query", {"type": "integer"})


def test_bounds_are_said_in_the_words_of_json_schema() -> None:
    limit = next(found for found in operation(LIST)["parameters"] if found["name"] == "limit")

    assert limit["schema"] == {"type": "integer", "minimum": 1, "maximum": 500, "default": 100}


def test_a_list_in_a_query_string_is_one_value_with_commas() -> None:
    wings = next(found for found in operation(LIST)["parameters"] if found["name"] == "wings")

    assert (wings["explode"], wings["schema"]["items"]) == (False, {"type": "string"})


def test_a_list_is_an_envelope_with_a_page() -> None:
    schema = operation(LIST)["responses"]["200"]["content"]["application/json"]["schema"]

    assert schema["properties"]["data"] == {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}
    assert schema["required"] == ["success", "data", "meta"]


def test_headers_are_those_that_the_kind_of_function_takes() -> None:
    of_commands = {"Idempotency-Key", "X-Offline-Since", "If-Match"}
    assert {p["name"] for p in operation(KEEP)["parameters"] if p["in"] == "header"} == of_commands
    assert {p["name"] for p in operation(LIST)["parameters"] if p["in"] == "header"} == {"X-Property-Id"}


def test_roles_stand_with_each_operation_and_none_where_the_function_proves_its_caller() -> None:
    assert operation(KEEP)["x-roles"] == ["manager"]
    assert "security" not in operation(replace(LIST, kind="endpoint", allow=frozenset(), request=Nothing))


def test_a_form_holds_its_file_as_bytes() -> None:
    sending = replace(KEEP, request=SendThing, parameters=())
    content = operation(sending)["requestBody"]["content"]

    assert set(content) == {"multipart/form-data"}
    assert content["multipart/form-data"]["schema"]["required"] == ["file"]
    assert described(sending)["components"]["schemas"]["SentFile"] == {"type": "string", "format": "binary"}


def test_a_body_that_is_kept_as_it_came_may_be_anything() -> None:
    body = operation(replace(LIST, kind="endpoint", method="POST", request=Raw))["requestBody"]

    assert body == {"content": {"application/json": {"schema": {}}}}


def test_every_refusal_is_described_by_its_status_and_codes() -> None:
    problem = described(KEEP)["components"]["responses"]["Problem404"]["content"]["application/problem+json"]

    assert problem["schema"]["allOf"][1]["properties"]["code"] == {"enum": [NOT_FOUND.code]}


def test_a_command_takes_the_instant_of_its_tap_and_says_whether_it_changed_anything() -> None:
    success = operation(KEEP)["responses"]["200"]["content"]["application/json"]["schema"]

    assert "X-Offline-Since" in {found["name"] for found in operation(KEEP)["parameters"]}
    assert success["properties"]["meta"] == {"$ref": "#/components/schemas/CommandMeta"}
    assert "X-Offline-Since" not in {found["name"] for found in operation(LIST)["parameters"]}
