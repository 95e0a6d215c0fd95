"""The file of tickets: what a spreadsheet gets, and what comes back from it."""

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.execution.desk_of import LEGS, PRICES
from tests.execution.tickets_of import run_of
from trimtab.brokers.tickets import read_results, tickets_csv
from trimtab.brokers.tickets.columns import HEADERS, RESULTS, WORDS
from trimtab.domain import AccountId, LotMethod, OrderStatus
from trimtab.execution.tickets import AccountTickets, Ticket
from trimtab.execution.told import Told, objections

RUN = run_of()
# What spreadsheets take for the beginning of a formula, in both widths.
FORMULA = "=+-@|%\uff1d\uff0b\uff0d\uff20\t\r\n"
HEADER = list(HEADERS.values())


def account(name: str = "Joint", account_id: str = "joint") -> AccountTickets:
    """All of the plan's orders in one account, whatever it is called."""
    tickets = []
    for leg in LEGS:
        state = RUN.leg(leg.number)
        assert state.order is not None
        tickets.append(Ticket(leg=leg, order=state.order, state=state))
    return AccountTickets(
        account_id=AccountId(account_id),
        name=name,
        broker="",
        taxable=True,
        lot_method=LotMethod.SPECIFIC,
        cash=Decimal(500),
        min_cash=Decimal(0),
        tickets=tuple(tickets),
    )


def written(**named: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(tickets_csv("7K3F", account(**named)), newline="")))


