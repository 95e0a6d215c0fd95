"""What a reader of a plan should know before acting on it."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from trimtab.domain import (
    Account,
    Estimate,
    LotMethod,
    PlannerName,
    PlanWarning,
    Reason,
    Situation,
    Symbol,
    TaxProfile,
    Term,
)
from trimtab.money import ZERO, cents_text, ratio_text
from trimtab.planners.assumptions import FULL_HISTORY, history_days
from trimtab.planners.outcome import Realized, year_net
from trimtab.planners.trades import Sell
from trimtab.planners.valuation import Valuation
from trimtab.tax import WashScreen

_WINDOW_AHEAD = timedelta(days=31)
# A budget that is passed by less is kept: shares are whole and cents are rounded.
_DOLLAR = Decimal(1)
_RANKED_ONLY = ("max_loss_to_forgo", "max_gain_to_sell", "gain_rule")
# Settings that only the optimal planner reads; a plan by a rule says that it did not.
_OPTIMAL_ONLY = (
    "drift_aversion",
    "future_tax_weight",
    "rank_cost",
    "te_aversion",
    "commission",
    "trading_costs",
    "carryover_value",
    "band_mode",
    "min_harvest",
    "max_orders",
    "max_turnover",
    "max_tracking_error",
    "time_limit",
    "gap",
)
# Methods under which which lots leave, or what they gain, does not follow from an order of lots.
_NOT_AN_ORDER = (LotMethod.MIN_TAX, LotMethod.AVERAGE)

# A setting that matters only where a class holds an index directly.
_INDEX_ONLY = ("te_aversion",)


def warnings_of(
    valuation: Valuation, window: WashScreen, sells: Sequence[Sell], estimate: Estimate
) -> tuple[PlanWarning, ...]:
    """The warnings that every rule planner gives, those that need an answer first."""
    situation = valuation.situation
    found = [
        *_reinvestments(situation, sells),
        *_lot_methods(sells),
        *_washed(sells),
        *_do_not_buy(situation, window, sells),
        *_cash_flows(situation, sells),
        *_gains(situation, sells, valuation, estimate),
        *_deferral(valuation, estimate),
        *_history(situation, sells),
        *_data(situation),
        *_settings(situation),
    ]
    return tuple(sorted(found, key=lambda warning: not warning.needs_ack))


def _note(code: str, setting: str = "", **params: str) -> PlanWarning:
    return PlanWarning(reason=Reason(code=code, params=params, setting=setting))


def _stop(code: str, setting: str = "", **params: str) -> PlanWarning:
    return PlanWarning(reason=Reason(code=code, params=params, setting=setting), needs_ack=True)


def sold_at_loss(sells: Sequence[Sell]) -> tuple[Symbol, ...]:
    """Securities of which a taxable lot is sold at a loss, once each, in order."""
    return tuple(
        dict.fromkeys(
            sell.symbol
            for sell in sells
            if sell.account.taxable
            for lot in sell.lots
            if lot.gain is not None and lot.gain < 0
        )
    )


def _reinvestments(situation: Situation, sells: Sequence[Sell]) -> Iterator[PlanWarning]:
    clear = (situation.as_of + _WINDOW_AHEAD).isoformat()
    gone = {
        (sell.account.account_id, sell.symbol)
        for sell in sells
        if sell.quantity == sell.account.quantity_of(sell.symbol)
    }
    for symbol in sold_at_loss(sells):
        group = situation.household.identical.of(symbol)
        for account in situation.household.accounts:
            for scheduled in sorted(group & account.dividend_reinvestment):
                held = account.quantity_of(scheduled) > 0
                sold_out = (account.account_id, scheduled) in gone
                if (held and not sold_out) or not account.tracked:
                    yield _stop(
                        "WARN.DRIP_IN_WINDOW",
                        "accounts.dividend_reinvestment",
                        account=account.label,
                        symbol=scheduled,
                        clear=clear,
                        how="for now" if account.taxable else "for good",
                    )


def _lot_methods(sells: Sequence[Sell]) -> Iterator[PlanWarning]:
    for account in dict.fromkeys(sell.account.account_id for sell in sells if _picks(sell)):
        method = next(
            sell.account.lot_method.value for sell in sells if sell.account.account_id == account
        )
        label = next(sell.account.label for sell in sells if sell.account.account_id == account)
        yield _stop("WARN.LOT_METHOD", "accounts.lot_method", account=label, method=method)


def _picks(sell: Sell) -> bool:
    """True when the broker's own method may sell other lots than the plan names.

    Lots in a broker's plain order are planned in that order; the two methods that look at more than
    an order are not followed to the end. Nor is an order known of lots whose date or basis is not.
    """
    account, method = sell.account, sell.account.lot_method
    if not account.taxable or sell.quantity == account.quantity_of(sell.symbol):
        return False
    lots = (lot for lot in account.lots if lot.symbol == sell.symbol)
    if method in (LotMethod.HIFO, LotMethod.LOFO):
        return any(lot.basis is None for lot in lots)
    if method in (LotMethod.FIFO, LotMethod.LIFO):
        return any(lot.acquired is None for lot in lots)
    return method in _NOT_AN_ORDER


def _washed(sells: Sequence[Sell]) -> Iterator[PlanWarning]:
    amounts: dict[Symbol, Decimal] = {}
    for sell in sells:
        for lot in sell.lots:
            amounts[sell.symbol] = amounts.get(sell.symbol, ZERO) + lot.disallowed
    for symbol, amount in amounts.items():
        if amount > 0:
            yield _note(
                "WARN.WASH_DISALLOWED",
                "policy.wash_sales",
                symbol=symbol,
                amount=cents_text(amount),
            )


def _do_not_buy(
    situation: Situation, window: WashScreen, sells: Sequence[Sell]
) -> Iterator[PlanWarning]:
    """Securities to stay away from, by the day they are clear; the latest day of each counts."""
    clear: dict[Symbol, date] = {}
    for symbol, day in _past(situation, window):
        clear[symbol] = max(day, clear.get(symbol, date.min))
    for symbol in sold_at_loss(sells):
        for same in situation.household.identical.of(symbol):
            clear[same] = situation.as_of + _WINDOW_AHEAD
    for day in sorted(set(clear.values()), reverse=True):
        symbols = ", ".join(sorted(symbol for symbol, until in clear.items() if until == day))
        yield _note("WARN.DO_NOT_BUY", symbols=symbols, clear=day.isoformat())


def _past(situation: Situation, window: WashScreen) -> Iterator[tuple[Symbol, date]]:
    """Securities still locked by a loss sale of the last 30 days, with the day they are clear."""
    symbols = dict.fromkeys(row.symbol for row in situation.household.transactions if row.is_sale)
    for symbol in symbols:
        if symbol is not None:
            group = situation.household.identical.of(symbol)
            for sale in window.open_losses(symbol):
                yield from ((same, sale.clear_from) for same in group)


def _gains(
    situation: Situation, sells: Sequence[Sell], valuation: Valuation, estimate: Estimate
) -> Iterator[PlanWarning]:
    tax = situation.tax
    if tax is None:
        return
    short = [
        lot.gain
        for sell in sells
        if sell.account.taxable
        for lot in sell.lots
        if lot.term is Term.SHORT and lot.gain is not None and lot.gain > 0
    ]
    realized = Realized(short=estimate.realized_short, long=estimate.realized_long)
    net, before = (
        year_net(valuation, realized),
        year_net(valuation, Realized(short=ZERO, long=ZERO)),
    )
    # Taxed as ordinary income is what short-term losses leave, and only in a year with a net gain.
    if short and (net is None or (net.short > 0 and net.short + net.long > 0)):
        yield _note(
            "WARN.SHORT_GAIN",
            gain=cents_text(sum(short, ZERO)),
            rate=ratio_text(tax.rate_short, 4),
        )
    if net is None or before is None or tax.gains_budget is None:
        return
    total = net.short + net.long
    if total >= max(tax.gains_budget, before.short + before.long) + _DOLLAR:
        yield _note(
            "WARN.GAINS_OVER_BUDGET",
            "taxes.gains_budget",
            gain=cents_text(total),
            budget=cents_text(tax.gains_budget),
        )


def _deferral(valuation: Valuation, estimate: Estimate) -> Iterator[PlanWarning]:
    realized = estimate.realized_short + estimate.realized_long
    tax = valuation.situation.tax
    if tax is not None and realized < 0:
        later = -realized * tax.rate_long
        yield _note("WARN.DEFERRAL", basis=cents_text(-realized), tax=cents_text(later))


def _history(situation: Situation, sells: Sequence[Sell]) -> Iterator[PlanWarning]:
    if not any(account.taxable for account in situation.household.accounts):
        return
    days = history_days(situation)
    if days is not None and days < FULL_HISTORY.days:
        if sold_at_loss(sells):
            yield _note("WARN.WASH_ESTIMATE")
        yield _note("WARN.HISTORY_SHORT", "data.transactions", days=str(days))


def _data(situation: Situation) -> Iterator[PlanWarning]:
    household = situation.household
    for account in household.accounts:
        if not account.tracked:
            yield _note("WARN.BLIND_ACCOUNT", account=account.label)
    incomplete = sum(1 for account, lot in household.lots if account.taxable and not lot.complete)
    if incomplete:
        yield _note("WARN.LOTS_INCOMPLETE", count=str(incomplete))
    yield from _realized(situation)


def _realized(situation: Situation) -> Iterator[PlanWarning]:
    tax = situation.tax
    if tax is None:
        return
    sales = tax.untold_sales or _sales_not_given(situation, tax)
    if sales:
        yield _note(
            "WARN.REALIZED_NOT_GIVEN",
            "taxes.realized_short",
            sales=str(sales),
            year=str(situation.as_of.year),
        )


def _sales_not_given(situation: Situation, tax: TaxProfile) -> int:
    """Taxable sales of this year when the gains so far are not given at all."""
    if tax.realized_short is not None and tax.realized_long is not None:
        return 0
    household = situation.household
    taxable = {account.account_id for account in household.accounts if account.taxable}
    return sum(
        1
        for row in household.transactions
        if row.is_sale and row.account_id in taxable and row.trade_date.year == situation.as_of.year
    )


def _cash_flows(situation: Situation, sells: Sequence[Sell]) -> Iterator[PlanWarning]:
    """What is kept for withdrawals soon due, where it is not enough, and what is only expected."""
    for account in situation.household.accounts:
        if not account.tradable:
            continue
        for flow in account.cash_flows:
            code = "WARN.DEPOSIT_EXPECTED" if flow.amount > 0 else "WARN.WITHDRAWAL_AHEAD"
            yield _note(
                code,
                "cash_flows",
                amount=cents_text(abs(flow.amount)),
                account=account.label,
                what=flow.label,
                date=flow.due.isoformat(),
            )
        yield from _short_of_withdrawals(situation, account, sells)


def _short_of_withdrawals(
    situation: Situation, account: Account, sells: Sequence[Sell]
) -> Iterator[PlanWarning]:
    """A stop where even without purchases the account ends under what is set aside in it."""
    if situation.policy.planner is PlannerName.OPTIMAL or account.set_aside == 0:
        return
    sold = (sell.value for sell in sells if sell.account.account_id == account.account_id)
    short = account.floor - account.cash - sum(sold, ZERO)
    if short > 0:
        due = max(flow.due for flow in account.cash_flows if flow.amount < 0)
        yield _stop(
            "WARN.WITHDRAWAL_SHORT",
            "cash_flows",
            account=account.label,
            amount=cents_text(min(short, account.set_aside)),
            date=due.isoformat(),
            planner=situation.policy.planner.value,
        )


def _settings(situation: Situation) -> Iterator[PlanWarning]:
    policy = situation.policy
    optimal = policy.planner is PlannerName.OPTIMAL
    indexed = any(one.members for one in situation.target.asset_classes)
    not_read = () if indexed else _INDEX_ONLY
    candidates = not_read if optimal else _OPTIMAL_ONLY
    unused = [key for key in candidates if f"policy.{key}" in policy.given]
    if policy.cash_buffer is not None and not optimal:
        unused.append("triggers.cash")
    if policy.planner is not PlannerName.RANKED_TLH:
        unused += [
            f"ranked-tlh.{key}"
            for key in _RANKED_ONLY
            if f"planner.ranked-tlh.{key}" in policy.given
        ]
    if unused:
        yield _note(
            "WARN.SETTINGS_NOT_USED",
            planner=policy.planner.value,
            settings=", ".join(unused),
        )
