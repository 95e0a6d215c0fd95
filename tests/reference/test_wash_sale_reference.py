"""The engine agrees with the share-by-share matcher on random households."""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from random import Random

import pytest

from tests.reference.wash_sale_matcher import Disposal, Outcome, Purchase, match
from trimtab.domain import (
    Account,
    AccountId,
    History,
    Household,
    IdenticalGroups,
    LotId,
    OrderId,
    Registration,
    Symbol,
    Transaction,
    TransactionType,
)
from trimtab.tax import TaxHistory, WashRules, rebuild

START = date(2023, 12, 1)
ACCOUNTS = ("joint", "single", "roth")
GROUP_OF = {"VOO": "sp500", "IVV": "sp500", "BND": "bonds"}


class RandomHistory:
    """Random purchases and sales, a few of each, close enough in time to meet."""

    def __init__(self, seed: int, spans: tuple[int, ...] = (40, 90, 150)) -> None:
        self.random = Random(seed)
        self.purchases: list[Purchase] = []
        self.disposals: list[Disposal] = []
        self.rows: list[Transaction] = []
        self.span = self.random.choice(spans)
        for number in range(self.random.randint(2, 9)):
            self.buy(number)
        for number in range(self.random.randint(1, 9)):
            self.sell(number)
        # Sales of one day go in the order in which their lots were acquired (W8).
        rank_of = {one.lot: one.rank for one in self.purchases}
        self.disposals.sort(key=lambda one: (one.day, rank_of[one.lot], one.name))
        self.random.shuffle(self.rows)

    def buy(self, number: int) -> None:
        lot = f"L{number}"
        account, symbol = self.random.choice(ACCOUNTS), self.random.choice(tuple(GROUP_OF))
        day, count = self.random.randint(0, self.span), self.random.randint(1, 6)
        order = f"order {self.random.randint(0, 20):02} {account} {symbol} {day:03}"
        cost = self.random.randint(1, 12) * 100
        self.purchases.append(
            Purchase(lot, order, GROUP_OF[symbol], account == "roth", day, count, cost)
        )
        self.rows.append(
            Transaction(
                trade_date=START + timedelta(days=day),
                account_id=AccountId(account),
                type=TransactionType.BUY,
                symbol=Symbol(symbol),
                quantity=Decimal(count),
                amount=Decimal(count * cost) / 100,
                lot_id=LotId(lot),
                order_id=OrderId(order),
            )
        )

    def sell(self, number: int) -> None:
        row = self.random.choice(self.rows[: len(self.purchases)])
        assert row.lot_id is not None
        assert row.quantity is not None
        lot = str(row.lot_id)
        gone = sum(one.count for one in self.disposals if one.lot == lot)
        room = int(row.quantity) - gone
        if not room:
            return
        bought = (row.trade_date - START).days
        day, count = (
            bought + self.random.randint(0, min(60, self.span)),
            self.random.randint(1, room),
        )
        price = self.random.randint(0, 12) * 100
        self.disposals.append(Disposal(f"D{number}", lot, day, count, price))
        self.rows.append(
            Transaction(
                trade_date=START + timedelta(days=day),
                account_id=row.account_id,
                type=TransactionType.SELL,
                symbol=row.symbol,
                quantity=Decimal(count),
                amount=Decimal(count * price) / 100,
                lot_id=row.lot_id,
                row_id=f"D{number}",
            )
        )

    def rebuilt(self, *, batch: bool) -> TaxHistory:
        household = Household(
            name="Random",
            accounts=tuple(
                Account(
                    account_id=AccountId(name),
                    registration=Registration.ROTH_IRA if name == "roth" else Registration.TAXABLE,
                    history=History.COMPLETE,
                )
                for name in ACCOUNTS
            ),
            identical=IdenticalGroups([[Symbol("VOO"), Symbol("IVV")]]),
            transactions=tuple(self.rows),
        )
        return rebuild(
            household,
            as_of=START + timedelta(days=400),
            rules=WashRules(same_day_batch=batch),
        )


def outcome_of(history: TaxHistory) -> Outcome:
    found = Outcome()
    for line in history.sales:
        found.disallowed[line.sale_id] += int(line.disallowed * 100)
        found.permanent[line.sale_id] += int(line.permanent * 100)
        assert line.gain is not None
        found.gain[line.sale_id] += int(line.gain * 100)
    for one in history.open_lots:
        lot = one.lot
        assert lot.basis is not None
        assert lot.holding_period_start is not None
        unit = lot.basis * 100 / lot.quantity
        start = (lot.holding_period_start - START).days
        found.left[str(lot.lot_id), int(unit), start] += int(lot.quantity)
    return found


def compare(seed: int, *, batch: bool) -> None:
    check(RandomHistory(seed), batch=batch, seed=seed)


def check(random: RandomHistory, *, batch: bool, seed: int) -> None:
    history = random.rebuilt(batch=batch)
    assert not history.problems, (seed, history.problems)
    found = outcome_of(history)
    expected = match(random.purchases, random.disposals, batch=batch)
    sheltered = {one.lot for one in random.purchases if one.sheltered}
    for one in random.disposals:
        if one.lot in sheltered:
            del expected.gain[one.name]
    assert +found.disallowed == +expected.disallowed, seed
    assert +found.permanent == +expected.permanent, seed
    assert found.left == expected.left, seed
    assert dict(found.gain) == dict(expected.gain), seed


@pytest.mark.parametrize("batch", [False, True], ids=["sequential", "batch"])
def test_the_engine_agrees_with_the_law_taken_share_by_share(*, batch: bool) -> None:
    for seed in range(1000):
        compare(seed, batch=batch)


def with_times(random: RandomHistory) -> None:
    """A time for each row: purchases as their orders say, a sale after its lot came in."""
    time_of: dict[str, time] = {}
    for place, row in enumerate(random.rows):
        if row.is_acquisition:
            number = int(str(row.order_id).split()[1])
            at = time(9 + number // 4, number % 4 * 15)
        else:
            at = time(random.random.randint(9, 15), random.random.randint(0, 59))
            time_of[str(row.row_id)] = at
        random.rows[place] = replace(row, time=at)
    rank_of = {one.lot: one.rank for one in random.purchases}
    random.disposals.sort(key=lambda one: (one.day, time_of[one.name], rank_of[one.lot], one.name))


def test_in_a_batch_the_time_of_day_of_other_trades_makes_no_difference() -> None:
    compared = 0
    for seed in range(1500):
        random = RandomHistory(seed, spans=(8,))
        bought = {one.lot: one.day for one in random.purchases}
        if any(bought[one.lot] == one.day for one in random.disposals):
            continue  # bought and sold on one day: there the time does matter (W10)
        with_times(random)
        check(random, batch=True, seed=seed)
        compared += 1
    assert compared > 500


@pytest.mark.long
@pytest.mark.parametrize("batch", [False, True], ids=["sequential", "batch"])
def test_the_engine_agrees_on_many_more_households(*, batch: bool) -> None:
    for seed in range(1000, 20000):
        compare(seed, batch=batch)
