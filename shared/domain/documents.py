"""What is kept: one frozen model per aggregate, and the change that a decision makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict

from shared.domain.events import Event


class Value(BaseModel):
    """A part of a document. Frozen; fields that a newer release wrote are left out, not refused."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    def but(self, **changes: Any) -> Self:
        """Return the same value with these fields instead, checked anew."""
        return type(self).model_validate({**dict(self), **changes})


class Document(Value):
    """An aggregate as it is stored: `<collection>/<the value of key>` under its property.

    `revision` is 1 when first kept and grows by one with each change; `updated_at` is when. The runtime sets both.
    """

    collection: ClassVar[str]
    key: ClassVar[str]

    revision: int = 0
    updated_at: datetime | None = None

    @property
    def id(self) -> str:
        return str(getattr(self, self.key))

    def announcements(self, before: Self | None) -> Sequence[Event]:  # noqa: ARG002 - for subclasses
        """Say what everybody hears whenever this document becomes another one, whatever the reason was."""
        return ()

    def belongs_to(self, room_id: str, stay_id: str) -> bool:  # noqa: ARG002 - for subclasses
        """Whether the guest of this stay in this room may know of it. What does not say so is staff's."""
        return False


class Excerpt(Document):
    """Some fields of documents that are many or large: a list of it carries no others. Never kept."""


D = TypeVar("D", bound=Document)


@dataclass(frozen=True)
class Change(Generic[D]):
    """What a decision made: the document as it is to become, and what has happened by that."""

    state: D
    events: tuple[Event, ...] = ()
