"""Mews, whole: its Connector API and general webhooks in our words.

Docs: docs.mews.com/connector-api (operations/…, events/wh-general, guidelines/…). The API is POST only, tokens travel in
the body, times are UTC in whole seconds, and notices hold ids: the version of an entity is its UpdatedUtc once fetched.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from pydantic import ValidationError

from functions.pms.line import CLIENT, MISUNDERSTOOD, Line, Pace
from functions.pms.vendors.port import NOT_A_NOTICE, BlockWanted, Enterprise, Found, Heard, House
from shared.domain.ids import derived_id
from shared.domain.pms import Condition, Report, language_of
from shared.domain.refusals import Refusal
from shared.domain.stays import BookedGuest, Booking, Source, StayStatus, version_at
from shared.domain.words import one_line
from shared.runtime.cloud import cloud

Json = Mapping[str, Any]

STATUS: Mapping[str, StayStatus] = {
    "Inquired": StayStatus.TENTATIVE,
    "Optional": StayStatus.TENTATIVE,
    "Requested": StayStatus.TENTATIVE,
    "Confirmed": StayStatus.CONFIRMED,
    "Started": StayStatus.CHECKED_IN,
    "Processed": StayStatus.CHECKED_OUT,
    "Canceled": StayStatus.CANCELLED,
}
CONDITION: Mapping[str, Condition] = {
    "Dirty": Condition.DIRTY,
    "Clean": Condition.CLEAN,
    "Inspected": Condition.INSPECTED,
    "OutOfService": Condition.OUT_OF_SERVICE,
    "OutOfOrder": Condition.OUT_OF_ORDER,
}
STATE: Mapping[Condition, str] = {condition: state for state, condition in CONDITION.items()}
"""Out of order is shown, never set: it follows from resource blocks."""
IMPORTANT = frozenset({"Important", "VeryImportant"})
NAMED: Mapping[str, str] = {
    "ServiceOrderUpdated": "reservations",
    "CustomerAdded": "guests",
    "CustomerUpdated": "guests",
    "ResourceUpdated": "rooms",
    "ResourceBlockUpdated": "blocks",
}
"""What we listen to; other discriminators (messages, payments) are nothing of ours."""

MOST_IDS = 200
PAGE = 500
LONGEST_INTERVAL = timedelta(days=90)
"""Docs: intervals are at most three months long."""


class Mews:
    name: ClassVar[str] = "mews"
    secret_names: ClassVar[tuple[str, ...]] = ("client_token", "access_token")
    hosts: ClassVar[tuple[str, ...]] = ("api.mews.com", "api.mews-demo.com")
    pace: ClassVar[Pace] = Pace(requests=180, seconds=30)
    """Docs: 200 requests within 30 seconds per access token."""

    def __init__(self, line: Line, house: House) -> None:
        self._line = line
        self._house = house

    def interpret(self, body: str) -> Heard:
        try:
            said = json.loads(body)
            events, enterprise = list(said["Events"]), said.get("EnterpriseId")
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise NOT_A_NOTICE.refuse("There is no list of Events in it.") from None
        if self._house.enterprise_id and enterprise not in (None, self._house.enterprise_id):
            raise NOT_A_NOTICE.refuse("It is of another enterprise.", enterprise_id=str(enterprise))
        named: dict[str, dict[str, None]] = {kind: {} for kind in ("garbled", *NAMED.values())}
        for event in events:
            kind, entity_id = _named(event)
            if kind:
                named[kind][entity_id] = None
        return Heard(**{kind: tuple(ids) for kind, ids in named.items()})

    def enterprise(self) -> Enterprise:
        said = self._ask("configuration/get", {})
        enterprise, service = said["Enterprise"], said.get("Service")
        services = (str(service["Id"]),) if service else self._bookable_services()
        return Enterprise(
            id=str(enterprise["Id"]),
            name=str(enterprise["Name"]),
            zone=str(enterprise.get("TimeZoneIdentifier") or ""),
            services=services,
            types=self._types(services),
        )

    def rooms(self, resource_ids: Collection[str] | None = None) -> list[Report]:
        extent = {"Resources": True}
        asked_at = cloud().clock()
        filters: list[Json] = (
            [{"ResourceIds": ids} for ids in _chunks(resource_ids)] if resource_ids is not None else [{}]
        )
        found = [
            resource
            for wanted in filters
            for resource in self._all("resources/getAll", "Resources", {**wanted, "Extent": extent})
        ]
        return [report(resource, asked_at) for resource in found if resource.get("IsActive", True)]

    def blocked_rooms(self, block_ids: Collection[str]) -> list[str]:
        found = [
            str(block["AssignedResourceId"])
            for ids in _chunks(block_ids)
            for block in self._blocks({"ResourceBlockIds": ids, "ActivityStates": ["Active", "Deleted"]})
            if block.get("AssignedResourceId")
        ]
        return list(dict.fromkeys(found))

    def reservations(self, external_ids: Collection[str]) -> Found:
        return self._found([{"ReservationIds": ids} for ids in _chunks(external_ids)])

    def reservations_of(self, guest_ids: Collection[str], since: datetime, until: datetime) -> Found:
        touching = _interval(since, until)
        return self._found([{"AccountIds": ids, "CollidingUtc": touching} for ids in _chunks(guest_ids)])

    def reservations_touching(self, since: datetime, until: datetime) -> Found:
        return self._found([{"CollidingUtc": part} for part in _intervals(since, until)])

    def reservations_changed(self, since: datetime, until: datetime) -> Found:
        parts = _intervals(since, until)
        guests = [
            str(guest["Id"])
            for part in parts
            for guest in self._all("customers/getAll", "Customers", {"UpdatedUtc": part, "Extent": {"Customers": True}})
        ]
        of_guests = self.reservations_of(guests, until - timedelta(days=2), until + timedelta(days=60))
        return of_guests + self._found([{"UpdatedUtc": part} for part in parts])

    def in_house(self, at: datetime) -> Found:
        now = _interval(at - timedelta(days=1), at)
        return self._found([{"States": ["Started"], "CollidingUtc": now}])

    def set_condition(self, resource_id: str, condition: Condition) -> None:
        update = {"ResourceId": resource_id, "State": {"Value": STATE[condition]}}
        self._ask("resources/update", {"ResourceUpdates": [update]})

    def block(self, wanted: BlockWanted) -> str:
        marked = f"RoomStateSync {wanted.marker}"
        there = self._blocks({"AssignedResourceIds": [wanted.resource_id]})
        ours = [block for block in there if block.get("Notes") == marked and instant(block["EndUtc"]) > wanted.from_at]
        if ours:
            return str(ours[0]["Id"])
        block = {
            "ResourceId": wanted.resource_id,
            "Name": wanted.name[:100] or "Out of order",
            "Type": "OutOfOrder",
            "StartUtc": utc(wanted.from_at),
            "EndUtc": utc(wanted.until_at),
            "Notes": marked,
        }
        return str(self._ask("resourceBlocks/add", {"ResourceBlocks": [block]})["ResourceBlocks"][0]["Id"])

    def unblock(self, external_id: str) -> None:
        try:
            self._ask("resourceBlocks/delete", {"ResourceBlockIds": [external_id]})
        except Refusal as refusal:
            if refusal.rule is not MISUNDERSTOOD or self._blocks({"ResourceBlockIds": [external_id]}):
                raise

    def _bookable_services(self) -> tuple[str, ...]:
        found = self._all("services/getAll", "Services", {})
        return tuple(
            str(service["Id"])
            for service in found
            if service.get("IsActive", True) and (service.get("Data") or {}).get("Discriminator") == "Bookable"
        )

    def _types(self, services: Sequence[str]) -> dict[str, str]:
        found = self._all("resourceCategories/getAll", "ResourceCategories", {"ServiceIds": list(services)})
        return {str(kind["Id"]): _type_name(kind) for kind in found}

    def _blocks(self, wanted: Json) -> list[Json]:
        return self._all("resourceBlocks/getAll", "ResourceBlocks", wanted)

    def _found(self, filters: Sequence[Json]) -> Found:
        """Fetch reservations, then their guests, so that what is known of a guest is never older than the booking."""
        services = {"ServiceIds": list(self._house.services)} if self._house.services else {}
        rows = [
            row
            for wanted in filters
            for row in self._all("reservations/getAll/2023-06-06", "Reservations", {**wanted, **services})
        ]
        guests = self._guests({guest for row in rows if (guest := guest_id_of(row))})
        bookings: list[Booking] = []
        garbled: dict[str, str] = {}
        for row in {str(row.get("Id")): row for row in rows}.items():
            try:
                bookings.append(translate(row[1], guests.get(guest_id_of(row[1]) or ""), self._house))
            except (KeyError, ValueError, TypeError, ValidationError) as reason:
                garbled[row[0]] = f"{type(reason).__name__}: {reason}"[:500]
        return Found(tuple(bookings), garbled, max(_moments(rows), default=None))

    def _guests(self, guest_ids: Collection[str]) -> dict[str, Json]:
        extent = {"Customers": True, "Documents": False}
        return {
            str(guest["Id"]): guest
            for ids in _chunks(sorted(guest_ids))
            for guest in self._all("customers/getAll", "Customers", {"CustomerIds": ids, "Extent": extent})
        }

    def _all(self, operation: str, name: str, wanted: Json) -> list[Json]:
        """Page through everything. Docs, guidelines/pagination: a page shorter than asked for is the last."""
        found: list[Json] = []
        cursor: str | None = None
        while True:
            limitation = {"Count": PAGE, **({"Cursor": cursor} if cursor else {})}
            answer = self._ask(operation, {**wanted, "Limitation": limitation})
            page = answer.get(name) or []
            found += page
            cursor = answer.get("Cursor")
            if len(page) < PAGE or not cursor:
                return found

    def _ask(self, operation: str, body: Json) -> dict[str, Any]:
        tokens = {
            "ClientToken": self._line.secrets["client_token"],
            "AccessToken": self._line.secrets["access_token"],
            "Client": CLIENT,
        }
        return self._line.post(f"api/connector/v1/{operation}", {**tokens, **body})


def translate(row: Json, guest: Json | None, house: House) -> Booking:
    """Make a booking of a reservation entity and its customer. Raises KeyError or ValueError where it is none."""
    status = STATUS[row["State"]]
    if status is StayStatus.CANCELLED and row.get("CancellationReason") == "NoShow":
        status = StayStatus.NO_SHOW
    external_id = str(row["Id"])
    resource = row.get("AssignedResourceId")
    changed = version_at(instant(row["UpdatedUtc"]))
    guest_changed = version_at(instant(guest["UpdatedUtc"])) if guest else ""
    started = row.get("ActualStartUtc") or row.get("StartUtc")
    return Booking(
        stay_id=derived_id("rsv", Mews.name, external_id),
        status=status,
        guest=_guest(row, guest),
        room_id=house.rooms.get(resource, resource) if resource else None,
        room_type=house.types.get(row.get("RequestedResourceCategoryId") or ""),
        party=max(1, sum(int(some["Count"]) for some in row.get("PersonCounts") or ())),
        arrival_at=instant(row.get("ScheduledStartUtc") or row["StartUtc"]),
        departure_at=instant(row.get("ScheduledEndUtc") or row["EndUtc"]),
        checked_in_at=instant(started) if started and status in _CAME else None,
        checked_out_at=_maybe(row.get("ActualEndUtc")) if status is StayStatus.CHECKED_OUT else None,
        source=Source(vendor=Mews.name, external_id=external_id, version=f"{changed}/{guest_changed}"),
    )


def report(resource: Json, asked_at: datetime) -> Report:
    """Make a report of a resource entity. Only spaces have a condition: other resources are cars, people and courts."""
    kind = (resource.get("Data") or {}).get("Discriminator", "Space")
    return Report(
        resource_id=str(resource["Id"]),
        name=str(resource["Name"]),
        parent_id=resource.get("ParentResourceId"),
        condition=CONDITION.get(str(resource.get("State"))) if kind == "Space" else None,
        version=version_at(instant(resource["UpdatedUtc"])),
        asked_at=asked_at,
    )


_CAME = frozenset({StayStatus.CHECKED_IN, StayStatus.CHECKED_OUT})


def guest_id_of(row: Json) -> str | None:
    """Return who stays: the account, or the person who booked where a company is to pay."""
    if row.get("AccountType", "Customer") == "Customer":
        return row.get("AccountId") or row.get("CustomerId") or row.get("BookerId")
    return row.get("BookerId")


def _guest(row: Json, guest: Json | None) -> BookedGuest:
    """Nobody known is a guest all the same, by the reservation's number."""
    external_id = guest_id_of(row) or f"reservation {row['Id']}"
    if guest is None:
        return BookedGuest(
            guest_id=derived_id("gst", Mews.name, external_id), name=f"Guest {row.get('Number') or ''}".strip()
        )
    name = one_line(" ".join(part for part in (guest.get("FirstName"), guest.get("LastName")) if part))
    return BookedGuest(
        guest_id=derived_id("gst", Mews.name, external_id),
        name=name or f"Guest {guest.get('Number') or ''}".strip(),
        language=language_of(guest.get("PreferredLanguageCode") or guest.get("LanguageCode")),
        email=guest.get("Email"),
        phone=guest.get("Phone"),
        vip=bool(IMPORTANT & set(guest.get("Classifications") or ())),
    )


