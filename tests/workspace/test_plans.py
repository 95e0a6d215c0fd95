from datetime import date
from pathlib import Path

import pytest

from trimtab.errors import InputProblems, Refused
from trimtab.workspace import list_plans, load_plan, save_plan

JUNE, JULY = date(2026, 6, 15), date(2026, 7, 1)


def test_a_plan_is_saved_under_its_day_and_id(tmp_path: Path) -> None:
    path = save_plan(tmp_path, '{"x": "é"}\n', JUNE, "7K3F")
    assert path == tmp_path / "plans/2026-06-15-7K3F.json"
    assert load_plan(tmp_path, "7K3F") == '{"x": "é"}\n'


def test_the_same_plan_may_be_saved_again_and_another_may_not(tmp_path: Path) -> None:
    save_plan(tmp_path, "a", JUNE, "7K3F")
    save_plan(tmp_path, "a", JUNE, "7K3F")
    with pytest.raises(Refused, match="another plan"):
        save_plan(tmp_path, "b", JUNE, "7K3F")
    assert load_plan(tmp_path, "7K3F") == "a"


@pytest.mark.parametrize("typed", ["7k3f", " 7K3F ", "1OIL"])
def test_ids_are_found_as_people_type_them(tmp_path: Path, typed: str) -> None:
    save_plan(tmp_path, "a", JUNE, "7K3F")
    save_plan(tmp_path, "a", JUNE, "1011")
    assert load_plan(tmp_path, typed) == "a"


def test_plans_are_listed_latest_first(tmp_path: Path) -> None:
    save_plan(tmp_path, "a", JUNE, "AAAA")
    save_plan(tmp_path, "b", JULY, "BBBB")
    (tmp_path / "plans/notes.txt").write_text("mine", encoding="utf-8")
    assert [(plan.plan_id, plan.as_of) for plan in list_plans(tmp_path)] == [
        ("BBBB", JULY),
        ("AAAA", JUNE),
    ]


def test_an_unknown_plan_names_the_nearest(tmp_path: Path) -> None:
    save_plan(tmp_path, "a", JUNE, "7K3F")
    with pytest.raises(InputProblems, match='Did you mean "7K3F"'):
        load_plan(tmp_path, "7K3E")


def test_without_plans_the_message_says_how_to_make_one(tmp_path: Path) -> None:
    assert list_plans(tmp_path) == ()
    with pytest.raises(InputProblems, match="trimtab plan"):
        load_plan(tmp_path, "7K3F")
