"""`check` beside the record: each difference between the files and the transactions by name."""

from pathlib import Path

import pytest

from tests.ledger_workspace import WASHED, Told

HEAD = """\
version = 1
[household]
name = "Rivera"
[[accounts]]
id = "joint"
type = "taxable"
lots = "data/lots.csv"
history = "{history}"
[[accounts]]
id = "roth"
type = "roth"
history = "complete"
"""
LOTS = "symbol,quantity,acquired,basis,lot_id,holding_period_start,wash_adjustment\n"
TRUE_LOTS = (
    "VWO,40,2026-01-05,2000.00,L7,,",
    "VWO,30,2026-03-20,1560.00,L8,2026-01-23,300.00",
)


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path)


def differences(
    told: Told,
    *lots: str,
    history: str = "complete",
    more: str = "",
    rows: tuple[str, ...] = WASHED,
) -> list[str]:
    told.tell(*rows, head=HEAD.format(history=history), more=more)
    told.root.joinpath("data/lots.csv").write_text(LOTS + "\n".join((*lots, "")))
    return [note.what for note in told.open().check().notes if note.what.startswith("joint: ")]


def test_a_file_that_agrees_with_the_record_brings_no_note(told: Told) -> None:
    assert differences(told, *TRUE_LOTS) == []


def test_another_number_of_shares_is_named(told: Told) -> None:
    assert differences(told, "VWO,38,2026-01-05,2000.00,L7,,", TRUE_LOTS[1]) == [
        "joint: the file has 38 shares of VWO 2026-01-05 (lot L7), the transactions 40"
    ]


def test_another_basis_is_named_with_both_amounts(told: Told) -> None:
    assert differences(told, "VWO,40,2026-01-05,1900.00,L7,,", TRUE_LOTS[1]) == [
        "joint: the basis of VWO 2026-01-05 (lot L7) is $1,900.00, by the transactions $2,000.00"
    ]


def test_another_date_is_named(told: Told) -> None:
    assert differences(told, "VWO,40,2026-01-06,2000.00,L7,,", TRUE_LOTS[1]) == [
        "joint: VWO 2026-01-06 (lot L7) was acquired on 2026-01-05 by the transactions"
    ]


def test_a_holding_period_that_the_file_does_not_tack_is_named(told: Told) -> None:
    plain = "VWO,30,2026-03-20,1560.00,L8,,300.00"
    assert differences(told, TRUE_LOTS[0], plain) == [
        "joint: VWO 2026-03-20 (lot L8) counts as held since 2026-01-23 by the transactions"
    ]


def test_a_lot_that_only_one_side_knows_is_named(told: Told) -> None:
    assert differences(told, TRUE_LOTS[0], "BND,5,2020-02-03,400.00,B1,,") == [
        "joint: the file has 5 BND 2020-02-03 (lot B1), the transactions none",
        "joint: the transactions leave 30 VWO 2026-03-20 (lot L8), the file none",
    ]


def test_lots_of_other_names_are_compared_by_security_and_day(told: Told) -> None:
    renamed = [lot.replace("L7", "X1").replace("L8", "X2") for lot in TRUE_LOTS]
    assert differences(told, *renamed) == []


def test_a_wash_that_the_file_of_a_partial_account_leaves_out_is_named(told: Told) -> None:
    plain = "VWO,30,2026-03-20,1260.00,L8,,"
    found = differences(told, TRUE_LOTS[0], plain, history="partial")
    assert found == [
        "joint: the basis of VWO 2026-03-20 (lot L8) is $1,260.00, by the transactions $1,560.00",
        "joint: VWO 2026-03-20 (lot L8) counts as held since 2026-01-23 by the transactions",
    ]


def test_a_partial_account_need_not_tell_how_its_lots_were_bought(told: Told) -> None:
    assert differences(told, "BND,5,2020-02-03,400.00,B1,,", history="partial", rows=()) == []


def test_gains_given_otherwise_than_the_record_has_them_are_named(told: Told) -> None:
    taxes = '[taxes]\nrealized_short = "-200"\nrealized_long = "50"\n'
    told.tell(*WASHED, more=taxes)
    whats = [note.what for note in told.open().check().notes]
    assert [what for what in whats if "realized" in what] == [
        "realized_long is $50.00; the transactions of 2026 give $0.00"
    ]


def test_a_gain_of_a_row_that_the_lots_contradict_is_named(told: Told) -> None:
    columns = "date,account,type,symbol,quantity,amount,lot_id,gain"
    notes = []
    for gain in ("77", "-100.00", "-60.01"):
        told.tell(
            "2026-01-05,joint,buy,VWO,100,1000.00,L7,",
            f"2026-03-05,joint,sell,VWO,50,400.00,L7,{gain}",
            "2026-03-20,joint,buy,VWO,20,160.00,L8,",
            columns=columns,
        )
        notes.append([(note.what, note.where) for note in told.open().check().notes])
    assert notes == [
        [
            (
                (
                    "the gain of VWO sold on 2026-03-05 in joint is $77.00 in its row; the lots "
                    "give ($100.00), ($60.00) after wash sales"
                ),
                "data/transactions.csv:3",
            )
        ],
        [],
        [],
    ]