def instant(text: str) -> datetime:
    """Read a time of theirs; without a zone it is UTC (docs: guidelines/serialization)."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _maybe(text: str | None) -> datetime | None:
    return instant(text) if text else None


def _moments(rows: Sequence[Json]) -> Iterator[datetime]:
    for row in rows:
        try:
            yield instant(row["UpdatedUtc"])
        except (KeyError, ValueError, TypeError):
            continue


def _named(event: Any) -> tuple[str, str]:
    """Return what kind of thing an event names, "" for nothing of ours, and its id."""
    try:
        kind = NAMED.get(event["Discriminator"], "")
        return (kind, str(UUID(event["Value"]["Id"]))) if kind else ("", "")
    except (KeyError, TypeError, ValueError, AttributeError):
        return "garbled", json.dumps(event)[:200]


def _type_name(kind: Json) -> str:
    names: Mapping[str, str] = kind.get("Names") or {}
    return str(kind.get("ExternalIdentifier") or next(iter(names.values()), "") or kind["Id"]).lower()


def _chunks(ids: Collection[str]) -> Iterator[list[str]]:
    listed = list(dict.fromkeys(ids))
    for start in range(0, len(listed), MOST_IDS):
        yield listed[start : start + MOST_IDS]


def _interval(since: datetime, until: datetime) -> dict[str, str]:
    return {"StartUtc": utc(since), "EndUtc": utc(until)}


def _intervals(since: datetime, until: datetime) -> list[dict[str, str]]:
    parts = []
    while since < until:
        end = min(until, since + LONGEST_INTERVAL)
        parts.append(_interval(since, end))
        since = end
    return parts
