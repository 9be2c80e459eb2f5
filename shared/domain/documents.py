"""What is kept: one frozen model per aggregate, and the change that a decision makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict

from shared.domain.events import Event
from shared.domain.privacy import AboutGuest, Fate, emptied


class Value(BaseModel):
    """A part of a document. Frozen; fields that a newer release wrote are left out, not refused."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="ignore")

    def but(self, **changes: Any) -> Self:
        """Return the same value with these fields instead, checked anew."""
        return type(self).model_validate({**dict(self), **changes})


class Document(Value):
    """An aggregate as it is stored: `<collection>/<the value of key>` under its property.

    `revision` is 1 when first kept and grows by one with each change; `updated_at` is when. The runtime sets both.
    `about_guest` says what it holds about guests; a test refuses a document that says nothing.
    """

    collection: ClassVar[str]
    key: ClassVar[str]
    about_guest: ClassVar[AboutGuest]

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

    def guests_and_stays(self) -> Iterator[str]:
        """Yield the ids of the guests and stays that it is of, so that the journal can be asked for what named them."""
        about = self.declared()
        for field in (about.guest, *about.stays) if about else ():
            named = getattr(self, field, None) if field else None
            if named:
                yield str(named)

    def may_be_erased(self, at: datetime) -> bool:  # noqa: ARG002 - for subclasses
        """Whether it may go already; what is still at work is waited for."""
        return True

    def without_guest(self) -> Self:
        """Return the document with nothing in it of the guest to whom it is linked; ids, dates and counts stay."""
        about = self.declared()
        if about is None or about.fate is not Fate.BLANK:
            return self
        data = self.model_dump(mode="python", exclude=set(about.fields + about.photos))
        for path in about.texts:
            data = emptied(data, path)
        return type(self).model_validate({**data, **{name: self._empty(name) for name in about.fields + about.photos}})

    @classmethod
    def declared(cls) -> AboutGuest | None:
        """Return what the class says of guests; None for a view of documents, which is never kept."""
        return getattr(cls, "about_guest", None)

    @classmethod
    def _empty(cls, name: str) -> Any:
        field = cls.model_fields[name]
        return "" if field.is_required() else field.get_default(call_default_factory=True)


class Excerpt(Document):
    """Some fields of documents that are many or large: a list of it carries no others. Never kept."""


D = TypeVar("D", bound=Document)


@dataclass(frozen=True)
class Change(Generic[D]):
    """What a decision made: the document as it is to become, and what has happened by that."""

    state: D
    events: tuple[Event, ...] = ()
