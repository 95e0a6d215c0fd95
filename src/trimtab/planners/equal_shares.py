"""What every class ends with when all are to be alike, as far as selling and buying may go."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from trimtab.domain import Account, AccountId, AssetClass, Lot, Reason
from trimtab.planners.choice import Choice
from trimtab.planners.leveling import Bounded, level
from trimtab.planners.trades import Need
from trimtab.planners.valuation import Valuation

_NOTHING = Fraction(0)


@dataclass(frozen=True)
class EqualShares:
    """Amounts by class, solved for sales and purchases together so that none is undone by another.

    A class keeps the lots that `bar` bars from sale, and one in which nothing can be bought does
    not grow: its share goes to the others in proportion to their targets. What barred lots take too
    much is made up for by all the rest in equal dollars (trimtab.planners.leveling).
    """

    valuation: Valuation
    choices: Mapping[str, Choice]
    bar: Callable[[Account, Lot], Reason | None]

    def change(self, asset_class: AssetClass) -> Fraction:
        """Ideal dollars to buy (> 0) or to sell (< 0) in a class."""
        return self._amounts[asset_class.name] - self._held(asset_class)

    def needs(self) -> tuple[Need, ...]:
        """Ideal purchases of every class with a choice."""
        return tuple(
            Need(
                class_name=name,
                symbol=choice.symbol,
                amount=max(_NOTHING, self.change(choice.asset_class)),
            )
            for name, choice in self.choices.items()
            if choice.symbol is not None
        )

    def wanted(self, asset_class: AssetClass) -> Fraction:
        """The class's share of what is not raised, whether it can be reached or not."""
        raised = Fraction(self.valuation.situation.raise_cash)
        return Fraction(asset_class.weight) * (Fraction(self.valuation.household) - raised)

    @cached_property
    def _amounts(self) -> dict[str, Fraction]:
        """What every class ends with, by name."""
        classes = self.valuation.situation.target.classes
        parts = [
            Bounded(
                target=self._targets[asset_class.name],
                low=self._kept[asset_class.name],
                high=None if self._grows(asset_class) else self._held(asset_class),
            )
            for asset_class in classes
        ]
        amounts = level(parts, Fraction(self.valuation.household))
        return {
            asset_class.name: amount for asset_class, amount in zip(classes, amounts, strict=True)
        }

    def _grows(self, asset_class: AssetClass) -> bool:
        """True for cash, and for a class in which something can be bought."""
        choice = self.choices.get(asset_class.name)
        buys = choice is not None and choice.symbol is not None
        return buys or asset_class == self.valuation.situation.target.cash

    @cached_property
    def _targets(self) -> dict[str, Fraction]:
        """Targets by class, in proportion to the weights, and cash with what is to be raised.

        A class that cannot grow to its target keeps what it holds, and the others share the rest.
        Each round finds the classes that the larger shares leave behind, until there are none.
        Where no weight is left to take the rest, it is cash.
        """
        classes = list(self.valuation.situation.target.classes)
        cash, raised = self.valuation.situation.target.cash, self.valuation.situation.raise_cash
        rest = Fraction(self.valuation.household) - Fraction(raised)
        targets = {asset_class.name: _NOTHING for asset_class in classes}
        targets[cash.name] = Fraction(raised)
        while (whole := sum((Fraction(each.weight) for each in classes), _NOTHING)) > 0:
            behind = [
                each
                for each in classes
                if not self._grows(each) and self._held(each) * whole < rest * Fraction(each.weight)
            ]
            if not behind:
                break
            for each in behind:
                targets[each.name] = rest * Fraction(each.weight) / whole
                classes.remove(each)
            rest -= sum(map(self._held, behind), _NOTHING)
        for each in classes:
            targets[each.name] += rest * Fraction(each.weight) / whole if whole else _NOTHING
        targets[cash.name] += _NOTHING if whole else rest
        return targets

    def _held(self, asset_class: AssetClass) -> Fraction:
        return Fraction(self.valuation.by_class[asset_class.name])

    @cached_property
    def _kept(self) -> dict[str, Fraction]:
        """Dollars of every class, cash included, that stay whatever the targets are, by name."""
        situation = self.valuation.situation
        kept = {asset_class.name: _NOTHING for asset_class in situation.target.classes}
        sellable: dict[AccountId, Fraction] = {}
        for account, lot in situation.household.lots:
            value = Fraction(lot.quantity) * Fraction(self.valuation.price(lot.symbol))
            if self.bar(account, lot) is not None:
                kept[situation.target.class_of(lot.symbol).name] += value
            else:
                sellable[account.account_id] = sellable.get(account.account_id, _NOTHING) + value
        for asset_class in situation.target.classes:
            # Lots are valued exactly here and positions to the cent there.
            kept[asset_class.name] = min(kept[asset_class.name], self._held(asset_class))
        kept[situation.target.cash.name] = self._least_cash(sellable)
        return kept

    def _least_cash(self, sellable: Mapping[AccountId, Fraction]) -> Fraction:
        """Cash that cannot be spent: outside of trimtab, below its floor, or to be raised."""
        situation = self.valuation.situation
        least = Fraction(situation.raise_cash)
        for account in situation.household.accounts:
            cash, floor = Fraction(account.cash), Fraction(account.floor)
            if account.tradable:
                # Sales can bring an account up to its floor, and no further than they go.
                cash = min(floor, cash + sellable.get(account.account_id, _NOTHING))
            least += cash
        return least
