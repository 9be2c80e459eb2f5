"""What has happened, said once and for good: the payloads that Pub/Sub carries.

An event is past tense and versioned; a published version never changes (its JSON Schema is frozen in
`docs/contracts/events`). Payload names are camelCase on the wire, as in the seed documents. Events carry ids,
never names of people.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

EVENTS: dict[str, type[Event]] = {}


class Event(BaseModel):
    """One kind of event; a subclass that names its `subject` joins `EVENTS`.

    `aggregate` is the field that names the aggregate the event is about; it gives the ordering key.
    """

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True, extra="ignore")

    subject: ClassVar[str] = ""
    aggregate: ClassVar[str] = ""

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        if not cls.subject:
            return
        if EVENTS.setdefault(cls.subject, cls) is not cls and EVENTS[cls.subject].__module__ != cls.__module__:
            raise TypeError(f"{cls.subject} is already {EVENTS[cls.subject].__qualname__}")

    @property
    def aggregate_id(self) -> str:
        return str(getattr(self, self.aggregate))


def topic_short(subject: str) -> str:
    """`melmastoon.reservation.checked_out.v1` is `reservation.checked_out.v1` in paths."""
    return subject.removeprefix("melmastoon.")
