"""The operations of the Connector API that an integrator of housekeeping calls, each a function of ledger and request.

To add an operation: write its function and put it under its address in `OPERATIONS`.
Mews docs: operations/*.md, one heading per function; guidelines/pagination.md for the pages.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from . import stays, wire
from .asked import Asked
from .entities import (
    BLOCK_TYPES,
    RESERVATION_STATES,
    RESOURCE_STATES,
    Block,
    Customer,
    Interval,
    Reservation,
    Resource,
    Service,
    identify,
)
from .ledger import Ledger, Row, Table
from .refusals import Malformed
from .wire import Wire

Operation = Callable[[Ledger, Asked], Wire]
ACTIVITY = frozenset({"Active", "Deleted"})
_SETTABLE = {name: state for name, state in RESOURCE_STATES.items() if state != "OutOfOrder"}


def get_configuration(ledger: Ledger, asked: Asked) -> Wire:
    if asked.has("EnterpriseId") and asked.an_id("EnterpriseId") != ledger.house.enterprise_id:
        raise Malformed("Invalid EnterpriseId.")
    return wire.configuration(_stay_service(ledger), ledger.house, ledger.now())


def get_all_services(ledger: Ledger, asked: Asked) -> Wire:
    updated = asked.interval("UpdatedUtc")
    found = [
        service
        for service in _of_this_enterprise(ledger, asked, ledger.services)
        if _among(service.id, asked.ids("ServiceIds")) and _within(updated, service.updated)
    ]
    page, cursor = _page(ledger.services, found, asked)
    return {"Services": [wire.service(service, ledger.house) for service in page], "Cursor": cursor}


def get_all_reservations(ledger: Ledger, asked: Asked) -> Wire:
    wanted = _reservation_filter(ledger, asked)
    found = [stay for stay in _of_this_enterprise(ledger, asked, ledger.reservations) if wanted(stay)]
    page, cursor = _page(ledger.reservations, found, asked)
    return {"Reservations": [wire.reservation(stay, ledger.house) for stay in page], "Cursor": cursor}


def start_reservation(ledger: Ledger, asked: Asked) -> Wire:
    stays.start(ledger, _reservation(ledger, asked))
    return {}


def process_reservation(ledger: Ledger, asked: Asked) -> Wire:
    if asked.flag("AllowOpenBalance"):
        asked.text("Notes")
    stays.process(ledger, _reservation(ledger, asked))
    return {}


def get_all_resources(ledger: Ledger, asked: Asked) -> Wire:
    extent = asked.part("Extent")
    ids, names = asked.ids("ResourceIds"), asked.texts("Names")
    created, updated = asked.interval("CreatedUtc"), asked.interval("UpdatedUtc")
    found = [
        room
        for room in _of_this_enterprise(ledger, asked, ledger.resources)
        if _among(room.id, ids) and _among(room.name, names)
        if _within(created, room.created) and _within(updated, room.updated)
    ]
    page, cursor = _page(ledger.resources, found, asked)
    return {
        "Resources": [_shown(ledger, room) for room in page] if extent.flag("Resources") else None,
        "ResourceCategories": _categories_of(ledger, page) if extent.flag("ResourceCategories") else None,
        "ResourceCategoryAssignments": (
            _assignments_of(ledger, page) if extent.flag("ResourceCategoryAssignments") else None
        ),
        "ResourceCategoryImageAssignments": [] if extent.flag("ResourceCategoryImageAssignments") else None,
        "ResourceFeatures": [] if extent.flag("ResourceFeatures") else None,
        "ResourceFeatureAssignments": [] if extent.flag("ResourceFeatureAssignments") else None,
        "Cursor": cursor,
    }


def update_resources(ledger: Ledger, asked: Asked) -> Wire:
    """Update all or none: every item is read before the first is written."""
    for updated in [_updated_resource(ledger, item) for item in asked.parts("ResourceUpdates")]:
        ledger.change_room(updated)
    return {}


def get_all_resource_categories(ledger: Ledger, asked: Asked) -> Wire:
    services, ids = asked.needed_ids("ServiceIds"), asked.ids("ResourceCategoryIds")
    updated, activity = asked.interval("UpdatedUtc"), asked.words("ActivityStates", ACTIVITY)
    found = [
        kind
        for kind in _of_this_enterprise(ledger, asked, ledger.categories)
        if ledger.house.service_id in services and _among(kind.id, ids)
        if _within(updated, kind.updated) and _among("Active", activity)
    ]
    page, cursor = _page(ledger.categories, found, asked)
    return {"ResourceCategories": [wire.category(kind, ledger.house) for kind in page], "Cursor": cursor}


def get_all_resource_category_assignments(ledger: Ledger, asked: Asked) -> Wire:
    kinds, rooms = asked.needed_ids("ResourceCategoryIds"), asked.ids("ResourceIds")
    ids, updated = asked.ids("ResourceCategoryAssignmentIds"), asked.interval("UpdatedUtc")
    activity = asked.words("ActivityStates", ACTIVITY)
    found = [
        link
        for link in _of_this_enterprise(ledger, asked, ledger.assignments)
        if _among(link.category_id, kinds) and _among(link.resource_id, rooms) and _among(link.id, ids)
        if _within(updated, link.updated) and _among("Active", activity)
    ]
    page, cursor = _page(ledger.assignments, found, asked)
    return {"ResourceCategoryAssignments": [wire.assignment(link) for link in page], "Cursor": cursor}


def get_all_resource_blocks(ledger: Ledger, asked: Asked) -> Wire:
    """Active ones only, unless `ActivityStates` says otherwise."""
    ids, rooms = asked.ids("ResourceBlockIds"), asked.ids("AssignedResourceIds")
    activity = asked.words("ActivityStates", ACTIVITY) or frozenset({"Active"})
    created, updated = asked.interval("CreatedUtc"), asked.interval("UpdatedUtc")
    colliding = asked.interval("CollidingUtc")
    found = [
        block
        for block in _of_this_enterprise(ledger, asked, ledger.blocks)
        if _among(block.id, ids) and _among(block.resource_id, rooms)
        if _within(created, block.created) and _within(updated, block.updated)
        if colliding is None or colliding.meets(block.start, block.end)
        if ("Active" if block.is_active else "Deleted") in activity
    ]
    page, cursor = _page(ledger.blocks, found, asked)
    return {"ResourceBlocks": [wire.block(block, ledger.house) for block in page], "Cursor": cursor}


def add_resource_blocks(ledger: Ledger, asked: Asked) -> Wire:
    """Add all or none."""
    wanted = [_new_block(ledger, item, order) for order, item in enumerate(asked.parts("ResourceBlocks"))]
    for block in wanted:
        stays.require_unbooked(ledger, block.resource_id, Interval(block.start, block.end))
    added = [ledger.blocks.keep(block) for block in wanted]
    ledger.tick()
    return {"ResourceBlocks": [wire.block(block, ledger.house) for block in added]}


def delete_resource_blocks(ledger: Ledger, asked: Asked) -> Wire:
    """Delete all or none."""
    found = [ledger.blocks.get(block_id) for block_id in sorted(asked.needed_ids("ResourceBlockIds"))]
    blocks = [block for block in found if block is not None and block.is_active]
    if len(blocks) != len(found):
        raise Malformed("Invalid ResourceBlockIds.")
    for block in blocks:
        ledger.blocks.keep(replace(block, deleted=ledger.now()))
    ledger.tick()
    return {}


def get_all_customers(ledger: Ledger, asked: Asked) -> Wire:
    """Mews docs: operations/customers.md: `CustomerIds` is "required if no other filter is provided"."""
    extent = asked.part("Extent")
    wanted = _customer_filter(asked)
    found = [guest for guest in ledger.customers if wanted(guest)]
    page, cursor = _page(ledger.customers, found, asked)
    return {
        "Customers": [wire.customer(guest, ledger.house) for guest in page] if extent.flag("Customers") else [],
        "Documents": [] if extent.flag("Documents") else None,
        "Cursor": cursor,
    }


OPERATIONS: Mapping[str, Operation] = {
    "configuration/get": get_configuration,
    "customers/getAll": get_all_customers,
    "reservations/getAll/2023-06-06": get_all_reservations,
    "reservations/process": process_reservation,
    "reservations/start": start_reservation,
    "resourceBlocks/add": add_resource_blocks,
    "resourceBlocks/delete": delete_resource_blocks,
    "resourceBlocks/getAll": get_all_resource_blocks,
    "resourceCategories/getAll": get_all_resource_categories,
    "resourceCategoryAssignments/getAll": get_all_resource_category_assignments,
    "resources/getAll": get_all_resources,
    "resources/update": update_resources,
    "services/getAll": get_all_services,
}

WRITES = frozenset(
    {"reservations/process", "reservations/start", "resourceBlocks/add", "resourceBlocks/delete", "resources/update"}
)


def _page(table: Table[Row], found: Iterable[Row], asked: Asked) -> tuple[list[Row], str | None]:
    """Newest first; a cursor names the last item already seen, whether or not it still passes the filter."""
    limitation = asked.limitation()
    ordered = sorted(found, key=_age, reverse=True)
    if limitation.cursor is not None:
        seen = table.get(limitation.cursor)
        if seen is None:
            raise Malformed("Invalid Cursor.")
        ordered = [row for row in ordered if _age(row) < _age(seen)]
    page = ordered[: limitation.count]
    return page, page[-1].id if page else None


def _age(row: Row) -> tuple[float, str]:
    return row.created.timestamp(), row.id


def _among(value: str | None, wanted: frozenset[str] | None) -> bool:
    return wanted is None or value in wanted


def _within(interval: Interval | None, instant: datetime | None) -> bool:
    return interval is None or interval.holds(instant)


def _of_this_enterprise(ledger: Ledger, asked: Asked, rows: Table[Row]) -> Iterable[Row]:
    enterprises = asked.ids("EnterpriseIds")
    return rows if _among(ledger.house.enterprise_id, enterprises) else ()


def _reservation_filter(ledger: Ledger, asked: Asked) -> Callable[[Reservation], bool]:
    for scheduled, actual in (("ScheduledStartUtc", "ActualStartUtc"), ("ScheduledEndUtc", "ActualEndUtc")):
        if asked.has(scheduled) and asked.has(actual):
            message = f"{scheduled} cannot be used with {actual}."
            raise Malformed(message)
    texts = {
        "ReservationIds": asked.ids("ReservationIds"),
        "ServiceIds": asked.ids("ServiceIds"),
        "ReservationGroupIds": asked.ids("ReservationGroupIds"),
        "AccountIds": asked.ids("AccountIds"),
        "AssignedResourceIds": asked.ids("AssignedResourceIds"),
        "PartnerCompanyIds": asked.ids("PartnerCompanyIds", 100),
        "TravelAgencyIds": asked.ids("TravelAgencyIds", 100),
        "AvailabilityBlockIds": asked.ids("AvailabilityBlockIds", 100),
        "Numbers": asked.texts("Numbers"),
        "ChannelNumbers": asked.texts("ChannelNumbers", 100),
        "States": asked.words("States", RESERVATION_STATES),
    }
    accepted = [(_TEXTS[name], values) for name, values in texts.items() if values is not None]
    intervals = [(instant_of, asked.interval(name)) for name, instant_of in _INSTANTS.items() if asked.has(name)]
    colliding = asked.interval("CollidingUtc")

    def wanted(stay: Reservation) -> bool:
        if colliding is not None and not colliding.meets(stay.scheduled_start, stay.scheduled_end):
            return False
        return all(text_of(stay, ledger) in values for text_of, values in accepted) and all(
            _within(interval, instant_of(stay)) for instant_of, interval in intervals
        )

    return wanted


_TEXTS: Mapping[str, Callable[[Reservation, Ledger], str | None]] = {
    "ReservationIds": lambda stay, _: stay.id,
    "ServiceIds": lambda _, ledger: ledger.house.service_id,
    "ReservationGroupIds": lambda stay, _: wire.group_of(stay),
    "AccountIds": lambda stay, _: stay.customer_id,
    "AssignedResourceIds": lambda stay, _: stay.resource_id,
    "PartnerCompanyIds": lambda _stay, _ledger: None,
    "TravelAgencyIds": lambda _stay, _ledger: None,
    "AvailabilityBlockIds": lambda _stay, _ledger: None,
    "Numbers": lambda stay, _: stay.number,
    "ChannelNumbers": lambda _stay, _ledger: None,
    "States": lambda stay, _: stay.state,
}

_INSTANTS: Mapping[str, Callable[[Reservation], datetime | None]] = {
    "CreatedUtc": lambda stay: stay.created,
    "UpdatedUtc": lambda stay: stay.updated,
    "ScheduledStartUtc": lambda stay: stay.scheduled_start,
    "ActualStartUtc": lambda stay: stay.actual_start,
    "ScheduledEndUtc": lambda stay: stay.scheduled_end,
    "ActualEndUtc": lambda stay: stay.actual_end,
}


def _customer_filter(asked: Asked) -> Callable[[Customer], bool]:
    ids, emails = asked.ids("CustomerIds"), asked.texts("Emails")
    first, last = asked.texts("FirstNames"), asked.texts("LastNames")
    loyalty, companies = asked.texts("LoyaltyCodes"), asked.ids("CompanyIds", 1)
    created, updated = asked.interval("CreatedUtc"), asked.interval("UpdatedUtc")
    deleted, activity = asked.interval("DeletedUtc"), asked.words("ActivityStates", ACTIVITY)
    filters = (ids, emails, first, last, loyalty, companies, created, updated, deleted, activity)
    if all(given is None for given in filters):
        raise Malformed("Invalid CustomerIds.")

    def wanted(guest: Customer) -> bool:
        named = _among(guest.first_name, first) and _among(guest.last_name, last) and _among(guest.email, emails)
        dated = _within(created, guest.created) and _within(updated, guest.updated) and _within(deleted, None)
        others = _among(None, loyalty) and _among(None, companies) and _among("Active", activity)
        return _among(guest.id, ids) and named and dated and others

    return wanted


def _reservation(ledger: Ledger, asked: Asked) -> Reservation:
    stay = ledger.reservations.get(asked.an_id("ReservationId"))
    if stay is None:
        raise Malformed("Invalid ReservationId.")
    return stay


def _updated_resource(ledger: Ledger, item: Asked) -> Resource:
    """Read one update. Mews docs: operations/resources.md, "Resource update": any state "except `OutOfOrder`"."""
    room = _resource(ledger, item)
    state = item.new_text("State")
    if state is not None and state not in _SETTABLE:
        raise Malformed("Invalid State.")
    parent = item.new_text("ParentResourceId")
    if parent is not None and ledger.resources.get(parent) is None:
        raise Malformed("Invalid ParentResourceId.")
    space = _space_update(item)
    return replace(
        room,
        name=item.new_text("Name") or room.name,
        parent_id=parent or room.parent_id,
        floor=space.new_text("FloorNumber") or room.floor,
        location_notes=space.new_text("LocationNotes") or room.location_notes,
        state=_SETTABLE[state] if state else room.state,
        state_reason=item.new_text("StateReason") or room.state_reason,
    )


def _space_update(item: Asked) -> Asked:
    if not item.has("Data"):
        return Asked({})
    data = item.part("Data")
    data.word("Discriminator", {"Space": "Space"})
    return data.part("Value")


def _new_block(ledger: Ledger, item: Asked, order: int) -> Block:
    room = _resource(ledger, item)
    start, end = item.instant("StartUtc"), item.instant("EndUtc")
    if end <= start:
        raise Malformed("Invalid EndUtc.")
    now = ledger.now()
    return Block(
        id=identify(ledger.house.key, "block", str(len(ledger.blocks) + order)),
        resource_id=room.id,
        type=item.word("Type", BLOCK_TYPES),
        start=start,
        end=end,
        name=item.text("Name"),
        notes=item.maybe_text("Notes"),
        created=now,
        updated=now,
    )


def _resource(ledger: Ledger, item: Asked) -> Resource:
    room = ledger.resources.get(item.an_id("ResourceId"))
    if room is None:
        raise Malformed("Invalid ResourceId.")
    return room


def _shown(ledger: Ledger, room: Resource) -> Wire:
    return wire.resource(room, ledger.shown_state(room), ledger.house)


def _categories_of(ledger: Ledger, rooms: list[Resource]) -> list[Wire]:
    kinds = {room.category_id for room in rooms}
    return [wire.category(kind, ledger.house) for kind in ledger.categories if kind.id in kinds]


def _assignments_of(ledger: Ledger, rooms: list[Resource]) -> list[Wire]:
    ids = {room.id for room in rooms}
    return [wire.assignment(link) for link in ledger.assignments if link.resource_id in ids]


def _stay_service(ledger: Ledger) -> Service:
    return ledger.services[ledger.house.service_id]
