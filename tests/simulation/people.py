"""Who does what in a simulated world: the desk at the PMS, staff, guests at their tablets, other services.

They act on what they last saw, which may be old; they repeat what got no answer, under the same key, or give up.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from emulators.pms.mews import Malformed, RuleViolated
from shared.domain.ids import derived_id
from shared.domain.people import Actor
from tests.ground import AGENT, FRONT_DESK, HOUSEKEEPER, MANAGER, SUPERVISOR, guest_of
from tests.simulation.asking import a_room, ask, at_home, rooms
from tests.simulation.hotel import HOTEL
from tests.simulation.housekeepers import clean_for_a_while, lead, mend_for_a_while, roster, wish_for_cleaning
from tests.simulation.world import PROPERTY, Wish, World

Deed = Callable[[World], None]
KINDS = ("towels", "pillow", "maintenance", "food", "cleaning")
STATUSES = ("dirty", "cleaning", "clean", "cleaned", "inspected", "ready")


def repeat(world: World) -> None:
    """Let a client repeat a request long after it was first sent."""
    if world.waiting:
        wish = world.waiting.pop(world.dice.randrange(len(world.waiting)))
        world.call(wish)


def if_match(world: World, room: dict[str, Any]) -> dict[str, str]:
    """Sometimes name the revision that was seen, now and then an older one."""
    if world.dice.random() < 0.5:
        return {}
    stale = world.dice.random() < 0.1
    return {"If-Match": f'"v={room["revision"] - stale}"'}


# What guests do at their tablets.


def guest(world: World) -> None:
    """Let whoever is in a room, or was and still holds its tablet, wish something."""
    room_id = a_room(world)
    room = rooms(world)[room_id]
    seen = [stay for stay in world.shown.get(room_id, []) if stay]
    now = (room["stay"] or {}).get("stay_id", "")
    stay_id = now if world.dice.random() < 0.85 or not seen else world.dice.choice(seen)
    if not stay_id:
        return
    by = guest_of(room_id, stay_id)
    before = len(world.shown[room_id]) - 1
    wish = _guests_wish(world, room_id, by, room)
    there = world.shown[room_id][before:]
    accepted = any(status < 300 for status, _ in wish.answers)
    if accepted and stay_id not in there:
        world.failures.append(f"{wish.method} {wish.path} was done for {stay_id}, who is not in {room_id}")


def _guests_wish(world: World, room_id: str, by: Actor, room: dict[str, Any]) -> Wish:
    which = world.dice.random()
    if which < 0.35:
        flag = world.dice.choice(("none", "do_not_disturb", "make_up_room", "service_declined"))
        return ask(world, "PUT", f"rooms/{room_id}/guest-flag", {"flag": flag}, by)
    if which < 0.5:
        return ask(world, "PUT", f"rooms/{room_id}/temperature-preset", {"celsius": world.dice.choice((19, 22.5))}, by)
    if which < 0.9 or not room["tickets"]:
        return open_ticket(world, room_id, by)
    ticket = world.dice.choice(room["tickets"])
    return ask(world, "PUT", f"tickets/{ticket['ticket_id']}/status", {"status": "cancelled"}, by)


def open_ticket(world: World, room_id: str, by: Actor) -> Wish:
    token = f"wish {len(world.wishes)}"
    body = {"kind": world.dice.choice(KINDS), "text": token}
    return ask(world, "POST", f"rooms/{room_id}/tickets", body, by, token=token)


# What staff and other services do.


def staff_tickets(world: World) -> None:
    tickets = world.raw("tickets")
    if not tickets or world.dice.random() < 0.3:
        open_ticket(world, a_room(world), HOUSEKEEPER)
        return
    ticket = world.dice.choice(tickets)["ticket_id"]
    which = world.dice.random()
    if which < 0.7:
        status = world.dice.choice(("accepted", "in_progress", "done", "done", "cancelled"))
        ask(world, "PUT", f"tickets/{ticket}/status", {"status": status}, HOUSEKEEPER)
    else:
        said = f"seen to {len(world.wishes)}"
        ask(world, "POST", f"tickets/{ticket}/notes", {"text": said}, HOUSEKEEPER, token=said)


def clean(world: World) -> None:
    room_id = a_room(world)
    by = world.dice.choice((HOUSEKEEPER, SUPERVISOR, SUPERVISOR))
    body = {"status": world.dice.choice(STATUSES), "reason": "simulated"}
    match = if_match(world, rooms(world)[room_id])
    ask(world, "POST", f"/api/v1/housekeeping/rooms/{room_id}/status", body, by, **at_home(), **match)


def turn_over(world: World) -> None:
    """Take a vacant dirty room through to ready, as a diligent house does."""
    dirty = [room for room in rooms(world).values() if room["occupancy"] == "vacant" and not room["blocks"]]
    if dirty:
        room_id = world.dice.choice(dirty)["room_id"]
        for status in ("cleaning", "cleaned", "inspected", "ready"):
            body = {"status": status, "reason": "simulated"}
            ask(world, "POST", f"/api/v1/housekeeping/rooms/{room_id}/status", body, SUPERVISOR, **at_home())


def block(world: World) -> None:
    room = rooms(world)[a_room(world)]
    path = f"/api/v1/housekeeping/rooms/{room['room_id']}/block"
    if room["blocks"] and world.dice.random() < 0.7:
        block_id = world.dice.choice(room["blocks"])["block_id"]
        ask(world, "DELETE", f"{path}/{block_id}", None, SUPERVISOR, **at_home())
        return
    body = {"kind": world.dice.choice(("maintenance", "oos", "cleaning")), "reason": "simulated"}
    if world.dice.random() < 0.6:
        until = world.ground.now + timedelta(hours=world.dice.randint(1, 30))
        body["until_at"] = until.isoformat()
    ask(world, "POST", path, body, SUPERVISOR, **at_home())


def observe(world: World) -> None:
    body = {"occupancy": world.dice.choice(("vacant", "occupied"))}
    ask(world, "POST", f"rooms/{a_room(world)}/occupancy-observation", body, HOUSEKEEPER)


def greet(world: World) -> None:
    """Have the house say something else to its guests."""
    said = f"Welcome {len(world.wishes)}"
    ask(world, "PUT", "settings", {"welcome_message": {"en": said}}, MANAGER)


def resolve(world: World) -> None:
    drifts = [drift for drift in world.raw("drifts") if drift["status"] == "open"]
    if drifts:
        room_id = world.dice.choice(drifts)["room_id"]
        keep = world.dice.choice(("ours", "theirs"))
        ask(world, "POST", f"pms/drift/{room_id}/resolve", {"keep": keep}, SUPERVISOR)


def walk_in(world: World) -> None:
    """Take and move along reservations that the PMS does not know."""
    ours = [stay for stay in world.raw("stays") if stay["source"] is None]
    by = world.dice.choice((FRONT_DESK, AGENT))
    if not ours or world.dice.random() < 0.3:
        now, name = world.ground.now, f"Walk-in here {len(world.wishes)}"
        body = {
            "guest": {"name": name},
            "room_id": world.dice.choice((None, a_room(world))),
            "arrival_at": now.isoformat(),
            "departure_at": (now + timedelta(hours=world.dice.randint(3, 60))).isoformat(),
        }
        ask(world, "POST", "reservations", body, by, token=name)
        return
    stay = world.dice.choice(ours)
    _move_along(world, stay, by)


def overrule(world: World) -> None:
    """Decide here about a stay that the PMS owns, which it will not hear of."""
    theirs = [stay for stay in world.raw("stays") if stay["source"] is not None]
    stay = world.dice.choice(theirs)
    world.overruled.add(stay["stay_id"])
    _move_along(world, stay, FRONT_DESK)


def undo_check_out(world: World) -> None:
    """Have a guest back in the room that they were said to have left."""
    gone = [stay for stay in world.raw("stays") if stay["status"] == "checked_out"]
    if gone:
        stay = world.dice.choice(gone)
        if stay["source"] is not None:
            world.overruled.add(stay["stay_id"])
        ask(world, "PUT", f"reservations/{stay['stay_id']}/status", {"status": "checked_in"}, FRONT_DESK)


def _move_along(world: World, stay: dict[str, Any], by: Actor) -> None:
    path, which = f"reservations/{stay['stay_id']}", world.dice.random()
    if which < 0.6:
        status = world.dice.choice(("checked_in", "checked_in", "checked_out", "cancelled", "confirmed", "no_show"))
        ask(world, "PUT", f"{path}/status", {"status": status, "even_if_not_ready": True, "even_if_early": True}, by)
    elif which < 0.85:
        ask(world, "PUT", f"{path}/room", {"room_id": a_room(world), "even_if_not_ready": True}, by)
    else:
        until = world.ground.now + timedelta(hours=world.dice.randint(2, 50))
        ask(world, "PUT", f"{path}/check-out-time", {"check_out_at": until.isoformat()}, by)


def look(world: World) -> None:
    """Read, as screens and services do; it must answer in any weather but a storm over the store itself."""
    room_id = a_room(world)
    paths = (
        f"rooms/{room_id}",
        f"rooms/{room_id}/history",
        f"rooms/{room_id}/context",
        "arrivals",
        "departures",
        "pms",
    )
    world.call(Wish("GET", f"{PROPERTY}/{world.dice.choice(paths)}", None, MANAGER, {}))


# What the desk does at the PMS, behind our back.


def desk(world: World) -> None:
    """Let the receptionist do one thing in Mews; what Mews forbids is not done."""
    mews, dice = world.mews.desk, world.dice
    with suppress(RuleViolated, Malformed):
        dice.choices([deed for deed, _ in _AT_MEWS], [weight for _, weight in _AT_MEWS])[0](world)
    del mews


def desk_at_the_same_stay(world: World) -> None:
    """Let the receptionist change a reservation that we are settling as it was, and its notice overtake that."""
    desk = world.mews.desk
    same = [one for one in desk.reservations() if stay_of(one.id) in world.settling]
    if not same:
        return
    stay = world.dice.choice(same)
    deeds: tuple[Callable[[], object], ...] = (
        lambda: desk.check_in(reservation=stay.id),
        lambda: desk.check_out(reservation=stay.id),
        lambda: desk.depart_early(reservation=stay.id),
        lambda: desk.undo_check_in(reservation=stay.id),
        lambda: desk.extend(reservation=stay.id),
        lambda: desk.assign_room(reservation=stay.id, room=a_room(world)),
    )
    for deed in world.dice.sample(deeds, len(deeds)):
        with suppress(RuleViolated, Malformed):
            deed()
            break
    if world.notice(world.naming(stay.id)):
        world.deliver_at_once("melmastoon.pms.notice.received.v1")


def check_in(world: World) -> None:
    arriving = world.mews.desk.arrivals()
    if arriving:
        stay = world.dice.choice(arriving)
        if stay.resource_id is None:
            world.mews.desk.assign_room(reservation=stay.id, room=a_room(world))
        world.mews.desk.check_in(reservation=stay.id)


def check_out(world: World) -> None:
    due = world.mews.desk.due_outs()
    if due:
        world.mews.desk.check_out(reservation=world.dice.choice(due).id)


def share(world: World) -> None:
    """Let an arrival move in with somebody, as friends do, or before who was there has left. Mews would not; others do."""
    mews = world.mews
    arriving = mews.desk.arrivals()
    taken = sorted(one.resource_id or "" for one in mews.desk.reservations() if one.state == "Started")
    if arriving and taken:
        stay, room = world.dice.choice(arriving), world.dice.choice(taken)
        mews.ledger.reservations.keep(replace(stay, state="Started", resource_id=room, actual_start=mews.ledger.now()))


def stay_on(world: World) -> None:
    """Book a guest in house once more, into the room that they have, from the day on which they are to leave it."""
    inside = [one for one in world.mews.desk.reservations() if one.state == "Started" and one.resource_id]
    if inside:
        one = world.dice.choice(inside)
        room = world.mews.desk.room_number(one.resource_id)
        due = one.scheduled_end.astimezone(HOTEL.zone).date()
        with suppress(RuleViolated, Malformed):
            world.mews.desk.create_reservation(customer=one.customer_id, room=room, arrives=due)


def book(world: World) -> None:
    room = world.dice.choice((None, a_room(world)))
    world.mews.desk.create_reservation(room=room, nights=world.dice.randint(1, 3), adults=world.dice.randint(1, 2))


def call_off(world: World) -> None:
    stay = world.dice.choice(world.mews.desk.reservations())
    world.dice.choice((world.mews.desk.cancel, world.mews.desk.no_show))(reservation=stay.id)


def assign(world: World) -> None:
    stay = world.dice.choice(world.mews.desk.reservations())
    world.mews.desk.assign_room(reservation=stay.id, room=world.dice.choice((None, a_room(world))))


def name_anew(world: World) -> None:
    stay = world.dice.choice(world.mews.desk.reservations())
    culture = world.dice.choice(("tg-TJ", "en-GB", "ps-AF"))
    world.mews.desk.change_customer(customer=stay.customer_id, language_code=culture)


def _of_room(deed: Callable[[World, str], object]) -> Deed:
    def done(world: World) -> None:
        deed(world, a_room(world))

    return done


def _set_state(world: World, room: str) -> None:
    world.mews.desk.set_room_state(
        room=room, state=world.dice.choice(("Dirty", "Dirty", "Clean", "Inspected", "OutOfService"))
    )


_AT_MEWS: tuple[tuple[Deed, float], ...] = (
    (check_in, 5),
    (check_out, 4),
    (share, 1),
    (book, 2),
    (call_off, 1),
    (assign, 2),
    (name_anew, 1),
    (_of_room(lambda world, room: world.mews.desk.depart_early(room=room)), 2),
    (_of_room(lambda world, room: world.mews.desk.undo_check_in(room=room)), 1),
    (_of_room(lambda world, room: world.mews.desk.move_room(room=room, to=a_room(world))), 3),
    (_of_room(lambda world, room: world.mews.desk.extend(room=room, nights=world.dice.choice((1, -1)))), 1),
    (_of_room(_set_state), 3),
    (_of_room(lambda world, room: world.mews.desk.block_room(room=room, hours=world.dice.randint(1, 20))), 1),
    (_of_room(lambda world, room: world.mews.desk.unblock_room(room=room)), 1),
)

DEEDS: tuple[tuple[Deed, float], ...] = (
    (desk, 14),
    (stay_on, 1),
    (guest, 9),
    (clean, 4),
    (turn_over, 2),
    (clean_for_a_while, 14),
    (lead, 7),
    (mend_for_a_while, 3),
    (roster, 4),
    (wish_for_cleaning, 2.5),
    (staff_tickets, 4),
    (block, 2),
    (observe, 1),
    (greet, 0.5),
    (resolve, 1),
    (walk_in, 5),
    (overrule, 1.5),
    (undo_check_out, 2),
    (look, 1.5),
    (repeat, 2),
)


def somebody(world: World) -> None:
    """Let somebody do something."""
    world.dice.choices([deed for deed, _ in DEEDS], [weight for _, weight in DEEDS])[0](world)


def stay_of(external_id: str) -> str:
    return derived_id("rsv", "mews", external_id)
