"""What no handler can take: it must end parked with its reason, where people see it, and be gone once it is mended.

Some of it mends (a reservation that the PMS would not give for a while); some only a person can judge, and parks again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from emulators.pms.mews import Fault
from functions.pms.line import REFUSED_THERE
from functions.pms.vendors.port import NOT_A_NOTICE
from shared.domain.refusals import NOT_FOUND
from shared.domain.stays import Stay
from shared.runtime.bus.port import Message
from shared.runtime.parking import NOWHERE, DeadLetter
from tests.ground import PLACE, SUPERVISOR
from tests.simulation.people import stay_of
from tests.simulation.world import PROPERTY, Wish, World, handlers

MENDED = timedelta(hours=1)
"""By how much a reservation changes while the PMS does not give it: only who asks again learns of it."""


@dataclass(frozen=True)
class Planted:
    """`about` is a word that only its letters' data hold; `handlers` are those that must have parked it."""

    code: str
    about: str
    handlers: frozenset[str]
    mends: bool = False
    nowhere: bool = False


def garble_a_notice(world: World) -> None:
    """Send what is no notice, or one of which a part cannot be read."""
    number = len(world.planted)
    enterprise = world.mews.house.enterprise_id
    garbled = {"Discriminator": "ServiceOrderUpdated", "Value": {"Id": f"no id {number}"}}
    body = world.dice.choice(
        (
            b"no JSON",
            b"\xff\xfe no text",
            json.dumps({"Events": None}).encode(),
            json.dumps({"EnterpriseId": "another", "Events": []}).encode(),
            json.dumps({"EnterpriseId": enterprise, "Events": [garbled]}).encode(),
        )
    )
    notice = world.notice(body)
    if notice:
        world.planted.append(Planted(NOT_A_NOTICE.code, notice, frozenset({"apply_when_notice_received"})))


def hide_a_reservation(world: World) -> None:
    """Have the PMS name a reservation and then not give it: it was deleted, or is kept from us for now."""
    known = {str(stay["stay_id"]) for stay in world.raw("stays")}
    there = [
        one.id for one in world.mews.desk.reservations() if stay_of(one.id) in known and one.id not in world.hidden
    ]
    if not there:
        return
    named = world.dice.choice(there)
    world.hidden.add(named)
    if world.notice(world.naming(named)):
        settles = frozenset({"settle_when_reservation_named"})
        world.planted.append(Planted(NOT_FOUND.code, named, settles, mends=True))


def refuse_pushes(world: World) -> None:
    """Have the PMS refuse by a rule of its own what we tell it of rooms, or whatever we ask."""
    operation = world.dice.choice(("resources/update", "resources/update", None))
    world.mews.faults.set(Fault("refused", requests=world.dice.randint(1, 6), seconds=7_200.0, operation=operation))


def misspell_an_event(world: World) -> None:
    """Publish an event as nobody knows it: no JSON, no envelope, of no property, or without what it is to say."""
    by_subject = handlers()
    subject = world.dice.choice(sorted(by_subject))
    about = f"planted-{len(world.planted)}"
    envelope = {
        "id": about,
        "subject": subject,
        "tenantId": PLACE.tenant_id,
        "propertyId": PLACE.property_id,
        "occurredAt": world.ground.now.isoformat(),
        "producer": "simulated",
        "actor": {"type": "system", "id": "simulated"},
        "correlationId": about,
        "causationId": about,
        "revision": 1,
        "payload": {"unheardOf": about},
    }
    kind = world.dice.choice(("payload", "payload", "json", "envelope", "property"))
    code = "NOT_OUR_SCHEMA"
    if kind == "property":
        envelope["propertyId"], code = "no-such-hotel", NOT_FOUND.code
    if kind == "envelope":
        del envelope["revision"]
    data = f"{about} is no JSON" if kind == "json" else json.dumps(envelope)
    world.slip_in(Message(subject, data.encode(), about, {"eventType": subject}))
    names = frozenset(route.name for route in by_subject[subject])
    world.planted.append(Planted(code, about, names, nowhere=kind != "payload"))


TROUBLES: tuple[Callable[[World], None], ...] = (
    garble_a_notice,
    hide_a_reservation,
    refuse_pushes,
    misspell_an_event,
)


def trouble(world: World) -> None:
    world.dice.choice(TROUBLES)(world)


def mend(world: World) -> None:
    """Have the PMS give its reservations again. Those changed meanwhile, and nobody is told."""
    table = world.mews.ledger.reservations
    for hidden in sorted(world.hidden):
        row = table[hidden]
        stamp = world.mews.ledger.stamp(row.updated)
        table.seed(replace(row, scheduled_end=row.scheduled_end + MENDED, updated=stamp))
    world.hidden.clear()


def what_was_planted_is_parked(world: World) -> Iterator[str]:
    """Where the PMS would not be asked, the notice of what it hides may lie parked itself, for that."""
    refused = any(letter.reason.code == REFUSED_THERE.code for letter in _letters(world))
    for planted in world.planted:
        if planted.mends and refused:
            continue
        found = [letter for letter in _letters(world, nowhere=planted.nowhere) if planted.about in letter.data]
        told = {letter.handler for letter in found if (letter.status, letter.reason.code) == ("parked", planted.code)}
        if not planted.handlers <= told:
            yield f"{planted} led to {[(one.handler, one.status, one.reason) for one in found]}"


def what_is_parked_is_shown(world: World) -> Iterator[str]:
    """Told by what a supervisor's screen gets, page after page."""
    parked = {letter.id for letter in _letters(world) if letter.status == "parked"}
    wish = Wish("GET", f"{PROPERTY}/dead-letters?status=parked&limit=500", None, SUPERVISOR, {})
    world.call(wish)
    status, shown = wish.answers[-1]
    if status != 200 or {one["dead_letter_id"] for one in shown} != parked:
        yield f"parked are {sorted(parked)}, shown is {status} {shown}"


def what_was_mended_is_gone_and_the_rest_is_parked_again(world: World) -> Iterator[str]:
    stays = {str(stay["stay_id"]): Stay.model_validate(stay) for stay in world.raw("stays")}
    for planted in world.planted:
        for letter in _letters(world, nowhere=planted.nowhere):
            if planted.about not in letter.data or letter.handler not in planted.handlers or planted.nowhere:
                continue
            if letter.status != ("replayed" if planted.mends else "parked"):
                yield f"after a replay {planted} is {letter.status}: {letter.reason}"
            if not planted.mends and letter.failures < 2:
                yield f"{planted} was replayed and came to nobody"
        if planted.mends:
            theirs, ours = world.mews.ledger.reservations[planted.about], stays[stay_of(planted.about)]
            if ours.stay_id not in world.overruled and ours.departure_at != theirs.scheduled_end:
                yield f"{planted} was replayed, and still ends {ours.departure_at}, not {theirs.scheduled_end}"


def _letters(world: World, *, nowhere: bool = False) -> list[DeadLetter]:
    place = NOWHERE if nowhere else PLACE
    return [DeadLetter.model_validate(data) for data in world.raw(DeadLetter.collection, place)]
