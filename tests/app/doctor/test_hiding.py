"""What a report may not have: names, places, secrets, amounts and long numbers."""

import getpass
import re
from pathlib import Path

import pytest

from tests.app.doctor.patient import changed, patient
from trimtab.app.doctor.hiding import Hiding, hiding, without_digits
from trimtab.app.doctor.settings_shape import settings_shape
from trimtab.workspace.settings.document import settings_list

KEYS = {"TRIMTAB_ALPACA_KEY": "PKABCDEFG", "TRIMTAB_ALPACA_SECRET": "no", "OTHER": "visible"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return patient(tmp_path).root


@pytest.fixture
def hidden(root: Path, monkeypatch: pytest.MonkeyPatch) -> Hiding:
    monkeypatch.setattr(Path, "home", lambda: root.parent)
    monkeypatch.setattr(getpass, "getuser", lambda: "luisa")
    return hiding(root, settings_shape(root).names, KEYS)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("luisa@example.com wrote", "**** wrote"),
        ("source = broker:etrade:****1234", "source = broker:etrade:****"),
        ("account 83550001 and U1234567", "account **** and ****"),
        ("it costs $1,234.50 or 99.95, twice $3", "it costs **** or ****, twice ****"),
        ("the key PKABCDEFG opens it", "the key **** opens it"),
        ("no word is too short to be a secret, this one is visible", None),
        ("run by luisa", "run by user"),
        ("2026-06-15 at 14:02, numpy 2.4.6, 80,075 MB, order 3 of 7K3F-1", None),
    ],
)
def test_a_sentence_tells_nothing(hidden: Hiding, said: str, told: str | None) -> None:
    assert hidden.sentence(said) == (said if told is None else told)


def test_names_of_the_settings_and_of_the_data_files_are_hidden(root: Path, hidden: Hiding) -> None:
    (root / "data" / "more.csv").write_text("symbol,lot_id\nZZZZ,mine\n\n")
    more = hiding(root, settings_shape(root).names, {})
    told = hidden.sentence("IVV of joint")
    assert not {"IVV", "joint"} & set(told.split())
    assert more.sentence("ZZZZ and mine") != "ZZZZ and mine"
    assert more.sentence("joint")[:8] == "account-"


def test_places_are_hidden_the_inner_one_first(root: Path, hidden: Hiding) -> None:
    text = hidden.sentence(f"{root}/data, {root.parent}/else")
    assert text == "WORKSPACE/data, HOME/else"


def test_without_a_workspace_people_and_places_are_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/home/luisa"))
    monkeypatch.setattr(getpass, "getuser", lambda: "luisa")
    assert hiding(None, {}, {}).sentence("/home/luisa by luisa") == "HOME by user"


def test_a_system_that_has_no_name_for_its_user_is_no_trouble(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nobody() -> str:
        raise OSError

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert hiding(None, {}, {}).sentence("as it was") == "as it was"


def test_a_data_file_that_cannot_be_read_hides_nothing_and_breaks_nothing(root: Path) -> None:
    (root / "data" / "odd.csv").write_bytes(b'symbol,id\n"\xff\x00\n')
    (root / "data" / "folder.csv").mkdir()
    assert hiding(root, {}, {}).sentence("IVV") == "security-09"


def test_every_digit_of_an_amount_is_hidden() -> None:
    assert without_digits("tax 1,234.50 on 3") == "tax #,###.## on #"


def test_settings_keep_rules_and_lose_names_and_amounts(root: Path) -> None:
    lines = "\n".join(settings_shape(root).lines)
    assert "accounts[0].type = taxable  (trimtab.toml:" in lines
    assert "targets.class[0].weight = 38" in lines
    assert "accounts[0].cash = an amount" in lines
    assert "policy.planner = optimal" in lines
    for name in ("Rivera", "Ana", " joint ", "IVV", "US large", "8000", "lots.csv"):
        assert name not in lines


def test_the_same_name_is_the_same_everywhere(root: Path) -> None:
    shape = settings_shape(root)
    hold = next(line for line in shape.lines if line.startswith("identical[0].symbols"))
    assert shape.names["IVV"] in hold or shape.names["VOO"] in hold


def test_what_was_added_by_mistake_is_hidden_too(tmp_path: Path) -> None:
    subject = changed(patient(tmp_path), "", '[watch]\ntimezone = "Ana/Rivera"\nevery = "my day"')
    changed(subject, 'id = "joint"', 'id = "joint"\nsource = "broker:etrade:****1234"')
    changed(subject, "", 'quiet_hours = ["20:00", "Kim"]\nstale_after = "3d"\nplan = true')
    changed(subject, "", '[KimsKey]\npassword = "hunter2"\npin = 4711')
    changed(subject, "", "[policy.forced_buys]\n'Kims class' = 'KIMX'")
    changed(subject, "", '[[watch.notify]]\nkind = "email"\nto = "kim@example.com"')
    lines = "\n".join(settings_shape(subject.root).lines)
    for said in ("Kim", "KIMX", "hunter2", "4711", "my day", "Ana", "1234", "example.com"):
        assert said not in lines
    assert "source = broker:etrade:****" in lines
    assert "quiet_hours = [20:00, text-" in lines
    assert "watch.stale_after = 3d" in lines
    assert "watch.plan = true" in lines
    assert "(not known) = " in lines


def test_a_file_that_is_no_toml_has_no_shape(tmp_path: Path) -> None:
    subject = changed(patient(tmp_path), "version = 1", "version = = 1")
    assert settings_shape(subject.root).lines == ("trimtab.toml cannot be read",)


def test_every_setting_that_holds_money_is_known_by_its_kind() -> None:
    word = re.compile(r"dollars|max_(order|daily)$|cash$|amount|min_trade|realized|carryforward_")
    money = [one for one in settings_list() if word.search(one.key)]
    money = [one for one in money if "dollars" not in one.kind and "percent" not in one.kind]
    assert money == []
