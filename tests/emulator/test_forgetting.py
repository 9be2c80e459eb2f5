"""A guest who stayed, tapped, was written of and asked to be forgotten: nothing on the whole local cloud names them.

In memory every command is tapped seven times over and every kind of late word comes
(tests/unit/functions/guests/test_whole_stay.py); here it is the real store, the real bucket and the real logs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
from google.cloud import firestore

from emulators.cloud import PHOTO_BUCKET
from shared.domain.ids import derived_id
from shared.domain.stays import ModificationRequested
from tests.forgotten import ARABIC, EMAIL, LATIN, NAMED, PERSIAN, PHONE, TAPS, hits
from tests.pictures import taken
from tests.whole import DESK, HOUSEKEEPER, MANAGER, SUPERVISOR, Caller, Whole, until

_WITH_MORE_BELOW = {"tenants", "properties"}
TASKS, LOST, PHOTO = "/api/v1/housekeeping/tasks", "/api/v1/housekeeping/lost-and-found", "/api/v1/uploads/photo"


def test_nothing_on_the_local_cloud_names_a_guest_who_was_forgotten(whole: Whole) -> None:
    room = whole.free_room()
    first, last = LATIN.split()
    booked = whole.arrive(room, first_name=first, last_name=last, email=EMAIL, phone=PHONE)
    whole.occupied(room)
    stay_id = derived_id("rsv", "mews", booked["Id"])
    guest_id = whole.row(room)["stay"]["guest_id"]
    taps(whole, room)
    photos = [everybody_writes(whole, room, stay_id, guest_id)]
    asked = ModificationRequested(reservation_id=stay_id, requested_by="agent", modification={})
    whole.publish(asked.subject, f"{{nonsense of {LATIN}, {stay_id}".encode(), eventType=asked.subject)
    assert whole.as_(MANAGER).status("DELETE", f"guests/{guest_id}") == 409
    whole.leave(booked)
    photos.append(leaves_something(whole, room))
    whole.settled()
    told_of = {path.split("/")[-2] for path in hits(documents(whole))}
    assert told_of >= {
        "journal",
        "tickets",
        "tasks",
        "guests",
        "stays",
        "lost_and_found",
        "work_orders",
        "dead_letters",
    }
    assert all(any(photo in name for name in files(whole)) for photo in photos)

    whole.as_(MANAGER).data("DELETE", f"guests/{guest_id}")

    until(lambda: (whole.document("erasures", guest_id) or {}).get("done_at"), "they are forgotten")
    until(lambda: not hits(documents(whole)), "no document names them")
    assert hits(files(whole)) == {}
    assert not any(photo in name for name in files(whole) for photo in photos)
    assert hits(logs(whole)) == {}
    assert whole.document("stays", stay_id)["status"] == "checked_out"  # type: ignore[index] - it stays


def taps(whole: Whole, room: str) -> None:
    """Tap each command that a guest has, on the tablet of the room."""
    guest = whole.pair(room).caller()
    opened = guest.data("POST", f"rooms/{room}/tickets", {"kind": "towels", "text": NAMED})
    guest.data("PUT", f"rooms/{room}/guest-flag", TAPS["set_guest_flag"])
    guest.data("PUT", f"rooms/{room}/temperature-preset", TAPS["set_temperature_preset"])
    guest.data("POST", f"rooms/{room}/tickets", TAPS["open_ticket"])
    guest.data("PUT", f"tickets/{opened['ticket_id']}/status", TAPS["set_ticket_status"])
    guest.data("POST", TASKS, {**TAPS["create_task"], "room_id": room})


def everybody_writes(whole: Whole, room: str, stay_id: str, guest_id: str) -> str:
    """Have desk and floor write of the guest; return a photo that one of them took."""
    desk, lead, floor = whole.as_(DESK), whole.as_(SUPERVISOR), whole.as_(HOUSEKEEPER)
    ticket = desk.data("POST", f"rooms/{room}/tickets", {"kind": "noise", "text": f"{NAMED} rang", "about": "stay"})
    desk.data("POST", f"tickets/{ticket['ticket_id']}/notes", {"text": f"Called back {ARABIC}"})
    desk.data("PUT", f"guests/{guest_id}/preferences", {"preferences": {"pillow": f"{LATIN}'s own"}})
    task_id = next(key for key, task in whole.documents("tasks").items() if task["stay_id"] == stay_id)
    photo = photographed(floor)
    lead.data("POST", f"{TASKS}/{task_id}/notes", {"text": f"{PERSIAN} sleeps", "photos": [photo]})
    lead.data("POST", f"{TASKS}/{task_id}/cancel", {"reason": f"{NAMED} said no"})
    order = {"room_id": room, "severity": "light", "description": f"{LATIN} says the sink drips; {PERSIAN} too"}
    lead.data("POST", "/api/v1/maintenance/work-orders", order)
    return photo


def leaves_something(whole: Whole, room: str) -> str:
    """Have a find of theirs kept, claimed and given back; return its photo."""
    photo = photographed(whole.as_(HOUSEKEEPER))
    said = {"room_id": room, "description": f"Passport of {NAMED}", "where": f"{PERSIAN}'s bed", "photos": [photo]}
    found = whole.as_(HOUSEKEEPER).data("POST", LOST, said)
    path = f"{LOST}/{found['item_id']}"
    whole.as_(DESK).data("POST", f"{path}/match", {"claimant": NAMED, "reference": f"rang from {PHONE}"})
    returned = {"how": "returned", "to": LATIN, "reason": f"shown a card of {PERSIAN}"}
    whole.as_(DESK).data("POST", f"{path}/dispose", returned)
    return photo


def photographed(by: Caller) -> str:
    sent = by.call("POST", PHOTO, files={"file": ("bed.jpg", taken(), "image/jpeg")})
    return str(sent.json()["data"]["photo_id"])


def documents(whole: Whole) -> dict[str, str]:
    """Return every document of every collection and tenant, by path."""

    def below(found: Iterator[firestore.CollectionReference]) -> Iterator[tuple[str, Any]]:
        for collection in found:
            yield from ((one.reference.path, one.to_dict()) for one in collection.stream())
            if collection.id in _WITH_MORE_BELOW:
                for document in collection.list_documents():
                    yield from below(document.collections())

    return {
        path: json.dumps(data, ensure_ascii=False, default=str) for path, data in below(whole.store().collections())
    }


def files(whole: Whole) -> dict[str, str]:
    """Return every file of the bucket, by name."""
    bucket = f"http://{whole.house.cloud.storage}/storage/v1/b/{PHOTO_BUCKET}/o"
    listed = httpx.get(bucket, timeout=30).raise_for_status().json().get("items", [])
    return {
        one["name"]: httpx.get(f"{bucket}/{quote(one['name'], safe='')}?alt=media", timeout=30).content.decode(
            "latin-1"
        )
        for one in listed
    }


def logs(whole: Whole) -> dict[str, str]:
    """Return what our own processes wrote; the PMS's is the PMS's."""
    found = {path.name: path.read_text(errors="replace") for path in whole.house.logs.glob("gateway*.log")}
    assert all("severity" in text for text in found.values())
    assert found
    return found
