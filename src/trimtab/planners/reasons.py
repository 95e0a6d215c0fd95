"""Why each order of a rule planner is there, as codes with parameters."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from trimtab.domain import AssetClassOutcome, LotSale, PlannerName, Reason, ReasonBasis, Symbol
from trimtab.money import ZERO, cents_text, ratio_text
from trimtab.planners.choice import Choice
from trimtab.planners.outcome import realized_by, tax_saved
from trimtab.planners.trades import Sell
from trimtab.planners.valuation import Valuation

# Half a point: whole shares can carry a class a little past its target.
_ROUNDING = Decimal("0.005")
_GAIN_LIMIT = "planner.ranked-tlh.max_gain_to_sell"


def sell_reasons(
    valuation: Valuation,
    choices: Mapping[str, Choice],
    outcomes: Mapping[str, AssetClassOutcome],
    sells: Sequence[Sell],
    sell: Sell,
) -> tuple[Reason, ...]:
    """The reasons of `sell`, one of `sells`; the one for the larger part of its value first."""
    class_name = valuation.situation.target.class_of(sell.symbol).name
    outcome = outcomes[class_name]
    if valuation.situation.policy.planner is PlannerName.EQUAL_WEIGHT:
        return _over_target(valuation, outcome, sell)
    choice = choices.get(class_name)
    losing = [lot for lot in sell.lots if lot.gain is not None and lot.gain < 0]
    gaining = [lot for lot in sell.lots if lot not in losing]
    parts = []
    if losing:
        saved = tax_saved(valuation, realized_by(sells), losing)
        parts.append((_value(losing), _harvest(choice, outcome, losing, saved)))
    if gaining:
        parts.append((_value(gaining), _small_gain(valuation, choice, sell.symbol, gaining)))
    return tuple(reason for _, reason in sorted(parts, key=lambda part: -part[0]))


def buy_reasons(
    choice: Choice,
    outcome: AssetClassOutcome,
    harvested: Sequence[Symbol],
) -> tuple[Reason, ...]:
    """The reasons of a purchase: what the money is for, then why this security."""
    name = outcome.name
    reasons = []
    if harvested:
        reasons.append(
            Reason(
                code="BUY.REPLACE_HARVEST",
                params={
                    "sold": ", ".join(harvested),
                    "class": name,
                    "weight": ratio_text(outcome.weight_after),
                },
            )
        )
    under = outcome.target_weight - outcome.weight_before
    # A class that ends above its target is bought with money that has nowhere else to go.
    if under > 0 and outcome.weight_after <= outcome.target_weight + _ROUNDING:
        reasons.append(
            Reason(
                code="BUY.UNDER_TARGET",
                params={"class": name, "under": ratio_text(under)},
                setting="targets",
            )
        )
    if not reasons:
        amount = cents_text(outcome.buy_target or ZERO)
        reasons.append(Reason(code="BUY.INVEST_CASH", params={"amount": amount, "class": name}))
    return (*reasons, _why_this(choice))


def _why_this(choice: Choice) -> Reason:
    name, symbol = choice.asset_class.name, choice.symbol or ""
    if choice.forced:
        return Reason(
            code="BUY.FORCED",
            params={"symbol": symbol, "class": name},
            setting="policy.forced_buys",
        )
    if choice.passed_over:
        first = choice.passed_over[0]
        return Reason(
            code="BUY.SECOND_CHOICE",
            params={"preferred": first.symbol, "symbol": symbol, "why": first.why},
            setting="targets",
        )
    return Reason(code="BUY.PREFERRED", params={"class": name}, setting="targets")


def _value(lots: Sequence[LotSale]) -> Decimal:
    return sum((lot.proceeds for lot in lots), ZERO)


def _gain(lots: Sequence[LotSale]) -> Decimal:
    return sum((lot.gain for lot in lots if lot.gain is not None), ZERO)


def _harvest(
    choice: Choice | None,
    outcome: AssetClassOutcome,
    lots: Sequence[LotSale],
    saved: Decimal,
) -> Reason:
    """The reason of taking a loss; `saved`, dollars off the year's tax, is named when above 0."""
    loss = -_gain(lots)
    basis = sum((lot.basis for lot in lots if lot.basis is not None), ZERO)
    params = {"pct": ratio_text(loss / basis), "loss": cents_text(loss), "class": outcome.name}
    if saved > 0:
        params["tax"] = cents_text(saved)
    if choice is None or choice.symbol is None or outcome.buy_target is None:
        code = "SELL.HARVEST_UNREPLACED"
    elif outcome.buy_target <= 0:
        code = "SELL.HARVEST_CLASS_FULL"
        params["weight"] = ratio_text(outcome.weight_after)
    else:
        code = "SELL.HARVEST"
        params |= {"replacement": choice.symbol, "weight": ratio_text(outcome.weight_after)}
    return Reason(code=code, params=params, setting="policy.planner")


def _small_gain(
    valuation: Valuation, choice: Choice | None, symbol: Symbol, lots: Sequence[LotSale]
) -> Reason:
    limit = cents_text(valuation.situation.policy.ranked_tlh.max_gain_to_sell)
    params = {"symbol": symbol, "gain": cents_text(_gain(lots)), "limit": limit}
    if choice is None or choice.symbol is None:
        return Reason(code="SELL.NOT_IN_TARGET", params=params, setting=_GAIN_LIMIT)
    return Reason(
        code="SELL.RANKED_WORSE",
        params={**params, "class": choice.asset_class.name, "preferred": choice.symbol},
        setting=_GAIN_LIMIT,
    )


def _over_target(
    valuation: Valuation, outcome: AssetClassOutcome, sell: Sell
) -> tuple[Reason, ...]:
    over = max(ZERO, outcome.weight_before - outcome.target_weight)
    main = Reason(
        code="SELL.OVER_TARGET",
        params={
            "class": outcome.name,
            "over": ratio_text(over),
            "amount": cents_text(sell.value),
        },
        setting="policy.planner",
    )
    if sell.account.taxable or not any(
        account.taxable for account in valuation.situation.household.accounts
    ):
        return (main,)
    untaxed = Reason(
        code="SELL.TAX_FREE_ACCOUNT",
        params={"account": sell.account.label},
        basis=ReasonBasis.RULE,
    )
    return (main, untaxed)
