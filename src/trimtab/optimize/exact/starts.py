"""A plan as a solver's start: the integer columns that follow from its trades."""

import numpy as np

from trimtab.optimize.exact.sheet import Sheet, residuals
from trimtab.optimize.problem import Floats, Indices, Trades


def start_of(sheet: Sheet, trades: Trades) -> tuple[Indices, Floats]:
    """Integer columns and their values in `trades`; the tax's switches are left to the solver."""
    places, lots = sheet.problem.places, sheet.problem.lots
    buying = trades.bought > 0.0
    selling = np.bincount(lots.place, weights=trades.sold, minlength=len(places.price)) > 0.0
    losing = np.zeros(len(sheet.losses_on), dtype=np.bool_)
    losing[places.group[lots.place[(trades.sold > 0.0) & lots.loss]]] = True
    residual = residuals(sheet.problem)
    entire = (trades.sold >= lots.shares) & (residual > 0.0)
    over = np.bincount(lots.place, weights=residual * entire, minlength=len(places.price))
    sold = np.bincount(lots.place, weights=trades.sold, minlength=len(places.price))
    pairs = [
        (sheet.buys_on, buying),
        (sheet.sells_on, selling),
        (sheet.losses_on, losing),
        (sheet.entire, entire),
        (sheet.count, np.round((sold - over) / places.step)),
    ]
    if sheet.options.whole_shares:
        whole = sheet.bought_size != 1.0
        pairs.append((np.where(whole, sheet.bought, -1), np.round(trades.bought / places.step)))
    columns = np.concatenate([where[where >= 0] for where, _ in pairs])
    values = np.concatenate([value[where >= 0] for where, value in pairs])
    return columns, values.astype(np.float64)
