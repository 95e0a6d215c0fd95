"""What a set of trades does to allocation, cash and tax, to the cent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from trimtab.domain import AssetClass, AssetClassOutcome, DriftBand, Estimate, LotSale, Symbol, Term
from trimtab.money import ZERO
from trimtab.planners.trades import Buy, Sell
from trimtab.planners.valuation import Valuation
from trimtab.tax import NetCapitalGain, net_capital_gain, tax_on_gains


@dataclass(frozen=True, slots=True, kw_only=True)
class Realized:
    """Net gain of this plan's taxable sales, dollars, after what wash sales disallow."""

    short: Decimal
    long: Decimal


def realized_by(sells: Sequence[Sell]) -> Realized:
    """Gains of the sales in taxable accounts by term; lots of unknown gain are never sold there."""
    sums = {Term.SHORT: ZERO, Term.LONG: ZERO}
    for sell in sells:
        if sell.account.taxable:
            for lot in sell.lots:
                if lot.gain is not None and lot.term is not None:
                    sums[lot.term] += lot.gain + lot.disallowed
    return Realized(short=sums[Term.SHORT], long=sums[Term.LONG])


def year_net(valuation: Valuation, realized: Realized) -> NetCapitalGain | None:
    """The year after `realized` comes on top of what is realised and carried in; None: no rates."""
    profile = valuation.situation.tax
    if profile is None:
        return None
    return net_capital_gain(
        (profile.realized_short or ZERO) + realized.short,
        (profile.realized_long or ZERO) + realized.long,
        carried_short=profile.carryforward_short,
        carried_long=profile.carryforward_long,
        limit=profile.loss_limit,
    )


def class_outcomes(
    valuation: Valuation,
    sells: Sequence[Sell],
    buys: Sequence[Buy],
    buy_targets: Mapping[str, tuple[Symbol, Decimal]],
    *,
    cost: Decimal = ZERO,
) -> tuple[AssetClassOutcome, ...]:
    """Every class before and after; `value_after` is `value_before` less sells plus buys.

    buy_targets  by class name: what is bought, and the ideal dollars of it
    cost         dollars that the trades cost, out of the cash
    """
    target = valuation.situation.target
    change = {asset_class.name: ZERO for asset_class in target.classes}
    for sell in sells:
        change[target.class_of(sell.symbol).name] -= sell.value
        change[target.cash.name] += sell.value
    for buy in buys:
        change[buy.class_name] += buy.value
        change[target.cash.name] -= buy.value
    change[target.cash.name] -= cost
    outcomes = []
    for asset_class in target.classes:
        before = valuation.by_class[asset_class.name]
        after = before + change[asset_class.name]
        symbol, amount = buy_targets.get(asset_class.name, (None, None))
        outcomes.append(
            AssetClassOutcome(
                name=asset_class.name,
                target_weight=asset_class.weight,
                band=_band(valuation, asset_class),
                value_before=before,
                value_after=after,
                weight_before=valuation.weight(before),
                weight_after=valuation.weight(after),
                buy_symbol=symbol,
                buy_target=amount,
            )
        )
    return tuple(outcomes)


def estimate_of(
    valuation: Valuation,
    sells: Sequence[Sell],
    buys: Sequence[Buy],
    outcomes: Sequence[AssetClassOutcome],
    *,
    cost: Decimal = ZERO,
) -> Estimate:
    """The plan's effect. Rule planners count no trading cost, so `cost` is 0."""
    sold = sum((sell.value for sell in sells), ZERO)
    bought = sum((buy.value for buy in buys), ZERO)
    cash = sum((account.cash for account in valuation.situation.household.accounts), ZERO)
    realized = realized_by(sells)
    tax = _tax(valuation, sells, realized)
    return Estimate(
        value=valuation.household,
        drift_before=_drift(outcome.weight_before - outcome.target_weight for outcome in outcomes),
        drift_after=_drift(outcome.weight_after - outcome.target_weight for outcome in outcomes),
        cash_before=cash,
        cash_after=cash + sold - bought - cost,
        cost=cost,
        realized_short=realized.short,
        realized_long=realized.long,
        turnover=valuation.weight(min(sold, bought)),
        **tax,
    )


def _drift(gaps: Iterable[Decimal]) -> Decimal:
    return sum((abs(gap) for gap in gaps), ZERO) / 2


def tax_saved(valuation: Valuation, all_of_it: Realized, lots: Sequence[LotSale]) -> Decimal:
    """What selling these lots, out of all that is realised, takes off the year's tax, dollars.

    After netting; 0 where a loss only adds to what is carried forward, or where the rates are
    unknown.
    """
    profile = valuation.situation.tax
    if profile is None:
        return ZERO
    rest = {Term.SHORT: all_of_it.short, Term.LONG: all_of_it.long}
    for lot in lots:
        if lot.gain is not None and lot.term is not None:
            rest[lot.term] -= lot.gain + lot.disallowed
    without = year_net(valuation, Realized(short=rest[Term.SHORT], long=rest[Term.LONG]))
    with_them = year_net(valuation, all_of_it)
    if without is None or with_them is None:
        return ZERO
    return tax_on_gains(without, profile) - tax_on_gains(with_them, profile)


def lot_tax(valuation: Valuation, sells: Sequence[Sell]) -> Decimal:
    """Sum over the taxable lots sold of gain times rate, each rounded to the cent."""
    return sum(
        (
            valuation.tax(lot.gain + lot.disallowed, lot.term)
            for sell in sells
            if sell.account.taxable
            for lot in sell.lots
            if lot.gain is not None
        ),
        ZERO,
    )


def _tax(valuation: Valuation, sells: Sequence[Sell], realized: Realized) -> dict[str, Decimal]:
    before, after = (
        year_net(valuation, Realized(short=ZERO, long=ZERO)),
        year_net(valuation, realized),
    )
    profile = valuation.situation.tax
    if before is None or after is None or profile is None:
        return {}
    tax_before, tax_after = tax_on_gains(before, profile), tax_on_gains(after, profile)
    return {
        "tax_before": tax_before,
        "tax_after": tax_after,
        "netting": tax_after - tax_before - lot_tax(valuation, sells),
        "carryover_short": after.carryover_short,
        "carryover_long": after.carryover_long,
    }


def _band(valuation: Valuation, asset_class: AssetClass) -> DriftBand | None:
    """The class's own band; for cash that of its buffer, with what is about to leave on top."""
    situation = valuation.situation
    if asset_class == situation.target.cash:
        buffer = situation.policy.cash_band(valuation.household, situation.earmarked)
        if buffer is not None:
            return buffer
    return asset_class.band
