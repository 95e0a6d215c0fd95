"""Every hard limit, each a function named by what it forbids: rows on a sheet, with a label.

Some rows say more than the limit needs, to bring the linear relaxation closer to what whole
switches allow; they never cut off a plan that the limits admit.
"""

from collections.abc import Callable, Mapping

import numpy as np

from trimtab.optimize.exact.model import INFINITY, Label
from trimtab.optimize.exact.sheet import Sheet
from trimtab.optimize.exact.strengthening import strengthen_turnover
from trimtab.optimize.problem import Problem

# The limit of the tracking error in rows of the model, and the least in percent that is scaled so.
_LARGE, _LEAST_ERROR = 100.0, 1e-3
# Subjects of the label of `--raise` where no account is named.
EVERYWHERE, TAXABLE = -1, -2


def forbid_cash_below_floor(sheet: Sheet) -> None:
    """Cash of every account stays at or above its floor, costs paid."""
    accounts = sheet.problem.accounts
    if not accounts.ids:
        return
    rows = [
        sheet.draft.add_rows(
            (accounts.floor[index] - accounts.cash[index]) / sheet.unit,
            INFINITY,
            _floor_label(sheet.problem, index, name),
        )
        for index, name in enumerate(accounts.ids)
    ]
    sheet.put_into_cash(np.concatenate(rows), 1.0)


def _floor_label(problem: Problem, index: int, name: str) -> Label:
    floor, raised = problem.accounts.floor[index], problem.accounts.raised
    asked = 0.0 if raised is None else float(raised[index])
    aside = 0.0 if problem.accounts.aside is None else float(problem.accounts.aside[index])
    text, setting = f"at least {_dollars(floor)} of cash in {name}", "min_cash"
    if aside > 0.0:
        text += f", {_dollars(aside)} of it for {problem.accounts.payees[index]}"
        setting = "cash_flows"
    if asked > 0.0:
        text += f", {_dollars(asked)} of it to be raised"
        setting = "--raise"
    return Label(text=text, setting=setting, subject=index)


def forbid_raising_too_little(sheet: Sheet) -> None:
    """Cash above all floors, and above those of taxable accounts, reaches what is to be raised."""
    problem = sheet.problem
    room = problem.accounts.cash - problem.accounts.floor
    for amount, among in problem.raises():
        everywhere = bool(among.all())
        where = "" if everywhere else " in taxable accounts"
        label = Label(
            text=f"{_dollars(amount)} of cash to be raised{where}",
            setting="--raise",
            subject=EVERYWHERE if everywhere else TAXABLE,
        )
        row = sheet.draft.add_rows(
            (amount - float(room[among].sum())) / sheet.unit, INFINITY, label
        )
        sheet.put_into_cash(np.repeat(row, len(room)), 1.0, among)


def forbid_tracking_error_above_limit(sheet: Sheet) -> None:
    """The classes' tracking error, from outside: planes that touch its limit.

    Where weights are d off target the plane is (S d)'x <= limit root(d'Sd), by Cauchy and Schwarz.
    """
    risk = sheet.problem.risk
    if risk is None or not np.isfinite(risk.loose):
        return
    slopes = [risk.root, -risk.root]
    if sheet.options.off is not None:
        exposed = sheet.options.off @ risk.root.T
        length = np.linalg.norm(exposed, axis=1)
        slopes.append((exposed[length > 0.0] / length[length > 0.0, None]) @ risk.root)
    most = 100.0 * risk.loose**0.5
    # So large that the solver's tolerance is a small part of the limit.
    scale = _LARGE / max(most, _LEAST_ERROR)
    every, most = scale * np.vstack(slopes), scale * most
    label = Label(
        text=f"a tracking error of at most {100.0 * risk.most**0.5:.4g} % a year",
        setting="max_tracking_error",
    )
    rows = sheet.draft.add_rows(np.full(len(every), -INFINITY), most, label)
    for index in range(every.shape[1]):
        moving = np.flatnonzero(every[:, index])
        sheet.draft.put(rows[moving], sheet.over[index], every[moving, index])
        sheet.draft.put(rows[moving], sheet.under[index], -every[moving, index])


