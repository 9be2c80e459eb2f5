"""What the guest's tablet may show: one document per room, written in the same commit as the row it mirrors.

Emptied of the guest in the commit that checks them out.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from pydantic import Field

from shared.domain.documents import Document, Value
from shared.domain.guests import Guest, Memory
from shared.domain.ids import RoomId
from shared.domain.privacy import AboutGuest, blank
from shared.domain.rooms import Cleaning, GuestFlag, OpenTask, Room
from shared.domain.settings import Language, Settings
from shared.domain.tasks import Task, TaskKind, TaskStatus
from shared.domain.tickets import CLOSED, Ticket, TicketKind, TicketStatus

MOST_TICKETS = 20


class TabletTicket(Value):
    """A request of this guest, as they may follow it."""

    ticket_id: str
    kind: TicketKind
    text: str
    status: TicketStatus
    opened_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, ticket: Ticket, at: datetime) -> Self:
        return cls(
            ticket_id=ticket.ticket_id,
            kind=ticket.kind,
            text=ticket.text,
            status=ticket.status,
            opened_at=ticket.opened_at,
            updated_at=at,
        )


class TabletTask(Value):
    """What a guest may know of the cleaning of their room: not who comes, nor what was noted."""

    task_id: str
    kind: TaskKind
    status: TaskStatus
    scheduled_for: datetime | None = None

    @classmethod
    def of(cls, task: Task | OpenTask) -> Self:
        return cls.model_validate({name: getattr(task, name) for name in cls.model_fields})


class Tablet(Document):
    """`room_name` is what the room is called. `stay_id` is "" while nobody is in the room; the token of a tablet must name the same stay to read it.

    `tasks` are the open mid-stay cleans of this stay. `messages` are a line to be read in passing, `information` what one
    looks up: breakfast, Wi-Fi, the way to the hammam. Both by language: a tablet speaks the one that it is turned to.
    Presets of the temperature are from `preset_lowest` to `preset_highest`. `remembered` is what is remembered of the guest, for
    the tablet to word; `welcome_back` says the same in the language of the stay, for who has no words of their own.

    `settings_revision` is that of the settings whose words it shows: they never go back to older ones.
    """

    collection: ClassVar[str] = "tablets"
    key: ClassVar[str] = "room_id"
    about_guest: ClassVar[AboutGuest] = blank(
        stays=("stay_id",), fields=("guest_name", "language", "remembered", "welcome_back", "tickets")
    )

    room_id: RoomId
    room_name: str = ""
    stay_id: str = ""
    guest_name: str | None = None
    language: str | None = None
    checked_in_at: datetime | None = None
    check_out_at: datetime | None = None
    remembered: tuple[Memory, ...] = ()
    welcome_back: tuple[str, ...] = ()
    guest_flag: GuestFlag = GuestFlag.NONE
    temperature_preset: float | None = None
    cleaning_in_progress: bool = False
    tickets: tuple[TabletTicket, ...] = ()
    tasks: tuple[TabletTask, ...] = ()
    hotel_name: str = ""
    zone: str = "UTC"
    messages: dict[Language, str] = Field(default_factory=dict)
    information: dict[Language, str] = Field(default_factory=dict)
    preset_lowest: float = 16.0
    preset_highest: float = 30.0
    settings_revision: int = 0

    def belongs_to(self, room_id: str, stay_id: str) -> bool:
        return self.room_id == room_id and self.stay_id == stay_id

    def mirroring(self, room: Room, settings: Settings) -> Self:
        """Return the tablet showing this row. Whatever it held of another stay, or of anybody in an empty room, is gone."""
        same_stay = room.stay is not None and room.stay.stay_id == self.stay_id
        shown = (
            self if same_stay else type(self)(room_id=room.room_id, revision=self.revision, updated_at=self.updated_at)
        )
        return shown.but(
            room_name=room.number,
            stay_id=room.stay.stay_id if room.stay else "",
            language=room.stay.language if room.stay else None,
            checked_in_at=room.stay.checked_in_at if room.stay else None,
            check_out_at=room.stay.check_out_at if room.stay else None,
            guest_flag=room.guest_flag.value if room.stay else GuestFlag.NONE,
            temperature_preset=room.temperature_preset if room.stay else None,
            cleaning_in_progress=room.cleaning.status is Cleaning.CLEANING,
            tasks=_cleans_of_this_stay(room),
            hotel_name=settings.name,
            zone=settings.zone,
            messages=settings.welcome_message,
            information=settings.house_information,
            preset_lowest=settings.preset_lowest,
            preset_highest=settings.preset_highest,
            settings_revision=settings.revision,
        )

    def going_on(self, stay_id: str) -> Self:
        """Return the tablet of a guest whose visit goes on under this stay: nothing of theirs goes."""
        return self.but(stay_id=stay_id) if self.stay_id else self

    def welcoming(self, guest_name: str, guest: Guest | None) -> Self:
        """Return the tablet greeting the guest of the stay it already mirrors."""
        if guest is None:
            return self.but(guest_name=guest_name).forgetting()
        words = guest.welcome_back(self.language)
        return self.but(guest_name=guest_name, remembered=guest.memories, welcome_back=words)

    def forgetting(self) -> Self:
        """Return the tablet without what was remembered of the guest."""
        return self.but(remembered=(), welcome_back=())

    def following(self, ticket: Ticket, at: datetime) -> Self:
        """Return the tablet showing how far this request is, if it is of the stay that it shows; newest first.

        Of more than MOST_TICKETS the oldest closed ones go first: a guest never loses sight of what is still to come.
        """
        if not self.stay_id or ticket.stay_id != self.stay_id:
            return self
        shown = TabletTicket.of(ticket, at)
        others = [one for one in self.tickets if one.ticket_id != ticket.ticket_id]
        newest_first = sorted((shown, *others), key=lambda one: (one.opened_at, one.ticket_id), reverse=True)
        kept = sorted(newest_first, key=lambda one: one.status in CLOSED)[:MOST_TICKETS]
        return self.but(tickets=tuple(one for one in newest_first if one in kept))


def _cleans_of_this_stay(room: Room) -> tuple[TabletTask, ...]:
    wanted = [task for task in room.tasks if task.kind == TaskKind.MID_STAY_CLEAN]
    return tuple(TabletTask.of(task) for task in wanted if room.stay and task.stay_id == room.stay.stay_id)
