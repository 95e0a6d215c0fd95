"""Alpaca's activities as rows and as lots: nothing dropped in silence, nothing made up."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.brokers.alpaca.local import Alpaca, local, sim_account
from tests.contracts.broker import BND, LONG_AGO, NEW, OLD, VTI
from trimtab.brokers.alpaca.activities import read
from trimtab.brokers.alpaca.lots import rebuilt
from trimtab.brokers.simulators.books import SimLot
from trimtab.domain import AccountId, Symbol, TransactionType
from trimtab.domain.brokerage import BrokerAccount
from trimtab.errors import Unavailable

ME = AccountId("****1234")
ACCOUNT = BrokerAccount(key="1", number="PA3X1234")
TODAY = date(2026, 6, 15)
Json = dict[str, Any]


def fill(
    day: str, side: str, qty: str, price: str, symbol: str = "VTI", *, at: str = "15:00"
) -> Json:
    return {
        "id": f"{day.replace('-', '')}{at.replace(':', '')}::{side}{qty}",
        "activity_type": "FILL",
        "transaction_time": f"{day}T{at}:00.123456789Z",
        "side": side,
        "qty": qty,
        "price": price,
        "symbol": symbol,
        "order_id": f"order-{day}-{at.replace(':', '')}-{side}",
    }


def other(kind: str, day: str, **more: str) -> Json:
    return {"id": f"{day}::{kind}{more}", "activity_type": kind, "date": day, **more}


def lots_of(*activities: Json, symbol: Symbol = VTI, held: str) -> list[tuple[object, ...]] | str:
    found = rebuilt(read(activities, ME), ACCOUNT, TODAY)
    lots, why = found.of(symbol, Decimal(held), Decimal(held))
    return why if lots is None else [(lot.acquired, lot.quantity, lot.basis) for lot in lots]


def test_money_and_shares_of_every_kind_become_rows_of_their_kind() -> None:
    rows = read(
        [
            other("CSD", "2026-01-02", net_amount="5000"),
            fill("2026-01-05", "buy", "10", "100"),
            other("DIV", "2026-02-02", net_amount="12.34", symbol="VTI"),
            other("DIVCGL", "2026-02-02", net_amount="3", symbol="VTI"),
            other("DIVTXEX", "2026-02-02", net_amount="2", symbol="VTI"),
            other("DIVROC", "2026-02-02", net_amount="1", symbol="VTI"),
            other("JNLC", "2026-02-03", net_amount="-100"),
            other("ACATS", "2026-02-03", qty="4", symbol="BND"),
            other("JNLS", "2026-02-04", qty="-1", symbol="BND"),
            fill("2026-02-05", "sell", "3", "101.5"),
        ],
        ME,
    ).rows
    kinds = TransactionType
    assert [(row.type, row.quantity, row.amount) for row in rows] == [
        (kinds.DEPOSIT, None, 5000),
        (kinds.BUY, 10, 1000),
        (kinds.DIVIDEND, None, Decimal("12.34")),
        (kinds.CAPITAL_GAIN_DISTRIBUTION, None, 3),
        (kinds.EXEMPT_DIVIDEND, None, 2),
        (kinds.RETURN_OF_CAPITAL, None, 1),
        (kinds.WITHDRAWAL, None, 100),
        (kinds.TRANSFER_IN, 4, None),
        (kinds.TRANSFER_OUT, 1, None),
        (kinds.SELL, 3, Decimal("304.50")),
    ]


def test_a_day_is_new_yorks() -> None:
    late = fill("2026-01-06", "buy", "1", "100", at="03:30")
    assert read([late], ME).rows[0].trade_date == date(2026, 1, 5)


def test_what_no_row_says_is_named_and_what_was_canceled_did_not_happen() -> None:
    found = read(
        [
            other("MA", "2026-03-02", qty="10", symbol="OLDCO"),
            other("QQQ", "2026-03-03", net_amount="1.5"),
            other("INT", "2026-03-04", net_amount="0.12"),
            other("DIV", "2026-03-05", net_amount="9", symbol="VTI", status="canceled"),
            {**fill("2026-03-06", "sell_short", "5", "10"), "symbol": "SHRT"},
            {**fill("2026-03-07", "buy", "0.1", "60000"), "symbol": "BTC/USD"},
            {**fill("2026-03-08", "buy", "1", "4"), "symbol": "VTI260116C00100000"},
        ],
        ME,
    )
    assert found.rows == ()
    told = " ".join(text for _, text in found.notes)
    assert "MA on 2026-03-02 (10 shares OLDCO) is no row" in told
    assert "QQQ on 2026-03-03 (1.5 dollars) is no row" in told
    assert "1 INT on 2026-03-04" in told
    assert "FILL on 2026-03-06 (5 shares SHRT)" in told
    assert "FILL on 2026-03-07 (0.1 shares BTC/USD)" in told
    assert "FILL on 2026-03-08 (1 shares VTI260116C00100000)" in told
    assert "DIV" not in told
    assert set(found.unclear) == {"OLDCO", "SHRT"}


def test_lots_are_the_purchases_less_the_oldest_that_were_sold() -> None:
    assert lots_of(
        fill("2021-02-16", "buy", "10", "120"),
        fill("2022-05-04", "buy", "4", "90"),
        fill("2025-10-02", "sell", "12", "130"),
        held="2",
    ) == [(date(2022, 5, 4), 2, 180)]


@pytest.mark.parametrize(
    "split",
    [
        [other("SPLIT", "2024-06-10", qty="90", symbol="VTI")],
        [
            other("SPLIT", "2024-06-10", qty="-10", symbol="VTI"),
            other("SPLIT", "2024-06-10", qty="100", symbol="VTI"),
        ],
    ],
)
def test_a_split_keeps_days_and_basis_however_it_is_written(split: list[Json]) -> None:
    first = fill("2021-02-16", "buy", "10", "120")
    assert lots_of(first, *split, held="100") == [(date(2021, 2, 16), 100, 1200)]


def test_a_new_name_keeps_days_and_basis() -> None:
    assert lots_of(
        fill("2021-02-16", "buy", "10", "120", "FB"),
        other("NC", "2022-06-09", qty="-10", symbol="FB"),
        other("NC", "2022-06-09", qty="10", symbol="META"),
        symbol=Symbol("META"),
        held="10",
    ) == [(date(2021, 2, 16), 10, 1200)]


def test_a_wash_sale_in_the_account_moves_its_basis() -> None:
    lots = lots_of(
        fill("2026-03-02", "buy", "10", "120"),
        fill("2026-04-01", "sell", "10", "100"),
        fill("2026-04-15", "buy", "10", "100"),
        held="10",
    )
    assert lots == [(date(2026, 4, 15), 10, 1200)]


def test_there_are_no_lots_where_the_past_is_not_all_there() -> None:
    bought = fill("2021-02-16", "buy", "10", "120")
    assert lots_of(bought, held="15") == "its activities add up to 10 shares"
    moved = other("ACATS", "2022-03-01", qty="5", symbol="VTI")
    assert lots_of(bought, moved, held="15") == "shares were transferred on 2022-03-01"
    merged = other("MA", "2022-03-01", qty="5", symbol="VTI")
    assert lots_of(bought, merged, held="15") == "MA on 2022-03-01 cannot be read"
    assert lots_of(held="3") == "its activities add up to 0 shares"


def test_a_position_that_came_by_transfer_has_no_lots_and_says_why() -> None:
    lot = SimLot(
        number=1,
        symbol="VTI",
        quantity=Decimal(10),
        cost=Decimal(0),
        acquired=None,
        cost_known=False,
    )
    with local(sim_account(lot)) as at:
        seen = at.broker.snapshot(at.account)
        assert [one.lots for one in seen.positions] == [None]
        assert seen.unclear == {VTI: "shares were transferred on 2019-01-03"}


@pytest.fixture
def at() -> Iterator[Alpaca]:
    with local() as found:
        yield found


def test_activities_are_paged_through_to_the_last(
    at: Alpaca, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trimtab.brokers.alpaca.activities._PAGE", 2)
    for number in range(5):
        day = f"2026-02-0{number + 1}"
        at.set("activities", **other("DIV", day, net_amount="1", symbol="VTI"))
    rows = at.broker.activity(at.account, since=LONG_AGO, until=TODAY).transactions
    assert len(rows) == 2 + 5
    assert at.sent("GET /v2/account/activities") == 4
    days = at.broker.activity(at.account, since=date(2026, 2, 2), until=date(2026, 2, 4))
    assert [row.trade_date.day for row in days.transactions] == [2, 3, 4]


def test_activities_that_never_end_are_no_list(at: Alpaca, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trimtab.brokers.alpaca.activities._PAGE", 1)
    monkeypatch.setattr("trimtab.brokers.simulators.alpaca.past.page", lambda found, _: found[:1])
    with pytest.raises(Unavailable, match="paged"):
        at.broker.activity(at.account, since=LONG_AGO, until=TODAY)


def test_lots_of_the_snapshot_have_names_that_last(at: Alpaca) -> None:
    first, again = (at.broker.snapshot(at.account).positions[0].lots for _ in range(2))
    assert first == again
    assert first is not None
    assert [lot.lot_id for lot in first] == [
        "alpaca 1234 VTI 2021-02-16",
        "alpaca 1234 VTI 2025-10-02",
    ]
    assert {lot.symbol for lot in first} == {VTI}
    assert BND not in {lot.symbol for lot in first}
    assert [lot.basis for lot in first] == [OLD.basis, NEW.basis]


trades = st.lists(
    st.tuples(st.booleans(), st.integers(1, 30), st.integers(100, 20_000)), min_size=1, max_size=12
)


@settings(max_examples=30, deadline=None)
@given(trades)
def test_shares_and_purchase_cost_are_conserved(made: list[tuple[bool, int, int]]) -> None:
    held, cost, activities = 0, Decimal(0), []
    for number, (buys, shares, cents) in enumerate(made):
        day, price = f"2020-{number + 1:02d}-10", Decimal(cents) / 100
        if not buys and shares > held:
            continue
        held += shares if buys else -shares
        cost += shares * price if buys else 0
        activities.append(fill(day, "buy" if buys else "sell", str(shares), str(price)))
    found = rebuilt(read(activities, ME), ACCOUNT, TODAY).lots.get(VTI, ())
    assert sum(lot.quantity for lot in found) == held
    assert [lot.acquired for lot in found] == sorted(lot.acquired or TODAY for lot in found)
    # Basis leaves with what is sold, and a wash sale moves its loss: never more than was paid and
    # denied together.
    assert all(lot.basis is not None and lot.basis >= 0 for lot in found)
    if all(one["side"] == "buy" for one in activities):
        assert sum(lot.basis or 0 for lot in found) == cost