def forbid_washing_purchases(sheet: Sheet) -> None:
    """No purchase of a group together with a taxable loss sale of it, in any account."""
    draft, places, lots = sheet.draft, sheet.problem.places, sheet.problem.lots
    label = Label(text="no purchase that washes a loss taken", setting="wash_sales")
    losing = np.flatnonzero(sheet.guarded & (sheet.sold >= 0))
    rows = draft.add_rows(np.full(len(losing), -INFINITY), 0.0, label)
    sheet.put_sold(rows, losing)
    switch = sheet.losses_on[places.group[lots.place[losing]]]
    draft.put(rows, switch, -lots.value[losing] / sheet.unit)
    buying = sheet.buys[sheet.losses_on[places.group[sheet.buys]] >= 0]
    own = buying[sheet.buys_on[buying] >= 0]
    rows = draft.add_rows(np.full(len(own), -INFINITY), 1.0, label)
    draft.put(rows, sheet.buys_on[own], 1.0)
    draft.put(rows, sheet.losses_on[places.group[own]], 1.0)
    free = buying[sheet.buys_on[buying] < 0]
    rows = draft.add_rows(np.full(len(free), -INFINITY), sheet.bought_most[free], label)
    sheet.put_bought(rows, free)
    draft.put(rows, sheet.losses_on[places.group[free]], sheet.bought_most[free])


def forbid_both_sides_of_a_place(sheet: Sheet) -> None:
    """A security is not sold and bought in one account by one plan."""
    draft, lots = sheet.draft, sheet.problem.lots
    buying = sheet.buys[sheet.buys_on[sheet.buys] >= 0]
    rows = draft.add_rows(np.full(len(buying), -INFINITY), np.zeros(len(buying)))
    sheet.put_bought(rows, buying)
    draft.put(rows, sheet.buys_on[buying], -sheet.bought_most[buying])
    if sheet.problem.limits.both_ways:
        return
    both = buying[sheet.sells_on[buying] >= 0]
    rows = draft.add_rows(np.full(len(both), -INFINITY), np.ones(len(both)))
    draft.put(rows, sheet.sells_on[both], 1.0)
    draft.put(rows, sheet.buys_on[both], 1.0)
    place = lots.place[sheet.lots]
    open_lots = (sheet.buys_on[place] >= 0) & (sheet.sells_on[place] < 0)
    chosen = sheet.lots[open_lots & ~sheet.guarded[sheet.lots]]
    value = lots.value[chosen] / sheet.unit
    rows = draft.add_rows(np.full(len(chosen), -INFINITY), value)
    sheet.put_sold(rows, chosen)
    draft.put(rows, sheet.buys_on[lots.place[chosen]], value)


def forbid_losses_that_staying_lots_wash(sheet: Sheet) -> None:
    """A loss is taken only if the lots bought in the last 30 days are sold entire."""
    draft, lots = sheet.draft, sheet.problem.lots
    label = Label(text="no loss while a recent purchase of its group stays", setting="wash_sales")
    exits: dict[tuple[int, ...], int] = {}
    for lot in sheet.lots:
        needed = lots.needs.get(int(lot))
        if not needed:
            continue
        if needed not in exits:
            exits[needed] = int(draft.add_switches(1)[0])
            _sell_entire(sheet, needed, exits[needed], label)
        value = lots.value[lot] / sheet.unit
        row = draft.add_rows(-INFINITY, 0.0, label)
        sheet.put_sold(row, np.array([lot]))
        draft.put(row, exits[needed], -value)


def _sell_entire(sheet: Sheet, needed: tuple[int, ...], switch: int, label: Label) -> None:
    for other in needed:
        row = sheet.draft.add_rows(0.0, INFINITY, label)
        if sheet.sold[other] >= 0:
            sheet.put_sold(row, np.array([other]))
        sheet.draft.put(row, switch, -sheet.problem.lots.value[other] / sheet.unit)


