"""What must be true of every world once it has come to rest, whatever happened to it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from emulators.pms.mews.entities import Reservation
from functions.pms.line import REFUSED_THERE
from functions.pms.vendors.mews import CONDITION, STATUS
from shared.domain.pms import Difference, Drift, Notice, PmsRoom, condition_of
from shared.domain.rooms import Occupant, Room
from shared.domain.settings import Settings
from shared.domain.stays import Stay, StayStatus
from shared.domain.tablets import Tablet
from shared.domain.tickets import Ticket
from shared.runtime.documents import to_data
from shared.runtime.journal import COMMITTED_AT
from shared.runtime.parking import DeadLetter
from tests.simulation.hotel import ROOMS
from tests.simulation.people import stay_of
from tests.simulation.work import TRUTHS_OF_WORK
from tests.simulation.world import World

Truth = Callable[[World], Iterator[str]]
FOR_A_PERSON = {"MELMASTOON.PMS.NOT_A_NOTICE", "NOT_OUR_SCHEMA"}
"""Why an event may lie parked when all is well: only a person can say what to do."""


def broken(world: World) -> list[str]:
    """Return what is not as it must be."""
    with world.storm.held():
        return [*world.failures, *(f"{truth.__name__}: {said}" for truth in TRUTHS for said in truth(world))]


def no_death_was_swallowed(world: World) -> Iterator[str]:
    if world.storm.deaths != world.buried:
        yield f"{world.storm.deaths} died, {world.buried} were noticed"


def there_is_one_row_per_room(world: World) -> Iterator[str]:
    if sorted(world.all_of(Room)) != sorted(ROOMS) or sorted(world.all_of(Tablet)) != sorted(ROOMS):
        yield f"rows {sorted(world.all_of(Room))}, tablets {sorted(world.all_of(Tablet))}"


def rows_are_what_their_journal_says(world: World) -> Iterator[str]:
    history: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in world.raw("journal"):
        for room_id, row in entry["rooms"].items():
            history[room_id].append(row)
    for room_id, row in world.all_of(Room).items():
        states = sorted(history[room_id], key=lambda state: int(state["revision"]))
        if [state["revision"] for state in states] != list(range(1, len(states) + 1)):
            yield f"{room_id} went through revisions {[state['revision'] for state in states]}"
        if not states or states[-1] != to_data(row):
            yield f"{room_id} is {to_data(row)}, its journal ends with {states[-1:]}"


def rows_show_who_stays_in_them(world: World) -> Iterator[str]:
    """In the order in which they came who is in it, the latest first who is presumed gone; the rule is told here anew."""
    stays = world.all_of(Stay).values()
    house = world.all_of(Settings)["current"]
    for room_id, row in world.all_of(Room).items():
        inside = [stay for stay in stays if stay.room_id == room_id and is_in(stay, row)]
        inside.sort(key=lambda stay: _came(stay, row))
        here = [stay for stay in inside if _together(stay, inside[-1], row, house)]
        gone = [stay for stay in reversed(inside) if stay not in here]
        shown = [(one.stay_id, one.check_out_at) for one in (row.stay, *row.also_here) if one is not None]
        if shown != [(stay.stay_id, stay.departure_at) for stay in here] or row.is_occupied is not bool(inside):
            yield f"{room_id} is {row.occupancy} with {shown}, in it are {[stay.stay_id for stay in here]}"
        if [one.stay_id for one in row.presumed_gone] != [stay.stay_id for stay in gone]:
            yield f"{room_id} has {row.presumed_gone} leaving, those are {[stay.stay_id for stay in gone]}"
        expected = [stay for stay in stays if stay.room_id == room_id and stay.status is StayStatus.CONFIRMED]
        expected.sort(key=lambda stay: (stay.arrival_at, stay.stay_id))
        if [one.stay_id for one in row.upcoming] != [stay.stay_id for stay in expected]:
            yield f"{room_id} expects {row.upcoming}, promised it are {[stay.stay_id for stay in expected]}"


def is_in(stay: Stay, row: Room) -> bool:
    """Whether the stay is in its room: checked in, or of a guest who stays on under it until they are."""
    waits = _waiting(stay, row) is not None and stay.status is StayStatus.CONFIRMED
    return waits or stay.status is StayStatus.CHECKED_IN


def _waiting(stay: Stay, row: Room) -> Occupant | None:
    inside = (one for one in (row.stay, *row.also_here) if one is not None)
    return next((one for one in inside if one.stay_id == stay.stay_id and one.awaits_check_in), None)


def _came(stay: Stay, row: Room) -> tuple[datetime, str]:
    waiting = _waiting(stay, row)
    moment = waiting.checked_in_at if waiting else stay.in_room_since or stay.checked_in_at
    return (moment or stay.arrival_at, stay.stay_id)


def _together(one: Stay, last: Stay, row: Room, house: Settings) -> bool:
    due_out = house.business_date(one.departure_at) <= house.business_date(_came(last, row)[0])
    return one.guest_id == last.guest_id or one.share_key == last.share_key or not due_out


def stays_are_what_the_pms_has(world: World) -> Iterator[str]:
    for theirs in world.mews.desk.reservations():
        yield from _stay_is_what_the_pms_has(world, theirs)


def _stay_is_what_the_pms_has(world: World, theirs: Reservation) -> Iterator[str]:
    ours = world.all_of(Stay).get(stay_of(theirs.id))
    if ours is None:
        yield f"{theirs.number} is not known"
    elif ours.stay_id not in world.overruled:
        told = (_status(theirs), world.mews.desk.room_number(theirs.resource_id), theirs.scheduled_end)
        if told != (ours.status, ours.room_id, ours.departure_at):
            yield f"{theirs.number} is {told}, here {(ours.status, ours.room_id, ours.departure_at)}"


def _status(theirs: Reservation) -> StayStatus:
    no_show = theirs.state == "Canceled" and theirs.cancellation_reason == "NoShow"
    return StayStatus.NO_SHOW if no_show else STATUS[theirs.state]


def tablets_show_their_row_and_nobody_else(world: World) -> Iterator[str]:
    stays, tickets = world.all_of(Stay), world.all_of(Ticket)
    settings = world.all_of(Settings)["current"]
    rows = world.all_of(Room)
    for room_id, tablet in world.all_of(Tablet).items():
        row = rows[room_id]
        if tablet.mirroring(row, settings) != tablet:
            yield f"{room_id}'s tablet is {tablet}, its row {row}"
        name = stays[row.stay.stay_id].guest_name if row.stay else None
        if tablet.guest_name != name:
            yield f"{room_id}'s tablet greets {tablet.guest_name}, in it is {name}"
        if row.stay is None and (tablet.tickets or tablet.remembered or tablet.welcome_back):
            yield f"{room_id} is empty and its tablet shows {tablet.tickets} {tablet.remembered} {tablet.welcome_back}"
        for shown in tablet.tickets:
            ticket = tickets[shown.ticket_id]
            theirs = {stay_id for stay_id, one in stays.items() if row.stay and one.guest_id == row.stay.guest_id}
            if ticket.stay_id not in theirs or ticket.room_id != room_id:
                yield f"{room_id}'s tablet shows {ticket} to {tablet.stay_id}"
            if ticket.status != shown.status:
                yield f"{room_id}'s tablet shows {ticket.id} as {shown.status}, it is {ticket.status}"


def rows_list_their_open_tickets(world: World) -> Iterator[str]:
    listed: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for ticket in world.all_of(Ticket).values():
        if not ticket.is_closed:
            listed[ticket.room_id].append((ticket.ticket_id, ticket.status))
    for room_id, row in world.all_of(Room).items():
        if sorted((one.ticket_id, one.status) for one in row.tickets) != sorted(listed[room_id]):
            yield f"{room_id} lists {row.tickets}, open in it are {listed[room_id]}"


def what_was_committed_was_told_and_nothing_else(world: World) -> Iterator[str]:
    journal = world.raw("journal")
    promised = {str(event["id"]) for entry in journal for event in entry["events"]}
    told = {str(json.loads(message.data)["id"]) for message in world.ground.bus.published}
    if promised - told:
        yield f"never told: {sorted(promised - told)}"
    if told - promised:
        yield f"told and never committed: {sorted(told - promised)}"
    if pending := [entry["entry_id"] for entry in journal if entry["pending"]]:
        yield f"still pending: {pending}"


def nothing_has_its_effect_twice(world: World) -> Iterator[str]:
    named = Counter(str(entry["entry_id"]) for entry in world.raw("journal"))
    for entry_id, times in (named | world.entries_put).items():
        if times > 1:
            yield f"{entry_id} was committed {times} times"
    for run, times in _runs(world).items():
        if times > 1:
            yield f"{run} was run {times} times"
    tickets = world.all_of(Ticket).values()
    texts = Counter([ticket.text for ticket in tickets] + [note.text for ticket in tickets for note in ticket.notes])
    texts += Counter(stay.guest_name for stay in world.all_of(Stay).values())
    for wish in world.wishes:
        done = [answer for answer in wish.answers if answer[0] < 300]
        if any(answer != done[0] for answer in done):
            yield f"{wish.method} {wish.path} was answered {done}"
        if wish.token and (texts[wish.token] > 1 or (done and not texts[wish.token])):
            yield f"{wish.method} {wish.path} was answered {wish.answers} and made {texts[wish.token]} of it"
        settled = [status for status, _ in wish.answers if status < 500]
        if done and settled[settled.index(done[0][0]) :] != [done[0][0]] * len(done):
            yield f"{wish.method} {wish.path} was answered {settled}"


def _runs(world: World) -> Counter[str]:
    """Count how often each handler, or each of its steps, had its effect for each event, however its entry is called."""
    return Counter(
        f"{entry['name']} {entry['causation_id']} {str(entry['entry_id']).partition(str(entry['causation_id']))[2]}"
        for entry in world.raw("journal")
        if entry["kind"] == "event"
    )


def a_mirror_of_the_events_is_the_rows(world: World) -> Iterator[str]:
    mirror: dict[str, dict[str, Any]] = {}
    for message in world.ground.bus.published:
        if message.topic == "melmastoon.room.state.changed.v1":
            said = json.loads(message.data)
            row = said["payload"]["room"]
            if said["revision"] >= mirror.get(row["room_id"], {}).get("revision", 0):
                mirror[row["room_id"]] = row
    for room_id, row in world.all_of(Room).items():
        if Room.model_validate(mirror.get(room_id, {"room_id": room_id, "number": "", "floor": 0})) != row:
            yield f"{room_id} is {row}, who followed the events has {mirror.get(room_id)}"


def what_lies_parked_is_for_a_person(world: World) -> Iterator[str]:
    """Or it waits with a drift that says so, or it healed: then what it was about did come through, by whatever way."""
    for letter in world.all_of(DeadLetter).values():
        if letter.status == "healed":
            yield from (f"{letter.handler} is called healed: {said}" for said in _still_wrong(world, letter))
        elif letter.status != "replayed" and letter.reason.code not in FOR_A_PERSON:
            still = _refused(world, _payload(letter).get("roomId"))
            if letter.status != "parked" or letter.reason.code != REFUSED_THERE.code or still is None:
                yield f"{letter.handler} {letter.status} {letter.reason}"


def _still_wrong(world: World, letter: DeadLetter) -> Iterator[str]:
    """Told by what the letter was about, by nothing that its healer looked at: the PMS, a drift, a notice, the journal."""
    said, closed_at = _payload(letter), letter.closed_at
    if letter.reason.code in FOR_A_PERSON:
        yield f"{letter.reason}, which only a person can judge"
    if closed_at is None or closed_at < letter.last_failed_at:
        yield f"at {closed_at}, it failed at {letter.last_failed_at}"
    elif "roomId" in said:
        still = _refused(world, said["roomId"])
        if still is not None and still.detected_at <= closed_at:
            yield f"and refused since before: {still}"
    elif "externalId" in said:
        theirs = world.mews.ledger.reservations[said["externalId"]]
        yield from _stay_is_what_the_pms_has(world, theirs)
    elif "noticeId" in said:
        if world.all_of(Notice)[said["noticeId"]].handled_at is None:
            yield f"{said['noticeId']} was never handled"
    elif not any(_is_later(entry, letter) for entry in world.raw("journal")):
        yield f"{letter.handler} never came through since {letter.last_failed_at}"


def _payload(letter: DeadLetter) -> dict[str, Any]:
    try:
        said = json.loads(letter.data)["payload"]
    except (ValueError, KeyError, TypeError):
        return {}
    return said if isinstance(said, dict) else {}


def _refused(world: World, room_id: object) -> Difference | None:
    """Return the open drift that says that the PMS would not be told of this room."""
    drift = world.all_of(Drift).get(str(room_id))
    still = drift.of_kind("refused") if drift else None
    return still if still is not None and still.open else None


def _is_later(entry: dict[str, Any], letter: DeadLetter) -> bool:
    return bool(entry["name"] == letter.handler and entry[COMMITTED_AT] > letter.last_failed_at)


def notices_are_handled(world: World) -> Iterator[str]:
    garbled = " ".join(letter["data"] for letter in world.raw("dead_letters") if letter["status"] == "parked")
    waiting = [
        notice.id for notice in world.all_of(Notice).values() if notice.handled_at is None and notice.id not in garbled
    ]
    if waiting:
        yield f"not handled: {waiting}"


def the_pms_shows_what_the_rows_do_or_a_drift_says_why_not(world: World) -> Iterator[str]:
    drifts, known = world.all_of(Drift), world.all_of(PmsRoom)
    for room_id, row in world.all_of(Room).items():
        theirs, ours = CONDITION[world.mews.desk.room_state(room_id)], condition_of(row)
        drift = drifts.get(room_id) or Drift(room_id=room_id)
        said = drift.of_kind("condition") or drift.of_kind("refused")
        if theirs is not ours and said is None:
            yield f"{room_id} is {ours} here and {theirs} there, and nobody says so: {known.get(room_id)}"
        if theirs is ours and said is not None and said.open:
            yield f"{room_id} is {ours} on both sides, and yet said to differ: {said}"
        if room_id in known and known[room_id].under_way:
            yield f"{room_id} is still being told: {known[room_id]}"


TRUTHS: tuple[Truth, ...] = (
    no_death_was_swallowed,
    there_is_one_row_per_room,
    rows_are_what_their_journal_says,
    rows_show_who_stays_in_them,
    stays_are_what_the_pms_has,
    tablets_show_their_row_and_nobody_else,
    rows_list_their_open_tickets,
    what_was_committed_was_told_and_nothing_else,
    nothing_has_its_effect_twice,
    a_mirror_of_the_events_is_the_rows,
    what_lies_parked_is_for_a_person,
    notices_are_handled,
    the_pms_shows_what_the_rows_do_or_a_drift_says_why_not,
    *TRUTHS_OF_WORK,
)
