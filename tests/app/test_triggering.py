"""What fires in a workspace, asked by Python and by `status`."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

import trimtab
from tests.actions_workspace import AS_OF, Told
from trimtab.app.triggering import watched
from trimtab.cli import main
from trimtab.domain import Symbol
from trimtab.errors import InputProblems, InvalidValue
from trimtab.report.schema.lists import status_schema
from trimtab.triggers import PendingAction, RiskFigures

DAY = date(2026, 6, 15)


def opened(folder: Path) -> trimtab.Workspace:
    return trimtab.open_workspace(folder, as_of=DAY)


def change(folder: Path, text: str) -> None:
    path = folder / "trimtab.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}\n", encoding="utf-8")


def keys(found: tuple[trimtab.triggers.Fired, ...]) -> set[str]:
    return {one.trigger.value for one in found}


def test_the_sample_household_drifts_and_has_losses(sample: Path) -> None:
    found = opened(sample).check_triggers()
    assert keys(found) == {"drift", "harvest"}
    outside = {line.name for line in opened(sample).status().outside}
    assert {one.subject for one in found if one.trigger.value == "drift"} == outside


def test_what_the_file_asks_for_is_asked(sample: Path) -> None:
    change(sample, "[triggers.cash]\nmin = 50\nmax = 60\n[triggers.drift]\non = false")
    assert keys(opened(sample).check_triggers()) == {"cash", "harvest"}


def test_kinds_can_be_asked_by_name(sample: Path) -> None:
    ws = opened(sample)
    figures = RiskFigures(holdings=Decimal(2), target=Decimal(1))
    action = PendingAction(symbol=Symbol("VTI"), effective=DAY, what="2-for-1 split")
    found = ws.check_triggers(
        kinds=["risk", "corporate_action"],
        risk=figures,
        pending=[action],
        last_checked=DAY - timedelta(days=1),
    )
    assert keys(found) == {"risk", "corporate_action"}
    with pytest.raises(InvalidValue, match="no trigger 'drifts'; triggers: drift, schedule"):
        ws.check_triggers(kinds=["drifts"])
    # The watch asks for the age of prices by itself; here the word would find nothing.
    with pytest.raises(InvalidValue, match="no trigger 'data_stale'"):
        ws.check_triggers(kinds=["data_stale"])


def test_an_episode_is_over_when_the_eased_trigger_rests(sample: Path) -> None:
    seen = watched(opened(sample).loaded, kinds=["drift"])
    fired = {one.key for one in seen.fired()}
    for trigger in seen.triggers:
        open_still = trigger.eased(Decimal("0.2")).check(seen.view) is not None
        assert open_still or (trigger.kind.value, trigger.subject) not in fired


def test_status_says_what_fires_in_text_and_in_json(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # The sample's class Cash has a band of its own, [0.5, 3], which wins.
    change(sample, "[triggers.cash]\nmin = 50\nmax = 60")
    place = ["-C", str(sample), "--as-of", DAY.isoformat()]
    assert main([*place, "status"]) == 0
    text = capsys.readouterr().out
    assert "TRIGGERS THAT FIRE\n" in text
    assert "cash: Cash is " in text
    assert main([*place, "status", "--json", "--exit-code"]) == 10
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, status_schema())
    cash = next(one for one in document["triggers"] if one["trigger"] == "cash")
    assert cash["code"] == "ALERT.CASH_HIGH"
    assert cash["limit"] == "0.03000000"
    assert cash["text"].startswith("Cash is ")


def test_status_says_what_is_kept_for_a_withdrawal(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(sample, '[[cash_flows]]\ndate = 2026-07-01\namount = "-1500"\nname = "Rent"')
    assert main(["-C", str(sample), "--as-of", DAY.isoformat(), "status"]) == 0
    assert "$1,500 of the cash in " in capsys.readouterr().out


def test_weights_by_a_price_from_the_other_side_of_a_split_fire_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = Told(tmp_path)
    told.write()
    told.announce("2026-06-15,split,NVDA,4,,,,")
    place = ["-C", str(told.root), "--as-of", AS_OF.isoformat()]

    def price(was: str, new: str) -> None:
        path = tmp_path / "data/prices.csv"
        path.write_text(path.read_text().replace(was, new))

    def wrong() -> bool:
        assert main([*place, "status"]) == 0
        return "Values, weights and losses above are wrong" in capsys.readouterr().out

    assert opened(told.root).check_triggers()
    assert not wrong()  # neither the lots nor the price have it
    price("NVDA,300,2026-06-12", "NVDA,75,2026-06-15")
    with pytest.raises(InputProblems, match="is due and not applied"):
        opened(told.root).check_triggers()
    assert wrong()
    price("NVDA,75,2026-06-15", "NVDA,300,2026-06-12")
    assert main([*place, "actions", "--apply"]) == 0
    capsys.readouterr()
    with pytest.raises(InputProblems, match="before the split of 2026-06-15"):
        opened(told.root).check_triggers()
    assert wrong()
    assert opened(told.root).status().fired is None
    price("NVDA,300,2026-06-12", "NVDA,75,2026-06-15")
    assert not wrong()
    assert opened(told.root).status().fired is not None


def test_status_without_targets_asks_no_trigger(sample: Path) -> None:
    path = sample / "trimtab.toml"
    text = path.read_text(encoding="utf-8")
    head, rest = text[: text.index("[targets]")], text[text.index("[[accounts]]") :]
    path.write_text(head + rest, encoding="utf-8")
    assert opened(sample).status().fired is None


def test_cash_that_is_about_to_leave_is_not_outside_of_its_band(sample: Path) -> None:
    path = sample / "trimtab.toml"
    text = path.read_text(encoding="utf-8").replace("band = [0.5, 3]\n", "")
    path.write_text(text, encoding="utf-8")

    def cash_is_outside() -> bool:
        return any(line.name == "Cash" for line in opened(sample).status().outside)

    change(sample, "[triggers.cash]\nmin = 0\nmax = 3")
    assert cash_is_outside()  # 3.5 % of the household
    change(sample, '[[cash_flows]]\ndate = 2026-07-01\namount = "-5000"')
    assert not cash_is_outside()
