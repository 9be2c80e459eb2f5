"""Counting tries: each window anew, several limits at once, one subject over several documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from functions.identity.throttle import Limit, Subject, Tries, count, forgive
from shared.runtime.problems import TOO_MANY, Problem
from shared.runtime.store.port import Query
from tests.ground import Ground, ground

MINUTE = timedelta(minutes=1)
FEW = Limit("few", 3, MINUTE)
MANY = Limit("many", 10, timedelta(hours=1))
SHARED = Limit("shared", 40, MINUTE, shards=4)


@pytest.fixture(autouse=True)
def hotel() -> Iterator[Ground]:
    with ground() as stands:
        yield stands


def refused(*subjects: Subject) -> str:
    """Try what must be refused, and return after how many seconds it may be tried again."""
    with pytest.raises(Problem) as caught:
        count(*subjects)
    assert caught.value.rule is TOO_MANY
    return caught.value.headers["Retry-After"]


def tried(limit: Limit, who: str, times: int) -> int:
    """Try so often, and return how many of the tries were let through."""
    let_through = 0
    for _ in range(times):
        try:
            count((limit, who))
        except Problem:
            continue
        let_through += 1
    return let_through


def test_so_many_and_no_more_until_the_window_is_over(hotel: Ground) -> None:
    assert [count((FEW, "a")).left for _ in range(3)] == [2, 1, 0]
    hotel.pass_time(seconds=20)
    assert refused((FEW, "a")) == "40"
    hotel.pass_time(seconds=40)
    assert count((FEW, "a")).left == 2


def test_one_subject_does_not_use_up_anothers_tries() -> None:
    tried(FEW, "a", 3)

    assert count((FEW, "b")).left == 2


def test_several_limits_count_together_and_the_one_with_the_fewest_left_is_told() -> None:
    assert count((FEW, "a"), (MANY, "x")).left == 2
    assert count((MANY, "x")).left == 8


def test_what_one_limit_refuses_counts_for_no_other() -> None:
    tried(FEW, "a", 3)
    refused((MANY, "x"), (FEW, "a"))

    assert count((MANY, "x")).left == 9


def test_what_several_refuse_may_come_again_after_the_longest() -> None:
    tried(FEW, "a", 3)
    tried(MANY, "x", 10)

    assert refused((FEW, "a"), (MANY, "x")) == "3600"


def test_who_was_right_is_forgiven_the_wrong_ones() -> None:
    tried(FEW, "a", 2)
    forgive((FEW, "a"), (MANY, "a"))

    assert count((FEW, "a")).left == 2


def test_a_try_that_was_right_is_taken_back_and_those_of_others_are_not() -> None:
    tried(FEW, "a", 1)
    count((FEW, "a"), (MANY, "x")).take_back()

    assert count((FEW, "a")).left == 1
    assert count((MANY, "x")).left == 9


def test_a_shared_subject_is_spread_over_documents_and_holds_to_its_limit(hotel: Ground) -> None:
    assert tried(SHARED, "house", 400) == 40
    assert len(hotel.store.query(Query(Tries.collection))) == 4


def test_a_spread_subject_is_forgiven_whole() -> None:
    tried(SHARED, "house", 400)
    forgive((SHARED, "house"))

    assert tried(SHARED, "house", 400) == 40


def test_tries_at_the_same_moment_are_all_counted() -> None:
    ready, left = Barrier(3), []

    def one() -> None:
        ready.wait()
        left.append(count((MANY, "x")).left)

    threads = [Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(left) == [7, 8, 9]
