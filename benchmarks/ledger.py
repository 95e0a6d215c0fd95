"""How long rebuilding a household's record takes, and how that grows with its length.

Fifteen years of purchases, reinvestments and sales in five accounts, four securities declared
identical in pairs; one row in five sells, by the account's method. Measured twice: with as many
securities as keep the record equally dense at every size, and with twenty-four at every size.
Target: 20,000 transactions in under 2 seconds, growth close to linear. Prints the tables and writes
docs/benchmarks/ledger.md.

    python benchmarks/ledger.py [--runs 3]
"""

import argparse
import gc
import platform
import sys
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from time import perf_counter, process_time

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
from trimtab.tax import TaxHistory, rebuild

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks" / "ledger.md"
BUDGET_ROWS, BUDGET = 20_000, 2.0
FIRST, LAST = date(2011, 1, 3), date(2025, 12, 31)
SECURITIES = 24
ROWS_EACH = 208  # rows for each security where the record is equally dense at every size
METHODS = (LotMethod.SPECIFIC, LotMethod.FIFO, LotMethod.HIFO, LotMethod.LIFO, LotMethod.FIFO)
ROTH = 4  # the place of the one sheltered account
SELLING = 0.2  # the part of rows that sell, where something is held
SIZES = (1_000, 5_000, 20_000, 100_000)


def household_of(rows: int, securities: int = SECURITIES, seed: int = 1) -> Household:
    """A household with `rows` transactions; the same for the same seed."""
    random = Random(seed)
    symbols = tuple(Symbol(f"FUND{number:03}") for number in range(securities))
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
        account, symbol = random.choice(accounts).account_id, random.choice(symbols)
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
        identical=IdenticalGroups([symbols[0:2], symbols[2:4]]),
        transactions=tuple(made),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One size: the least times of all runs, and the peak of memory beside the transactions.

    seconds    wall time
    processor  time that the processor spent on it, whatever else the machine did
    """

    rows: int
    securities: int
    seconds: float
    processor: float
    peak: int
    sales: int
    washes: int

    @property
    def each(self) -> float:
        """Microseconds of the processor a row."""
        return self.processor / self.rows * 1e6


def measured(rows: int, securities: int, runs: int) -> Measured:
    """Rebuild a household of `rows`; a row that does not fit stops the benchmark."""
    household = household_of(rows, securities)
    seconds: list[float] = []
    processor: list[float] = []
    for _ in range(runs):
        gc.collect()
        started, busy = perf_counter(), process_time()
        history = rebuild(household, as_of=LAST)
        gc.collect(0)  # rebuilding puts the search for cycles off until it is done
        seconds.append(perf_counter() - started)
        processor.append(process_time() - busy)
        del history
    history, peak = traced(household)
    if history.problems:
        raise SystemExit(str(history.problems[0]))
    return Measured(
        rows=rows,
        securities=securities,
        seconds=min(seconds),
        processor=min(processor),
        peak=peak,
        sales=len(history.sales),
        washes=len(history.wash_sales),
    )


def traced(household: Household) -> tuple[TaxHistory, int]:
    """(the history, the most bytes that rebuilding it held at once); slow, so it is not timed."""
    tracemalloc.start()
    history = rebuild(household, as_of=LAST)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return history, peak


def table(found: Sequence[Measured]) -> str:
    """The lines of one table."""
    first = found[0]
    return "\n".join(
        f"| {one.rows:,} | {one.securities} | {one.seconds:.2f} | {one.processor:.2f} "
        f"| {one.each:.0f} | {one.each / first.each:.1f}x | {one.sales / one.rows:.2f} "
        f"| {one.washes / one.rows:.2f} | {one.peak / 2**20:.0f} |"
        for one in found
    )


_HEAD = """\
| rows | securities | seconds | processor | µs each | growth | sales each | washes each | MiB |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""


def page(even: Sequence[Measured], dense: Sequence[Measured], runs: int) -> str:
    """The page for the documentation."""
    return f"""# Rebuilding a record

Every lot, sale and wash sale of a household out of its transactions: fifteen years in five
accounts, one row in five a sale. The budget is {BUDGET:.0f} seconds for {BUDGET_ROWS:,}
transactions. *Growth* is the processor's time for a row against that of the first line; 1.0x at
every size is linear. *Sales each* and *washes each* are sale lines and wash sales for each row,
*MiB* the most that rebuilding holds beside the transactions.

## The same density at every size

A longer record here is one of more securities, so that a row meets as many lots, and a window of
61 days holds as many purchases, at every size.

{_HEAD}
{table(even)}

## {SECURITIES} securities at every size

A longer record of the same fifteen years and securities is denser: a window holds more purchases,
so that a row makes more sales by lot and up to five times as many wash sales. What grows beside
that is the copying of a position's lots at each change, and the search of an account that sells
the highest basis first, which looks at every lot of the security.

{_HEAD}
{table(dense)}

*Seconds* are wall time and *processor* is the processor's, each the least of {runs} runs. Python
{platform.python_version()}, {platform.machine()}, a machine shared
with other work: where the two differ, it was busy, and the wall time is not of the rebuild
alone; a busy neighbour makes the processor's time longer too, because the two share its caches.

Repeat with `make bench` or `python benchmarks/ledger.py`.
"""


def main() -> None:
    """Run, print, write the page, and complain when the budget is passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="runs to take the least time of")
    runs: int = parser.parse_args().runs
    even = [measured(rows, rows // ROWS_EACH, runs) for rows in SIZES]
    dense = [measured(rows, SECURITIES, runs) for rows in SIZES]
    text = page(even, dense, runs)
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    print(text)
    if any(one.rows == BUDGET_ROWS and one.processor > BUDGET for one in dense):
        print(f"warning: over the budget of {BUDGET:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
