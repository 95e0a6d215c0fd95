"""Indexes of a household's target as arrays: members, their stand-ins, and their factors."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np

from trimtab.domain import Situation, Symbol
from trimtab.money import ZERO, to_float
from trimtab.optimize.problem import Floats, Tracking


@dataclass(frozen=True)
class Indexes:
    """Every class of `situation` whose members carry weights."""

    situation: Situation

    @cached_property
    def securities(self) -> dict[Symbol, int]:
        """Every security of these classes with its index, held or not."""
        found = (
            security.symbol
            for asset_class in self.situation.target.asset_classes
            if asset_class.members
            for security in asset_class.securities
        )
        return {symbol: number for number, symbol in enumerate(found)}

    def tracking(self, places: Iterable[Symbol]) -> Tracking | None:
        """For places of these securities; None where no class holds an index."""
        if not self.securities:
            return None
        situation = self.situation
        target, policy = situation.target, situation.policy
        number = {one.name: index for index, one in enumerate(target.classes)}
        symbols = list(self.securities)
        classes = [target.class_of(symbol) for symbol in symbols]
        most = policy.max_tracking_error
        return Tracking(
            security=np.array([self.securities.get(one, -1) for one in places], dtype=np.intp),
            asset_class=np.array([number[one.name] for one in classes], dtype=np.intp),
            weight=np.array(
                [
                    to_float(of_class.members.get(symbol, ZERO))
                    for symbol, of_class in zip(symbols, classes, strict=True)
                ]
            ),
            own=np.array([to_float(situation.factors.own_of(symbol)) for symbol in symbols]),
            held=self._held(),
            exposure=self._exposure(),
            variance=np.array([to_float(one) for one in situation.factors.variances]),
            aversion=to_float(policy.te_aversion),
            most=np.inf if most is None else to_float(most * most),
        )

    def _held(self) -> Floats:
        held = dict.fromkeys(self.securities, ZERO)
        for account in self.situation.household.accounts:
            for position in account.positions:
                if position.symbol in held:
                    price = self.situation.market.price(position.symbol)
                    held[position.symbol] += position.quantity * price
        return np.array([to_float(amount) for amount in held.values()])

    def _exposure(self) -> Floats:
        """Exposures less those of the whole index of the class, in exact numbers."""
        factors, rows = self.situation.factors, []
        for asset_class in self.situation.target.asset_classes:
            if not asset_class.members:
                continue
            whole = [ZERO for _ in factors.variances]
            for symbol, weight in asset_class.members.items():
                for number, exposure in enumerate(factors.exposures_of(symbol)):
                    whole[number] += weight * exposure
            rows += [
                _less(factors.exposures_of(security.symbol), whole)
                for security in asset_class.securities
            ]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(factors.variances))


# Weights are percent scaled to 1: a rest this small is what division leaves.
_NOTHING = Decimal("1e-15")


def _less(exposures: Iterable[Decimal], whole: Iterable[Decimal]) -> list[float]:
    differences = (one - other for one, other in zip(exposures, whole, strict=True))
    return [0.0 if abs(one) < _NOTHING else to_float(one) for one in differences]
