"""How long rebuilding a household's record takes, and how that grows with its length.

Fifteen years of purchases, reinvestments and sales in five accounts and twenty-four securities,
four of them declared identical in pairs; one row in five sells, by the account's method.
Target: 20,000 transactions in under 2 seconds, growth close to linear.
"""

import sys
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from time import perf_counter

from trimtab.domain import (
    Account,
    AccountId,
    History,
    Household,
    IdenticalGroups,
    LotId,
    LotMethod,
    Registration,
    Symbol,
    Transaction,
    TransactionType,
)
from trimtab.tax import rebuild

FIRST, LAST = date(2011, 1, 3), date(2025, 12, 31)
SYMBOLS = tuple(Symbol(f"FUND{number:02}") for number in range(24))
METHODS = (LotMethod.SPECIFIC, LotMethod.FIFO, LotMethod.HIFO, LotMethod.LIFO, LotMethod.FIFO)
ROTH = 4  # the place of the one sheltered account
SELLING = 0.2  # the part of rows that sell, where something is held
SIZES = (1_000, 5_000, 20_000, 100_000)


def household_of(rows: int, seed: int = 1) -> Household:
    """A household with `rows` transactions; the same for the same seed."""
    random = Random(seed)
    accounts = tuple(
        Account(
            account_id=AccountId(f"account{number}"),
            registration=Registration.ROTH_IRA if number == ROTH else Registration.TAXABLE,
            lot_method=method,
            history=History.COMPLETE,
        )
        for number, method in enumerate(METHODS)
    )
    days = (LAST - FIRST).days
    held: dict[tuple[AccountId, Symbol], Decimal] = {}
    made: list[Transaction] = []
    for number in range(rows):
        day = FIRST + timedelta(days=number * days // rows)
        account, symbol = random.choice(accounts).account_id, random.choice(SYMBOLS)
        price = Decimal(random.randint(2_000, 9_000)) / 100
        have = held.get((account, symbol), Decimal(0))
        selling = have > 0 and random.random() < SELLING
        quantity = Decimal(random.randint(1, 200_000)) / 1000
        if selling:
            quantity = min(have, quantity)
        held[account, symbol] = have - quantity if selling else have + quantity
        made.append(
            Transaction(
                trade_date=day,
                account_id=account,
                type=TransactionType.SELL if selling else TransactionType.BUY,
                symbol=symbol,
                quantity=quantity,
                price=price,
                lot_id=None if selling else LotId(f"L{number}"),
            )
        )
    random.shuffle(made)
    return Household(
        name="Benchmark",
        accounts=accounts,
        identical=IdenticalGroups([SYMBOLS[0:2], SYMBOLS[2:4]]),
        transactions=tuple(made),
    )


def main() -> None:
    """Print seconds and microseconds a row for each size."""
    sizes = [int(text) for text in sys.argv[1:]] or SIZES
    print(f"{'transactions':>12}  {'seconds':>8}  {'us each':>8}  {'sales':>7}  {'washes':>7}")
    for size in sizes:
        household = household_of(size)
        started = perf_counter()
        history = rebuild(household, as_of=LAST)
        taken = perf_counter() - started
        if history.problems:
            raise SystemExit(str(history.problems[0]))
        each = taken / size * 1_000_000
        sales, washes = len(history.sales), len(history.wash_sales)
        print(f"{size:>12,}  {taken:>8.2f}  {each:>8.1f}  {sales:>7,}  {washes:>7,}")


if __name__ == "__main__":
    main()
