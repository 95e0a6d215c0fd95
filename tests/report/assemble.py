"""Turn hand-made trades into a whole plan, with the sums that a planner would state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trimtab.domain import (
    Account,
    AccountId,
    AssetClassOutcome,
    Considered,
    Estimate,
    Lot,
    LotId,
    LotSale,
    NotDone,
    Plan,
    PlannerName,
    PlanWarning,
    Proof,
    ProofStatus,
    Reason,
    Registration,
    Side,
    Situation,
    Symbol,
    Term,
    TradeIntent,
)
from trimtab.money import ZERO, split_by_weight, to_cents
from trimtab.tax.holding_period import term_of
from trimtab.tax.netting import NetCapitalGain, net_capital_gain, tax_on_gains


@dataclass(frozen=True, kw_only=True)
class Extras:
    """What a plan says besides its trades."""

    not_done: tuple[NotDone, ...] = ()
    warnings: tuple[PlanWarning, ...] = ()
    assumptions: dict[str, str] = field(default_factory=dict)
    blind_spots: tuple[AccountId, ...] = ()
    planner: PlannerName = PlannerName.RANKED_TLH
    proof: Proof = field(default_factory=lambda: Proof(status=ProofStatus.RULE))
    considered: tuple[Considered, ...] = ()


def lot(lot_id: str, symbol: str, shares: str, basis: str | None, acquired: str | None) -> Lot:
    """A lot from texts."""
    return Lot(
        lot_id=LotId(lot_id),
        symbol=Symbol(symbol),
        quantity=Decimal(shares),
        basis=None if basis is None else Decimal(basis),
        acquired=None if acquired is None else date.fromisoformat(acquired),
    )


def sell(
    situation: Situation, account: str, takes: Sequence[tuple[str, str]], *reasons: Reason
) -> TradeIntent:
    """A sale of shares out of lots of one security, by (lot id, shares)."""
    by_id = {one.lot_id: one for one in situation.household.account(AccountId(account)).lots}
    lots = [(by_id[LotId(lot_id)], Decimal(shares)) for lot_id, shares in takes]
    price = situation.market.price(lots[0][0].symbol)
    quantity = sum((shares for _, shares in lots), ZERO)
    value = to_cents(quantity * price)
    proceeds = split_by_weight(value, [shares for _, shares in lots])
    sales = [
        _sale(one, shares, amount, situation.as_of)
        for (one, shares), amount in zip(lots, proceeds, strict=True)
    ]
    return TradeIntent(
        account_id=AccountId(account),
        side=Side.SELL,
        symbol=lots[0][0].symbol,
        quantity=quantity,
        price=price,
        value=value,
        lots=tuple(sales),
        reasons=reasons,
    )


def _sale(one: Lot, shares: Decimal, proceeds: Decimal, as_of: date) -> LotSale:
    taken = one if shares == one.quantity else one.split(shares)[0]
    gain = None if taken.basis is None else proceeds - taken.basis
    start = one.holding_period_start
    return LotSale(
        lot=one,
        quantity=shares,
        proceeds=proceeds,
        basis=taken.basis,
        gain=gain,
        term=None if start is None else term_of(start, as_of),
    )


def buy(
    situation: Situation, account: str, symbol: str, shares: str, *reasons: Reason
) -> TradeIntent:
    """A purchase at the market's price."""
    price = situation.market.price(Symbol(symbol))
    return TradeIntent(
        account_id=AccountId(account),
        side=Side.BUY,
        symbol=Symbol(symbol),
        quantity=Decimal(shares),
        price=price,
        value=to_cents(Decimal(shares) * price),
        reasons=reasons,
    )


def assemble(situation: Situation, intents: Iterable[TradeIntent], extras: Extras) -> Plan:
    """The plan that makes these trades, with every sum computed from them."""
    intents = tuple(intents)
    outcomes = tuple(_outcomes(situation, intents))
    return Plan(
        as_of=situation.as_of,
        planner=extras.planner,
        intents=intents,
        asset_classes=outcomes,
        estimate=_estimate(situation, intents, outcomes),
        proof=extras.proof,
        not_done=extras.not_done,
        warnings=extras.warnings,
        assumptions=extras.assumptions,
        blind_spots=extras.blind_spots,
        considered=extras.considered,
    )


