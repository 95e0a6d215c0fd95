"""Why each order of an optimal plan is there: read off the plan, never invented.

The first reason says what the order is for. Others say why it is done there and in this way, and
what the plan would be worth without it, where that was found by solving again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.domain import AssetClassOutcome, LotSale, Reason, ReasonBasis, Symbol, Term
from trimtab.money import ZERO, cents_text, dollars_text, ratio_text
from trimtab.planners.choice import effective_rank
from trimtab.planners.optimal.cash_reasons import CashReasons
from trimtab.planners.optimal.outcome import Outcome
from trimtab.planners.outcome import tax_saved, year_net
from trimtab.planners.trades import Buy, Sell

_TRADE_OFF = ReasonBasis.TRADE_OFF

# A class that ends further past its target is bought with money that has nowhere better to go.
_PAST = Decimal("0.005")


@dataclass(frozen=True)
class OrderReasons:
    """Reasons for the orders of one plan.

    worth  dollars that the plan would be worse without an order, by (account, security, side);
           orders that were not tried again are not in it
    """

    outcome: Outcome
    worth: Mapping[tuple[str, str, str], Decimal] = field(default_factory=dict)

    def of_sale(self, sell: Sell) -> tuple[Reason, ...]:
        """The reasons of a sale, the one for the larger part of its value first."""
        losing = self.outcome.losing_lots(sell)
        rest = tuple(lot for lot in sell.lots if lot not in losing)
        parts = []
        if losing:
            parts.append((_value(losing), self._loss(sell, losing)))
        cash = tuple(self._cash.of_sale(sell))
        if rest:
            purpose = cash[0] if cash else self._purpose(sell, rest)
            parts.append((_value(rest), purpose))
        main = [reason for _, reason in sorted(parts, key=lambda part: -part[0])]
        also = [reason for reason in cash if reason not in main]
        return (*main, *also, *self._where_and_how(sell, rest), *self._worth(sell, "sell"))

    def of_purchase(self, buy: Buy) -> tuple[Reason, ...]:
        """The reasons of a purchase: what it is for, why this security, why there."""
        return (
            *self._why_buy(buy),
            *self._cash.of_purchase(buy),
            self._why_this(buy),
            *self._location(buy),
            *self._worth(buy, "buy"),
        )

    @property
    def _cash(self) -> CashReasons:
        return CashReasons(self.outcome)

    def _loss(self, sell: Sell, lots: Sequence[LotSale]) -> Reason:
        outcome = self._class(sell.symbol)
        loss = -_gain(lots)
        basis = sum((lot.basis for lot in lots if lot.basis is not None), ZERO)
        params = {"pct": ratio_text(loss / basis), "loss": cents_text(loss), "class": outcome.name}
        saved = tax_saved(self.outcome.valuation, self.outcome.realized, lots)
        if saved > 0:
            params["tax"] = cents_text(saved)
        others = [buy for buy in self.outcome.buys_in(outcome.name) if buy.symbol != sell.symbol]
        code = "SELL.HARVEST_UNREPLACED"
        if others:
            code = "SELL.HARVEST"
            params |= {
                "replacement": others[0].symbol,
                "weight": ratio_text(outcome.weight_after),
            }
        elif outcome.weight_after >= outcome.target_weight:
            code = "SELL.HARVEST_CLASS_FULL"
            params["weight"] = ratio_text(outcome.weight_after)
        return Reason(code=code, params=params, basis=_TRADE_OFF, setting="policy.min_harvest")

    def _purpose(self, sell: Sell, lots: Sequence[LotSale]) -> Reason:
        situation = self.outcome.valuation.situation
        if situation.raise_cash > 0 and not self.outcome.orders.buys:
            return _trade_off("SELL.RAISE_CASH", amount=cents_text(situation.raise_cash))
        outcome, symbol = self._class(sell.symbol), sell.symbol
        asset_class = self.outcome.class_of(symbol)
        if not asset_class.securities:
            return _trade_off("SELL.NO_CLASS", symbol=symbol, **_taxed_gain(sell, lots))
        better = [
            buy.symbol
            for buy in self.outcome.buys_in(outcome.name)
            if effective_rank(asset_class, buy.symbol) < effective_rank(asset_class, symbol)
        ]
        over = outcome.weight_before - outcome.target_weight
        if over > 0 and outcome.weight_after < outcome.weight_before:
            outside = outcome.band is not None and outcome.weight_before > outcome.band.high
            return _trade_off(
                "SELL.OVER_BAND" if outside else "SELL.OVER_TARGET",
                "targets.class",
                **{"class": outcome.name},
                over=ratio_text(over),
                amount=cents_text(_value(lots)),
            )
        if better:
            return _trade_off(
                "SELL.FOR_PREFERRED",
                "targets.class.hold",
                **{"class": outcome.name},
                symbol=symbol,
                preferred=better[0],
                **_taxed_gain(sell, lots),
            )
        places = [buy.account for buy in self.outcome.buys_in(outcome.name)]
        moved = [account for account in places if account != sell.account]
        if moved and sell.account not in places:
            return _trade_off(
                "SELL.MOVES",
                **{"class": outcome.name},
                account=sell.account.label,
                other=moved[0].label,
            )
        return self._pays_for(sell, lots)

    def _pays_for(self, sell: Sell, lots: Sequence[LotSale]) -> Reason:
        """What the money goes to: the class bought here that lacks most, another one first."""
        here = [buy for buy in self.outcome.orders.buys if buy.account == sell.account]
        own = self.outcome.class_of(sell.symbol).name
        lacking = sorted(
            (self.outcome.classes[buy.class_name] for buy in here),
            key=lambda one: (one.name == own, one.weight_before - one.target_weight),
        )
        if not lacking:
            return _trade_off("SELL.TO_CASH", amount=cents_text(_value(lots)))
        under = lacking[0].target_weight - lacking[0].weight_before
        lack = {"under": ratio_text(under)} if under > 0 else {}
        return _trade_off("SELL.PAYS_FOR", **{"class": lacking[0].name}, **lack)

    def _where_and_how(self, sell: Sell, lots: Sequence[LotSale]) -> Iterator[Reason]:
        household = self.outcome.valuation.situation.household
        if not sell.account.taxable:
            if any(account.taxable for account in household.accounts):
                yield Reason(code="SELL.TAX_FREE_ACCOUNT", params={"account": sell.account.label})
            return
        gain = _gain([lot for lot in lots if lot.gain is not None and lot.gain > 0])
        if gain > 0 and self._is_covered():
            yield Reason(code="SELL.GAIN_OFFSET", params={"gain": cents_text(gain)})
        tax = self.outcome.valuation.situation.tax
        long_only = all(lot.term is Term.LONG for lot in lots)
        if gain > 0 and long_only and tax is not None and tax.federal_long == 0:
            yield Reason(code="SELL.GAIN_IN_ZERO_RATE", params={"gain": cents_text(gain)})

    def _is_covered(self) -> bool:
        """True when the year's gains, this plan's included, are met by losses."""
        net = year_net(self.outcome.valuation, self.outcome.realized)
        return net is not None and net.short + net.long <= 0

    def _why_buy(self, buy: Buy) -> Iterator[Reason]:
        outcome = self.outcome.classes[buy.class_name]
        harvested = [
            symbol for symbol in self.outcome.harvested_in(buy.class_name) if symbol != buy.symbol
        ]
        if harvested:
            yield _trade_off(
                "BUY.REPLACE_HARVEST",
                **{"class": outcome.name},
                sold=", ".join(harvested),
                weight=ratio_text(outcome.weight_after),
            )
        under = outcome.target_weight - outcome.weight_before
        filled = outcome.weight_before < outcome.weight_after <= outcome.target_weight + _PAST
        if under > 0 and filled:
            yield _trade_off(
                "BUY.UNDER_TARGET",
                "targets",
                **{"class": outcome.name},
                under=ratio_text(under),
            )
        elif not harvested:
            yield from self._instead(buy, outcome)

    def _instead(self, buy: Buy, outcome: AssetClassOutcome) -> Iterator[Reason]:
        sold = [sell for sell in self.outcome.sells_in(outcome.name) if sell.symbol != buy.symbol]
        if sold:
            yield _trade_off(
                "BUY.INSTEAD_OF", symbol=buy.symbol, other=sold[0].symbol, **{"class": outcome.name}
            )
        elif not self._location(buy):
            yield _trade_off(
                "BUY.IDLE_CASH",
                **{"class": outcome.name},
                amount=cents_text(buy.value),
                weight=ratio_text(outcome.weight_after),
            )

    def _why_this(self, buy: Buy) -> Reason:
        situation = self.outcome.valuation.situation
        asset_class = self.outcome.class_of(buy.symbol)
        params = {"symbol": buy.symbol, "class": asset_class.name}
        if situation.policy.forced_buys.get(asset_class.name) == buy.symbol:
            return Reason(code="BUY.FORCED", params=params, setting="policy.forced_buys")
        rank = effective_rank(asset_class, buy.symbol)
        before = [one for one in asset_class.securities if one.buyable and one.rank < rank]
        if not before:
            return Reason(
                code="BUY.PREFERRED", params={"class": asset_class.name}, setting="targets"
            )
        here = {one.symbol for one in self.outcome.orders.buys if one.account == buy.account}
        # A better one that is bought as well explains less than one that is not.
        first = min(before, key=lambda one: (one.symbol in here, one.rank)).symbol
        if first in here:
            return _trade_off("BUY.BESIDE_PREFERRED", "targets", preferred=first, symbol=buy.symbol)
        return Reason(
            code="BUY.SECOND_CHOICE",
            params={
                "preferred": first,
                "symbol": buy.symbol,
                "why": self._why_not(first, buy),
            },
            basis=_TRADE_OFF,
            setting="targets",
        )

    def _why_not(self, symbol: Symbol, buy: Buy) -> str:
        """Why `symbol` is not bought instead, in a few words."""
        situation = self.outcome.valuation.situation
        lock = self.outcome.rules.lock(symbol)
        if lock is not None:
            return f"sold on {lock.params['date']}, clear from {lock.params['clear']}"
        if not self.outcome.rules.may_buy(buy.account, self.outcome.class_of(symbol), symbol):
            return "it is not bought here"
        group = situation.household.identical.of(symbol)
        losing = [
            sell.symbol for sell in self.outcome.orders.sells if self.outcome.losing_lots(sell)
        ]
        if symbol in losing:
            return "this plan sells it at a loss"
        same = [one for one in losing if one in group]
        if same:
            return f"this plan sells {same[0]} at a loss, and you declared them identical"
        asset_class = self.outcome.class_of(symbol)
        steps = effective_rank(asset_class, buy.symbol) - effective_rank(asset_class, symbol)
        counts = situation.policy.rank_cost * steps * buy.value
        return f"its rank counts for {dollars_text(counts)} here"

    def _location(self, buy: Buy) -> tuple[Reason, ...]:
        """Named where the class is sold in an account of the other kind, or held there only now."""
        elsewhere = [
            sell
            for sell in self.outcome.sells_in(buy.class_name)
            if sell.account.taxable != buy.account.taxable
        ]
        asset_class = self.outcome.class_of(buy.symbol)
        taxed = asset_class.yield_ordinary + asset_class.yield_qualified
        if not elsewhere or buy.account.taxable or taxed == 0:
            return ()
        return (
            Reason(
                code="BUY.LOCATION",
                params={"account": buy.account.label, "income_type": f"{asset_class.name} income"},
                basis=_TRADE_OFF,
                setting="targets.class.yield_ordinary",
            ),
        )

    def _worth(self, order: Sell | Buy, side: str) -> tuple[Reason, ...]:
        worth = self.worth.get((order.account.account_id, order.symbol, side))
        if worth is None:
            return ()
        code = "SELL.WORTH" if side == "sell" else "BUY.WORTH"
        return (_trade_off(code, price=cents_text(worth)),)

    def _class(self, symbol: Symbol) -> AssetClassOutcome:
        return self.outcome.classes[self.outcome.class_of(symbol).name]


def _trade_off(code: str, setting: str = "", **params: str) -> Reason:
    return Reason(code=code, params=params, basis=_TRADE_OFF, setting=setting)


def _taxed_gain(sell: Sell, lots: Sequence[LotSale]) -> dict[str, str]:
    """The gain as a parameter; nothing where sales are not taxed."""
    return {"gain": cents_text(_gain(lots))} if sell.account.taxable else {}


def _value(lots: Sequence[LotSale]) -> Decimal:
    return sum((lot.proceeds for lot in lots), ZERO)


def _gain(lots: Sequence[LotSale]) -> Decimal:
    return sum((lot.gain for lot in lots if lot.gain is not None), ZERO)
