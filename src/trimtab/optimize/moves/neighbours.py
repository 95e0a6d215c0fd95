"""The plans next to a plan: one leg moved, or two legs that pay for each other, as arrays.

A leg moves by a step, to where J along it is least (J is quadratic between kinks: slope over
curvature), or to nothing or all. Two legs move together when one raises the cash that the other
uses. Most limits that need no sums are looked at here; the rest is for `PlanState.allowed`.
"""

from dataclasses import dataclass

import numpy as np

from trimtab.optimize.evaluate import DUST
from trimtab.optimize.legs import whole_steps
from trimtab.optimize.moves.plan_state import PlanState
from trimtab.optimize.moves.scoring import drift_slope, opened, single_changes
from trimtab.optimize.problem import Flags, Floats, Indices

# Legs that raise cash, and legs that use it, looked at together: of each account and class the
# best few, of each account the best of those, of each class over all accounts the best few.
_BEST_OF_CLASS = 3
_BEST_OF_ACCOUNT = 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Singles:
    """Moves of one leg, shape (M,): to `there` shares."""

    leg: Indices
    there: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    """Moves of two legs, shape (M,): `user` uses cash that `raiser` raises; shares after."""

    user: Indices
    user_there: Floats
    raiser: Indices
    raiser_there: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Slopes:
    """Derivatives of J along each leg, per share: first and second, and cash that may be used."""

    first: Floats
    second: Floats
    classes: Floats
    spare: Floats


def singles(state: PlanState) -> Singles:
    """One leg: a step up, a step down, to the least J along it, to nothing, to the whole lot."""
    columns = state.legs
    legs = np.arange(len(state.quantities))
    targets = (
        step_up(state, legs),
        step_down(state, legs),
        _least_along(state),
        np.zeros(len(legs)),
        np.where(legs < columns.lots, columns.most, 0.0),
    )
    leg, there = np.tile(legs, len(targets)), np.concatenate(targets)
    kept = plausible(state, leg, there)
    kept &= _affordable(state, leg, there)
    if 0 < state.problem.limits.max_orders <= state.orders:
        kept &= opened(state, leg, there - state.quantities[leg]) <= 0.0
    return Singles(leg=leg[kept], there=there[kept])


def pairs(state: PlanState) -> Pairs:
    """Two legs, each at several sizes: one step of either, the least J along both, all of it."""
    user, raiser = _partners(state)
    if not len(user):
        nothing = np.zeros(0)
        return Pairs(user=user, user_there=nothing, raiser=raiser, raiser_there=nothing)
    shares = _shares_of_pairs(state, user, raiser)
    user, raiser = np.tile(user, len(shares)), np.tile(raiser, len(shares))
    return _balanced(state, user, np.concatenate(shares), raiser)


def step_up(state: PlanState, legs: Indices) -> Floats:
    """The next whole step above each quantity, or the whole lot."""
    step = state.legs.step[legs]
    count = np.floor(state.quantities[legs] / step + DUST) + 1.0
    return np.asarray(np.minimum(whole_steps(count, step), state.legs.most[legs]))


def step_down(state: PlanState, legs: Indices) -> Floats:
    """The next whole step below each quantity, or nothing."""
    step = state.legs.step[legs]
    count = np.ceil(state.quantities[legs] / step - DUST) - 1.0
    return np.asarray(np.maximum(whole_steps(count, step), 0.0))


def plausible(state: PlanState, legs: Indices, there: Floats) -> Flags:
    """Moves that change something and break no limit that can be seen leg by leg."""
    columns, limits = state.legs, state.problem.limits
    before, place, group = state.quantities[legs], columns.place[legs], columns.group[legs]
    purchase, opens = legs >= columns.lots, (there > 0.0) & (before <= 0.0)
    held = (there >= 0.0) & (there <= columns.most[legs]) & (there != before)
    small = purchase & (there > 0.0) & (there * columns.price[legs] < limits.min_trade)
    bought = np.array(state.group_purchases)[group] > 0
    lost = np.array(state.loss_sales)[group] > 0
    washed = np.where(purchase, lost, columns.loss[legs] & bought) & limits.exclusive[group]
    other_side = np.where(
        purchase,
        np.array(state.open_lots)[place] > 0,
        state.quantities[columns.lots + place] > 0.0,
    )
    barred = opens & (washed | (other_side & (not limits.both_ways)))
    barred |= _out_of_turn(state, legs, there)
    return np.asarray(held & ~small & ~barred, dtype=np.bool_)


def _out_of_turn(state: PlanState, legs: Indices, there: Floats) -> Flags:
    """More of a lot before the one ahead of it is gone, or less while the one after it leaves."""
    follows, sold = state.problem.lots.follows, state.quantities
    if not follows:
        return np.zeros(len(legs), dtype=np.bool_)
    more, less = np.zeros(len(sold), dtype=np.bool_), np.zeros(len(sold), dtype=np.bool_)
    after, before = np.array([*follows.keys()]), np.array([*follows.values()])
    more[after] = sold[before] < state.legs.most[before] - DUST
    less[before] = sold[after] > 0.0
    return np.asarray(np.where(there > sold[legs], more[legs], less[legs]), dtype=np.bool_)


