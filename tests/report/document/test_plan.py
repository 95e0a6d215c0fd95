"""The document: one plan, one text; strict schema; every column adds up."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from jsonschema import Draft202012Validator

from tests.report import plans
from tests.report.conftest import MakeDocument
from trimtab.domain import DriftBand, Market
from trimtab.errors import InvalidValue
from trimtab.report import digest_of, plan_document, plan_schema, to_json, view

each_plan = pytest.mark.parametrize("name", plans.ALL)


def test_the_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(plan_schema())


@each_plan
def test_a_document_validates_against_the_schema(name: str, document_of: MakeDocument) -> None:
    Draft202012Validator(plan_schema()).validate(document_of(name))


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("summary", "cash_after"), 5696.0),
        (("summary", "cash_after"), "5696"),
        (("summary", "cash_after"), "5,696.00"),
        (("orders", 0, "quantity"), "-95"),
        (("orders", 0, "side"), "short"),
        (("orders", 0, "reasons"), []),
        (("asset_classes", 0, "weight_before"), "58.2%"),
        (("as_of",), "15 Jun 2026"),
        (("id",), "7K3I"),
    ],
)
def test_the_schema_refuses_what_the_contract_does_not_allow(
    path: tuple[Any, ...], wrong: object, document_of: MakeDocument
) -> None:
    document = document_of("rivera")
    *parents, last = path
    place: Any = document
    for step in parents:
        place = place[step]
    place[last] = wrong
    assert not Draft202012Validator(plan_schema()).is_valid(document)


def test_the_schema_refuses_unknown_keys(document_of: MakeDocument) -> None:
    document = document_of("rivera") | {"note": "hello"}
    assert not Draft202012Validator(plan_schema()).is_valid(document)


def test_the_same_plan_gives_the_same_bytes(document_of: MakeDocument) -> None:
    assert to_json(document_of("rivera")) == to_json(document_of("rivera"))


def test_a_document_survives_saving(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    assert json.loads(to_json(document)) == document


def test_the_id_follows_the_content(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    assert digest_of(document) == document["sha256"]
    assert digest_of(document | {"planner": "optimal"}) != document["sha256"]
    assert document_of("quiet")["id"] != document["id"]


def test_names_outside_ascii_stay_readable_in_the_file() -> None:
    plan, situation = plans.quiet()
    household = replace(situation.household, name="Peña")
    text = to_json(plan_document(plan, replace(situation, household=household)))
    assert "Peña" in text


def test_the_worked_sample_has_its_known_figures(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    summary = document["summary"]
    assert (summary["tax_before"], summary["tax_after"]) == ("1614.00", "-315.60")
    assert (summary["losses"], summary["gains"]) == ("-10692.00", "2340.00")
    assert (summary["basis_change"], summary["basis_change_tax_later"]) == ("-8352.00", "1753.92")
    assert (document["tax"]["lots"], document["tax"]["netting"]) == ("-1890.00", "-39.60")


def test_without_rates_no_tax_figure_is_invented(document_of: MakeDocument) -> None:
    document = document_of("without_rates")
    assert document["tax"] is None
    assert document["summary"]["tax_after"] is None
    assert document["summary"]["basis_change_tax_later"] is None


def test_sales_in_an_ira_owe_no_tax_and_realise_nothing(document_of: MakeDocument) -> None:
    sale = document_of("rivera")["orders"][0]
    assert sale["account"] == "tira"
    assert (sale["gain"], sale["tax"], sale["lots"][0]["gain"]) == ("0.00", "0.00", "9500.00")


def test_warnings_that_need_action_come_first(document_of: MakeDocument) -> None:
    warnings = document_of("rivera")["warnings"]
    assert [one["id"] for one in warnings] == ["W1", "W2", "W3", "W4"]
    assert [one["needs_ack"] for one in warnings] == [True, False, False, False]
    assert warnings[1]["code"] == "WARN.DO_NOT_BUY"


def test_securities_not_to_be_bought_have_their_first_clean_day(document_of: MakeDocument) -> None:
    assert document_of("rivera")["do_not_buy"] == [
        {"symbols": ["VWO", "VNQ"], "until": "2026-07-16"}
    ]


def test_an_empty_plan_knows_its_nearest_miss_and_next_date(document_of: MakeDocument) -> None:
    ahead = document_of("quiet")["next"]
    assert ahead["largest_gap"]["class"] == "US stocks"
    assert ahead["closest_loss"] == {
        "symbol": "VEA",
        "lot_id": "L6",
        "acquired": "2025-01-07",
        "gain": "-61.00",
        "fraction": "-0.020125",
    }
    assert (ahead["next_date"]["date"], ahead["next_date"]["lot_id"]) == ("2026-07-09", "L3")


def test_a_weight_keeps_the_digits_that_put_it_outside_its_band() -> None:
    plan, situation = plans.quiet()
    band = DriftBand(low=Decimal("0.12"), high=Decimal("0.20"))
    bonds = replace(plan.asset_classes[4], band=band, weight_before=Decimal("0.1199999999"))
    classes = (*plan.asset_classes[:4], bonds, *plan.asset_classes[5:])
    document = plan_document(replace(plan, asset_classes=classes), situation)
    row = document["asset_classes"][4]
    assert row["in_band_before"] is False
    assert Decimal(row["weight_before"]) < band.low


@pytest.mark.parametrize(
    ("field", "named"),
    [("cash_after", "cash after the plan"), ("realized_long", "gains realised by the plan")],
)
def test_a_plan_that_does_not_foot_is_refused_with_both_figures(field: str, named: str) -> None:
    plan, situation = plans.rivera()
    wrong = {field: getattr(plan.estimate, field) + Decimal("0.01")}
    estimate = replace(plan.estimate, **wrong)
    with pytest.raises(InvalidValue, match=f"does not foot: {named}"):
        plan_document(replace(plan, estimate=estimate), situation)


def test_an_account_bears_the_cost_of_its_own_orders(document_of: MakeDocument) -> None:
    document = document_of("optimal")
    costs = {one["id"]: one["cost"] for one in document["accounts"]}
    assert costs == {"joint": "20.10", "tira": "0.00", "roth": "0.00", "dana401k": "0.00"}
    assert [order["cost"] for order in document["orders"]] == ["4.78", "4.05", "4.78", "6.49"]


def test_what_was_compared_stands_in_the_document_with_the_plan_last(
    document_of: MakeDocument,
) -> None:
    considered = document_of("optimal")["considered"]
    assert [one["name"] for one in considered][-2:] == ["Harvest only", "This plan"]
    assert considered[4] == {
        "name": "Harvest only",
        "tax_before": "1614.00",
        "tax_after": "-900.00",
        "drift": "0.078000",
        "cost": "8.83",
        "orders": 2,
        "objective": "-1051.00",
        "meets_limits": False,
    }
    assert document_of("rivera")["considered"] == []


def test_a_choice_without_rates_has_no_tax_in_the_document() -> None:
    plan, situation = plans.optimal()
    unknown = tuple(replace(one, tax_before=None, tax_after=None) for one in plan.considered)
    document = plan_document(replace(plan, considered=unknown), situation)
    jsonschema.validate(document, plan_schema())
    assert {one["tax_after"] for one in document["considered"]} == {None}


def test_the_proof_is_in_dollars_and_cents() -> None:
    plan, situation = plans.optimal()
    proof = replace(
        plan.proof, objective=Decimal("-1040.3"), bound=Decimal(-1041), gap=Decimal("0.7")
    )
    assert plan_document(replace(plan, proof=proof), situation)["proof"] == {
        "status": "optimal",
        "objective": "-1040.30",
        "bound": "-1041.00",
        "gap": "0.70",
        "solver": "branch and bound, HiGHS 1.9",
        "checked": True,
    }


def test_an_order_whose_lots_bring_another_sum_is_refused() -> None:
    plan, situation = plans.rivera()
    sale = plan.intents[2]
    lots = (replace(sale.lots[0], proceeds=sale.lots[0].proceeds + 1), *sale.lots[1:])
    intents = (*plan.intents[:2], replace(sale, lots=lots), *plan.intents[3:])
    with pytest.raises(InvalidValue, match="does not foot: proceeds of VWO"):
        plan_document(replace(plan, intents=intents), situation)


def test_a_taxable_lot_of_unknown_cost_cannot_be_in_a_taxed_plan() -> None:
    plan, situation = plans.rivera()
    sale = plan.intents[1]
    lots = (replace(sale.lots[0], gain=None, basis=None),)
    estimate = replace(plan.estimate, realized_long=plan.estimate.realized_long - 2340)
    intents = (plan.intents[0], replace(sale, lots=lots), *plan.intents[2:])
    with pytest.raises(InvalidValue, match="unknown basis or term cannot be sold"):
        plan_document(replace(plan, intents=intents, estimate=estimate), situation)


def test_the_dates_of_the_prices_are_those_of_what_is_held() -> None:
    plan, situation = plans.rivera()
    quotes = {
        symbol: replace(quote, as_of=date(2026, 6, 12 if symbol == "VNQ" else 15))
        for symbol, quote in situation.market.quotes.items()
    }
    dated = replace(situation, market=Market(quotes=quotes))
    prices = plan_document(plan, dated)["prices"]
    assert prices == {"oldest": "2026-06-12", "newest": "2026-06-15"}


def test_the_tax_year_names_wash_sales_and_what_can_still_be_undone(
    document_of: MakeDocument,
) -> None:
    tax = document_of("rivera")["tax"]
    assert tax["disallowed"] == "0.00"
    assert tax["provisional"] == {"loss": "10692.00", "final_on": "2026-07-16"}
    assert tax["wash_rules"] == {
        "same_day_dispositions": "sequential",
        "fragment_selection": "earliest",
    }
    quiet = document_of("quiet")["tax"]
    assert quiet["provisional"] == {"loss": "0.00", "final_on": None}


def test_a_plan_saved_before_wash_sales_were_told_can_still_be_shown(
    document_of: MakeDocument,
) -> None:
    document = document_of("rivera")
    for key in ("disallowed", "provisional", "wash_rules"):
        del document["tax"][key]
    labels = [fact.label for fact in view(document).rests_on]
    assert "Limit on losses" in labels
    assert "Wash sales in this plan" not in labels
