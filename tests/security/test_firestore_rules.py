"""Who may look at which documents, and that nobody writes: every role on every collection, on the real rules engine."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
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
    "roster": NOBODY,
    "invitations": NOBODY,
    "sessions": NOBODY,
    "devices": NOBODY,
    "pins": NOBODY,
    "quotas": NOBODY,
    "lost_claims": NOBODY,
    "journal": NOBODY,
    "dead_letters": NOBODY,
    "notices": NOBODY,
    "pms": NOBODY,
    "anything_else": NOBODY,
}
ROOTS = ("known_devices", "sign_in_codes", "pairings", "revocations", "integrations", "throttles")
ROLES = (*sorted(STAFF), "guest", "integration", "system", "owner", "")
HOME, SISTER, FOREIGN = ("demo", "demo-hotel"), ("demo", "sister-hotel"), ("other", "other-hotel")
PLACES = (HOME, SISTER, FOREIGN)
DATABASES = ("(default)", "hotel-of-its-own")
STAY = "rsv_01J00000000000000000000001"
AT_204 = {"room": "204", "stay": STAY, "device": "dev_1"}


class Documents:
    """The emulator's REST API, spoken as a web client does: with a token of the Auth emulator's shape, or with none."""

    def __init__(self, host: str) -> None:
        self.http = httpx.Client(base_url=f"http://{host}/v1/projects/{PROJECT}/databases", timeout=30)

    def put(self, path: str, database: str, **fields: str | bool | datetime) -> None:
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

    def remove(self, path: str, database: str = "(default)") -> None:
        url = f"/{quote(database)}/documents/{path}"
        self.http.delete(url, headers={"Authorization": "Bearer owner"}).raise_for_status()

    def employ(self, uid: str, role: str, place: tuple[str, str], database: str) -> None:
        self.put(f"{path('staff', place)}/{uid}", database, staff_id=uid, role=role)

    def sign_in(self, uid: str, place: tuple[str, str], database: str, kind: str = "password", **ends: float) -> None:
        """Have somebody signed in, until so many minutes from now."""
        now = datetime.now(UTC)
        until = {"idle_until": 60.0, "expires_at": 60.0} | ends
        times = {name: now + timedelta(minutes=minutes) for name, minutes in until.items()}
        self.put(f"{path('sessions', place)}/{kind}-{uid}", database, staff_id=uid, kind=kind, **times)

    def status(self, method: str, path: str, token: str | None, database: str = "(default)", body: Any = None) -> int:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = f"/{quote(database)}/documents/{path}"
        return self.http.request(method, url, headers=headers, json=body).status_code


def _value(value: object) -> dict[str, Any]:
    if isinstance(value, list):
        return {"arrayValue": {"values": [_value(one) for one in value]}}
    if isinstance(value, datetime):
        return {"timestampValue": value.isoformat()}
    return {"booleanValue": value} if isinstance(value, bool) else {"stringValue": value}


@pytest.fixture(scope="module")
def documents(cloud: Any) -> Iterator[Documents]:
    documents = Documents(cloud.firestore)
    for database, (tenant, place), collection in itertools.product(DATABASES, PLACES, READERS):
        path = f"tenants/{tenant}/properties/{place}"
        documents.put(path, database, name=place)
        documents.put(f"{path}/{collection}/204", database, stay_id=STAY)
    for database, where, role in itertools.product(DATABASES, PLACES, ROLES):
        documents.employ(uid_of(role, where), role, where, database)
        for kind in ("password", "pin"):
            documents.sign_in(uid_of(role, where), where, database, kind)
    for database, (tenant, place) in itertools.product(DATABASES, PLACES):
        documents.put(f"tenants/{tenant}/properties/{place}/devices/dev_1", database, device_id="dev_1")
    for root in ROOTS:
        documents.put(f"{root}/1", "(default)", tenant_id="demo")
    yield documents
    documents.http.close()
    cloud.clear()


def uid_of(role: str, place: tuple[str, str] = HOME) -> str:
    return f"stf-{role or 'none'}-{place[0]}-{place[1]}"


def staff(role: str, place: tuple[str, str] = HOME, kind: str = "password", **others: str) -> str:
    """Return the token of who has this role there, by a sign-in of this kind."""
    uid = uid_of(role, place)
    return unsigned(claimed(uid, **{"tenant": place[0], "property": place[1], "session": f"{kind}-{uid}"} | others))


def tablet(place: tuple[str, str] = HOME, *, room: str = "204", stay: str = STAY, device: str = "dev_1") -> str:
    return unsigned(claimed(tenant=place[0], property=place[1], role="guest", room=room, stay=stay, device=device))


def claimed(uid: str = "somebody", **claims: Any) -> dict[str, Any]:
    issuer = f"https://securetoken.google.com/{PROJECT}"
    return firebase(uid, **claims | {"iss": issuer, "aud": PROJECT, "user_id": uid})


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
    for role in sorted(STAFF):
        documents.employ(uid_of(role, SHARING), role, SHARING, "(default)")
        documents.sign_in(uid_of(role, SHARING), SHARING, "(default)")
    return documents


def as_one(documents: Documents, role: str) -> str:
    """Return the token of stf_1, who has this role now."""
    documents.employ("stf_1", role, HOME, "(default)")
    documents.sign_in("stf_1", HOME, "(default)")
    return unsigned(claimed("stf_1", tenant=HOME[0], property=HOME[1], session="password-stf_1"))


@pytest.mark.parametrize("role", sorted(STAFF))
@pytest.mark.parametrize("collection", OF_A_PERSON)
def test_hours_and_hands_of_a_colleague_are_the_leads_to_see_and_ones_own(
    colleagues: Documents, role: str, collection: str
) -> None:
    """P17."""
    leads, mine = role in LEADS, as_one(colleagues, role)
    seen = {who: colleagues.status("GET", f"{path(collection)}/{who}", mine) for who in ("stf_1", "stf_2")}
    assert seen == {"stf_1": 200, "stf_2": 200 if leads else 403}
    assert colleagues.asked(path(collection), mine, staff_id="stf_1") == 200
    assert colleagues.asked(path(collection), mine, staff_id="stf_2") == (200 if leads else 403)
    assert colleagues.asked(path(collection), mine) == (200 if leads else 403)


@pytest.mark.parametrize("role", sorted(STAFF))
def test_how_long_work_took_is_seen_of_ones_own_and_what_is_open_of_everybodys(
    colleagues: Documents, role: str
) -> None:
    leads, mine = role in LEADS, as_one(colleagues, role)
    task = {one: colleagues.status("GET", f"{path('tasks')}/{one}", mine) for one in (
        "stf_1_in_progress", "stf_1_completed", "stf_2_in_progress", "stf_2_completed")}  # fmt: skip
    assert [one for one, status in task.items() if status != 200] == ([] if leads else ["stf_2_completed"])
    open_ones = ["pending", "assigned", "in_progress", "paused"]
    assert colleagues.asked(path("tasks"), mine, status=open_ones) == 200
    assert colleagues.asked(path("tasks"), mine, assignee="stf_1") == 200
    assert colleagues.asked(path("tasks"), mine, assignee="stf_2") == (200 if leads else 403)
    assert colleagues.asked(path("tasks"), mine, status=["completed"]) == (200 if leads else 403)


@pytest.mark.parametrize("collection", [*OF_A_PERSON, "tasks"])
def test_a_house_that_shares_it_shows_it_to_everybody_of_its_own_and_to_nobody_else(
    colleagues: Documents, collection: str
) -> None:
    one = "stf_2_completed" if collection == "tasks" else "stf_2"
    assert colleagues.status("GET", f"{path(collection, SHARING)}/{one}", staff("housekeeper", SHARING)) == 200
    assert colleagues.asked(path(collection, SHARING), staff("housekeeper", SHARING)) == 200
    assert colleagues.status("GET", f"{path(collection, SHARING)}/{one}", staff("housekeeper")) == 403
    assert colleagues.status("GET", f"{path(collection, SHARING)}/{one}", tablet(SHARING)) == 403


@pytest.mark.parametrize("role", sorted(STAFF))
def test_a_house_that_names_its_guests_names_who_is_here_or_comes_to_who_works_there(
    colleagues: Documents, role: str
) -> None:
    """S12."""
    desk, naming = role in DESK, staff(role, SHARING)
    for status in ("confirmed", "checked_in", "checked_out"):
        for place in (HOME, SHARING):
            colleagues.put(f"{path('stays', place)}/rsv_{status}", "(default)", guest_name="Laila Azizi", status=status)
    for names, here, gone in ((False, 403, 403), (True, 200, 403)):
        colleagues.put(f"{path('settings', SHARING)}/current", "(default)", share_pace=True, name_guests=names)
        seen = {
            status: colleagues.status("GET", f"{path('stays', SHARING)}/rsv_{status}", naming)
            for status in ("confirmed", "checked_in", "checked_out")
        }
        assert (
            seen == dict.fromkeys(seen, 200) if desk else {"confirmed": here, "checked_in": here, "checked_out": gone}
        )
        assert colleagues.asked(path("stays", SHARING), naming, status=["checked_in"]) == (200 if desk else 403)
    assert colleagues.status("GET", f"{path('stays')}/rsv_checked_in", naming) == 403
    assert colleagues.status("GET", f"{path('stays', SHARING)}/rsv_checked_in", tablet(SHARING)) == 403


@pytest.mark.parametrize("place", [SISTER, FOREIGN])
@pytest.mark.parametrize("collection", READERS)
@pytest.mark.parametrize("role", sorted(STAFF))
def test_no_role_reads_anything_of_another_property(
    documents: Documents, role: str, collection: str, place: tuple[str, str]
) -> None:
    assert documents.status("GET", f"{path(collection, place)}/204", staff(role)) == 403
    assert documents.status("GET", path(collection, place), staff(role)) == 403


def test_a_property_of_the_same_name_in_another_tenant_is_another_property(documents: Documents) -> None:
    uid = uid_of("manager", FOREIGN)
    claims = {"tenant": "demo", "property": "other-hotel", "session": f"password-{uid}"}
    assert documents.status("GET", f"{path('rooms', FOREIGN)}/204", unsigned(claimed(uid, **claims))) == 403


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
        tablet(device="dev_2"),
        unsigned(claimed(tenant="demo", property="demo-hotel", role="guest", room="204", stay=STAY)),
        unsigned(claimed(tenant="demo", property="demo-hotel", role="guest", room="204", device="dev_1")),
        unsigned(claimed(tenant="demo", property="demo-hotel", role="housekeeper", **AT_204)),
        unsigned(claimed(property="demo-hotel", role="guest", **AT_204)),
        unsigned(claimed()),
    ],
    ids=[
        "another room", "another stay", "no stay", "another property", "another tenant", "another tenant's tenant",
        "another device", "no device", "no stay at all", "not a guest", "no tenant", "no claims",
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


FLOOR = {"housekeeper", "maintenance", "supervisor"}


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("collection", READERS)
@pytest.mark.parametrize("role", sorted(STAFF))
def test_a_pin_shows_the_floor_what_it_works_by_and_the_desk_nothing(
    documents: Documents, role: str, collection: str, database: str
) -> None:
    """P2."""
    allowed = role in READERS[collection] & FLOOR

    assert documents.status("GET", f"{path(collection)}/204", staff(role, kind="pin"), database) == (
        200 if allowed else 403
    )


@pytest.mark.parametrize("how", ["dismissed", "signed out", "idle", "over", "in another's name", "of no session"])
def test_who_lost_the_right_reads_nothing_any_more_with_the_token_they_have(documents: Documents, how: str) -> None:
    """P8, P9: what is read, documents of the property say, not the token."""
    uid = f"stf-{how.replace(' ', '-').replace(chr(39), '')}"
    documents.employ(uid, "manager", HOME, "(default)")
    documents.sign_in(uid, HOME, "(default)")
    session = f"password-{uid}"
    token = unsigned(claimed(uid, tenant="demo", property="demo-hotel", session=session))
    assert documents.status("GET", f"{path('stays')}/204", token) == 200

    if how == "dismissed":
        documents.remove(f"{path('staff')}/{uid}")
    elif how == "signed out":
        documents.remove(f"{path('sessions')}/{session}")
    elif how == "idle":
        documents.sign_in(uid, HOME, "(default)", idle_until=-1)
    elif how == "over":
        documents.sign_in(uid, HOME, "(default)", expires_at=-1)
    elif how == "in another's name":
        documents.employ("stf-thief", "manager", HOME, "(default)")
        token = unsigned(claimed("stf-thief", tenant="demo", property="demo-hotel", session=session))
    else:
        token = unsigned(claimed(uid, tenant="demo", property="demo-hotel", roles={"demo-hotel": "manager"}))
    assert documents.status("GET", f"{path('stays')}/204", token) == 403
    assert documents.status("GET", path("rooms"), token) == 403


def test_another_role_is_another_view_at_once(documents: Documents) -> None:
    """P8."""
    documents.employ("stf-promoted", "housekeeper", HOME, "(default)")
    documents.sign_in("stf-promoted", HOME, "(default)")
    token = unsigned(claimed("stf-promoted", tenant="demo", property="demo-hotel", session="password-stf-promoted"))
    before = documents.status("GET", f"{path('stays')}/204", token)
    documents.employ("stf-promoted", "front_desk", HOME, "(default)")

    assert [before, documents.status("GET", f"{path('stays')}/204", token)] == [403, 200]


def test_a_token_opens_the_property_it_names_and_no_other_that_its_person_works_in(documents: Documents) -> None:
    uid = uid_of("manager")
    documents.employ(uid, "manager", SISTER, "(default)")
    documents.sign_in(uid, SISTER, "(default)")

    assert documents.status("GET", f"{path('rooms', SISTER)}/204", staff("manager")) == 403
    assert documents.status("GET", f"{path('rooms', SISTER)}/204", staff("manager", property=SISTER[1])) == 200
    documents.remove(f"{path('staff', SISTER)}/{uid}")


def test_an_unpaired_tablet_reads_nothing_any_more(documents: Documents) -> None:
    """P9."""
    documents.put(f"{path('devices')}/dev_9", "(default)", device_id="dev_9")
    before = documents.status("GET", f"{path('tablets')}/204", tablet(device="dev_9"))
    documents.remove(f"{path('devices')}/dev_9")

    assert [before, documents.status("GET", f"{path('tablets')}/204", tablet(device="dev_9"))] == [200, 403]
