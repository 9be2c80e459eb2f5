"""What the screens are told of the contracts: of a few documents and routes made up to be awkward."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Literal

import pytest
from pydantic import InstanceOf

from functions import load_all
from scripts.generation import typescript
from shared.domain.documents import Document, Value
from shared.domain.people import GUESTS, MANAGERS, SERVICES, STAFF, Role
from shared.runtime.lists import ListRequest
from shared.runtime.routes import FORM, ROUTES, Request, Route, SentFile
from shared.runtime.work import Page


class Shade(StrEnum):
    GREY = "grey"
    BLUE = "blue"


class Part(Value):
    name: str
    shade: Shade = Shade.GREY


class Whole(Value):
    parts: tuple[Part, ...] = ()


class Thing(Document):
    """Words that no screen needs."""

    collection: ClassVar[str] = "things"
    key: ClassVar[str] = "thing_id"

    thing_id: str
    made_at: datetime
    due_on: date | None = None
    parts: tuple[Part, ...] = ()
    counts: dict[Shade, int]
    size: Literal["small", "large"] | int = "small"
    keeper: Literal[Role.HOUSEKEEPER, Role.MAINTENANCE, Role.FRONT_DESK, Role.SUPERVISOR, Role.MANAGER]


class KeepThing(Request):
    thing_id: str
    whole: Whole
    until: datetime | None = None


class NameThing(Request):
    thing_id: str


class SendThing(Request):
    bodies: ClassVar[dict[str, str]] = {FORM: "file"}

    file: InstanceOf[SentFile]


class ListThings(ListRequest):
    floor: int | None = None


KEEP = Route(
    "command",
    "keep_thing",
    "things",
    "PUT",
    "/api/v1/properties/{property_id}/things/{thing_id}",
    print,
    allow=MANAGERS | SERVICES,
    request=KeepThing,
    answer=Thing,
    parameters=("property_id", "thing_id"),
)
NAME = Route(
    "query",
    "name_thing",
    "things",
    "GET",
    "/api/v1/things/{thing_id}",
    print,
    allow=STAFF | GUESTS,
    request=NameThing,
    answer=Thing,
    parameters=("thing_id",),
)
LIST = Route("query", "list_things", "things", "GET", "/api/v1/things", print, STAFF, ListThings, Page[Thing])


def declared(name: str, *routes: Route) -> str:
    return typescript.words([Thing], routes).declared[name]


def path(route: Route) -> str:
    return typescript.paths(typescript.words([], [route]), [route])


def test_every_field_of_a_document_is_there_and_an_instant_is_a_date() -> None:
    assert declared("Thing") == (
        "export interface Thing {\n"
        "  revision: number;\n"
        "  updated_at: Date | null;\n"
        "  thing_id: string;\n"
        "  made_at: Date;\n"
        "  due_on: string | null;\n"
        "  parts: readonly Part[];\n"
        "  counts: Partial<Record<Shade, number>>;\n"
        "  size: 'small' | 'large' | number;\n"
        "  keeper: StaffRole;\n"
        "}"
    )


def test_an_enumeration_is_a_union_and_its_values_in_their_order() -> None:
    assert declared("Shade") == (
        "export const SHADE_ORDER = ['grey', 'blue'] as const;\nexport type Shade = (typeof SHADE_ORDER)[number];"
    )


def test_a_request_is_what_its_path_does_not_say_and_may_leave_out_what_has_a_default() -> None:
    assert declared("KeepThing", KEEP) == ("export interface KeepThing {\n  whole: Whole;\n  until?: Date | null;\n}")


def test_what_is_asked_otherwise_than_it_is_answered_has_a_name_of_its_own() -> None:
    assert "shade: Shade" in declared("Part", KEEP)
    assert "shade?: Shade" in declared("PartAsked", KEEP)
    assert "parts?: readonly PartAsked[]" in declared("Whole", KEEP)


def test_a_file_is_a_blob() -> None:
    sending = Route("command", "send_thing", "things", "POST", "/api/v1/things", print, STAFF, SendThing, Thing)

    assert declared("SentFile", sending) == "export type SentFile = Blob;"


def test_a_route_names_what_it_takes_what_it_gives_and_which_people_may() -> None:
    assert path(KEEP).endswith(
        "\n\nexport const keep_thing: Route<KeepThing, Thing> = {\n"
        "  name: 'keep_thing',\n"
        "  method: 'PUT',\n"
        "  path: '/api/v1/properties/{property_id}/things/{thing_id}',\n"
        "  roles: ['manager'],\n"
        "  scope: 'path',\n"
        "};\n"
    )


def test_a_route_whose_path_says_everything_takes_nothing() -> None:
    assert "name_thing: Route<Nothing, Thing>" in path(NAME)


def test_a_page_is_a_list_and_its_property_stands_in_a_header() -> None:
    assert "list_things: Route<ListThings, readonly Thing[]>" in path(LIST)
    assert "scope: 'header'" in path(LIST)


def test_only_types_that_routes_name_are_imported() -> None:
    assert "import type {\n  KeepThing,\n  Thing,\n} from './contracts.gen';" in path(KEEP)


@pytest.mark.parametrize("name", ["assign_task", "open_ticket", "sign_in", "claim_tablet"])
def test_what_people_and_tablets_call_is_there(name: str) -> None:
    load_all()

    assert ROUTES[name] in typescript.of_screens(list(ROUTES.values()))


@pytest.mark.parametrize("name", ["take_pms_notice", "stream_rooms", "health"])
def test_what_no_screen_calls_is_not(name: str) -> None:
    load_all()

    assert ROUTES[name] not in typescript.of_screens(list(ROUTES.values()))


def test_the_documents_are_those_of_the_domain() -> None:
    load_all()

    assert {"Room", "Task", "Tablet", "Worklist"} <= {kind.__name__ for kind in typescript.documents()}
    assert Thing not in typescript.documents()
