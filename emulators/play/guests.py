"""What guests who stay do at their tablets."""

from __future__ import annotations

from collections.abc import Collection

from emulators.people import HOUSEKEEPING_TASKS
from emulators.play.house import House
from emulators.play.story import Story

_WISHES = (
    ("towels", "Two more towels, please", "two more towels"),
    ("food", "چای سبز با هیل برای دو نفر", "green tea with cardamom for two"),
    ("pillow", "یک بالش نرم لطفاً", "a soft pillow"),
    ("maintenance", "The heating stays cold", "somebody to look at the cold heating"),
    ("amenities", "Дандоншӯяк, лутфан", "a toothbrush"),
    ("other", "A taxi to the airport at six", "a taxi at six"),
    ("noise", "پورته ډېر شور دی", "quiet: there is noise above"),
    ("cleaning", "Tea was spilt on the carpet", "somebody for spilt tea"),
    ("towels", "دو جان‌پاک دیگر", "two more bath towels"),
    ("food", "Breakfast in the room at seven", "breakfast in the room tomorrow"),
)
_SIGNS = {"do_not_disturb": "wishes not to be disturbed", "make_up_room": "asks to have the room made up"}


class Guests:
    def __init__(self, house: House, story: Story) -> None:
        self._house = house
        self._story = story

    def plan(self, leaving: Collection[str]) -> None:
        """Have those who stay sleep long, ask for things and turn the heating up."""
        story = self._story
        slept_in = [room for room, row in sorted(self._house.rows().items()) if row["stay"] and room not in leaving]
        rooms = story.shuffled(slept_in)
        for room in rooms[:3]:
            story.at(story.between(7 * 60 + 5, 9 * 60), self._hang, room, "do_not_disturb")
            story.at(story.between(10 * 60 + 30, 13 * 60), self._hang, room, "make_up_room")
        for room in rooms[3:6]:
            story.at(story.between(8 * 60, 11 * 60), self._hang, room, "make_up_room")
        for room in rooms[6:9]:
            story.at(story.between(19 * 60 + 30, 21 * 60 + 30), self._hang, room, "do_not_disturb")
        for room in rooms[9:11]:
            story.at(story.between(11 * 60, 15 * 60), self._ask_for_a_clean, room)
        for room, wish in zip(story.some(rooms, len(_WISHES)), story.shuffled(_WISHES), strict=False):
            story.at(story.between(7 * 60 + 30, 20 * 60 + 30), self._ask_for, room, *wish)
        for room in rooms[-2:]:
            story.at(story.between(17 * 60, 21 * 60), self._set_warmth, room)

    def _hang(self, room: str, flag: str) -> None:
        row = self._house.row(room)
        if row["stay"] is None or row["guest_flag"]["value"] == flag:
            return
        self._house.tablet(room).does("PUT", f"rooms/{room}/guest-flag", flag=flag)
        self._story.count("sign on a door")
        self._story.tell(f"{self._house.name_in(row)} in {room} {_SIGNS[flag]}")

    def _ask_for(self, room: str, kind: str, text: str, english: str) -> None:
        row = self._house.row(room)
        if row["stay"] is None:
            return
        self._house.tablet(room).does("POST", f"rooms/{room}/tickets", kind=kind, text=text)
        self._story.count("request")
        self._story.tell(f"{self._house.name_in(row)} in {room} asks for {english}")

    def _ask_for_a_clean(self, room: str) -> None:
        row = self._house.row(room)
        if row["stay"] is None:
            return
        self._house.tablet(room).does("POST", HOUSEKEEPING_TASKS, room_id=room, note="We are out until evening")
        self._story.count("request")
        self._story.tell(f"{self._house.name_in(row)} in {room} asks for the room to be cleaned while they are out")

    def _set_warmth(self, room: str) -> None:
        row = self._house.row(room)
        if row["stay"] is None:
            return
        celsius = self._story.dice.choice((19.5, 21.0, 23.0))
        self._house.tablet(room).does("PUT", f"rooms/{room}/temperature-preset", celsius=celsius)
        self._story.tell(f"{self._house.name_in(row)} in {room} sets the room to {celsius:g} °C")
