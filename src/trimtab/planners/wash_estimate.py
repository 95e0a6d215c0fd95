"""Losses of this plan that a wash sale disallows, when the policy lets them happen."""

from collections.abc import Sequence
from dataclasses import replace

from trimtab.money import ZERO
from trimtab.planners.trades import Buy, Sell
from trimtab.planners.valuation import Valuation
from trimtab.tax import EstimatedPurchase, LossSold, WashScreen, careful_estimate


def with_disallowed(
    valuation: Valuation, window: WashScreen, sells: Sequence[Sell], buys: Sequence[Buy]
) -> tuple[Sell, ...]:
    """The sales with each lot's `disallowed` filled in; see `trimtab.tax.careful_estimate`.

    Only taxable accounts have deductible losses.
    """
    found = careful_estimate(
        valuation.situation.household,
        window,
        [(lot.lot, lot.quantity) for sell in sells for lot in sell.lots],
        [
            LossSold(lot=lot.lot, quantity=lot.quantity, loss=-lot.gain)
            for sell in sells
            if sell.account.taxable
            for lot in sell.lots
            if lot.gain is not None and lot.gain < 0
        ],
        [
            EstimatedPurchase(account=buy.account, symbol=buy.symbol, quantity=buy.quantity)
            for buy in buys
        ],
    )
    disallowed = {lot_id: washed.disallowed for lot_id, washed in found.items()}
    return tuple(
        replace(
            sell,
            lots=tuple(
                replace(lot, disallowed=disallowed.get(lot.lot.lot_id, ZERO)) for lot in sell.lots
            ),
        )
        for sell in sells
    )