def _affordable(state: PlanState, legs: Indices, there: Floats) -> Flags:
    into_cash = state.legs.cash[legs] * (there - state.quantities[legs])
    spare = _spare_cash(state)[state.legs.account[legs]]
    return np.asarray((into_cash >= 0.0) | (into_cash + spare >= 0.0), dtype=np.bool_)


def _spare_cash(state: PlanState) -> Floats:
    """Dollars above each account's floor, shape (A,); 0 where there are none."""
    accounts = state.problem.accounts
    spare = np.array(state.cash) - accounts.floor + 0.5 * state.margin
    for amount, among in state.problem.raises():
        left = (np.array(state.cash) - accounts.floor)[among].sum() - amount
        spare = np.where(among, np.minimum(spare, left - state.margin), spare)
    return np.asarray(np.maximum(spare, 0.0))


def _slopes(state: PlanState) -> _Slopes:
    columns, tax, cash = state.legs, state.problem.tax, state.problem.classes.cash
    first, second = drift_slope(state)
    slope = columns.cost + columns.value * first[columns.asset_class] + columns.cash * first[cash]
    if tax is not None:
        here = tax.tau_at(state.short, state.long)
        slope = slope + columns.short * (tax.tau_at(state.short + 1.0, state.long) - here)
        slope = slope + columns.long * (tax.tau_at(state.short, state.long + 1.0) - here)
    curve = columns.value**2 * second[columns.asset_class] + columns.cash**2 * second[cash]
    if (tracking := state.tracking) is not None:
        legs = np.arange(len(columns.value))
        slope = slope + tracking.cost * columns.value * tracking.slopes(legs)
        curve = curve + 2.0 * tracking.cost * columns.value**2 * tracking.between(legs, legs)
    if state.risk is not None and state.risk.cost > 0.0:
        slope = slope + state.risk.cost * state.risk.slopes()
        curve = curve + state.risk.cost * state.risk.curves()
    spare = _spare_cash(state)[columns.account]
    return _Slopes(first=slope, second=curve, classes=second, spare=spare)


def _least_along(state: PlanState) -> Floats:
    """Where J is least along each leg, the others held, no further than the cash reaches."""
    columns, slopes = state.legs, _slopes(state)
    # Where nothing bends J, as far as the leg goes in the direction that pays.
    shares = np.where(slopes.first < 0.0, np.inf, np.where(slopes.first > 0.0, -np.inf, 0.0))
    np.divide(-slopes.first, slopes.second, out=shares, where=slopes.second > 0.0)
    uses = shares * columns.cash < 0.0
    shares = np.where(uses, _cut(shares, slopes.spare / np.abs(columns.cash)), shares)
    wanted = np.clip(state.quantities + shares, 0.0, columns.most)
    count = np.round(wanted / columns.step)
    count = np.where(uses & (shares > 0.0), np.floor(wanted / columns.step + DUST), count)
    there = np.minimum(whole_steps(count, columns.step), columns.most)
    least = np.ceil(state.problem.limits.min_trade / columns.price / columns.step - DUST)
    small = (there > 0.0) & (there * columns.price < state.problem.limits.min_trade)
    filled = np.minimum(whole_steps(least, columns.step), columns.most)
    return np.asarray(np.where(small & (columns.most > 0.0), filled, there))


def _cut(amount: Floats, most: Floats) -> Floats:
    return np.asarray(np.sign(amount) * np.minimum(np.abs(amount), most))


def _partners(state: PlanState) -> tuple[Indices, Indices]:
    """Legs that use cash with legs that raise it, worth trying together."""
    columns = state.legs
    legs = np.arange(len(state.quantities))
    leg = np.tile(legs, 2)
    there = np.concatenate([step_up(state, legs), step_down(state, legs)])
    kept = plausible(state, leg, there)
    leg, there = leg[kept], there[kept]
    shares = there - state.quantities[leg]
    into_cash = columns.cash[leg] * shares
    # A leg moves one way only in a pair: up when it is bought or sold more, encoded by its sign.
    price = single_changes(state, leg, shares) / np.abs(into_cash)
    users, raisers = into_cash < 0.0, into_cash > 0.0
    chosen_u = _best(state, leg[users], price[users])
    chosen_r = _best(state, leg[raisers], price[raisers])
    user, raiser = _combined(chosen_u.account, chosen_r.account)
    class_u, class_r = chosen_u.in_class, chosen_r.in_class
    same = columns.asset_class[class_u][:, None] == columns.asset_class[class_r][None, :]
    at_u, at_r = np.nonzero(same)
    user = np.concatenate([user, class_u[at_u]])
    raiser = np.concatenate([raiser, class_r[at_r]])
    different = user != raiser
    return user[different], raiser[different]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Chosen:
    account: Indices
    in_class: Indices


