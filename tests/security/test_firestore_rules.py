"""Who may look at which documents, and that nobody writes: every role on every collection, on the real rules engine."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.security.google import firebase, unsigned

pytestmark = pytest.mark.security

PROJECT = "demo-roomstatesync"
STAFF = {"housekeeper", "maintenance", "front_desk", "supervisor", "manager"}
DESK = {"front_desk", "manager"}
NOBODY: set[str] = set()
READERS = {
    "rooms": STAFF,
    "tickets": STAFF,
    "settings": STAFF,
    "tasks": STAFF,
    "inspections": STAFF,
    "checklists": STAFF,
    "linen": STAFF,
    "lost_and_found": STAFF,
    "shifts": STAFF,
    "work_orders": STAFF,
    "worklists": STAFF,
    "suggestions": STAFF,
    "presence": STAFF,
    "stays": DESK,
    "guests": DESK,
    "tablets": NOBODY,
    "staff": NOBODY,
    "pins": NOBODY,
    "quotas": NOBODY,
    "lost_claims": NOBODY,
    "journal": NOBODY,
    "dead_letters": NOBODY,
    "notices": NOBODY,
    "pms": NOBODY,
    "anything_else": NOBODY,
}
ROOTS = ("devices", "pairings", "revocations", "integrations", "throttles")
ROLES = (*sorted(STAFF), "guest", "integration", "system", "owner", "")
HOME, SISTER, FOREIGN = ("demo", "demo-hotel"), ("demo", "sister-hotel"), ("other", "other-hotel")
PLACES = (HOME, SISTER, FOREIGN)
DATABASES = ("(default)", "hotel-of-its-own")
STAY = "rsv_01J00000000000000000000001"


class Documents:
    """The emulator's REST API, spoken as a web client does: with a token of the Auth emulator's shape, or with none."""

    def __init__(self, host: str) -> None:
        self.http = httpx.Client(base_url=f"http://{host}/v1/projects/{PROJECT}/databases", timeout=30)

    def put(self, path: str, database: str, **fields: str) -> None:
        said = {"fields": {name: {"stringValue": value} for name, value in fields.items()}}
        url = f"/{quote(database)}/documents/{path}"
        self.http.patch(url, json=said, headers={"Authorization": "Bearer owner"}).raise_for_status()

    def status(self, method: str, path: str, token: str | None, database: str = "(default)", body: Any = None) -> int:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = f"/{quote(database)}/documents/{path}"
        return self.http.request(method, url, headers=headers, json=body).status_code


@pytest.fixture(scope="module")
def documents(cloud: Any) -> Iterator[Documents]:
    documents = Documents(cloud.firestore)
    for database, (tenant, place), collection in itertools.product(DATABASES, PLACES, READERS):
        path = f"tenants/{tenant}/properties/{place}"
        documents.put(path, database, name=place)
        documents.put(f"{path}/{collection}/204", database, stay_id=STAY)
    for root in ROOTS:
        documents.put(f"{root}/1", "(default)", tenant_id="demo")
    yield documents
    documents.http.close()
    cloud.clear()


def staff(role: str, place: tuple[str, str] = HOME) -> str:
    return unsigned(claimed(tenant=place[0], roles={place[1]: role}, staff_id="stf_1"))


def tablet(place: tuple[str, str] = HOME, *, room: str = "204", stay: str = STAY) -> str:
    return unsigned(claimed(tenant=place[0], property=place[1], role="guest", room=room, stay=stay))


def claimed(**claims: Any) -> dict[str, Any]:
    issuer = f"https://securetoken.google.com/{PROJECT}"
    return firebase("somebody", **claims | {"iss": issuer, "aud": PROJECT, "user_id": "somebody"})


def path(collection: str, place: tuple[str, str] = HOME) -> str:
    return f"tenants/{place[0]}/properties/{place[1]}/{collection}"


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("collection", READERS)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_reads_what_it_may_of_its_own_property(
    documents: Documents, role: str, collection: str, database: str
) -> None:
    allowed = role in READERS[collection]
    token = staff(role)

    assert documents.status("GET", f"{path(collection)}/204", token, database) == (200 if allowed else 403)
    assert documents.status("GET", path(collection), token, database) == (200 if allowed else 403)


@pytest.mark.parametrize("place", [SISTER, FOREIGN])
@pytest.mark.parametrize("collection", READERS)
@pytest.mark.parametrize("role", sorted(STAFF))
def test_no_role_reads_anything_of_another_property(
    documents: Documents, role: str, collection: str, place: tuple[str, str]
) -> None:
    assert documents.status("GET", f"{path(collection, place)}/204", staff(role)) == 403
    assert documents.status("GET", path(collection, place), staff(role)) == 403


def test_a_property_of_the_same_name_in_another_tenant_is_another_property(documents: Documents) -> None:
    assert documents.status("GET", f"{path('rooms', FOREIGN)}/204", staff("manager", ("demo", "other-hotel"))) == 403


@pytest.mark.parametrize("collection", READERS)
@pytest.mark.parametrize("role", [*ROLES, "tablet", "nobody"])
def test_nobody_writes_anything(documents: Documents, role: str, collection: str) -> None:
    token = tablet() if role == "tablet" else None if role == "nobody" else staff(role)
    said = {"fields": {"stay_id": {"stringValue": STAY}}}

    assert documents.status("PATCH", f"{path(collection)}/204", token, body=said) == 403
    assert documents.status("PATCH", f"{path(collection)}/new", token, body=said) == 403
    assert documents.status("DELETE", f"{path(collection)}/204", token) == 403


@pytest.mark.parametrize("collection", READERS)
def test_without_a_token_nothing_is_read(documents: Documents, collection: str) -> None:
    assert documents.status("GET", f"{path(collection)}/204", None) == 403


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("role", ROLES)
def test_nobody_reads_the_registry(documents: Documents, root: str, role: str) -> None:
    assert documents.status("GET", f"{root}/1", staff(role)) == 403
    assert documents.status("GET", "tenants/demo/properties/demo-hotel", staff(role)) == 403


@pytest.mark.parametrize("database", DATABASES)
def test_a_tablet_reads_its_own_document_and_nothing_else(documents: Documents, database: str) -> None:
    seen = {
        collection: documents.status("GET", f"{path(collection)}/204", tablet(), database) for collection in READERS
    }

    assert {collection for collection, status in seen.items() if status == 200} == {"tablets"}
    assert documents.status("GET", path("tablets"), tablet(), database) == 403


@pytest.mark.parametrize(
    "token",
    [
        tablet(room="205"),
        tablet(stay="rsv_01J00000000000000000000002"),
        tablet(stay=""),
        tablet(SISTER),
        tablet(FOREIGN),
        tablet(("other", "demo-hotel")),
        unsigned(claimed(tenant="demo", property="demo-hotel", role="guest", room="204")),
        unsigned(claimed(tenant="demo", property="demo-hotel", role="housekeeper", room="204", stay=STAY)),
        unsigned(claimed(property="demo-hotel", role="guest", room="204", stay=STAY)),
        unsigned(claimed()),
    ],
    ids=[
        "another room", "another stay", "no stay", "another property", "another tenant", "another tenant's tenant",
        "no stay at all", "not a guest", "no tenant", "no claims",
    ],
)  # fmt: skip
def test_a_tablet_is_refused_with_a_token_of(documents: Documents, token: str) -> None:
    assert documents.status("GET", f"{path('tablets')}/204", token) == 403


def test_a_tablet_of_an_empty_room_reads_its_greeting(documents: Documents) -> None:
    documents.put(f"{path('tablets')}/101", "(default)", stay_id="")

    assert documents.status("GET", f"{path('tablets')}/101", tablet(room="101", stay="")) == 200


def test_a_former_guests_token_reads_nothing_of_the_next_guest(documents: Documents) -> None:
    documents.put(f"{path('tablets')}/102", "(default)", stay_id=STAY)
    token = tablet(room="102")
    before = documents.status("GET", f"{path('tablets')}/102", token)
    documents.put(f"{path('tablets')}/102", "(default)", stay_id="")

    assert before == 200
    assert documents.status("GET", f"{path('tablets')}/102", token) == 403
