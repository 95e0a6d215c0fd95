"""Small households as triggers see them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.planners.build import account, asset_class, lot, situation
from trimtab.domain import (
    Account,
    AssetClass,
    DriftBand,
    Policy,
    TaxProfile,
    Transaction,
)
from trimtab.triggers import PendingAction, RiskFigures, View


def band(low: str, high: str) -> DriftBand:
    return DriftBand(low=Decimal(low), high=Decimal(high))


def stocks_and_bonds(
    stocks: int | str, bonds: int | str, cash: int | str = 0, *, within: DriftBand | None = None
) -> View:
    """60 % stocks in a band, 40 % bonds without; a share costs a dollar, cash is a class of 0."""
    lots = [lot(f"lot-{s}", s, n, n) for s, n in (("VTI", stocks), ("BND", bonds)) if Decimal(n)]
    return view(
        account("joint", *lots, cash=cash),
        classes=[
            replace(asset_class("Stocks", 60, ["VTI"]), band=within),
            asset_class("Bonds", 40, ["BND"]),
        ],
        prices={"VTI": 1, "BND": 1},
    )


def view(
    *accounts: Account,
    classes: Sequence[AssetClass],
    prices: Mapping[str, int | str],
    rows: Iterable[Transaction] = (),
    policy: Policy | None = None,
    tax: TaxProfile | None = None,
    identical: Iterable[Iterable[str]] = (),
    as_of: date | None = None,
    last_checked: date | None = None,
    pending: tuple[PendingAction, ...] = (),
    risk: RiskFigures | None = None,
) -> View:
    given = situation(
        *accounts,
        classes=classes,
        prices=prices,
        rows=rows,
        policy=policy,
        tax=tax,
        identical=identical,
    )
    return View(
        situation=given if as_of is None else replace(given, as_of=as_of),
        last_checked=last_checked,
        pending=pending,
        risk=risk,
    )