def without_lots(history: str) -> str:
    return HEAD.format(history=history).replace('lots = "data/lots.csv"\n', "")


@pytest.mark.parametrize("history", ["complete", "partial"])
def test_a_loss_carried_in_otherwise_than_a_complete_record_leaves_it_is_named(
    told: Told, history: str
) -> None:
    told.tell(
        "2025-01-05,joint,buy,BND,100,8000.00,B1",
        "2025-03-03,joint,sell,BND,100,1000.00,B1",
        head=without_lots(history),
        more='[taxes]\nfiling_status = "single"\ncarryforward_short = "1"\n',
    )
    named = [note.what for note in told.open().check().notes if "carryforward" in note.what]
    said = "carryforward_short is $1.00; the transactions of 2025 and before leave $4,000.00"
    assert named == ([said] if history == "complete" else [])


def test_results_given_beside_sales_of_unknown_gain_are_named_with_them(told: Told) -> None:
    told.tell(
        "2026-06-05,joint,sell,VWO,5,60.00,L1",
        head=without_lots("partial"),
        more='[taxes]\nfiling_status = "single"\nrealized_short = "-5"\n',
    )
    assert (
        "realized_short is ($5.00); the transactions of 2026 give $0.00, without 1 sale of unknown "
        "gain"
    ) in [note.what for note in told.open().check().notes]


def test_lots_show_the_basis_and_the_date_after_wash_sales(told: Told) -> None:
    plain = "VWO,30,2026-03-20,1260.00,L8,,"
    differences(told, TRUE_LOTS[0], plain, history="partial")
    line = next(line for line in told.open().lots().lots if line.lot_id == "L8")
    assert str(line.basis) == "1560.00"
    assert str(line.wash_adjustment) == "300.00"
    assert str(line.long_term_on) == "2027-01-24"


def test_status_dates_what_not_to_buy_and_what_not_to_sell(told: Told) -> None:
    prices = 'prices = "data/prices.csv"\n'
    told.tell(
        "2026-01-05,joint,buy,VWO,100,5000.00,L7",
        "2026-06-01,joint,buy,VWO,10,420.00,L8",
        "2025-01-05,joint,buy,BND,10,800.00,B1",
        "2026-06-10,joint,sell,BND,10,700.00,B1",
        more=prices,
    )
    told.root.joinpath("data/prices.csv").write_text("symbol,price\nVWO,40\n")
    status = told.open().status()
    (buy,) = status.do_not_buy
    assert (buy.symbols, str(buy.until), str(buy.loss)) == (("BND",), "2026-07-11", "100.00")
    (sell,) = status.do_not_sell
    assert (sell.lot_id, str(sell.wash_clear_on)) == ("L7", "2026-07-02")


def test_a_loss_that_was_replaced_forbids_no_purchase(told: Told) -> None:
    told.tell(
        "2026-01-05,joint,buy,VWO,10,500.00,L7",
        "2026-06-01,joint,sell,VWO,10,400.00,L7",
        "2026-06-05,joint,buy,VWO,10,400.00,L8",
    )
    assert told.open().status().do_not_buy == ()


def test_a_gain_stated_after_wash_sales_agrees_too(told: Told) -> None:
    columns = "date,account,type,symbol,quantity,amount,lot_id,gain"
    bought = "2026-01-05,joint,buy,VWO,100,5000.00,L7,"
    replaced = "2026-03-03,joint,buy,VWO,10,400.00,L8,"
    for stated, named in (("-600", 0), ("-500", 0), ("", 0), ("-550", 1)):
        sold = f"2026-03-02,joint,sell,VWO,60,2400.00,L7,{stated}"
        told.tell(bought, sold, replaced, columns=columns)
        notes = [note.what for note in told.open().check().notes]
        assert len([what for what in notes if "in its row" in what]) == named


def test_losses_carried_in_that_nobody_gives_contradict_nothing(told: Told) -> None:
    rows = ("2025-01-05,joint,buy,VWO,1,9000.00,L7", "2025-03-05,joint,sell,VWO,1,1000.00,L7")
    told.tell(*rows, more="[taxes]\n")
    assert not [note for note in told.open().check().notes if "carryforward" in note.what]


def test_a_gain_that_is_not_known_is_named_once(told: Told) -> None:
    told.tell("2026-01-05,joint,buy,VWO,100,5000.00,L7", "2026-03-02,joint,sell,VWO,60,,L7")
    assert [note.what for note in told.open().check().notes if "not known" in note.what] == [
        "the gain of VWO sold on 2026-03-02 in joint is not known: what it brought in is not"
    ]