def forbid_sales_out_of_the_brokers_order(sheet: Sheet) -> None:
    """Where the broker sells by a method, a lot leaves only once the one before it is gone."""
    draft, lots = sheet.draft, sheet.problem.lots
    label = Label(text="the order in which the broker sells lots", setting="lot_method")
    sellable = set(sheet.lots.tolist())
    gone: dict[int, int] = {}
    for lot, before in lots.follows.items():
        if lot not in sellable:
            continue
        gone[before] = int(draft.add_switches(1)[0])
        _sell_entire(sheet, (before,), gone[before], label)
        row = draft.add_rows(-INFINITY, 0.0, label)
        sheet.put_sold(row, np.array([lot]))
        draft.put(row, gone[before], -lots.value[lot] / sheet.unit)
    _count_fractions_alike(sheet, gone)


def _count_fractions_alike(sheet: Sheet, gone: Mapping[int, int]) -> None:
    """The fractions of all lots gone count in an order, or those of none do.

    The lot that is left in part is sold in whole steps, or the order as a whole is. Other orders
    choose which lot is left in part, and need no such rule.
    """
    draft, lots = sheet.draft, sheet.problem.lots
    counted: dict[int, int] = {}
    for lot in sorted({*lots.follows, *lots.follows.values()}):
        switch, place = int(sheet.entire[lot]), int(lots.place[lot])
        if switch < 0:
            continue
        if place not in counted:
            counted[place] = int(draft.add_switches(1)[0])
        row = draft.add_rows(-INFINITY, 0.0)
        draft.put(row, switch, 1.0)
        draft.put(row, counted[place], -1.0)
        if lot in gone:
            row = draft.add_rows(-INFINITY, 1.0)
            draft.put(row, gone[lot], 1.0)
            draft.put(row, counted[place], 1.0)
            draft.put(row, switch, -1.0)


def forbid_orders_without_switch(sheet: Sheet) -> None:
    """Nothing is sold at a place whose order is off."""
    if not sheet.has_orders:
        return
    lots = sheet.problem.lots
    rows = sheet.draft.add_rows(np.full(len(sheet.lots), -INFINITY), np.zeros(len(sheet.lots)))
    sheet.put_sold(rows, sheet.lots)
    switch = sheet.sells_on[lots.place[sheet.lots]]
    sheet.draft.put(rows, switch, -lots.value[sheet.lots] / sheet.unit)


def forbid_small_orders(sheet: Sheet) -> None:
    """An order reaches `min_trade` or sells the whole place, and is one step or lot at least.

    Without the last a model would place orders of nothing, to be rid of cash in commissions.
    """
    if not sheet.has_orders:
        return
    draft, places, lots = sheet.draft, sheet.problem.places, sheet.problem.lots
    wanted = sheet.problem.limits.min_trade
    label = Label(text=f"no order under {_dollars(wanted)}", setting="min_trade")
    selling = np.flatnonzero(sheet.sells_on >= 0)
    place = lots.place[sheet.lots]
    step = places.price * places.step if sheet.options.whole_shares else np.zeros(len(places.price))
    value = lots.value[sheet.lots]
    total = np.bincount(place, weights=value, minlength=len(places.price))
    whole = np.where(total >= places.held * (1 - 1e-9), total, places.held)
    smallest = step.copy()
    np.minimum.at(smallest, place, value)
    least = np.maximum(np.minimum(wanted, whole), smallest) / sheet.unit
    row_of = np.full(len(places.price), -1)
    row_of[selling] = draft.add_rows(np.zeros(len(selling)), INFINITY, label)
    sheet.put_sold(row_of[place], sheet.lots)
    draft.put(row_of[selling], sheet.sells_on[selling], -least[selling])
    rows = draft.add_rows(np.zeros(len(sheet.buys)), INFINITY, label)
    sheet.put_bought(rows, sheet.buys)
    least = np.maximum(wanted, step) / sheet.unit
    draft.put(rows, sheet.buys_on[sheet.buys], -least[sheet.buys])


def forbid_too_many_orders(sheet: Sheet) -> None:
    """No more than `max_orders` orders."""
    most = sheet.problem.limits.max_orders
    if most <= 0 or not sheet.has_orders:
        return
    orders = "order" if most == 1 else "orders"
    label = Label(text=f"at most {most} {orders}", setting="max_orders")
    switches, _ = sheet.order_switches
    sheet.draft.put(sheet.draft.add_rows(-INFINITY, float(most), label), switches, 1.0)


