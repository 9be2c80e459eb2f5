"""What has happened, said once and for good: the payloads that Pub/Sub carries.

An event is past tense and versioned; a published version never changes (its JSON Schema is frozen in
`docs/contracts/events`). Payload names are camelCase on the wire, as in the seed documents. Events carry ids,
never names of people.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from shared.domain.ids import is_document_id

EVENTS: dict[str, type[Event]] = {}


class Event(BaseModel):
    """One kind of event; a subclass that names its `subject` joins `EVENTS`.

    `aggregate` is the field that names the aggregate the event is about; it gives the ordering key. `of_tenant`: where its
    envelope names no property it is of every property of the tenant. `named_outside` are ids of whatever shape, never a
    document's here; every other `*_id` is one.
    """

    model_config = ConfigDict(
        defer_build=True, frozen=True, alias_generator=to_camel, populate_by_name=True, extra="ignore"
    )

    subject: ClassVar[str] = ""
    aggregate: ClassVar[str] = ""
    of_tenant: ClassVar[bool] = False
    named_outside: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        if not cls.subject:
            return
        if EVENTS.setdefault(cls.subject, cls) is not cls and EVENTS[cls.subject].__module__ != cls.__module__:
            raise TypeError(f"{cls.subject} is already {EVENTS[cls.subject].__qualname__}")

    @property
    def aggregate_id(self) -> str:
        return str(getattr(self, self.aggregate))

    @property
    def misnamed(self) -> dict[str, str]:
        """What is wrong with the ids, by field as it is on the wire: no document can be called so."""
        ids = {name: getattr(self, name) for name in type(self).model_fields if name.endswith("_id")}
        return {
            to_camel(name): "is no id"
            for name, value in ids.items()
            if name not in self.named_outside
            and isinstance(value, str)
            and value != type(self).model_fields[name].default
            and not is_document_id(value)
        }


def topic_short(subject: str) -> str:
    """`melmastoon.reservation.checked_out.v1` is `reservation.checked_out.v1` in paths."""
    return subject.removeprefix("melmastoon.")
