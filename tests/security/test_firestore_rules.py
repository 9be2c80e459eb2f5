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
LEADS = {"supervisor", "manager"}
NOBODY: set[str] = set()
READERS = {
    "rooms": STAFF,
    "tickets": STAFF,
    "settings": STAFF,
    "tasks": LEADS,
    "inspections": STAFF,
    "checklists": STAFF,
    "linen": STAFF,
    "lost_and_found": STAFF,
    "shifts": LEADS,
    "work_orders": STAFF,
    "worklists": LEADS,
    "suggestions": STAFF,
    "presence": LEADS,
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

    def put(self, path: str, database: str, **fields: str | bool) -> None:
        said = {"fields": {name: _value(value) for name, value in fields.items()}}
        url = f"/{quote(database)}/documents/{path}"
        self.http.patch(url, json=said, headers={"Authorization": "Bearer owner"}).raise_for_status()

    def asked(self, collection: str, token: str, **equal: str | list[str]) -> int:
        """Return the status of a query of a collection where these fields are so; a list: one of these."""
        filters = [
            {
                "fieldFilter": {
                    "field": {"fieldPath": name},
                    "op": "IN" if isinstance(one, list) else "EQUAL",
                    "value": _value(one),
                }
            }
            for name, one in equal.items()
        ]
        parent, _, name = collection.rpartition("/")
        asked: dict[str, Any] = {"from": [{"collectionId": name}]}
        if filters:
            asked["where"] = {"compositeFilter": {"op": "AND", "filters": filters}}
        url = f"/(default)/documents/{parent}:runQuery"
        said = {"structuredQuery": asked}
        return self.http.post(url, json=said, headers={"Authorization": f"Bearer {token}"}).status_code

    def status(self, method: str, path: str, token: str | None, database: str = "(default)", body: Any = None) -> int:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = f"/{quote(database)}/documents/{path}"
        return self.http.request(method, url, headers=headers, json=body).status_code


def _value(value: object) -> dict[str, Any]:
    if isinstance(value, list):
        return {"arrayValue": {"values": [_value(one) for one in value]}}
    return {"booleanValue": value} if isinstance(value, bool) else {"stringValue": value}


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


OF_A_PERSON = ("worklists", "shifts", "presence")
SHARING = ("demo", "sharing-hotel")


@pytest.fixture(scope="module")
def colleagues(documents: Documents) -> Documents:
    """A house that keeps to itself how long people take, and one that shares it: documents of stf_1 and of a colleague."""
    for place, shares in ((HOME, False), (SHARING, True)):
        documents.put(f"{path('settings', place)}/current", "(default)", share_pace=shares)
        for who in ("stf_1", "stf_2"):
            for collection in OF_A_PERSON:
                documents.put(f"{path(collection, place)}/{who}", "(default)", staff_id=who)
            for status in ("in_progress", "completed"):
                documents.put(f"{path('tasks', place)}/{who}_{status}", "(default)", assignee=who, status=status)
    return documents


@pytest.mark.parametrize("role", sorted(STAFF))
@pytest.mark.parametrize("collection", OF_A_PERSON)
def test_hours_and_hands_of_a_colleague_are_the_leads_to_see_and_ones_own(
    colleagues: Documents, role: str, collection: str
) -> None:
    """P17."""
    leads = role in LEADS
    seen = {who: colleagues.status("GET", f"{path(collection)}/{who}", staff(role)) for who in ("stf_1", "stf_2")}
    assert seen == {"stf_1": 200, "stf_2": 200 if leads else 403}
    assert colleagues.asked(path(collection), staff(role), staff_id="stf_1") == 200
    assert colleagues.asked(path(collection), staff(role), staff_id="stf_2") == (200 if leads else 403)
    assert colleagues.asked(path(collection), staff(role)) == (200 if leads else 403)


@pytest.mark.parametrize("role", sorted(STAFF))
def test_how_long_work_took_is_seen_of_ones_own_and_what_is_open_of_everybodys(
    colleagues: Documents, role: str
) -> None:
    leads = role in LEADS
    task = {one: colleagues.status("GET", f"{path('tasks')}/{one}", staff(role)) for one in (
        "stf_1_in_progress", "stf_1_completed", "stf_2_in_progress", "stf_2_completed")}  # fmt: skip
    assert [one for one, status in task.items() if status != 200] == ([] if leads else ["stf_2_completed"])
    open_ones = ["pending", "assigned", "in_progress", "paused"]
    assert colleagues.asked(path("tasks"), staff(role), status=open_ones) == 200
    assert colleagues.asked(path("tasks"), staff(role), assignee="stf_1") == 200
    assert colleagues.asked(path("tasks"), staff(role), assignee="stf_2") == (200 if leads else 403)
    assert colleagues.asked(path("tasks"), staff(role), status=["completed"]) == (200 if leads else 403)


@pytest.mark.parametrize("collection", [*OF_A_PERSON, "tasks"])
def test_a_house_that_shares_it_shows_it_to_everybody_of_its_own_and_to_nobody_else(
    colleagues: Documents, collection: str
) -> None:
    one = "stf_2_completed" if collection == "tasks" else "stf_2"
    assert colleagues.status("GET", f"{path(collection, SHARING)}/{one}", staff("housekeeper", SHARING)) == 200
    assert colleagues.asked(path(collection, SHARING), staff("housekeeper", SHARING)) == 200
    assert colleagues.status("GET", f"{path(collection, SHARING)}/{one}", staff("housekeeper")) == 403
    assert colleagues.status("GET", f"{path(collection, SHARING)}/{one}", tablet(SHARING)) == 403


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
