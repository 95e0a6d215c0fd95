"""`trimtab verify`: what a plan claims, computed again."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import validate

from tests.cli.running import AS_OF, Run
from trimtab.app.schemas import schema_named
from trimtab.report.document.plan import digest_of, id_of

Edit = Callable[[dict[str, Any]], None]


_MADE: dict[tuple[str, ...], str] = {}


def planned(run: Run, *arguments: str) -> Path:
    """The plan of the workspace, also among its saved ones; the same is made once for all tests."""
    path, asked = Path("plan.json"), (Path("trimtab.toml").read_text("utf-8"), *arguments)
    if asked not in _MADE:
        ran = run("--as-of", AS_OF, "plan", "--out", "plan.json", *arguments)
        assert ran.code == 0, ran.err
        _MADE[asked] = path.read_text(encoding="utf-8")
    path.write_text(_MADE[asked], encoding="utf-8")
    Path("plans").mkdir(exist_ok=True)
    plan_id = json.loads(_MADE[asked])["id"]
    (Path("plans") / f"{AS_OF}-{plan_id}.json").write_text(_MADE[asked], encoding="utf-8")
    return path


def edited(path: Path, edit: Edit, *, signed: bool = True) -> None:
    """Change the document; `signed` gives it the sha256 and id of what it says then."""
    document = json.loads(path.read_text(encoding="utf-8"))
    edit(document)
    if signed:
        document["sha256"] = digest_of(document)
        document["id"] = id_of(document["sha256"])
    path.write_text(json.dumps(document), encoding="utf-8")


def outcomes(run: Run, *arguments: str) -> dict[str, str]:
    document = json.loads(run("verify", "plan.json", "--json", *arguments).out)
    return {one["name"]: one["outcome"] for one in document["findings"]}


def failed(run: Run, *arguments: str) -> set[str]:
    return {name for name, outcome in outcomes(run, *arguments).items() if outcome == "fails"}


@pytest.mark.parametrize("planner", ["ranked-tlh", "never-sell", "equal-weight"])
@pytest.mark.parametrize("more", [(), ("--invest", "2000"), ("--raise", "500")])
@pytest.mark.usefixtures("sample")
def test_a_plan_just_made_holds(run: Run, planner: str, more: tuple[str, ...]) -> None:
    planned(run, "--planner", planner, *more)

    ran = run("verify", "plan.json")

    assert ran.code == 0
    assert " holds: " in ran.out


@pytest.mark.usefixtures("sample")
def test_a_saved_plan_is_verified_by_its_id(run: Run) -> None:
    plan_id = json.loads(planned(run).read_text(encoding="utf-8"))["id"]

    assert run("verify", plan_id.lower()).code == 0


@pytest.mark.usefixtures("sample")
def test_the_json_follows_its_schema(run: Run) -> None:
    planned(run)
    document = json.loads(run("verify", "plan.json", "--json").out)

    validate(document, schema_named("verify"))
    assert document["holds"] is True


@pytest.mark.usefixtures("sample")
def test_a_plan_changed_by_hand_says_so_and_exits_6(run: Run) -> None:
    path = planned(run)
    edited(path, lambda document: document.update(planner="never-sell"), signed=False)

    ran = run("verify", "plan.json")

    assert ran.code == 6
    assert "does not match its sha256" in " ".join(ran.out.split())


@pytest.mark.parametrize("planner", ["ranked-tlh", "never-sell"])
def test_a_rule_need_not_raise_the_cash_that_an_account_lacked_before(
    run: Run, sample: Path, planner: str
) -> None:
    settings = sample / "trimtab.toml"
    settings.write_text(settings.read_text().replace('min_cash = "3000.00"', 'min_cash = "90000"'))
    planned(run, "--planner", planner)
    assert failed(run) == set()
    assert outcomes(run)["cash_under_its_floor"] == "not_promised"


@pytest.mark.usefixtures("sample")
def test_a_rule_spends_nothing_below_the_floor(run: Run) -> None:
    path = planned(run, "--planner", "never-sell")
    edited(path, _spend_more)
    assert "cash_under_its_floor" in failed(run)


def first(document: dict[str, Any], side: str) -> dict[str, Any]:
    order: dict[str, Any] = next(one for one in document["orders"] if one["side"] == side)
    return order


def _oversell(document: dict[str, Any]) -> None:
    lot = first(document, "sell")["lots"][0]
    lot["quantity"] = str(int(lot["quantity"]) * 10)


def _spend_more(document: dict[str, Any]) -> None:
    order = first(document, "buy")
    order["quantity"] = str(int(order["quantity"]) + 1000)


def _sell_nothing_known(document: dict[str, Any]) -> None:
    first(document, "sell")["lots"][0]["lot_id"] = "nobody's"


def _other_price(document: dict[str, Any]) -> None:
    first(document, "buy")["price"] = "1.00"


def _other_gain(document: dict[str, Any]) -> None:
    first(document, "sell")["lots"][0]["gain"] = "1.00"


def _other_basis(document: dict[str, Any]) -> None:
    first(document, "sell")["lots"][0]["basis"] = None


def _other_symbol(document: dict[str, Any]) -> None:
    first(document, "sell")["symbol"] = first(document, "buy")["symbol"]


def _denied(document: dict[str, Any]) -> None:
    first(document, "sell")["lots"][0]["disallowed"] = "5.00"


def _summary(name: str, figure: str | int) -> Edit:
    return lambda document: document["summary"].update({name: figure})


def _account_cash(document: dict[str, Any]) -> None:
    document["accounts"][0]["cash_after"] = "0.00"


def _inside(section: str, name: str, figure: object) -> Edit:
    return lambda document: document[section].update({name: figure})


def _first_of(section: str, name: str, figure: object) -> Edit:
    return lambda document: document[section][0].update({name: figure})


def _first_price(document: dict[str, Any], change: str) -> None:
    found = [
        reason["params"]
        for order in document["orders"]
        for reason in order["reasons"]
        if "price" in reason["params"]
    ]
    found[0]["price"] = change


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (_oversell, {"oversold_lot", "order_sums"}),
        (_spend_more, {"cash_under_its_floor", "order_sums"}),
        (_sell_nothing_known, {"order_that_cannot_be_read", "lot_gains"}),
        (_other_price, {"prices", "order_sums"}),
        (_other_gain, {"lot_gains"}),
        (_other_basis, {"lot_gains"}),
        (_other_symbol, {"lot_gains", "prices"}),
        (_denied, {"disallowed"}),
        (_summary("cash_before", "1.00"), {"cash_before"}),
        (_summary("cash_after", "1.00"), {"cash_after"}),
        (_account_cash, {"cash_after"}),
        (_summary("realized_long", "1.00"), {"realized"}),
        (_summary("turnover", "0.9"), {"turnover"}),
        (_summary("cost", "9999.00"), {"cost"}),
        (_summary("orders", 99), {"order_sums"}),
        (_inside("proof", "objective", "-999999.00"), {"objective", "proof"}),
        (_inside("proof", "bound", "999.00"), {"bound", "proof"}),
        (_inside("proof", "gap", "0.00"), {"proof"}),
        (_inside("proof", "status", "feasible"), {"proof"}),
        (_summary("tax_after", "-9999.00"), {"tax", "figures"}),
        (_summary("tax_before", "0.00"), {"tax", "figures"}),
        (_summary("drift_after", "0.000001"), {"drift", "figures"}),
        (_inside("assumptions", "objective: drift", "0.00"), {"terms", "rests_on"}),
        (_first_of("asset_classes", "weight_after", "0.999999"), {"classes", "figures"}),
        (_first_of("asset_classes", "value_after", "1.00"), {"classes", "figures"}),
        (_first_of("orders", "cost", "9.99"), {"orders"}),
        (_first_of("not_done", "gain", "1.00"), {"reasons"}),
        (_first_of("warnings", "text", "All is well."), {"reasons"}),
    ],
)
@pytest.mark.usefixtures("sample")
def test_each_figure_and_limit_that_an_edit_breaks_is_named(
    run: Run, edit: Edit, expected: set[str]
) -> None:
    edited(planned(run), edit)
    found = failed(run)

    assert expected <= found
    assert "unchanged" not in found


@pytest.mark.usefixtures("sample")
def test_what_the_plan_does_not_have_and_what_it_lacks_are_named(run: Run) -> None:
    def edit(document: dict[str, Any]) -> None:
        document["not_done"].pop()
        document["summary"]["promise"] = "1.00"

    edited(planned(run), edit)

    assert {"figures", "reasons"} <= failed(run)
    text = " ".join(run("verify", "plan.json").out.split())
    assert "summary.promise is stated as 1.00, and nothing follows there" in text
    assert "is missing, recomputed KEEP" in text


@pytest.mark.usefixtures("sample")
def test_the_figures_of_a_rule_plan_are_those_of_its_rule(run: Run) -> None:
    edited(planned(run, "--planner", "ranked-tlh"), _first_of("not_done", "gain", "1.00"))

    assert failed(run) == {"reasons"}


@pytest.mark.usefixtures("sample")
def test_the_line_of_a_setting_may_move_after_the_plan(run: Run) -> None:
    planned(run)
    settings = Path("trimtab.toml")
    text = settings.read_text(encoding="utf-8")
    settings.write_text("# a word more\n" + text, encoding="utf-8")

    assert not failed(run)


@pytest.mark.usefixtures("sample")
def test_what_only_solving_tells_is_said_to_be_unchecked_and_solved_again_on_request(
    run: Run,
) -> None:
    planned(run, "--compare")

    plain, proved = run("verify", "plan.json"), run("verify", "plan.json", "--prove")

    assert (plain.code, proved.code) == (0, 0)
    assert "solver's own" in plain.out
    assert "solver's own" not in proved.out
    assert "solving again proves the bound" in proved.out


@pytest.mark.usefixtures("sample")
def test_a_tighter_bound_with_the_gap_to_match_is_not_proved_by_a_second_solve(run: Run) -> None:
    def edit(document: dict[str, Any]) -> None:
        document["proof"] |= {"bound": document["proof"]["objective"], "gap": "0.00"}

    edited(planned(run), edit)

    assert not failed(run)
    assert failed(run, "--prove") == {"proved"}


@pytest.mark.usefixtures("sample")
def test_another_price_is_found_by_a_second_solve(run: Run) -> None:
    edited(planned(run), lambda document: _first_price(document, "0.01"))

    assert failed(run, "--prove") == {"reasons", "solved_prices"}


@pytest.mark.usefixtures("sample")
def test_data_that_changed_since_is_named(run: Run) -> None:
    planned(run)
    prices = Path("data/prices.csv")
    lines = prices.read_text(encoding="utf-8").splitlines()
    symbol, price, *rest = lines[1].split(",")
    lines[1] = ",".join((symbol, str(float(price) + 1), *rest))
    prices.write_text("\n".join(lines) + "\n", encoding="utf-8")

    ran = run("verify", "plan.json")

    assert ran.code == 6
    assert "the workspace" in ran.out


@pytest.mark.usefixtures("sample")
def test_a_plan_of_another_day_is_named(run: Run) -> None:
    planned(run)

    assert "day" in failed(run, "--as-of", "2026-06-16")


@pytest.mark.usefixtures("sample")
def test_a_limit_that_a_rule_planner_does_not_promise_is_no_failure(run: Run) -> None:
    settings = Path("trimtab.toml")
    text = settings.read_text(encoding="utf-8")
    assert text.count("[policy]\n") == 1
    ranked = text.replace('planner = "optimal"', 'planner = "ranked-tlh"\nmax_orders = 1')
    settings.write_text(ranked, encoding="utf-8")
    planned(run)

    ran = run("verify", "plan.json", "--plain")

    assert ran.code == 0
    assert "ranked-tlh does not promise it:" in ran.out
    assert outcomes(run)["too_many_orders"] == "not_promised"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "It is not JSON"),
        ("[]", "It is not a trimtab.plan/1 document"),
        ('{"schema": "trimtab.plan/1"}', "It has no"),
    ],
)
@pytest.mark.usefixtures("sample")
def test_a_file_that_is_no_plan_exits_3(run: Run, text: str, why: str) -> None:
    Path("plan.json").write_text(text, encoding="utf-8")

    ran = run("verify", "plan.json")

    assert ran.code == 3
    assert why in " ".join(ran.err.split())


@pytest.mark.parametrize("value", ["many", "NaN", 1.5, None, []])
@pytest.mark.usefixtures("sample")
def test_a_value_that_no_plan_holds_exits_3(run: Run, value: object) -> None:
    edited(planned(run), lambda document: first(document, "buy").update(quantity=value))

    assert run("verify", "plan.json").code == 3


@pytest.mark.usefixtures("sample")
def test_a_plan_that_is_not_there_exits_3(run: Run) -> None:
    assert run("verify", "ZZZZ").code == 3


@pytest.mark.parametrize("width", [60, 80, 98])
@pytest.mark.usefixtures("sample")
def test_neither_verify_nor_explain_nor_the_choices_are_wider_than_asked_for(
    run: Run, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    planned(run, "--compare")
    plan_id = json.loads(Path("plan.json").read_text(encoding="utf-8"))["id"]
    edited(Path("plan.json"), _summary("tax_after", "1.00"))
    monkeypatch.setenv("COLUMNS", str(width))

    texts = [run("verify", "plan.json").out, run("explain", plan_id).out, run("show", plan_id).out]

    assert all(texts)
    assert [line for text in texts for line in text.splitlines() if len(line) > width] == []


@pytest.mark.usefixtures("sample")
def test_a_sentence_that_another_version_wrote_is_told_and_is_no_failure(run: Run) -> None:
    def edit(document: dict[str, Any]) -> None:
        document["warnings"][0]["text"] = "As it was said then."
        document["trimtab_version"] = "0.0.1"

    edited(planned(run), edit)
    ran = run("verify", "plan.json")

    assert ran.code == 0
    assert "trimtab 0.0.1 made it and may say it otherwise" in " ".join(ran.out.split())


@pytest.mark.usefixtures("sample")
def test_a_plan_that_had_to_raise_cash_in_iras_holds_and_may_raise_no_more_there(run: Run) -> None:
    path = planned(run, "--raise", "330000")
    sheltered = json.loads(path.read_text(encoding="utf-8"))["assumptions"]["raise_sheltered"]
    assert float(sheltered) > 0
    assert failed(run) == set()

    edited(path, lambda plan: plan["assumptions"].update(raise_sheltered="0.01"))

    assert "cash_not_raised" in failed(run)
