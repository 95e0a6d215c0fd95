from datetime import date, time
from decimal import Decimal

import pytest

from tests.brokers.ibkr.flex_samples import BUY, CLOSED, SELL, read_xml, whats, xml
from trimtab.brokers.ibkr.flex_xml import FlexXml
from trimtab.domain import TransactionType


def test_a_purchase_carries_its_total_cost_and_the_name_of_its_lot() -> None:
    (row,) = read_xml(trades=[BUY]).transactions
    assert row.type is TransactionType.BUY
    assert (row.trade_date, row.time) == (date(2026, 11, 2), time(10, 15))
    assert (row.quantity, row.price) == (Decimal(10), Decimal(50))
    assert (row.amount, row.fee) == (Decimal(501), Decimal(1))
    assert (row.lot_id, row.order_id, row.row_id) == ("77", "5", "1")
    assert row.gain is None
    assert row.account_id == "U1"
    assert row.source == "flex.xml:7"


def test_a_sale_carries_net_proceeds_and_its_gain_and_names_no_lot() -> None:
    (row,) = read_xml(trades=[SELL]).transactions
    assert row.type is TransactionType.SELL
    assert (row.quantity, row.amount) == (Decimal(10), Decimal(499))
    assert row.gain == Decimal("-20.50")
    assert row.lot_id is None


@pytest.mark.parametrize("notes", ["R", "R;FP", "P,R"])
def test_the_code_r_is_a_reinvestment(notes: str) -> None:
    (row,) = read_xml(trades=[BUY | {"notes": notes}]).transactions
    assert row.type is TransactionType.REINVEST


def test_codes_that_contain_an_r_are_not_reinvestments() -> None:
    (row,) = read_xml(trades=[BUY | {"notes": "RP"}]).transactions
    assert row.type is TransactionType.BUY


def test_the_gain_is_the_sum_of_all_closed_lots() -> None:
    lots = [
        CLOSED | {"quantity": "4", "fifoPnlRealized": "-30"},
        CLOSED | {"quantity": "6", "fifoPnlRealized": "12.25"},
    ]
    (row,) = read_xml(trades=[SELL, *lots]).transactions
    assert row.gain == Decimal("-17.75")


def test_closed_lots_that_are_not_the_whole_sale_do_not_count() -> None:
    (row,) = read_xml(
        trades=[SELL, CLOSED | {"quantity": "4", "fifoPnlRealized": "-30"}]
    ).transactions
    assert row.gain == Decimal("-20.50")


def test_closed_lots_of_another_symbol_do_not_count() -> None:
    (row,) = read_xml(
        trades=[SELL, CLOSED | {"symbol": "VEA", "fifoPnlRealized": "99"}]
    ).transactions
    assert row.gain == Decimal("-20.50")


def test_closed_lots_find_their_sale_in_a_statement_on_one_line() -> None:
    other = {"symbol": "VEA"}
    text = xml(
        trades=[SELL, CLOSED | {"fifoPnlRealized": "7"}, SELL | other, CLOSED | other]
    ).replace("\n", " ")
    (statement,) = FlexXml().read(text, file="f")
    assert [row.gain for row in statement.transactions] == [Decimal(7), Decimal("-20.5")]


def test_a_sale_without_a_stated_gain_has_none() -> None:
    (row,) = read_xml(trades=[SELL | {"fifoPnlRealized": ""}]).transactions
    assert row.gain is None


def test_without_net_cash_the_total_is_proceeds_commission_and_taxes() -> None:
    bought, sold = read_xml(
        trades=[BUY | {"netCash": "", "taxes": "-0.25"}, SELL | {"netCash": "", "taxes": "-0.25"}]
    ).transactions
    assert bought.amount == Decimal("501.25")
    assert sold.amount == Decimal("498.75")
    assert bought.fee == sold.fee == Decimal("1.25")


def test_a_rebate_is_no_fee() -> None:
    (row,) = read_xml(trades=[BUY | {"ibCommission": "0.4", "netCash": "-499.6"}]).transactions
    assert row.fee == 0
    assert row.amount == Decimal("499.60")


def test_rows_that_add_up_executions_are_not_read_and_counted() -> None:
    statement = read_xml(trades=[BUY | {"levelOfDetail": "ORDER"}, BUY])
    assert len(statement.transactions) == 1
    assert statement.notes == ("Not read: rows of Trades that add up executions, 1 in all.",)


def test_without_executions_the_box_to_tick_is_named() -> None:
    statement = read_xml(trades=[BUY | {"levelOfDetail": "ORDER"}])
    assert statement.transactions == ()
    assert "none of EXECUTION level" in whats(statement)[0]
    assert "Choose Executions" in statement.problems[0].fix


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (BUY | {"buySell": "BUY (Ca.)"}, "it cancels another trade"),
        (BUY | {"notes": "P;Ca"}, "it cancels another trade"),
        (SELL | {"openCloseIndicator": "O"}, "it opens or closes a short position"),
        (BUY | {"openCloseIndicator": "C;O"}, "it opens or closes a short position"),
        (BUY | {"buySell": "HOLD"}, "`HOLD` is neither BUY nor SELL"),
        (BUY | {"tradeDate": ""}, "the trade date is empty"),
        (BUY | {"tradeDate": "02/11/2026"}, "is not a date"),
        (BUY | {"quantity": "0"}, "the quantity is 0"),
        (BUY | {"tradePrice": ""}, "tradeprice is empty"),
    ],
)
def test_a_trade_that_is_not_a_plain_one_is_named(row: dict[str, str], reason: str) -> None:
    statement = read_xml(trades=[row])
    assert statement.transactions == ()
    assert reason in whats(statement)[0]
    assert statement.problems[0].line == 7


def test_a_trade_in_another_currency_is_refused_and_an_option_left_out() -> None:
    statement = read_xml(
        trades=[
            BUY | {"currency": "EUR", "symbol": "SAP"},
            BUY | {"assetCategory": "CASH", "symbol": "EUR.USD"},
        ]
    )
    assert statement.transactions == ()
    assert whats(statement) == ["SAP is in EUR"]
    assert statement.notes == ("Left out: EUR.USD (line 8), a currency.",)


def test_columns_that_trades_lack_are_named() -> None:
    bare = {name: value for name, value in BUY.items() if name != "tradeDate"}
    assert whats(read_xml(trades=[bare])) == ["Trades: the query leaves out Trade Date"]


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"netCash": "-100"}, "10 shares at 50 are $500.00, the row says $100.00"),
        ({"tradePrice": "5"}, "10 shares at 5 are $50.00, the row says $501.00"),
        ({"quantity": "-10"}, "the quantity is -10"),
    ],
)
def test_figures_that_cannot_all_be_true_are_a_problem(wrong: dict[str, str], what: str) -> None:
    statement = read_xml(trades=[BUY | wrong])
    assert statement.transactions == ()
    assert what in whats(statement)[0]