def _best(state: PlanState, legs: Indices, price: Floats) -> _Chosen:
    """The cheapest few legs of every account, of different classes, and of every class."""
    account, asset_class = state.legs.account[legs], state.legs.asset_class[legs]
    kinds = len(state.problem.classes.names)
    kind = asset_class
    if state.tracking is not None:
        # Members of an index are no substitutes for each other: each is a kind of its own.
        security = state.tracking.security[legs]
        kind = np.where(security >= 0, kinds + security, asset_class)
        kinds += len(state.tracking.slope)
    both = account * kinds + kind
    few = _first_of_each(both, price, _BEST_OF_CLASS)
    best = few[_first_of_each(account[few], price[few], _BEST_OF_ACCOUNT)]
    in_class = _first_of_each(asset_class, price, _BEST_OF_CLASS)
    return _Chosen(account=legs[best], in_class=legs[in_class])


def _first_of_each(key: Indices, price: Floats, count: int) -> Indices:
    """Of every key the `count` lowest prices, as indices."""
    order = np.lexsort((price, key))
    sorted_keys = key[order]
    starts = np.flatnonzero(np.append(True, sorted_keys[1:] != sorted_keys[:-1]))
    if not len(order):
        return order
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    return np.asarray(order[rank < count], dtype=np.intp)


def _combined(one: Indices, other: Indices) -> tuple[Indices, Indices]:
    return np.repeat(one, len(other)), np.tile(other, len(one))


def _shares_of_pairs(state: PlanState, user: Indices, raiser: Indices) -> tuple[Floats, ...]:
    """Shares more of the using leg, at several sizes; a sale taken back is negative."""
    columns, slopes = state.legs, _slopes(state)
    sign = np.where(user >= columns.lots, 1.0, -1.0)
    step = columns.step[user]
    per_share = np.abs(columns.cash[user]) / np.abs(columns.cash[raiser])
    sign_r = np.where(raiser < columns.lots, 1.0, -1.0)
    slope = sign * slopes.first[user] + sign_r * per_share * slopes.first[raiser]
    value_u = sign * columns.value[user]
    value_r = sign_r * per_share * columns.value[raiser]
    second_u = slopes.classes[columns.asset_class[user]]
    second_r = slopes.classes[columns.asset_class[raiser]]
    same = columns.asset_class[user] == columns.asset_class[raiser]
    separate = value_u**2 * second_u + value_r**2 * second_r
    curve = np.where(same, 0.0, separate)
    if (tracking := state.tracking) is not None:
        own = value_u**2 * tracking.between(user, user)
        own = own + value_r**2 * tracking.between(raiser, raiser)
        mixed = 2.0 * value_u * value_r * tracking.between(user, raiser)
        curve = curve + 2.0 * tracking.cost * np.maximum(0.0, own + mixed)
    room = np.where(sign > 0.0, columns.most[user], 0.0) - state.quantities[user]
    room_r = np.where(sign_r > 0.0, columns.most[raiser], 0.0) - state.quantities[raiser]
    most = np.minimum(np.abs(room), np.abs(room_r) / per_share)
    with np.errstate(divide="ignore", invalid="ignore"):
        least = np.where(slope < 0.0, np.where(curve > 0.0, -slope / curve, np.inf), 0.0)
    one_of_raiser = columns.step[raiser] / per_share
    return tuple(
        sign * np.minimum(size, most)
        for size in (np.maximum(least, step), step, np.maximum(one_of_raiser, step))
    )


def _balanced(state: PlanState, user: Indices, shares: Floats, raiser: Indices) -> Pairs:
    """Both legs on their steps; the raiser to the nearest that leaves the account its floor."""
    columns = state.legs
    user_there = _on_step(
        state, user, np.round((state.quantities[user] + shares) / _step(state, user))
    )
    used = columns.cash[user] * (state.quantities[user] - user_there)
    here = columns.account[user] == columns.account[raiser]
    spare = np.where(here, _spare_cash(state)[columns.account[user]], np.inf)
    cash = np.abs(columns.cash[raiser])
    sign = np.where(raiser < columns.lots, 1.0, -1.0)
    step = _step(state, raiser)
    before = state.quantities[raiser]
    near = np.round((before + sign * used / cash) / step)
    least = (before + sign * np.maximum(0.0, used - spare) / cash) / step
    enough = np.where(
        sign > 0.0, np.maximum(near, np.ceil(least)), np.minimum(near, np.floor(least))
    )
    raiser_there = _on_step(state, raiser, enough)
    raised = np.where(here, columns.cash[raiser] * (raiser_there - before), 0.0)
    paid = used - raised <= _spare_cash(state)[columns.account[user]]
    kept = plausible(state, user, user_there) & plausible(state, raiser, raiser_there) & paid
    return Pairs(
        user=user[kept],
        user_there=user_there[kept],
        raiser=raiser[kept],
        raiser_there=raiser_there[kept],
    )


def _step(state: PlanState, legs: Indices) -> Floats:
    return state.legs.step[legs]


def _on_step(state: PlanState, legs: Indices, count: Floats) -> Floats:
    there = whole_steps(count, _step(state, legs))
    return np.asarray(np.clip(there, 0.0, state.legs.most[legs]))
