"""Terms 4, 5 and 6 of J: drift, preference by rank, location. All three are levels."""

from decimal import Decimal

from trimtab.domain import Account, AssetClass, DriftBand, Symbol, TargetPortfolio
from trimtab.money import ZERO
from trimtab.optimize.certificate.book import Book

_FIVE_POINTS = Decimal("0.05")
_CASH_HALF_WIDTH = Decimal("0.01")

# A target under 0.001 point counts as none: a quarter of it would be no width at all.
_TINY_TARGET = Decimal("0.00001")


def drift(book: Book) -> Decimal:
    """Drift term: kappa V times the sum over classes of (w - t)^2 / h, dollars."""
    situation = book.situation
    total = ZERO
    for asset_class in situation.target.classes:
        off = book.class_weights_after[asset_class.name] - asset_class.weight
        below, above = half_widths(asset_class, situation.target)
        total += off * off / (above if off > 0 else below)
    return situation.policy.drift_aversion * book.value * total


def half_widths(asset_class: AssetClass, target: TargetPortfolio) -> tuple[Decimal, Decimal]:
    """Half-widths of the band under and over the target, fractions of the household, > 0.

    Each side its own; a side without width takes the other's. A band without any width, or none:
    1 point for cash, else the 5/25 rule, and 5 points for a tiny target. The workspace writes the
    5/25 rule out as a band that ends at 0 and 1; that is no band of the user's, and not lopsided.
    """
    tiny = asset_class.weight < _TINY_TARGET
    band = asset_class.band
    if asset_class != target.cash and band == DriftBand.five_25(asset_class.weight):
        band = None
    if band is not None:
        below = max(ZERO, asset_class.weight - band.low)
        above = max(ZERO, band.high - asset_class.weight)
        if below or above:
            return below or above, above or below
    if asset_class == target.cash:
        return _CASH_HALF_WIDTH, _CASH_HALF_WIDTH
    width = _FIVE_POINTS if tiny else min(_FIVE_POINTS, asset_class.weight / 4)
    return width, width


def preference(book: Book) -> Decimal:
    """`rank_cost` for every step of rank and dollar held after trading, dollars.

    Securities of no class, and cash, have no steps.
    """
    situation = book.situation
    steps = {
        symbol: number
        for asset_class in situation.target.asset_classes
        for symbol, number in steps_of_rank(asset_class).items()
    }
    held = (amount * steps.get(symbol, 0) for (_, symbol), amount in book.values_after.items())
    return situation.policy.rank_cost * sum(held, ZERO)


def steps_of_rank(asset_class: AssetClass) -> dict[Symbol, int]:
    """Steps under the first choice; what is only counted stands one step under the last."""
    ranks = sorted({one.rank for one in asset_class.securities if one.buyable})
    steps = {rank: number for number, rank in enumerate(ranks)}
    return {
        one.symbol: steps[one.rank] if one.buyable else len(ranks) for one in asset_class.securities
    }


def location(book: Book) -> Decimal:
    """A year's tax on yields, beyond what the class's cheapest type of account costs, dollars.

    The types are those of accounts that trade: what is held away is no place to move to. Zero
    without an account of another type than taxable, and where rates are not known.
    """
    situation = book.situation
    if not any(trades(one) and not one.taxable for one in situation.household.accounts):
        return ZERO
    taxable = {one.account_id for one in situation.household.accounts if one.taxable}
    return sum(
        (
            amount * _yield_tax(book, situation.target.class_of(symbol))
            for (account_id, symbol), amount in book.values_after.items()
            if account_id in taxable
        ),
        ZERO,
    )


def trades(account: Account) -> bool:
    """True where orders can be planned: not held away, and its holdings are known."""
    return account.tradable and account.tracked


def _yield_tax(book: Book, asset_class: AssetClass) -> Decimal:
    """Dollars a year for each dollar of the class in a taxable account."""
    tax = book.situation.tax
    if tax is None:
        return ZERO
    ordinary = asset_class.yield_ordinary * tax.rate_short
    return ordinary + asset_class.yield_qualified * tax.rate_long
