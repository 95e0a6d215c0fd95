"""The view of each plan against its snapshot; UPDATE_SNAPSHOTS=1 writes them anew."""

import json
import os
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

import pytest

from tests.report import plans
from tests.report.conftest import MakeDocument
from trimtab.report import render_text, view

SNAPSHOTS = Path(__file__).parents[2] / "snapshots"


def matches(name: str, text: str) -> bool:
    """True when `text` is what the snapshot holds; writes it when asked to."""
    path = SNAPSHOTS / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8") == text


def as_json(value: object) -> str:
    def plain(one: object) -> str:
        assert isinstance(one, Decimal)
        return str(one)

    return json.dumps(value, indent=1, ensure_ascii=False, default=plain) + "\n"


@pytest.mark.parametrize("name", plans.ALL)
def test_the_view_is_as_it_was(name: str, document_of: MakeDocument) -> None:
    assert matches(f"plan-{name}.json", as_json(asdict(view(document_of(name)))))


@pytest.mark.parametrize("width", [98, 80, 58])
@pytest.mark.parametrize("name", plans.ALL)
def test_the_terminal_shows_it_as_it_was(name: str, width: int, document_of: MakeDocument) -> None:
    text = render_text(view(document_of(name)), width=width, plain=width < 60)
    assert matches(f"plan-{name}-{width}.txt", text)


def test_the_headline_says_what_is_done_what_it_does_and_what_comes_first(
    document_of: MakeDocument,
) -> None:
    assert view(document_of("rivera")).headline == (
        "Nine orders bring every asset class back inside its band and cut this year's estimated "
        "tax by $1,930. One thing needs your attention first."
    )