def filled_in(rows: list[dict[str, str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADER, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_rows_have_the_plans_orders_shares_and_dollars() -> None:
    rows = written()
    assert [(row["order"], row["side"], row["symbol"], row["shares"]) for row in rows] == [
        (str(leg.number), leg.side.value, str(leg.symbol), str(leg.quantity)) for leg in LEGS
    ]
    planned = sum((leg.value for leg in LEGS), start=Decimal(0))
    at_limits = sum(Decimal(row["shares"]) * Decimal(row["limit price"]) for row in rows)
    offset = sum(
        (
            leg.quantity * abs(Decimal(row["limit price"]) - Decimal(PRICES[row["symbol"]]))
            for leg, row in zip(LEGS, rows, strict=True)
        ),
        start=Decimal(0),
    )
    assert abs(at_limits - planned) <= offset <= planned * Decimal("0.0011")


def test_lines_end_as_rfc_4180_has_it() -> None:
    text = tickets_csv("7K3F", account())
    assert text.count("\r\n") == text.count("\n") == len(LEGS) + 1


@given(
    name=st.text(
        st.one_of(st.sampled_from(f"{FORMULA}' \","), st.characters(codec="utf-8")),
        max_size=12,
    ),
    first=st.sampled_from("=+-@|%"),
)
def test_no_text_of_anybody_becomes_a_formula(name: str, first: str) -> None:
    for row in written(name=name, account_id=f"{first}joint"):
        for cell in row.values():
            assert not cell.lstrip(" ").startswith(tuple(FORMULA))
    (row, *_) = written(name=name)
    assert row["account name"].removeprefix("'") == name.removeprefix("'") or name.startswith("'")


def test_a_plans_id_stands_never_alone_because_it_may_look_like_a_number() -> None:
    text = tickets_csv("7E30", account())
    rows = csv.DictReader(io.StringIO(text, newline=""))
    assert {row["plan"] for row in rows} == {"plan 7E30"}


def test_a_file_that_nobody_filled_in_tells_nothing() -> None:
    assert read_results(tickets_csv("7K3F", account()), RUN, file="t.csv") == ((), ())


@given(st.data())
def test_what_is_filled_in_comes_back_as_it_was_told(data: st.DataObject) -> None:
    rows, meant = written(), []
    for row, leg in zip(rows, LEGS, strict=True):
        word = data.draw(st.sampled_from(["", "filled", "partly", "cancelled", "not done"]))
        whole = int(leg.quantity)
        shares = {
            "filled": whole,
            "partly": data.draw(st.integers(1, whole - 1)),
            "cancelled": data.draw(st.integers(0, whole - 1)),
        }.get(word, 0)
        row["result"] = word
        if not word:
            continue
        limit = Decimal(row["limit price"])
        row["filled shares"] = str(shares)
        row["average price"] = str(limit) if shares else ""
        row["fees"] = data.draw(st.sampled_from(["", "0.65"]))
        meant.append((leg.number, RESULTS[word], Decimal(shares), Decimal(row["fees"] or 0)))
    told, problems = read_results(filled_in(rows), RUN, file="t.csv")
    assert problems == ()
    assert [(one.leg, one.status, one.filled, one.commission) for one in told] == meant
    assert objections(RUN, told, sure=False) == ()


def test_what_a_spreadsheet_does_to_a_file_is_understood() -> None:
    text = (
        "\ufeffsymbol,Side,shares,plan,order,Result,Filled Shares,Average Price,,\r\n"
        'AAA,SELL,"20",Plan 7k3f,1.0, Filled ,20.00,"$1,00.00",,\r\n'
    ).replace("$1,00.00", "$99.95")
    told, problems = read_results(text, RUN, file="t.csv")
    assert problems == ()
    (one,) = told
    assert (one.leg, one.status, one.filled, one.average_price) == (
        1,
        OrderStatus.FILLED,
        Decimal("20.00"),
        Decimal("99.95"),
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"result": "done"}, "`done` is no result"),
        ({"result": ""}, "figures and no result"),
        ({"plan": "plan ZZZZ"}, "a row of plan ZZZZ, not 7K3F"),
        ({"plan": ""}, "without a name"),
        ({"order": "99"}, "order 99 is no ticket"),
        ({"order": "1.5"}, "without the number of its order"),
        ({"symbol": "BBB"}, "order 1 is to sell 20 AAA"),
        ({"side": "buy"}, "order 1 is to sell 20 AAA"),
        ({"shares": "21"}, "order 1 is to sell 20 AAA"),
        ({"filled shares": ""}, "without shares"),
        ({"filled shares": "many"}, "is not a number"),
        ({"average price": "1e99"}, "is not an amount"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_its_line(
    change: dict[str, str], said: str
) -> None:
    good = {"result": "filled", "filled shares": "20", "average price": "99.95"}
    rows = written()
    rows[0] |= good | change
    rows[1] |= {"result": "gone"}
    told, problems = read_results(filled_in(rows), RUN, file="t.csv")
    assert told == ()
    assert [problem.line for problem in problems] == [2, 3]
    assert said in problems[0].what
    assert all(problem.fix or "is not a" in problem.what for problem in problems)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no file of tickets"),
        ("a,b\n1,2\n", "no file of tickets"),
        ("plan,order\nplan 7K3F,1\n", "lacks the column"),
        ("plan;order;side;symbol;shares;result\nplan 7K3F;1;sell;AAA;20;filled\n", "no file of"),
        ('plan,order\n"plan 7K3F,1\n', "cannot be read as comma-separated"),
    ],
)
def test_a_file_that_is_something_else_is_refused(text: str, said: str) -> None:
    told, (problem,) = read_results(text, RUN, file="t.csv")
    assert told == ()
    assert said in problem.what


def test_a_row_with_too_many_cells_is_not_guessed_at() -> None:
    text = tickets_csv("7K3F", account()).replace(",,,,\r\n", ",filled,1,110,561.70,0\r\n", 1)
    told, problems = read_results(text, RUN, file="t.csv")
    assert told == ()
    assert "too many cells" in problems[0].what


def test_what_was_told_stands_in_a_file_that_is_written_again() -> None:
    tickets = account().tickets
    state = replace(
        tickets[0].state,
        status=OrderStatus.PARTLY_FILLED,
        filled=Decimal(7),
        average_price=Decimal("99.9333"),
        commission=Decimal("0.65"),
    )
    again = replace(account(), tickets=(replace(tickets[0], state=state), *tickets[1:]))
    told, problems = read_results(tickets_csv("7K3F", again), RUN, file="t.csv")
    assert problems == ()
    assert told == (
        Told(
            leg=1,
            status=OrderStatus.PARTLY_FILLED,
            filled=Decimal(7),
            average_price=Decimal("99.9333"),
            commission=Decimal("0.65"),
            line=2,
        ),
    )


def test_every_result_that_is_written_can_be_read() -> None:
    assert {RESULTS[word] for word in WORDS.values()} == set(WORDS)
