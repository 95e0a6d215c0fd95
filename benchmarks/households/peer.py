"""The peer `taxrebalance` on PyPI: its environment, the instances in its words, its orders in ours.

Its objective is risk_aversion V d'Cd + fees + tax, d the weights off target, so that J can be told
to it exactly where every lot has one known rate: C = diag(kappa / h) plus kappa / h_cash in every
entry, since what the securities lack is cash; rates less what is saved later; two basis points a
trade. It has no whole shares, and a loss that a purchase of the last 30 days may wash has no value
for it instead of being forbidden.
"""

import json
import subprocess
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.households.measuring import Seconds
from trimtab.domain import Situation
from trimtab.optimize.certificate import ProposedPurchase, ProposedSale
from trimtab.optimize.problem import Problem
from trimtab.optimize.tax_curve import TaxCurve

_RUN = Path(__file__).with_name("peer_run.py")
_WINDOW = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerAnswer:
    """Its orders; `bound` is its own relaxation, dollars above the loss of doing nothing at all."""

    seconds: Seconds
    sales: tuple[ProposedSale, ...]
    purchases: tuple[ProposedPurchase, ...]
    objective: float | None
    bound: float | None
    feasible: bool
    limited: bool
    version: str


class Peer:
    """A process in which it runs."""

    def __init__(self, python: Path) -> None:
        self._process = subprocess.Popen(
            [python, _RUN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def solve(self, situation: Situation, problem: Problem, tax: TaxCurve) -> PeerAnswer:
        """Its answer for one household."""
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the process has no pipes")
        process.stdin.write(json.dumps(_told(situation, problem, tax)) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            raise RuntimeError("taxrebalance ended without an answer")
        return _heard(situation, json.loads(line))

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


@contextmanager
def peer() -> Iterator[Peer]:
    """`taxrebalance`, installed into a temporary environment that is removed afterwards."""
    with TemporaryDirectory(prefix="trimtab-bench-") as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([python, *install, "taxrebalance"], check=True)
        running = Peer(python)
        try:
            yield running
        finally:
            running.close()


def _told(situation: Situation, problem: Problem, tax: TaxCurve) -> dict[str, Any]:
    account = situation.household.accounts[0]
    classes = problem.classes
    symbols = [one.securities[0].symbol for one in situation.target.asset_classes if one.securities]
    index = {name: number for number, name in enumerate(classes.names)}
    places = [index[situation.target.class_of(symbol).name] for symbol in symbols]
    return {
        "lots": [_lot(situation, lot) for lot in account.lots],
        "prices": {symbol: float(situation.market.price(symbol)) for symbol in symbols},
        "targets": {
            symbol: float(classes.target[one]) for symbol, one in zip(symbols, places, strict=True)
        },
        "cash": float(account.cash),
        "diagonal": [problem.drift_aversion / float(classes.above[one]) for one in places],
        "common": problem.drift_aversion / float(classes.above[classes.cash]),
        "rate_short": tax.rate_short - tax.rate_later,
        "rate_long": tax.rate_long - tax.rate_later,
        "settings": {
            "max_tracking_error": 0.999,
            "trading_cost_bps": 2.0,
            "loss_utilization": 1.0,
            "future_recapture_fraction": 0.0,
            "risk_aversion": 1.0,
        },
    }


def _lot(situation: Situation, lot: Any) -> dict[str, Any]:  # noqa: ANN401 - see the call
    days = (situation.as_of - lot.acquired).days
    recent = any(
        other.symbol == lot.symbol
        and other.lot_id != lot.lot_id
        and (situation.as_of - other.acquired).days <= _WINDOW
        for _, other in situation.household.lots
        if other.acquired is not None
    )
    return {
        "lot_id": lot.lot_id,
        "ticker": lot.symbol,
        "shares": float(lot.quantity),
        "basis_per_share": float(lot.basis / lot.quantity),
        "days_held": days,
        "prior_30d_replacement": recent,
    }


def _heard(situation: Situation, answer: dict[str, Any]) -> PeerAnswer:
    account_id = situation.household.accounts[0].account_id
    summary = answer["summary"]
    sales = tuple(
        ProposedSale(
            account_id=account_id,
            lot_id=one["lot_id"],
            quantity=Decimal(str(one["shares"])),
        )
        for one in answer["trades"]
        if one["side"] == "SELL"
    )
    purchases = tuple(
        ProposedPurchase(
            account_id=account_id,
            symbol=one["ticker"],
            quantity=Decimal(str(one["shares"])),
        )
        for one in answer["trades"]
        if one["side"] == "BUY"
    )
    return PeerAnswer(
        seconds=Seconds(processor=answer["processor"], wall=answer["wall"]),
        sales=sales,
        purchases=purchases,
        objective=summary["objective_dollars"],
        bound=summary["relaxed_lower_bound"],
        feasible=bool(summary["feasible"]),
        limited=bool(summary["search_limited"]),
        version=answer["version"],
    )
