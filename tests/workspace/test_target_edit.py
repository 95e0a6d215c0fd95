"""New weights in trimtab.toml: comments stay, the rest stays, and nothing half valid is written."""

import tomllib
from decimal import Decimal

import pytest

from tests.workspace.folder import Folder
from trimtab.errors import InputProblems, InvalidValue, Refused
from trimtab.workspace.target_edit import NewWeight, with_weights, write_weights

NEW = (
    NewWeight(name="US stocks", before=Decimal(60), after=Decimal("48.25")),
    NewWeight(name="Bonds", before=Decimal(40), after=Decimal("51.75")),
)


def test_only_weights_change_and_comments_stay(folder: Folder) -> None:
    folder.change("weight = 60", "weight = 60   # the core, since 2020")
    before = (folder.root / "trimtab.toml").read_text(encoding="utf-8")
    write_weights(folder.root, NEW)
    after = (folder.root / "trimtab.toml").read_text(encoding="utf-8")
    assert after == before.replace("= 60 ", "= 48.25 ").replace("= 40", "= 51.75")
    assert [one.weight for one in folder.target().asset_classes] == [
        Decimal("0.4825"),
        Decimal("0.5175"),
    ]


def test_a_band_of_its_own_moves_with_the_weight(folder: Folder) -> None:
    folder.change("weight = 60", "weight = 60\nband = [55, 65]  # mine")
    moved = (
        NewWeight(
            name="US stocks",
            before=Decimal(60),
            after=Decimal("48.25"),
            band=(Decimal("43.25"), Decimal("53.25")),
        ),
        NEW[1],
    )
    write_weights(folder.root, moved)
    text = (folder.root / "trimtab.toml").read_text(encoding="utf-8")
    assert "band = [43.25, 53.25]  # mine" in text


def test_classes_written_in_one_line_each_are_changed_too() -> None:
    text = 'targets.class = [\n  {name = "A", weight = 60}, # a\n  {name = "B", weight = 40},\n]\n'
    new = (
        NewWeight(name="A", before=Decimal(60), after=Decimal(50)),
        NewWeight(name="B", before=Decimal(40), after=Decimal(50)),
    )
    edited = with_weights(text, new)
    assert "# a" in edited
    assert [one["weight"] for one in tomllib.loads(edited)["targets"]["class"]] == [50, 50]


def test_a_file_that_somebody_edited_since_is_not_touched(folder: Folder) -> None:
    folder.change("weight = 60", "weight = 55")
    before = (folder.root / "trimtab.toml").read_bytes()
    with pytest.raises(Refused, match="has the weight 55 by now, and not 60"):
        write_weights(folder.root, NEW)
    assert (folder.root / "trimtab.toml").read_bytes() == before


def test_a_class_that_is_gone_is_told(folder: Folder) -> None:
    folder.change('"Bonds"', '"Fixed income"')
    with pytest.raises(InvalidValue, match='no class "Bonds" any more'):
        write_weights(folder.root, NEW)


def test_weights_that_would_not_be_valid_are_not_written(folder: Folder) -> None:
    before = (folder.root / "trimtab.toml").read_bytes()
    with pytest.raises(InputProblems, match=r"targets add up to 88\.25"):
        write_weights(folder.root, NEW[:1])
    folder.change("weight = 60", "weight = 60\nband = [55, 65]")
    with pytest.raises(InputProblems, match="does not hold its weight"):
        write_weights(folder.root, NEW)
    folder.change("\nband = [55, 65]", "")
    assert (folder.root / "trimtab.toml").read_bytes() == before
