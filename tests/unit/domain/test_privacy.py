"""How somebody is found in what people typed, and struck out of it."""

from __future__ import annotations

import json

import pytest

from shared.domain.privacy import STRUCK, Traces, emptied, struck, struck_throughout
from tests.ground import REPOSITORY

ZARGHUNA = Traces(("Zarghuna Rahimi",), ("z.rahimi@example.com",), ("+93 70 123 4567",))
ALI = Traces(("محمد‌علی کریمی",), (), ("۰۷۹۹۱۲۳۴۵۶",))


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Mrs Zarghuna Rahimi wants tea", "Mrs … wants tea"),
        ("RAHIMI, Zarghuna's bag", "…'s bag"),
        ("Zarghuna-Rahimi", "…"),
        ("زرغونه رحیمی را دیدم", "… را دیدم"),
        ("خانم زرغونهٔ رحيمي", "خانم …"),
        ("Зарғуна Раҳимӣ омад", "… омад"),
        ("call ۰۷۰۱۲۳۴۵۶۷ now", "call … now"),
        ("call 0093 (70) 123-4567", "call …"),
        ("٠٧٠١٢٣٤٥٦٧", "…"),
        ("mail Z.Rahimi@Example.com!", "mail …!"),
    ],
)
def test_a_guest_is_found_in_every_script_and_every_set_of_digits(said: str, left: str) -> None:
    assert ZARGHUNA.strike(said) == left


@pytest.mark.parametrize(
    "said", ["محمدعلي كريمي", "محمد علی کریمی", "مُحَمَّد‌علی كریمی", "Mohammad Ali Karimi", "0799 123 456"]
)
def test_one_name_is_written_in_many_ways(said: str) -> None:
    assert ALI.strike(said) == "…"


@pytest.mark.parametrize(
    "said", ["Rahimi is on shift", "room 204 at 10:30, 2026-06-15 07:30", "123456 towels", "the sink drips", "", "…"]
)
def test_what_only_looks_like_it_stays(said: str) -> None:
    assert ZARGHUNA.strike(said) == said


def test_a_single_word_is_struck_only_where_it_is_likely_to_be_theirs() -> None:
    assert ZARGHUNA.strike("Rahimi and زرغونه", loosely=True) == "… and …"
    assert Traces(("Li Wu",)).strike("Li has gone", loosely=True) == "Li has gone"
    assert Traces(("Amina",)).strike("Amina") == "Amina"


@pytest.mark.parametrize(
    ("name", "said", "left"),
    [
        ("Ҳоҷӣ Қурбон", "Хочи Курбон омад", "… омад"),  # typed without the letters of Tajik
        ("Ҳоҷӣ Қурбон", "حاجی قربان آمد", "… آمد"),
        ("Хочи Курбон", "Ҳоҷӣ Қурбон", "…"),
        ("حاجی قربان", "Ҳоҷӣ Қурбон", "…"),
        ("Łukasz Groß", "LUKASZ GROSS", "…"),
        ("Dana O'Neil", "dana oneil and Dana O’Neil’s key", "… and …’s key"),
        ("Dana O\u02bcneil", "Dana O'Neil", "…"),
        ("Dana Oneil", "you saw Dana Oneil, you say", "you saw …, you say"),
        ("اتاق ۲۰۴", "اتاق 204 تخت دارد، اتاق ٢٠٤", "… تخت دارد، …"),
    ],
)
def test_a_name_is_looked_for_by_the_letters_that_names_are_compared_by(name: str, said: str, left: str) -> None:
    assert Traces((name,)).strike(said) == left


SPELLINGS = json.loads((REPOSITORY / "tests/contract/folding.json").read_text())["folded"]


@pytest.mark.parametrize(("written", "folded"), SPELLINGS.items())
def test_whatever_folds_to_a_name_is_struck_with_it(written: str, folded: str) -> None:
    assert STRUCK in Traces((folded,)).strike(f"a {written} b", loosely=True) or len(folded.replace(" ", "")) < 3


def test_striking_twice_strikes_no_more() -> None:
    once = ZARGHUNA.strike("Zarghuna Rahimi, +93701234567", loosely=True)
    assert ZARGHUNA.strike(once, loosely=True) == once == "…, …"


def test_texts_are_found_by_their_paths() -> None:
    data = {"notes": [{"text": "a", "by": "b"}], "lines": {"1": {"why": ["x", "y"]}}, "disposal": None, "count": 1}
    assert emptied(data, "notes.*.text")["notes"] == [{"text": "", "by": "b"}]
    assert struck(data, ["lines.*.why", "disposal.to", "count", "nothing"], str.upper)["lines"] == {
        "1": {"why": ["X", "Y"]}
    }
    assert data["notes"] == [{"text": "a", "by": "b"}]


def test_a_whole_document_is_struck_through_at_any_depth() -> None:
    data = {"a": ["Zarghuna Rahimi", {"b": ("z.rahimi@example.com", 7, None)}]}
    assert struck_throughout(data, ZARGHUNA.strike) == {"a": ["…", {"b": ["…", 7, None]}]}
