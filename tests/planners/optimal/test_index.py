"""An index held directly, from wishes to orders that were checked in exact arithmetic."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.planners.build import account, ago, asset_class, lot, situation
from trimtab.domain import FactorModel, Policy, ProofStatus, Side, Situation, Symbol
from trimtab.errors import NoPlan
from trimtab.optimize.assembly.assemble import problem_of
from trimtab.optimize.certificate import ProposedPurchase, ProposedSale, certify
from trimtab.optimize.evaluate import evaluate
from trimtab.planners.optimal.orders import orders_of
from trimtab.planners.optimal.planning import plan_optimal
from trimtab.planners.optimal.rules import Rules
from trimtab.planners.optimal.solving import best_of
from trimtab.planners.screening import screen_of
from trimtab.planners.valuation import Valuation


def household(members: int, seed: int, **policy: object) -> Situation:
    """An index of `members` bought a year and more ago, some above their price, and some cash."""
    draw = random.Random(seed)
    raw = {f"M{number:03}": draw.lognormvariate(0, 1) for number in range(members)}
    total = sum(raw.values())
    weights = {name: Decimal(round(one / total * 10**9)) / 10**9 for name, one in raw.items()}
    first = next(iter(weights))
    weights[first] += 1 - sum(weights.values())
    prices = {name: f"{draw.uniform(20, 300):.2f}" for name in raw}
    lots = []
    for name, weight in weights.items():
        price = Decimal(prices[name])
        shares = int(weight * 980_000 / price * Decimal(f"{draw.uniform(0.9, 1.1):.4f}"))
        for number, part in enumerate((shares // 2, shares - shares // 2)):
            if part:
                basis = f"{draw.lognormvariate(-0.1, 0.25) * float(price) * part:.2f}"
                lots.append(lot(f"{name}-{number}", name, part, basis, ago(200 + 400 * number)))
    stocks = replace(
        asset_class("Index", 100, [list(raw)]),
        members={Symbol(name): weight for name, weight in weights.items()},
    )
    return situation(
        account("joint", *lots, cash=20_000),
        classes=[stocks],
        prices=prices,
        policy=Policy(**policy),  # type: ignore[arg-type]  # settings by name
    )


def tracking_error(given: Situation) -> Decimal:
    """That of the best plan, a fraction a year."""
    orders = best_of(given).orders
    done = certify(given, orders.proposed_sales, orders.proposed_purchases)
    return (done.terms["tracking error"] / (given.policy.te_aversion * done.value)).sqrt()


@pytest.mark.parametrize("factors", [FactorModel(), None])
def test_the_model_values_a_plan_as_the_certificate_does(factors: FactorModel | None) -> None:
    given = household(12, 3)
    if factors is None:
        names = list(given.target.asset_classes[0].members)
        factors = FactorModel(
            exposures={
                name: (Decimal(1), Decimal(number) / 10) for number, name in enumerate(names)
            },
            variances=(Decimal("0.0256"), Decimal("0.0016")),
            own={names[0]: Decimal("0.09")},
        )
    given = replace(given, factors=factors)
    valuation = Valuation(given)
    solved = best_of(given)
    problem = problem_of(given, Rules(valuation, screen_of(given)).permissions)
    told = evaluate(problem, solved.trades)
    orders = orders_of(valuation, problem, solved.trades)
    certificate = certify(given, orders.proposed_sales, orders.proposed_purchases)
    assert told.terms["tracking"] == pytest.approx(float(certificate.terms["tracking error"]))
    assert told.objective == pytest.approx(float(certificate.objective), abs=1e-3)


def test_an_index_of_a_hundred_members_is_harvested_within_its_limit() -> None:
    limit = Decimal("0.01")
    given = household(100, 1, max_tracking_error=limit)
    plan = plan_optimal(given)
    sales = [
        ProposedSale(account_id=one.account_id, lot_id=sale.lot.lot_id, quantity=sale.quantity)
        for one in plan.intents
        if one.side is Side.SELL
        for sale in one.lots
    ]
    purchases = [
        ProposedPurchase(account_id=one.account_id, symbol=one.symbol, quantity=one.quantity)
        for one in plan.intents
        if one.side is Side.BUY
    ]
    done = certify(given, sales, purchases)
    assert done.holds
    assert done.terms["tracking error"] <= 10 * done.value * limit**2
    assert done.realized_short + done.realized_long < -10_000
    assert plan.proof.status is ProofStatus.OPTIMAL
    assert not [one for one in plan.warnings if one.reason.code == "WARN.SETTINGS_NOT_USED"]


def test_a_limit_of_tracking_error_that_binds_is_kept() -> None:
    free = household(15, 2)
    reached = tracking_error(free)
    limit = (reached * Decimal("0.9")).quantize(Decimal("0.00001"))
    bound = replace(free, policy=replace(free.policy, max_tracking_error=limit))
    assert tracking_error(bound) <= limit


def test_a_limit_of_tracking_error_that_cannot_be_kept_is_named_with_the_nearest() -> None:
    given = household(8, 1, max_tracking_error=Decimal("0.0000001"), never_buy=frozenset({"M000"}))
    with pytest.raises(NoPlan, match=r"0\.01 % a year \(policy\.max_tracking_error\)") as caught:
        plan_optimal(given)
    assert "The nearest plan found has" in str(caught.value)
