"""The paragraph at the top: what goes wrong is said before what is won."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.report.conftest import MakeDocument
from tests.report.household import asset_class
from trimtab.domain import Symbol
from trimtab.planners.choice import Blocked, Choice
from trimtab.report import render_html, render_text, view
from trimtab.report.plan_view.trouble import troubles

BLOCKED = "VNQ (sold at a loss on 2026-06-15, clear from 2026-07-16)"


def headline(document: dict[str, Any]) -> str:
    return view(document).headline


def class_named(document: dict[str, Any], name: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = document["asset_classes"]
    return next(row for row in rows if row["name"] == name)


def block(document: dict[str, Any], *names: str, blocked: str = BLOCKED) -> None:
    document["not_done"] += [
        document["not_done"][0]
        | dict.fromkeys(("symbol", "lot_id", "acquired", "quantity", "gain", "term", "account"))
        | {"code": "SKIP.PARTNERS_BLOCKED", "params": {"class": name, "blocked": blocked}}
        | {"asset_class": name, "text": f"Nothing can be bought in {name} now: {blocked}."}
        for name in names
    ]


def test_a_class_that_cannot_be_bought_is_said_first_with_the_day_and_the_drift(
    document_of: MakeDocument,
) -> None:
    document = document_of("stuck")
    document["summary"] |= {"drift_before": "0.405000", "drift_after": "0.465000"}
    assert headline(document).startswith(
        "Nothing in Real estate can be bought until 2 Jul 2026: it falls to 0.0% against a "
        "5% target, and drift grows from 40.5 pp to 46.5 pp. Two orders "
    )


def test_terminal_and_page_begin_with_what_cannot_be_bought(document_of: MakeDocument) -> None:
    shown = view(document_of("stuck"))
    said = "Nothing in Real estate can be bought"
    assert said in render_html(shown).partition('class="lead">')[2][:60]
    assert render_text(shown).split("\n\n")[2].startswith(said)


def test_the_day_is_the_first_on_which_a_partner_is_clear() -> None:
    choice = Choice(
        asset_class=asset_class("Real estate", "0.05", ("0", "1"), "VNQ", "SCHH"),
        passed_over=tuple(
            Blocked(
                symbol=Symbol(name),
                why=f"sold at a loss on 2026-06-01, clear from {until}",
                until=until,
            )
            for name, until in (("VNQ", date(2026, 7, 16)), ("SCHH", date(2026, 7, 2)))
        ),
    )
    document: dict[str, Any] = {
        "asset_classes": [
            {
                "name": "Real estate", "target_weight": "0.05", "band": None,
                "weight_before": "0.02", "weight_after": "0.02",
            },
        ],
        "not_done": [],
        "warnings": [
            {
                "code": "WARN.CLASS_NOT_BOUGHT",
                "params": {"class": "Real estate", "blocked": choice.blocked_text},
            },
        ],
        "summary": {"drift_before": "0.03", "drift_after": "0.03"},
    }  # fmt: skip
    [sentence] = troubles(document)
    assert sentence == (
        "Nothing in Real estate can be bought until 2 Jul 2026: "
        "it stays at 2.0% against a 5% target."
    )


@pytest.mark.parametrize(
    ("after", "said"),
    [("0.033700", "it ends at 3.4%"), ("0.000000", "it falls to 0.0%")],
)
def test_a_weight_that_changes_does_not_stay(
    after: str, said: str, document_of: MakeDocument
) -> None:
    document = document_of("stuck")
    class_named(document, "Real estate")["weight_before"] = "0.030000"
    class_named(document, "Real estate")["weight_after"] = after
    assert said in headline(document)


def test_without_a_day_it_cannot_be_bought_now(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    block(document, "Bonds", blocked="BND (you never buy it)")
    assert headline(document).startswith("Nothing in Bonds can be bought now: it ends at 16.0%")


def test_a_blocked_class_that_nobody_aims_at_is_not_news(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    class_named(document, "Bonds")["target_weight"] = "0.000000"
    block(document, "Bonds")
    assert headline(document).startswith("Nine orders ")


def test_the_fourth_blocked_class_and_the_rest_are_counted(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    block(document, *(row["name"] for row in document["asset_classes"][:5]))
    assert "target. The same goes for two more classes. Nine orders" in headline(document)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("0.155000", "0.160000", "Bonds goes from 15.5% to 16.0%, outside its band of 10–15.8%."),
        ("0.159000", "0.160000", "Bonds goes from 15.9% to 16.0%, further outside its band"),
        ("0.159990", "0.160001", "Bonds goes from 15.999% to 16.000%, further outside"),
    ],
)
def test_a_class_moved_away_from_its_band_is_said_first(
    before: str, after: str, said: str, document_of: MakeDocument
) -> None:
    document = document_of("rivera")
    inside = Decimal(before) <= Decimal("0.158")
    class_named(document, "Bonds").update(
        band=["0.10", "0.158"], weight_before=before, weight_after=after,
        in_band_before=inside, in_band_after=False,
    )  # fmt: skip
    assert headline(document).startswith(said)


def test_drift_that_grows_is_said_before_the_tax_that_is_saved(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    document["summary"] |= {"drift_before": "0.094100", "drift_after": "0.094200"}
    assert headline(document).startswith("Drift grows from 9.41 pp to 9.42 pp. Nine orders ")
    drift = view(document).outcome[0]
    assert (drift.now, drift.after) == ("9.41 pp", "9.42 pp")


def test_trouble_then_cost_then_orders(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    document["summary"] |= {"drift_after": "0.200000", "tax_after": "2614.00"}
    text = headline(document)
    places = [
        text.index(part)
        for part in ("Drift grows", "This plan costs about $1,000 in tax this year.", "Nine orders")
    ]
    assert places == sorted(places)
    assert places[0] == 0


def test_no_orders_and_a_blocked_class_is_not_called_fine(document_of: MakeDocument) -> None:
    document = document_of("quiet")
    document["not_done"] = document_of("rivera")["not_done"][:1]
    block(document, "Bonds")
    sentences = view(document).verdict
    assert sentences[0].startswith("Nothing in Bonds can be bought until 16 Jul 2026: it stays at")
    assert sentences[1].startswith("No trades. Largest gap")


@pytest.mark.parametrize(
    ("banded", "drift_after", "tax_after", "said"),
    [
        (True, "0.20", None, "Nine orders keep every asset class inside its band"),
        (False, "0.20", "1000.00", "Nine orders cut this year's estimated tax by $614."),
        (False, "0.20", "1614.00", "Nine orders leave this year's estimated tax as it is."),
        (False, "0.20", "1700.00", "Nine orders are proposed."),
        (False, "0.05", "1614.00", "Nine orders leave the drift at 5.0 pp and leave this year's"),
        (False, "0.01", "1700.00", "Nine orders take the drift from 5.0 pp to 1.0 pp."),
    ],
)
def test_what_the_orders_do_is_said_once(
    banded: bool,  # noqa: FBT001 - a case of the table
    drift_after: str,
    tax_after: str | None,
    said: str,
    document_of: MakeDocument,
) -> None:
    document = document_of("rivera")
    document["summary"] |= {"drift_before": "0.05", "drift_after": drift_after}
    if tax_after is not None:
        document["summary"]["tax_after"] = tax_after
    for row in document["asset_classes"]:
        row |= {"in_band_before": True, "in_band_after": True}
        if not banded:
            row["band"] = None
        row["weight_before"] = row["weight_after"]
    assert said in headline(document)


GROWS = "Drift grows from 1.9 pp to 3.2 pp while harvesting losses of $10,560 cuts this year's"


def test_drift_that_grows_for_a_harvest_is_said_first_with_what_it_earns(
    document_of: MakeDocument,
) -> None:
    text = headline(document_of("optimal"))
    assert text == (
        f"{GROWS} estimated tax by $2,514 and leaves $260 of loss for later years. "
        "Real estate goes from 4.8% to 3.5%, outside its band of 3.75–6.25%. "
        "Four orders leave one class outside its band."
    )


def test_gains_taken_beside_the_losses_are_named(document_of: MakeDocument) -> None:
    document = document_of("optimal")
    document["summary"]["gains"] = "900.00"
    assert "harvesting losses of $10,560 beside gains of $900 cuts" in headline(document)


def test_a_harvest_that_only_adds_to_later_losses_says_so(document_of: MakeDocument) -> None:
    document = document_of("optimal")
    document["summary"]["tax_after"] = document["summary"]["tax_before"]
    document["tax"]["before"] = {"short": "-3000.00", "long": "0.00"}
    document["tax"]["after"] = {"short": "-3000.00", "long": "-10560.00"}
    assert headline(document).startswith(
        "Drift grows from 1.9 pp to 3.2 pp while harvesting losses of $10,560 leaves $10,560 of "
        "loss for later years. Real estate"
    )


@pytest.mark.parametrize(
    ("part", "changed"),
    [
        ("planner", "ranked-tlh"),
        ("summary", {"losses": "0.00"}),
        ("summary", {"tax_after": "1700.00"}),
        ("summary", {"tax_after": None}),
        ("tax", None),
    ],
)
def test_drift_that_grows_for_no_harvest_is_said_alone(
    part: str, changed: object, document_of: MakeDocument
) -> None:
    document = document_of("optimal")
    document[part] = document[part] | changed if isinstance(changed, dict) else changed
    if part == "tax":
        document["summary"] |= {"tax_before": None, "tax_after": None}
    text = headline(document)
    assert "Drift grows from 1.9 pp to 3.2 pp. " in text
    assert not text.startswith("Drift")


def test_a_class_that_cannot_be_bought_shares_the_first_sentence_with_the_harvest(
    document_of: MakeDocument,
) -> None:
    document = document_of("optimal")
    blocked = document["not_done"][0] | {
        "code": "SKIP.PARTNERS_BLOCKED", "params": {"class": "Bonds", "blocked": BLOCKED},
    }  # fmt: skip
    document["not_done"] = [blocked]
    assert headline(document).startswith(
        "Nothing in Bonds can be bought until 16 Jul 2026: it stays at 15.7% against a 16% "
        "target, and drift grows from 1.9 pp to 3.2 pp while harvesting losses of $10,560 cuts"
    )


@pytest.mark.parametrize("where", [{}, {"raise_in": "joint"}])
def test_the_cash_that_was_asked_for_is_named_first(
    document_of: MakeDocument, where: dict[str, str]
) -> None:
    document = document_of("rivera")
    document["assumptions"] |= {"raise": "20000.00"} | where
    place = " in Joint" if where else ""

    assert headline(document).startswith(
        f"This plan leaves the $20,000 in cash that you asked for{place}. Nine orders bring "
    )


def test_cash_that_is_there_without_a_trade_is_said_to_be(document_of: MakeDocument) -> None:
    document = document_of("quiet")
    document["assumptions"] |= {"raise": "200.00"}

    assert headline(document).startswith(
        "The $200 in cash that you asked for is there without a trade. No trades needed."
    )


def test_settings_tried_for_this_plan_alone_are_named_last(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    document["assumptions"] |= {"what if: gains_budget": "0", "what if: drift_aversion": "0.05"}

    assert headline(document).endswith(
        " Tried for this plan alone: a gains budget of $0 and a drift aversion of 0.05."
    )


def test_drift_that_grows_for_the_cash_that_was_asked_for_is_no_harvests_doing(
    document_of: MakeDocument,
) -> None:
    document = document_of("optimal")
    assert "while harvesting" in headline(document)

    document["assumptions"] |= {"raise": "20000.00"}

    assert "while harvesting" not in headline(document)
    assert "Drift grows from" in headline(document)


def test_fewer_classes_outside_their_bands_than_before_are_told_beside_how_many_there_were(
    document_of: MakeDocument,
) -> None:
    document = document_of("rivera")
    before = sum(not row["in_band_before"] for row in document["asset_classes"])
    class_named(document, "Bonds")["in_band_after"] = False

    assert before == 3
    assert "orders leave one class outside its band (three were) and cut" in headline(document)
