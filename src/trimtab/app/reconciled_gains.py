"""Gains and carried losses that the user gives beside what the transactions say."""

from collections.abc import Iterator
from decimal import Decimal

from trimtab.domain import History, Transaction
from trimtab.errors import Problem
from trimtab.money import CENT, ZERO
from trimtab.report.numbers import count, money
from trimtab.tax import SaleLine, TaxYear
from trimtab.workspace import SETTINGS_FILE, Loaded


def gain_differences(loaded: Loaded) -> Iterator[Problem]:
    """Gains of rows, results of the year and losses carried in that the record has otherwise."""
    yield from _stated_gains(loaded)
    yield from _realized(loaded)
    yield from _carried_in(loaded)


def _stated_gains(loaded: Loaded) -> Iterator[Problem]:
    """Sales whose row gives another gain than the lots do, before or after the wash-sale rule."""
    sold: dict[str, list[SaleLine]] = {}
    for line in loaded.history.sales:
        sold.setdefault(line.source, []).append(line)
    for row in loaded.household.transactions:
        lines = sold.get(row.source, ())
        if row.is_sale and row.gain is not None and lines:
            yield from _stated_gain(row, row.gain, list(lines))


def _stated_gain(row: Transaction, stated: Decimal, lines: list[SaleLine]) -> Iterator[Problem]:
    before = [line.realized.economic_gain for line in lines]
    known = [gain for gain in before if gain is not None]
    if len(known) < len(before):
        return
    computed = sum(known, ZERO)
    after = computed + sum((line.disallowed for line in lines), ZERO)
    # Each part of the sale may be rounded to the cent by itself.
    if min(abs(stated - computed), abs(stated - after)) <= CENT * len(lines):
        return
    file, _, number = row.source.rpartition(":")
    denied = "" if after == computed else f", {money(after, cents=True)} after wash sales"
    yield Problem(
        what=f"the gain of {row.symbol} sold on {row.trade_date} in {row.account_id} is "
        f"{_dollars(stated)} in its row; the lots give {_dollars(computed)}{denied}",
        file=file or None,
        line=int(number) if number.isdecimal() else None,
        why="The lots count; a gain of a row counts only where they do not tell",
        fix="Name the lots that were sold, or correct their basis or the gain",
    )


def _realized(loaded: Loaded) -> Iterator[Problem]:
    taxes = loaded.settings.taxes
    if taxes is None:
        return
    number = loaded.as_of.year
    year = loaded.history.years.get(number) or TaxYear()
    without = f", without {count(year.unknown, 'sale')} of unknown gain" if year.unknown else ""
    for key, given, told in (
        ("realized_short", taxes.realized_short, year.net_short),
        ("realized_long", taxes.realized_long, year.net_long),
    ):
        if given is not None and given != told:
            yield _of_setting(
                loaded,
                key,
                f"{key} is {_dollars(given)}; the transactions of {number} give "
                f"{_dollars(told)}{without}",
            )


def _carried_in(loaded: Loaded) -> Iterator[Problem]:
    """Losses carried in that are given otherwise than a complete record leaves them."""
    taxes, number = loaded.settings.taxes, loaded.as_of.year - 1
    year = loaded.history.years.get(number)
    taxable = [account for account in loaded.household.accounts if account.taxable]
    partial = any(account.history is not History.COMPLETE for account in taxable)
    if taxes is None or year is None or year.netting is None or partial:
        return
    for key, given, told in (
        ("carryforward_short", taxes.carryforward_short, year.netting.carryover_short),
        ("carryforward_long", taxes.carryforward_long, year.netting.carryover_long),
    ):
        if ("taxes", key) in loaded.given and given != told:
            yield _of_setting(
                loaded,
                key,
                f"{key} is {_dollars(given)}; the transactions of {number} and before leave "
                f"{_dollars(told)}",
            )


def _of_setting(loaded: Loaded, key: str, what: str) -> Problem:
    line = loaded.provenance.get(f"taxes.{key}", "").rpartition(":")[2]
    return Problem(
        what=what,
        file=SETTINGS_FILE,
        line=int(line) if line.isdecimal() else None,
        why="What you give wins in every plan",
        fix="Drop the key to count what the transactions give, or complete them",
    )


def _dollars(amount: Decimal) -> str:
    return money(amount, cents=True)
