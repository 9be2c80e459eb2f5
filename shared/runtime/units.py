"""Work in several steps: what a handler or job uses that fetches from outside, or commits more than once.

TryAgain   the outside world cannot answer now; Pub/Sub brings the event again later
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, get_type_hints

from shared.runtime.cloud import cloud
from shared.runtime.execution import Call, execute, view_of
from shared.runtime.heard import Word, if_news
from shared.runtime.journal import Entry, Reply
from shared.runtime.place import Place
from shared.runtime.store.port import Key
from shared.runtime.work import View, Work


class TryAgain(Exception):
    """`after` is in how many seconds it makes sense, where that is known."""

    def __init__(self, detail: str, after: float | None = None) -> None:
        super().__init__(detail)
        self.after = after


@dataclass(frozen=True)
class Units:
    """The steps of one handled event or job run. Each named step has its effect once, whatever is delivered twice.

    `word`: the steps have an effect only while the event is the newest that was heard of its aggregate. `due`: when the
    schedule asked for this run of a job.
    """

    call: Call
    word: Word | None = None
    due: datetime | None = None

    @property
    def place(self) -> Place:
        return self.call.place

    @property
    def now(self) -> datetime:
        return cloud().clock()

    @property
    def scheduled_at(self) -> datetime:
        """Return the moment that this run was scheduled for, however late it is; now, where no schedule asked."""
        return self.due or self.now

    def view(self) -> View:
        """Return fresh eyes on the property; nothing read through them is guarded."""
        return view_of(self.call.place, self.call.actor)

    def run(self, step: str, decide: Callable[[Work], object], reads: Sequence[Key] = ()) -> Entry:
        """Run one guarded step to its committed and published end. Raises as `execute` does.

        `reads` are the documents that it is sure to want, read together with its journal entry. A Reply that `decide` returns is in the entry, also when the step turns out to have run before.
        """

        def decided(work: Work) -> Reply:
            said = decide(work)
            return said if isinstance(said, Reply) else Reply(status=204)

        return execute(replace(self.call, entry_id=f"{self.call.entry_id}:{step}"), if_news(self.word, decided), reads)


@cache
def runs_in_steps(function: Callable[..., Any]) -> bool:
    """Whether a command or handler asks for Units instead of Work."""
    return Units in get_type_hints(function).values()