def forbid_turnover_above_limit(sheet: Sheet) -> None:
    """All sales, or else all purchases, stay at or below `max_turnover`."""
    problem, draft = sheet.problem, sheet.draft
    most = problem.limits.max_turnover / sheet.unit
    sales = float(np.sum(problem.lots.value[sheet.lots])) / sheet.unit
    spare = float(np.sum(np.maximum(0.0, problem.accounts.cash))) / sheet.unit
    purchases = min(float(np.sum(sheet.bought_most[sheet.buys])), spare + sales)
    if most >= min(sales, purchases):
        return
    label = Label(
        text=f"at most {_dollars(problem.limits.max_turnover)} turned over", setting="max_turnover"
    )
    strengthen_turnover(sheet, most)
    (side,) = draft.add_switches(1)
    row = draft.add_rows(-INFINITY, most, label)
    sheet.put_sold(row, sheet.lots)
    draft.put(row, side, -(sales - most))
    row = draft.add_rows(-INFINITY, purchases, label)
    sheet.put_bought(row, sheet.buys)
    draft.put(row, side, purchases - most)


def forbid_gains_above_limit(sheet: Sheet) -> None:
    """S + L stays at or below the hard gains budget."""
    problem, lots = sheet.problem, sheet.problem.lots
    most = problem.limits.max_gain
    if most == INFINITY:
        return
    label = Label(text=f"at most {_dollars(most)} of net gains", setting="gains_budget")
    so_far = 0.0 if problem.tax is None else problem.tax.short0 + problem.tax.long0
    left = (most - so_far) / sheet.unit
    taxed = sheet.lots[lots.taxed[sheet.lots]]
    row = sheet.draft.add_rows(-INFINITY, left, label)
    sheet.put_sold(row, taxed, lots.gain[taxed] / lots.value[taxed])


def forbid_classes_outside_hard_bands(sheet: Sheet) -> None:
    """Every class stays in its band where bands are hard, and cash in its buffer."""
    problem, places, lots = sheet.problem, sheet.problem.places, sheet.problem.lots
    classes = problem.classes
    for index in np.flatnonzero((classes.low > -INFINITY) | (classes.high < INFINITY)):
        low, high, name = classes.low[index], classes.high[index], classes.names[index]
        held = classes.held[index] / sheet.unit
        buffered = classes.buffer and index == classes.cash
        label = Label(
            text=f"{name} between {_percent(low)} and {_percent(high)}",
            setting="triggers.cash" if buffered else "band_mode",
            subject=int(index),
        )
        floor = sheet.draft.add_rows(low * 100 - held, INFINITY, label)
        ceiling = sheet.draft.add_rows(-INFINITY, high * 100 - held, label)
        own = sheet.lots[places.asset_class[lots.place[sheet.lots]] == index]
        for row in (floor, ceiling):
            sheet.put_sold(row, own, -1.0)
            sheet.put_bought(row, sheet.buys[places.asset_class[sheet.buys] == index])
            if index == classes.cash:
                sheet.put_into_cash(np.repeat(row, len(problem.accounts.cash)), 1.0)


LIMITS: tuple[Callable[[Sheet], None], ...] = (
    forbid_cash_below_floor,
    forbid_raising_too_little,
    forbid_washing_purchases,
    forbid_both_sides_of_a_place,
    forbid_losses_that_staying_lots_wash,
    forbid_sales_out_of_the_brokers_order,
    forbid_orders_without_switch,
    forbid_small_orders,
    forbid_too_many_orders,
    forbid_turnover_above_limit,
    forbid_gains_above_limit,
    forbid_classes_outside_hard_bands,
    forbid_tracking_error_above_limit,
)


def _percent(weight: float) -> str:
    """To a tenth of a percent, a zero without a sign."""
    return f"{round(weight, 3) + 0.0:.1%}"


def _dollars(amount: float) -> str:
    return f"${amount:,.2f}"
