"""Which lots the ranked planner sells: losses, then small gains of securities ranked worse."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from trimtab.domain import (
    Account,
    GainRule,
    Lot,
    NotDone,
    Reason,
    ReasonBasis,
    Symbol,
    Term,
    WashLookback,
    WashPolicy,
)
from trimtab.money import ZERO, cents_text
from trimtab.planners.choice import Choice, effective_rank
from trimtab.planners.selling_order import behind, out_of_turn
from trimtab.planners.trades import Take
from trimtab.planners.valuation import Valuation
from trimtab.planners.wash_reasons import recent_purchase, wash_block
from trimtab.tax import WashScreen, first_long_term_day, staying

_GAIN_LIMIT = "planner.ranked-tlh.max_gain_to_sell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer for one lot: a take, or the reason for leaving it."""

    account: Account
    lot: Lot
    gain: Decimal
    kept: Reason | None = None


@dataclass(frozen=True)
class Harvest:
    """The ranked rule over every lot of the taxable accounts.

    choices  what is bought in each class, by class name
    """

    valuation: Valuation
    window: WashScreen
    choices: Mapping[str, Choice]

    @cached_property
    def bought(self) -> dict[Symbol, Choice]:
        """The securities that the plan buys or stands ready to buy."""
        return {
            choice.symbol: choice for choice in self.choices.values() if choice.symbol is not None
        }

    def losses(self) -> tuple[Verdict, ...]:
        """A verdict for every losing lot, in the order of the files.

        Lots that leave together do not wash each other (P6). So all are taken as sold at first;
        those that recent purchases still wash are kept, and what stays with them may wash others.
        """
        verdicts = [
            Verdict(account=account, lot=lot, gain=gain, kept=self._keep_loss(account, lot, gain))
            for account, lot, gain in self._lots()
            if gain < 0
        ]
        while True:
            after = self._keep_washed(verdicts)
            if after == verdicts:
                return tuple(verdicts)
            verdicts = after

    def in_turn(self, verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
        """`verdicts` with a reason for each lot behind one that its broker sells first.

        What then stays may wash other losses, and these keep what is behind them.
        """
        accounts = self.valuation.situation.household.accounts
        found = list(verdicts)
        while True:
            sold = {one.lot.lot_id for one in found if one.kept is None}
            staying_lots = {
                lot.lot_id: out_of_turn(account)
                for account in accounts
                for lot in account.lots
                if lot.lot_id not in sold
            }
            late = behind(self.valuation, accounts, staying_lots)
            if not late:
                return tuple(found)
            found = [replace(one, kept=one.kept or late.get(one.lot.lot_id)) for one in found]
            losing = [one for one in found if one.gain < 0]
            washed = iter(self._keep_washed(losing))
            found = [next(washed) if one.gain < 0 else one for one in found]

    def _keep_washed(self, verdicts: list[Verdict]) -> list[Verdict]:
        """`verdicts` with a reason for each loss that the lots staying behind would wash."""
        sold = [(one.lot, one.lot.quantity) for one in verdicts if one.kept is None]
        left = staying(self.valuation.situation.household, self.window, sold)
        return [
            one
            if one.kept is not None
            else replace(
                one, kept=wash_block(self.valuation, self.window, one.lot, one.gain, left=left)
            )
            for one in verdicts
        ]

    def gains(self) -> tuple[Verdict, ...]:
        """A verdict for every lot that is not at a loss, in the order of the files."""
        open_lots: dict[Symbol, list[Verdict]] = {}
        verdicts: list[Verdict] = []
        for account, lot, gain in self._lots():
            if gain < 0:
                continue
            verdict = Verdict(
                account=account, lot=lot, gain=gain, kept=self._keep_gain(account, lot, gain)
            )
            verdicts.append(verdict)
            if verdict.kept is None:
                open_lots.setdefault(lot.symbol, []).append(verdict)
        over = {
            verdict.lot.lot_id: self._over_limit(candidates, verdict)
            for candidates in open_lots.values()
            for verdict in self._beyond_limit(candidates)
        }
        return tuple(
            Verdict(
                account=verdict.account,
                lot=verdict.lot,
                gain=verdict.gain,
                kept=verdict.kept or over.get(verdict.lot.lot_id),
            )
            for verdict in verdicts
        )

    def _lots(self) -> Iterator[tuple[Account, Lot, Decimal]]:
        for account, lot in self.valuation.situation.household.lots:
            if account.taxable:
                gain = self.valuation.gain(lot)
                if gain is not None:
                    yield account, lot, gain

    def _keep_loss(self, account: Account, lot: Lot, gain: Decimal) -> Reason | None:
        policy = self.valuation.situation.policy
        if not policy.may_sell(account.account_id, lot.symbol):
            return _never_sell(lot)
        return self._keep_what_is_bought(lot, gain)

    def _keep_what_is_bought(self, lot: Lot, gain: Decimal) -> Reason | None:
        choice = self.bought.get(lot.symbol)
        if choice is not None:
            return self._keep_choice(choice, lot, gain)
        bought = self._bought_of_group(lot.symbol)
        if bought is None:
            return None
        return Reason(
            code="SKIP.GROUP_BOUGHT",
            params={"symbol": lot.symbol, "bought": bought, "loss": cents_text(-gain)},
            setting="identical",
        )

    def _keep_choice(self, choice: Choice, lot: Lot, gain: Decimal) -> Reason:
        """Why a loss of the security that its class buys is left alone."""
        params = {
            "symbol": lot.symbol,
            "class": choice.asset_class.name,
            "loss": cents_text(-gain),
        }
        if choice.forced:
            return Reason(code="SKIP.FORCED_BUY", params=params, setting="policy.forced_buys")
        purchases = self.window.purchases(lot.symbol)
        if purchases:
            bought = purchases[-1].acquired.isoformat()
            return Reason(code="SKIP.BOUGHT_BEFORE", params={**params, "date": bought})
        limit = self.valuation.situation.policy.ranked_tlh.max_loss_to_forgo
        total = sum(
            (-other for _, same, other in self._lots() if same.symbol == lot.symbol and other < 0),
            ZERO,
        )
        return Reason(
            code="SKIP.BEING_BOUGHT",
            params={**params, "total": cents_text(total), "limit": cents_text(limit)},
            setting="planner.ranked-tlh.max_loss_to_forgo",
        )

    def _keep_gain(self, account: Account, lot: Lot, gain: Decimal) -> Reason | None:
        """Why a lot that is not at a loss is no candidate for sale; None when it is one."""
        policy = self.valuation.situation.policy
        if not policy.may_sell(account.account_id, lot.symbol):
            return _never_sell(lot)
        kept = self._keep_by_rank(lot, gain)
        if kept is None and gain == 0:
            kept = Reason(code="KEEP.NOT_NEEDED", params={"tax": cents_text(ZERO)})
        strict = policy.wash_lookback is WashLookback.STRICT
        if kept is None and strict and policy.wash_sales is WashPolicy.AVOID:
            kept = recent_purchase(self.window, lot) or self._keep_gain_of_group(lot)
        return kept or self._wait(lot, gain)

    def _keep_gain_of_group(self, lot: Lot) -> Reason | None:
        """`strict` sells nothing whose group is being bought, at a gain neither."""
        bought = self._bought_of_group(lot.symbol)
        if bought is None:
            return None
        params = {"symbol": lot.symbol, "bought": bought}
        return Reason(code="KEEP.GROUP_BOUGHT", params=params, setting="policy.wash_lookback")

    def _bought_of_group(self, symbol: Symbol) -> Symbol | None:
        group = self.valuation.situation.household.identical.of(symbol)
        return next((bought for bought in self.bought if bought in group), None)

    def _keep_by_rank(self, lot: Lot, gain: Decimal) -> Reason | None:
        target = self.valuation.situation.target
        asset_class = target.class_of(lot.symbol)
        if asset_class is target.other:
            return None
        choice = self.choices[asset_class.name]
        tax = cents_text(self.valuation.tax(gain, self.valuation.term(lot)))
        params = {"symbol": lot.symbol, "class": asset_class.name, "tax": tax}
        if choice.refused:
            return Reason(
                code="KEEP.FORCED_NONE",
                params={"class": asset_class.name},
                setting="policy.forced_buys",
            )
        if choice.symbol is None:
            return Reason(code="KEEP.NO_CLASS_BUY", params={"class": asset_class.name})
        if choice.symbol == lot.symbol:
            return Reason(code="KEEP.CHOICE_OF_CLASS", params=params)
        bought_rank = effective_rank(asset_class, choice.symbol)
        if effective_rank(asset_class, lot.symbol) <= bought_rank:
            return Reason(code="KEEP.NOT_RANKED_WORSE", params=params)
        return None

    def _wait(self, lot: Lot, gain: Decimal) -> Reason | None:
        situation = self.valuation.situation
        profile, start = situation.tax, lot.holding_period_start
        if self.valuation.term(lot) is not Term.SHORT or start is None or gain <= 0:
            return None
        long_from = first_long_term_day(start)
        days = (long_from - situation.as_of).days
        if days > situation.policy.wait_for_long_term_days or profile is None:
            return None
        saved = self.valuation.tax(gain, Term.SHORT) - self.valuation.tax(gain, Term.LONG)
        return Reason(
            code="KEEP.WAIT_LONG_TERM",
            params={"date": long_from.isoformat(), "days": str(days), "tax": cents_text(saved)},
            setting="policy.wait_for_long_term_days",
        )

    def _beyond_limit(self, candidates: list[Verdict]) -> list[Verdict]:
        """The candidates of one security that the gain rule leaves alone."""
        settings = self.valuation.situation.policy.ranked_tlh
        limit = settings.max_gain_to_sell
        if settings.gain_rule is GainRule.POSITION:
            total = sum((verdict.gain for verdict in candidates), ZERO)
            return [] if total <= limit else candidates
        running, beyond = ZERO, []
        for verdict in sorted(candidates, key=lambda verdict: verdict.gain):
            running += verdict.gain
            # "Stays below": the lot that reaches the limit is no longer sold, nor any after it.
            if running >= limit:
                beyond.append(verdict)
        return beyond

    def _over_limit(self, candidates: list[Verdict], verdict: Verdict) -> Reason:
        lot = verdict.lot
        return Reason(
            code="KEEP.GAIN_OVER_LIMIT",
            params={
                "symbol": lot.symbol,
                "gain": cents_text(sum((other.gain for other in candidates), ZERO)),
                "limit": cents_text(self.valuation.situation.policy.ranked_tlh.max_gain_to_sell),
                "tax": cents_text(self.valuation.tax(verdict.gain, self.valuation.term(lot))),
            },
            basis=ReasonBasis.LIMIT,
            setting=_GAIN_LIMIT,
        )


def takes_of(verdicts: tuple[Verdict, ...]) -> tuple[Take, ...]:
    """Whole lots, for every verdict that keeps nothing."""
    return tuple(
        Take(account=verdict.account, lot=verdict.lot, quantity=verdict.lot.quantity)
        for verdict in verdicts
        if verdict.kept is None
    )


def left_alone(valuation: Valuation, verdicts: tuple[Verdict, ...]) -> tuple[NotDone, ...]:
    """Every lot that a verdict keeps, with its reason."""
    return tuple(
        lot_left(valuation, verdict.account, verdict.lot, verdict.kept)
        for verdict in verdicts
        if verdict.kept is not None
    )


def lot_left(valuation: Valuation, account: Account, lot: Lot, reason: Reason) -> NotDone:
    """The record of one lot left alone."""
    return NotDone(
        reason=reason,
        account_id=account.account_id,
        symbol=lot.symbol,
        lot_id=lot.lot_id,
        asset_class=valuation.situation.target.class_of(lot.symbol).name,
        acquired=lot.acquired,
        quantity=lot.quantity,
        gain=valuation.gain(lot),
        term=valuation.term(lot),
    )


def _never_sell(lot: Lot) -> Reason:
    return Reason(
        code="KEEP.NEVER_SELL",
        params={"symbol": lot.symbol},
        basis=ReasonBasis.LIMIT,
        setting="policy.never_sell",
    )
