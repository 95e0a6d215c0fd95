"""The ranked planner: one security bought per class, losses harvested, amounts in closed form.

1. *What to buy.* In each class the best-ranked security that no recent sale blocks and whose own
   losses are small enough to forgo (trimtab.planners.choice).
2. *What to sell.* In taxable accounts every losing lot that no purchase washes and that is not
   being bought, then small gains of securities ranked worse (trimtab.planners.harvest).
3. *How much.* The money above `min_cash` fills the classes bought up towards their targets by least
   squares, without selling more (trimtab.planners.water_filling), then in whole shares.

It claims no optimum: it follows this rule, and says so. The rule follows the one that
github.com/danguetta/rebalancer describes, for a household instead of one account, and with the
law's own test for wash sales beside the strict one.
"""

from collections.abc import Mapping, Sequence

from trimtab.domain import Account, NotDone, Plan, Reason, ReasonBasis, Situation
from trimtab.money import cents_text
from trimtab.planners.choice import Choice, choose, losses_by_symbol
from trimtab.planners.gains_limit import within_hard_budget
from trimtab.planners.harvest import Harvest, left_alone, lot_left, takes_of
from trimtab.planners.rule_plan import RulePlan
from trimtab.planners.screening import screen_of
from trimtab.planners.trades import Sell, group_sales
from trimtab.planners.valuation import Valuation
from trimtab.tax import WashScreen


def plan_ranked_tlh(situation: Situation) -> Plan:
    """The plan by the ranked rule. Raises NoPlan when `raise_cash` cannot be met."""
    return decide_ranked_tlh(situation).finish()


def decide_ranked_tlh(situation: Situation) -> RulePlan:
    """What the ranked rule sells, and what it would buy."""
    valuation, window = Valuation(situation), screen_of(situation)
    losses = losses_by_symbol(valuation, window, may_sell=situation.policy.may_sell)
    choices = choose(situation, window, uses=_trades, loss_forgone=losses)
    sells, lots_left = _sales(valuation, window, choices)
    return RulePlan(
        valuation=valuation,
        window=window,
        choices=choices,
        sells=sells,
        lots_left=(*lots_left, *_without_basis(valuation)),
        uses=_trades,
        cash_class=False,
    )


def _trades(account: Account) -> bool:
    """Losses, sales and purchases all happen in taxable accounts."""
    return account.taxable


def _sales(
    valuation: Valuation, window: WashScreen, choices: Mapping[str, Choice]
) -> tuple[tuple[Sell, ...], tuple[NotDone, ...]]:
    harvest = Harvest(valuation, window, choices)
    verdicts = (*harvest.losses(), *harvest.gains())
    verdicts = harvest.in_turn(within_hard_budget(valuation, verdicts))
    sells = group_sales(valuation, takes_of(verdicts))
    small = [sell for sell in sells if _too_small(valuation, sell)]
    left = (*left_alone(valuation, verdicts), *_small_sales(valuation, small))
    return tuple(sell for sell in sells if sell not in small), left


def _too_small(valuation: Valuation, sell: Sell) -> bool:
    """True for an order below `min_trade` that does not close the position."""
    whole = sell.quantity == sell.account.quantity_of(sell.symbol)
    return sell.value < valuation.smallest_trade and not whole


def _small_sales(valuation: Valuation, sells: Sequence[Sell]) -> tuple[NotDone, ...]:
    return tuple(
        lot_left(
            valuation,
            sell.account,
            lot.lot,
            Reason(
                code="SKIP.TRADE_TOO_SMALL",
                params={
                    "amount": cents_text(sell.value),
                    "minimum": cents_text(valuation.smallest_trade),
                },
                basis=ReasonBasis.LIMIT,
                setting="policy.min_trade",
            ),
        )
        for sell in sells
        for lot in sell.lots
    )


def _without_basis(valuation: Valuation) -> tuple[NotDone, ...]:
    return tuple(
        lot_left(
            valuation, account, lot, Reason(code="SKIP.NO_BASIS", params={"symbol": lot.symbol})
        )
        for account, lot in valuation.situation.household.lots
        if account.taxable and not lot.complete
    )