def _signed(intent: TradeIntent) -> Decimal:
    return intent.value if intent.side is Side.BUY else -intent.value


def _outcomes(situation: Situation, intents: Sequence[TradeIntent]) -> Iterable[AssetClassOutcome]:
    target, cash = situation.target, _cash(situation)
    total, cost = _total(situation), _cost(intents)
    for asset_class in target.classes:
        before = sum(
            (
                to_cents(one.quantity * situation.market.price(one.symbol))
                for _, one in situation.household.lots
                if target.class_of(one.symbol) == asset_class
            ),
            cash if asset_class.is_cash else ZERO,
        )
        moved = sum(
            (
                -_signed(intent) if asset_class.is_cash else _signed(intent)
                for intent in intents
                if asset_class.is_cash or target.class_of(intent.symbol) == asset_class
            ),
            -cost if asset_class.is_cash else ZERO,
        )
        bought = [
            intent
            for intent in intents
            if intent.side is Side.BUY and target.class_of(intent.symbol) == asset_class
        ]
        yield AssetClassOutcome(
            name=asset_class.name,
            target_weight=asset_class.weight,
            band=asset_class.band,
            value_before=before,
            value_after=before + moved,
            weight_before=before / total,
            weight_after=(before + moved) / total,
            buy_symbol=bought[0].symbol if bought else None,
            buy_target=bought[0].value if bought else None,
        )


def _cash(situation: Situation) -> Decimal:
    return sum((account.cash for account in situation.household.accounts), ZERO)


def _cost(intents: Iterable[TradeIntent]) -> Decimal:
    return sum((intent.cost for intent in intents), ZERO)


def _total(situation: Situation) -> Decimal:
    lots = (
        to_cents(one.quantity * situation.market.price(one.symbol))
        for _, one in situation.household.lots
    )
    return sum(lots, _cash(situation))


def _estimate(
    situation: Situation,
    intents: Sequence[TradeIntent],
    outcomes: Sequence[AssetClassOutcome],
) -> Estimate:
    sells = sum((one.value for one in intents if one.side is Side.SELL), ZERO)
    buys = sum((one.value for one in intents if one.side is Side.BUY), ZERO)
    short, long = (_realized(situation, intents, term) for term in (Term.SHORT, Term.LONG))
    total, cash = _total(situation), _cash(situation)
    before, after = _year(situation, ZERO, ZERO), _year(situation, short, long)
    tax = situation.tax
    return Estimate(
        value=total,
        drift_before=_drift([one.weight_before - one.target_weight for one in outcomes]),
        drift_after=_drift([one.weight_after - one.target_weight for one in outcomes]),
        cash_before=cash,
        cash_after=cash + sells - buys - _cost(intents),
        cost=_cost(intents),
        realized_short=short,
        realized_long=long,
        turnover=min(sells, buys) / total,
        tax_before=None if tax is None else tax_on_gains(before, tax),
        tax_after=None if tax is None else tax_on_gains(after, tax),
        carryover_short=None if tax is None else after.carryover_short,
        carryover_long=None if tax is None else after.carryover_long,
    )


def _realized(situation: Situation, intents: Sequence[TradeIntent], term: Term) -> Decimal:
    def taxable(account_id: AccountId) -> bool:
        account: Account = situation.household.account(account_id)
        return account.registration is Registration.TAXABLE

    return sum(
        (
            sale.gain + sale.disallowed
            for intent in intents
            if taxable(intent.account_id)
            for sale in intent.lots
            if sale.term is term and sale.gain is not None
        ),
        ZERO,
    )


def _year(situation: Situation, short: Decimal, long: Decimal) -> NetCapitalGain:
    tax = situation.tax
    if tax is None:
        return net_capital_gain(ZERO, ZERO)
    return net_capital_gain(
        (tax.realized_short or ZERO) + short,
        (tax.realized_long or ZERO) + long,
        carried_short=tax.carryforward_short,
        carried_long=tax.carryforward_long,
        limit=tax.loss_limit,
    )


def _drift(gaps: Iterable[Decimal]) -> Decimal:
    return sum((abs(gap) for gap in gaps), ZERO) / 2
