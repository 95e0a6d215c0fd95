"""What an optimal plan leaves alone, lot by lot and class by class, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from trimtab.domain import (
    Account,
    AssetClass,
    Lot,
    LotId,
    NotDone,
    PlanWarning,
    Reason,
    ReasonBasis,
    Symbol,
)
from trimtab.money import ZERO, cents_text, exact_text, ratio_text
from trimtab.planners.choice import Blocked, Choice
from trimtab.planners.classes_left import classes_left, classes_left_warnings
from trimtab.planners.harvest import lot_left
from trimtab.planners.optimal.outcome import Outcome
from trimtab.planners.outcome import year_net
from trimtab.planners.selling_order import out_of_turn
from trimtab.planners.wash_reasons import clear_after_purchases

# A class this near its target needs no further sale: less is a share more or less.
_NEAR = Decimal("0.001")

# A class this far under its target is not said to have met it.
_WELL_UNDER = Decimal("0.005")


@dataclass(frozen=True)
class Left:
    """What is left of one plan.

    worth  dollars that the plan would be worse if a lot were sold entire, by lot id; lots that were
           not tried are not in it
    """

    outcome: Outcome
    worth: Mapping[str, Decimal] = field(default_factory=dict)

    def not_done(self) -> tuple[NotDone, ...]:
        """Classes that cannot be bought, then lots in the order of the files."""
        return (*classes_left(self._choices()), *self._lots())

    def open_questions(self) -> tuple[str, ...]:
        """Ids of lots that the plan weighed and left: losses first, the largest first."""
        asked = []
        for account, lot in self.outcome.valuation.situation.household.lots:
            if self.outcome.left_of(lot) != lot.quantity:
                continue
            if self.outcome.rules.sale_bar(lot) is not None or self._out_of_turn(lot):
                continue
            gain = self.outcome.valuation.gain(lot) or ZERO
            losing = account.taxable and gain < 0
            if losing or self._over(lot.symbol) > _NEAR:
                asked.append((not losing, -abs(gain), str(lot.lot_id)))
        return tuple(lot_id for *_, lot_id in sorted(asked))

    def warnings(self) -> tuple[PlanWarning, ...]:
        """Classes under their target in which nothing can be bought."""
        after = {name: one.value_after for name, one in self.outcome.classes.items()}
        return classes_left_warnings(self.outcome.valuation, self._choices(), after)

    def _choices(self) -> dict[str, Choice]:
        """Classes that end under their target because no account may buy any security of them."""
        policy = self.outcome.valuation.situation.policy
        found = {}
        for asset_class in self.outcome.valuation.situation.target.asset_classes:
            if self.outcome.classes[asset_class.name].weight_after >= asset_class.weight:
                continue
            forced = policy.forced_buys
            refused = asset_class.name in forced and forced[asset_class.name] is None
            if asset_class.securities and (refused or not self._can_buy(asset_class)):
                found[asset_class.name] = Choice(
                    asset_class=asset_class,
                    refused=refused,
                    passed_over=() if refused else tuple(self._passed_over(asset_class)),
                )
        return found

    def _can_buy(self, asset_class: AssetClass) -> bool:
        symbols = {one.symbol for one in asset_class.securities}
        return any(symbol in symbols for _, symbol in self.outcome.rules.permissions.buyable)

    def _passed_over(self, asset_class: AssetClass) -> Iterator[Blocked]:
        for security in asset_class.securities:
            if security.buyable:
                yield Blocked(symbol=security.symbol, why=self._why_not(security.symbol))

    def _why_not(self, symbol: Symbol) -> str:
        lock = self.outcome.rules.lock(symbol)
        if lock is not None:
            return f"sold on {lock.params['date']}, clear from {lock.params['clear']}"
        if symbol not in self.outcome.valuation.situation.market:
            return "it has no price"
        return "your settings let no account buy it"

    def _lots(self) -> Iterator[NotDone]:
        valuation = self.outcome.valuation
        bought = {buy.symbol for buy in self.outcome.orders.buys}
        for account, lot in valuation.situation.household.lots:
            if self.outcome.left_of(lot) == 0 or not self._worth_saying(account, lot.symbol):
                continue
            rest = self._rest_of(lot)
            reason = self._reason(account, lot, rest)
            if reason is not None:
                reason = clear_after_purchases(valuation, lot, reason, bought)
                yield lot_left(valuation, account, rest, reason)

    def _rest_of(self, lot: Lot) -> Lot:
        """What stays of `lot`, more than nothing."""
        left = self.outcome.left_of(lot)
        return lot if left == lot.quantity else lot.split(left)[0]

    def _worth_saying(self, account: Account, symbol: Symbol) -> bool:
        """True where a reader may expect a sale: of what is taxed, and of large classes."""
        return account.taxable or self._over(symbol) > _NEAR

    def _over(self, symbol: Symbol) -> Decimal:
        outcome = self.outcome.classes[self.outcome.class_of(symbol).name]
        return outcome.weight_after - outcome.target_weight

    def _reason(self, account: Account, lot: Lot, rest: Lot) -> Reason | None:
        """Why `rest`, what stays of `lot`, is not sold."""
        bar = self.outcome.rules.sale_bar(lot)
        if bar is not None:
            return bar
        if self._out_of_turn(lot):
            return out_of_turn(account)
        gain = self.outcome.valuation.gain(lot) or ZERO
        if account.taxable and gain < 0:
            return self._loss_kept(lot, gain)
        return self._gain_kept(account, rest)

    def _out_of_turn(self, lot: Lot) -> bool:
        """True for a lot behind one that the broker sells before it, and that the plan keeps."""
        before = self.outcome.rules.permissions.follows.get(lot.lot_id)
        return before is not None and self._left_by_id[before] > 0

    @cached_property
    def _left_by_id(self) -> dict[LotId, Decimal]:
        lots = self.outcome.valuation.situation.household.lots
        return {lot.lot_id: self.outcome.left_of(lot) for _, lot in lots}

    def _loss_kept(self, lot: Lot, gain: Decimal) -> Reason:
        """A loss that the plan could take and does not."""
        sold = self.outcome.sold.get(lot.lot_id, ZERO)
        household = self.outcome.valuation.situation.household
        group = household.identical.of(lot.symbol)
        bought = [buy for buy in self.outcome.orders.buys if buy.symbol in group]
        if bought:
            return self._priced("KEEP.LOSS_BEING_BOUGHT", lot, symbol=lot.symbol, loss=-gain)
        if sold:
            return self._priced(
                "KEEP.LOSS_PART", lot, symbol=lot.symbol, loss=-gain, shares=exact_text(sold)
            )
        return self._priced("KEEP.LOSS_NOT_WORTH", lot, symbol=lot.symbol, loss=-gain)

    def _gain_kept(self, account: Account, lot: Lot) -> Reason | None:
        valuation, over = self.outcome.valuation, self._over(lot.symbol)
        gain = valuation.gain(lot) or ZERO
        tax = valuation.tax(gain, valuation.term(lot)) if account.taxable else ZERO
        if over <= _NEAR:
            return self._not_needed(lot, over, tax)
        if tax <= 0:
            return self._priced("KEEP.NOT_WORTH", lot, symbol=lot.symbol)
        budget = self._budget_left()
        if budget is not None and budget < gain / lot.quantity:
            return self._over_budget(budget)
        worth = self.worth.get(lot.lot_id)
        own = valuation.weight(valuation.value(lot.symbol, lot.quantity))
        params = {"tax": cents_text(tax), "points": ratio_text(min(over, own))}
        if worth is not None:
            params["price"] = cents_text(worth)
        return Reason(
            code="KEEP.GAIN_TOO_COSTLY",
            params=params,
            basis=ReasonBasis.TRADE_OFF,
            setting="policy.drift_aversion",
        )

    def _budget_left(self) -> Decimal | None:
        """Dollars of gain that a budget which binds leaves after the plan; None without one.

        A soft one only warns.
        """
        profile = self.outcome.valuation.situation.tax
        net = year_net(self.outcome.valuation, self.outcome.realized)
        if profile is None or profile.gains_budget is None or net is None:
            return None
        if not (profile.gains_budget_hard or profile.federal_long == 0):
            return None
        return max(ZERO, profile.gains_budget - net.short - net.long)

    def _over_budget(self, left: Decimal) -> Reason:
        profile = self.outcome.valuation.situation.tax
        budget = ZERO if profile is None else profile.gains_budget or ZERO
        return Reason(
            code="KEEP.GAINS_BUDGET",
            params={"budget": cents_text(budget), "left": cents_text(left)},
            basis=ReasonBasis.TRADE_OFF,
            setting="taxes.gains_budget",
        )

    def _not_needed(self, lot: Lot, over: Decimal, tax: Decimal) -> Reason:
        told = {"tax": cents_text(tax)} if tax > 0 else {}
        if over >= -_WELL_UNDER:
            return Reason(code="KEEP.NOT_NEEDED", params=told)
        name = self.outcome.class_of(lot.symbol).name
        return Reason(
            code="KEEP.UNDER_TARGET",
            params={"class": name, "under": ratio_text(-over)} | told,
            setting="targets.class",
        )

    def _priced(self, code: str, lot: Lot, **params: str | Decimal) -> Reason:
        texts = {
            name: cents_text(value) if isinstance(value, Decimal) else value
            for name, value in params.items()
        }
        worth = self.worth.get(lot.lot_id)
        if worth is not None:
            texts["price"] = cents_text(worth)
        return Reason(code=code, params=texts, basis=ReasonBasis.TRADE_OFF)
