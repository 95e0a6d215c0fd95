"""Why: for a security, a lot, an order, a warning, or all of it."""

import json

import jsonschema
import pytest

from tests.report import plans
from tests.report.conftest import MakeDocument
from trimtab.errors import InvalidValue
from trimtab.report import explain_document, explain_text, plan_document
from trimtab.report.schema import plan_schema
from trimtab.report.terminal.page import columns_of


def test_a_lot_left_alone_says_what_it_waits_for_and_who_decided(
    document_of: MakeDocument,
) -> None:
    document = document_of("rivera")
    document["assumptions"]["policy.wait_for_long_term_days"] = "45"
    text = explain_text(document, "VTI:2025-07-08")
    assert "Not done: Sell VTI 2025-07-08, 20 sh in Joint" in text
    assert "KEEP.WAIT_LONG_TERM" in text
    assert "short-term, 30%: tax $450 before netting" in text
    assert "from 9 Jul 2026 long-term, 21%: tax $315" in text
    assert "policy.wait_for_long_term_days = 45" in text


def test_a_setting_is_shown_with_its_value_and_the_line_it_stands_in() -> None:
    places = {
        "policy.min_harvest": ("{ dollars = 100 }", "trimtab.toml:45"),
        "policy.max_orders": ("0", "default"),
    }
    document = plan_document(*plans.rivera(), settings=places)
    assert document["settings"] == {
        "policy.min_harvest": {"value": "{ dollars = 100 }", "from": "trimtab.toml:45"}
    }
    jsonschema.validate(document, plan_schema())
    found = explain_document(document, "3")
    assert found["settings_from"] == {"policy.min_harvest": "trimtab.toml:45"}
    assert "policy.min_harvest = { dollars = 100 } (trimtab.toml:45)" in explain_text(document, "3")


@pytest.mark.parametrize("subject", ["3", "L7", "VWO:2021-02-16"])
def test_an_order_is_found_by_number_and_by_lot(subject: str, document_of: MakeDocument) -> None:
    text = explain_text(document_of("rivera"), subject)
    assert text.startswith("Order 3: sell 730 VWO in Joint")
    assert "L8, bought 2025-10-02" in text


def test_a_security_brings_its_orders_refusals_and_warnings(document_of: MakeDocument) -> None:
    found = explain_document(document_of("rivera"), "VWO")
    assert [order["n"] for order in found["orders"]] == [3]
    assert [warning["id"] for warning in found["warnings"]] == ["W1", "W2"]
    assert found["settings"]["policy.min_harvest"] is None
    assert "SELL.HARVEST" in found["codes"]


def test_a_class_is_a_subject_too(document_of: MakeDocument) -> None:
    found = explain_document(document_of("stuck"), "Real estate")
    assert [item["code"] for item in found["not_done"]] == ["SKIP.PARTNERS_BLOCKED"]


def test_without_a_subject_everything_is_explained(document_of: MakeDocument) -> None:
    document = document_of("stuck")
    found = explain_document(document)
    assert len(found["orders"]) == len(document["orders"])
    assert len(found["not_done"]) == len(document["not_done"])
    text = explain_text(document)
    assert text.count("Not done: ") == len(document["not_done"])


def test_the_document_is_json(document_of: MakeDocument) -> None:
    found = explain_document(document_of("rivera"), "VTI")
    assert json.loads(json.dumps(found)) == found


def test_a_subject_the_plan_does_not_know_gets_a_hint(document_of: MakeDocument) -> None:
    with pytest.raises(InvalidValue, match=r"nothing about 'VWOO'\. Did you mean VWO"):
        explain_text(document_of("rivera"), "VWOO")


def test_a_plan_with_nothing_to_explain_says_so(document_of: MakeDocument) -> None:
    assert "has no orders, and leaves nothing undone" in explain_text(document_of("quiet"))


@pytest.mark.parametrize("width", [98, 60, 40])
def test_no_line_is_wider_than_asked(width: int, document_of: MakeDocument) -> None:
    text = explain_text(document_of("rivera"), None, width)
    assert max(map(columns_of, text.splitlines())) <= width


def test_a_trade_off_tells_its_price_its_arithmetic_and_the_proof(
    document_of: MakeDocument,
) -> None:
    words = " ".join(explain_text(document_of("optimal"), "1").split())
    assert "The plan made again without this sale is $612 worse. (SELL.WORTH, a trade-off)" in words
    assert (
        "Lot L7, bought 2021-02-16, 520 sh; proceeds 23,920.00 less cost 28,132.00; "
        "gain/(loss) (4,212.00) long-term; tax at 21% (884.52)"
    ) in words
    assert "Cost about $4.78 of half-spread and commission" in words
    assert words.endswith(
        "Proof: No plan within your limits is better than this one by more than $1.12 "
        "(0.027 bp of the household)."
    )


def test_the_whole_plan_is_explained_with_its_proof_and_terms(document_of: MakeDocument) -> None:
    text = explain_text(document_of("optimal"))
    assert text.index("Not done: ") < text.index("HOW GOOD THIS PLAN IS")
    assert "tax later" in text
    assert explain_document(document_of("optimal"))["proof"]["gap"] == "1.12"


def test_a_rule_has_reasons_and_no_proof(document_of: MakeDocument) -> None:
    text = explain_text(document_of("rivera"), "3")
    assert "Proof" not in text
    assert "trade-off" not in text
    assert "Cost" not in text


def test_a_lot_whose_rate_is_not_known_has_no_rate(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    document["tax"] = None
    assert "; tax (884.52)" in " ".join(explain_text(document, "3").split())


def test_a_loss_that_does_not_count_is_told_before_the_tax(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    document["orders"][2]["lots"][0]["disallowed"] = "49.60"
    words = " ".join(explain_text(document, "3").split())
    assert "long-term; about 49.60 does not count now (wash sale); tax at 21%" in words


def test_a_setting_of_several_keys_is_shown_as_the_file_writes_it() -> None:
    places = {
        "policy.min_harvest.dollars": ("100", "default"),
        "policy.min_harvest.percent": ("3", "trimtab.toml:45"),
    }
    document = plan_document(*plans.rivera(), settings=places)

    assert document["settings"] == {
        "policy.min_harvest": {
            "value": "{ dollars = 100, percent = 3 }", "from": "trimtab.toml:45",
        }
    }  # fmt: skip


def test_a_subject_in_other_letters_is_guessed(document_of: MakeDocument) -> None:
    with pytest.raises(InvalidValue, match=r"Did you mean VWO\?"):
        explain_document(document_of("rivera"), "vwo")


@pytest.mark.parametrize("policy", ["avoid", "warn", "allow"])
def test_what_the_settings_say_already_is_no_advice(policy: str, document_of: MakeDocument) -> None:
    advised = policy == "avoid"
    document = document_of("rivera")
    document["assumptions"]["wash_sales"] = policy
    facts = explain_document(document)["codes"]["SKIP.WASH_RECENT_BUY"]
    assert (facts["allow"] == "Set policy.wash_sales to warn.") == advised
    assert ("Set policy.wash_sales to warn." in explain_text(document)) == advised
