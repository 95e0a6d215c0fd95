"""Booking announced actions: nothing is lost, nothing appears, nothing happens twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.actions_workspace import AS_OF, Told
from tests.cli.running import data_files
from trimtab.app.actions import apply_actions, undo_actions
from trimtab.domain import Household

ZERO = Decimal(0)
SYMBOLS = ("NVDA", "OLD", "NEW")
COLUMNS = (
    "effective,type,symbol,ratio,new_symbol,cash_per_share,new_price,basis_fraction,fraction_price"
)


def cents(random: Random, least: int, most: int) -> str:
    return f"{Decimal(random.randint(least, most)) / 100:.2f}"


def action(random: Random) -> str:
    day = AS_OF - timedelta(days=random.randint(0, 20))
    symbol, other = random.sample(SYMBOLS, 2)
    ratio = random.choice(("4", "0.1", "1.5", "0.333333"))
    paid = random.choice(("", cents(random, 100, 9000)))
    mixed = f"{ratio},{other},{cents(random, 1, 500)},{cents(random, 100, 5000)},,{paid}"
    told = random.choice(
        (
            f"split,{symbol},{ratio},,,,,{paid}",
            f"stock_dividend,{symbol},0.05,,,,,{paid}",
            f"spinoff,{symbol},{ratio},{other},,,0.{random.randint(1, 9)},{paid}",
            f"merger,{symbol},{ratio},{other},,,,{paid}",
            f"merger,{symbol},,,{cents(random, 1, 5000)},,,",
            f"merger,{symbol},{mixed}",
            f"return_of_capital,{symbol},,,{cents(random, 1, 5000)},,,",
            f"symbol_change,{symbol},,{other},,,,",
            f"worthless,{symbol},,,,,,",
        )
    )
    return f"{day},{told}"


def lots(random: Random) -> str:
    days = (date(2020, 1, 2) + timedelta(days=random.randint(0, 2355)) for _ in range(5))
    rows = (
        f"{random.choice(SYMBOLS)},{random.choice(('1', '7', '10.5', '40'))},{day},"
        f"{cents(random, 0, 500_000)}"
        for day in days
    )
    return "\n".join(("symbol,quantity,acquired,basis", *rows)) + "\n"


def record(random: Random) -> str:
    """Purchases of so long ago that none replaces what cash for a fraction loses."""
    days = sorted(date(2024, 1, 5) + timedelta(days=random.randint(0, 800)) for _ in range(4))
    rows = (
        f"{day},second,buy,{random.choice(SYMBOLS)},{random.randint(1, 30)},"
        f"{cents(random, 100, 500_000)},B{number}"
        for number, day in enumerate(days)
    )
    return "\n".join(("date,account,type,symbol,quantity,amount,lot_id", *rows)) + "\n"


def made(random: Random, root: Path) -> Told:
    told = Told(root)
    told.write()
    for name, text in (
        ("data/joint.csv", lots(random)),
        ("data/roth.csv", lots(random)),
        ("data/transactions.csv", record(random)),
    ):
        (root / name).write_text(text)
    days: dict[str, str] = {}
    for _ in range(random.randint(1, 4)):
        row = action(random)
        # Two of one kind and security within days would tell each other.
        days.setdefault(",".join(row.split(",")[1:3]), row)
    told.announce(*days.values(), columns=COLUMNS)
    return told


@dataclass(frozen=True, slots=True)
class Sums:
    """Dollars of basis, dollars of cash."""

    basis: Decimal
    cash: Decimal


def sums(household: Household) -> dict[str, Sums]:
    return {
        one.account_id: Sums(total(lot.basis for lot in one.lots), one.cash)
        for one in household.accounts
    }


def total(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount or ZERO for amount in amounts), ZERO)


@settings(max_examples=25)
@given(st.integers(min_value=0, max_value=10_000_000))
def test_basis_and_gain_become_basis_and_cash_and_undo_restores_every_byte(seed: int) -> None:
    with TemporaryDirectory() as folder:
        told = made(Random(seed), Path(folder))
        files, before = data_files(told.root), sums(told.open_record().household)
        view = apply_actions(told.open_record())
        after = sums(told.open_record().household)
        for account, was in before.items():
            booked = [one for one in view.booked if one.account_id == account]
            gains = total(gain.gain for one in booked for gain in one.gains)
            paid = after[account].cash - was.cash
            assert was.basis + gains == after[account].basis + paid
            assert paid == total(one.cash for one in booked)
        once = data_files(told.root)
        assert not apply_actions(told.open_record()).booked
        assert data_files(told.root) == once
        if view.booked:
            assert undo_actions(told.root)
        assert data_files(told.root) == files


@settings(max_examples=20)
@given(st.integers(min_value=0, max_value=10_000_000))
def test_a_split_multiplies_the_shares_of_each_lot_and_keeps_all_else(seed: int) -> None:
    random = Random(seed)
    ratio = Decimal(random.choice(("2", "3", "1.5")))
    with TemporaryDirectory() as folder:
        told = Told(Path(folder))
        told.write()
        told.announce(f"2026-06-10,split,NVDA,{ratio},,,,")
        (told.root / "data/joint.csv").write_text(lots(random))
        was = {lot.lot_id: lot for _, lot in told.open_record().household.lots}
        apply_actions(told.open_record())
        for _, lot in told.open_record().household.lots:
            old = was[lot.lot_id]
            early = old.acquired is not None and old.acquired < date(2026, 6, 10)
            if lot.lot_id != "S1":  # of which a part was sold after the split
                times = ratio if lot.symbol == "NVDA" and early else 1
                assert lot.quantity == old.quantity * times
                assert (lot.basis, lot.acquired) == (old.basis, old.acquired)
                assert lot.holding_period_start == old.holding_period_start