def test_a_plan_that_costs_tax_says_so_first(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    document["summary"]["tax_after"] = "2614.00"
    assert view(document).headline.startswith(
        "This plan costs about $1,000 in tax this year to close 8.7 pp of drift."
    )


def test_a_plan_without_orders_is_a_verdict(document_of: MakeDocument) -> None:
    shown = view(document_of("quiet"))
    assert shown.verdict == (
        "No trades needed. Largest gap: US stocks, 1.9 pp over, 3.1 pp inside its band.",
        "Largest loss left: VEA 2025-01-07, ($61), 2.0% of its cost.",
        "Next check worth making: 9 Jul 2026, VTI 2025-07-08 turns long-term.",
    )


def test_no_orders_with_a_class_out_of_band_is_not_called_fine(document_of: MakeDocument) -> None:
    document = document_of("quiet")
    outside = {"in_band_before": False, "in_band_after": False}
    weights = {"weight_before": "0.600000", "weight_after": "0.600000"}
    document["asset_classes"][0] |= outside | weights
    assert view(document).verdict[0].startswith("No trades, and one class stays out of band.")


def test_the_flag_and_the_figure_beside_it_agree(document_of: MakeDocument) -> None:
    bonds = next(row for row in view(document_of("rivera")).classes if row.name == "Bonds")
    assert (bonds.now, bonds.flag_now, bonds.band) == ("11.97", "under", "12–20")


def test_deferral_is_told_apart_from_lasting_saving(document_of: MakeDocument) -> None:
    text = view(document_of("rivera")).deferral
    assert "lowers your total cost basis by $8,352, about $1,754 of tax" in text
    assert "lasting saving is about $176" in text


def test_refusals_that_hold_losses_come_before_gains_left_alone(document_of: MakeDocument) -> None:
    whats = [row.what for row in view(document_of("rivera")).not_done]
    assert whats == [
        "Harvest VTI 2026-02-20, ($558)",
        "Harvest BND 2025-11-14, ($48)",
        "Sell VTI 2025-07-08, 20 sh",
        "Sell VTI 2016-03-14, 420 sh",
    ]


def test_what_waits_for_a_day_comes_after_losses_and_before_what_is_kept(
    document_of: MakeDocument,
) -> None:
    document = document_of("rivera")
    kept, waiting, blocked, small = document["not_done"]
    unknown = kept | {"code": "SKIP.NO_BASIS", "params": {"symbol": "KO"}, "gain": None}
    own_choice = blocked | {"code": "KEEP.NEVER_SELL", "params": {"symbol": "VTI"}, "lot_id": "L5"}
    larger = blocked | {"gain": "-9000.00", "lot_id": "L6"}
    document["not_done"] = [unknown, kept, own_choice, waiting, small, blocked, larger]
    assert [row.why.code for row in view(document).not_done] == [
        "SKIP.WASH_RECENT_BUY",
        "SKIP.WASH_RECENT_BUY",
        "SKIP.HARVEST_TOO_SMALL",
        "KEEP.WAIT_LONG_TERM",
        "KEEP.NEVER_SELL",
        "SKIP.NO_BASIS",
        "KEEP.NOT_NEEDED",
    ]
    assert view(document).not_done[0].what == "Harvest VTI 2026-02-20, ($9,000)"


def test_an_account_that_is_not_tracked_is_counted_apart(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    assert view(document).context[1] == "3 accounts, 1 not tracked"
    document["accounts"] = [one for one in document["accounts"] if one["tracked"]]
    assert view(document).context[1] == "3 accounts"


def test_lots_kept_for_one_reason_share_a_row_with_their_tax_added_up(
    document_of: MakeDocument,
) -> None:
    document = document_of("rivera")
    kept = document["not_done"][0]
    document["not_done"] = [
        kept | {"lot_id": f"X{n}", "params": {"tax": f"{n}00.00"}} for n in range(1, 4)
    ]
    [row] = view(document).not_done
    assert row.what == "Sell VTI, 3 lots, 1,260 sh"
    assert row.why.text == "Target is met without it; selling would cost about $600."


def test_a_lot_held_at_a_loss_keeps_a_row_of_its_own(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    kept = document["not_done"][0]
    document["not_done"] = [kept | {"lot_id": f"X{n}", "gain": "-5.00"} for n in range(3)]
    assert len(view(document).not_done) == 3


@pytest.mark.parametrize(
    ("code", "params", "what"),
    [
        ("SKIP.WHOLE_SHARES", {"amount": "8.00"}, "Buy more VTI"),
        ("SKIP.TRADE_TOO_SMALL", {"amount": "8.00", "minimum": "50"}, "Trade VTI"),
        ("KEEP.NEVER_SELL", {"symbol": "VTI"}, "Sell VTI"),
    ],
)
def test_what_is_not_done_is_named_by_what_it_would_have_been(
    code: str, params: dict[str, str], what: str, document_of: MakeDocument
) -> None:
    document = document_of("rivera")
    absent = dict.fromkeys(("lot_id", "acquired", "quantity", "gain"))
    item = document["not_done"][0] | absent | {"code": code, "params": params}
    document["not_done"] = [item]
    assert view(document).not_done[0].what == what


@pytest.mark.parametrize(
    ("newest", "dated"),
    [
        (None, "Mon 15 Jun 2026"),
        ("2026-06-15", "prices of Mon 15 Jun 2026"),
        ("2026-06-12", "Mon 15 Jun 2026, prices of 12 Jun 2026"),
    ],
)
def test_the_day_of_the_prices_is_told_when_it_is_another(
    newest: str | None, dated: str, document_of: MakeDocument
) -> None:
    document = document_of("rivera")
    document["prices"] = {"oldest": newest, "newest": newest}
    assert view(document).dated == dated


def test_rounded_figures_get_cents_where_they_would_not_add_up(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    document["summary"] |= {"tax_before": "100.40", "tax_after": "50.60"}
    row = view(document).outcome[1]
    assert (row.now, row.after) == ("$100.40", "$50.60")
    assert row.note.startswith("$49.80 lower")


def test_more_securities_than_bars_are_folded_into_others(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    sale = document["orders"][2]
    document["orders"] += [sale | {"n": 10 + n, "symbol": f"S{n}"} for n in range(9)]
    bridge = view(document).bridge
    assert bridge is not None
    assert [step.label for step in bridge.steps][-2] == "8 others"
    assert len(bridge.steps) == 7


def test_a_class_without_a_band_has_no_flag_and_still_a_place(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    for row in document["asset_classes"]:
        row |= {"band": None, "in_band_before": True, "in_band_after": True}
    shown = view(document)
    stocks = shown.classes[0]
    assert (stocks.band, stocks.flag_now, stocks.strip.has_band) == ("none", "", False)
    assert stocks.sentence == "US stocks: target 50, now 58.2, after 49.6"
    assert shown.outcome[0].note == "no bands are set"
    assert shown.headline.startswith("Nine orders take the drift from 9.5 pp to 0.8 pp")
    assert "[·" not in render_text(shown)


def test_a_lot_of_unknown_cost_has_no_figures(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    order = document["orders"][1]
    unknown = dict.fromkeys(("basis", "gain", "term", "tax", "acquired"))
    order["lots"] = [order["lots"][0] | unknown]
    order |= {"gain": None, "tax": None}
    sell = view(document).sell
    assert sell is not None
    row = sell.rows[1]
    assert (row.gain, row.gain_about, row.tax, row.term, row.where) == (
        "n/a",
        "n/a",
        "n/a",
        "",
        "L2",
    )
    assert sell.accounts[1].gain == "n/a"


def test_being_first_choice_is_not_told_beside_a_better_reason(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    first = {
        "code": "BUY.PREFERRED", "params": {"class": "Bonds"}, "basis": "rule", "setting": "",
        "text": "First choice for Bonds and not blocked.",
    }  # fmt: skip
    bonds = document["orders"][4]
    bonds["reasons"] = [*bonds["reasons"], first]
    assert "first choice" not in render_text(view(document))
    bonds["reasons"] = [first]
    assert "first choice for Bonds" in render_text(view(document))
