"""The half that the rule planners share: buy with what the sales leave, then finish the plan."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from trimtab.domain import Account, AccountId, NotDone, Plan
from trimtab.money import ZERO
from trimtab.planners.amounts import needs_of
from trimtab.planners.buying import buy_up
from trimtab.planners.cash import idle_cash, set_aside, spendable
from trimtab.planners.choice import Choice
from trimtab.planners.classes_left import blocked_after, classes_left, classes_left_warnings
from trimtab.planners.draft import Draft, finish
from trimtab.planners.forced import forced_wash_warnings, may_buy_in, refused_in_iras
from trimtab.planners.idle_money import idle_money
from trimtab.planners.trades import Buy, Need, Sell, held_after
from trimtab.planners.valuation import Valuation
from trimtab.planners.wash_estimate import with_disallowed
from trimtab.tax import WashScreen


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePlan:
    """What a rule decided before any money is spent.

    uses       accounts whose cash may be spent
    cash_class True: the Cash class is filled like any other; False: all the money is spent
    lots_left  lots left alone, with reasons
    needs      ideal purchases; None: the money after the sales, filled in like water
    """

    valuation: Valuation
    window: WashScreen
    choices: Mapping[str, Choice]
    sells: tuple[Sell, ...]
    lots_left: tuple[NotDone, ...]
    uses: Callable[[Account], bool]
    cash_class: bool
    needs: tuple[Need, ...] | None = None

    def finish(self) -> Plan:
        """Spend and assemble. Raises NoPlan when `raise_cash` cannot be met."""
        valuation, window = self.valuation, self.window
        choices = blocked_after(valuation.situation, self.choices, self.sells)
        held = held_after(valuation, self.sells)
        free = spendable(valuation, self.sells, self.uses)
        cash = set_aside(valuation, free, valuation.situation.raise_cash)
        may_buy = may_buy_in(valuation, window, choices)
        purchases = buy_up(valuation, self._needs(cash, held), cash, may_buy=may_buy)
        return finish(
            Draft(
                valuation=valuation,
                window=window,
                choices=choices,
                sells=with_disallowed(valuation, window, self.sells, purchases.buys),
                buys=purchases.buys,
                needs=purchases.needs,
                first=(
                    *classes_left_warnings(valuation, choices, held),
                    *forced_wash_warnings(window, choices, purchases.buys),
                ),
                not_done=(
                    *classes_left(choices),
                    *self.lots_left,
                    *refused_in_iras(valuation, window, choices, self.uses),
                    *purchases.not_done,
                    *idle_money(valuation, free, self.uses),
                ),
            )
        )

    def edited(self, sells: Sequence[Sell], buys: Sequence[Buy]) -> Plan:
        """The same rule's plan with these orders, which a person made of its own.

        What the rule could not spend is left out: what is left over now is the person's choice.
        """
        valuation, window = self.valuation, self.window
        choices = blocked_after(valuation.situation, self.choices, sells)
        return finish(
            Draft(
                valuation=valuation,
                window=window,
                choices=choices,
                sells=with_disallowed(valuation, window, sells, buys),
                buys=tuple(buys),
                needs=tuple(_bought(choices, buys)),
                first=(
                    *classes_left_warnings(valuation, choices, held_after(valuation, sells)),
                    *forced_wash_warnings(window, choices, buys),
                ),
                not_done=(*classes_left(choices), *self.lots_left),
            )
        )

    def _needs(
        self, cash: Mapping[AccountId, Decimal], held: Mapping[str, Decimal]
    ) -> tuple[Need, ...]:
        if self.needs is not None:
            return self.needs
        idle = idle_cash(self.valuation, cash, self.sells) if self.cash_class else None
        return needs_of(self.choices, held, sum(cash.values(), ZERO), idle)


def _bought(choices: Mapping[str, Choice], buys: Sequence[Buy]) -> Iterator[Need]:
    """What is bought of each class, as if it were the ideal amount: nobody else has named one."""
    for name in choices:
        own = [buy for buy in buys if buy.class_name == name]
        if own:
            amount = sum((Fraction(buy.value) for buy in own), Fraction(0))
            yield Need(class_name=name, symbol=own[0].symbol, amount=amount)
