"""J, term by term, in percent of the household: each function adds one term to a sheet."""

import numpy as np

from trimtab.optimize.exact.sheet import Sheet
from trimtab.optimize.exact.tangents import chain, grid
from trimtab.optimize.exact.tax_regions import TaxRegion, reachable_regions
from trimtab.optimize.problem import Indices
from trimtab.optimize.tax_curve import TaxCurve


def add_spreads_and_commissions(sheet: Sheet) -> None:
    """Half-spread on every dollar traded, a commission for every order."""
    places, lots = sheet.problem.places, sheet.problem.lots
    half = places.half_spread
    sheet.charge_sold(sheet.lots, half[lots.place[sheet.lots]])
    sheet.charge_bought(sheet.buys, half[sheet.buys])
    if sheet.has_orders and sheet.problem.limits.commission > 0:
        switches, _ = sheet.order_switches
        sheet.draft.charge(switches, sheet.problem.limits.commission / sheet.unit)


def add_holding_costs(sheet: Sheet) -> None:
    """Preference by rank and cost of location: per dollar held after trading."""
    places, lots = sheet.problem.places, sheet.problem.lots
    sheet.draft.offset += float(places.holding_cost @ places.held) / sheet.unit
    sheet.charge_sold(sheet.lots, -places.holding_cost[lots.place[sheet.lots]])
    sheet.charge_bought(sheet.buys, places.holding_cost[sheet.buys])


def add_tax_later(sheet: Sheet) -> None:
    """What a gain realised now saves later, and a loss realised now costs later."""
    tax, lots = sheet.problem.tax, sheet.problem.lots
    if tax is None:
        return
    taxed = sheet.lots[lots.taxed[sheet.lots]]
    sheet.charge_sold(taxed, -tax.rate_later * lots.gain[taxed] / lots.value[taxed])


def add_tax_now(sheet: Sheet) -> None:
    """tau(S, L) less tau without the plan, exactly: a switch per convex region it may end in."""
    tax = sheet.problem.tax
    if tax is None:
        return
    sheet.draft.offset -= tax.tau_at(tax.short0, tax.long0) / sheet.unit
    regions = _regions(sheet, tax)
    columns = [_add_region(sheet, region, alone=len(regions) == 1) for region in regions]
    if len(regions) > 1:
        one = sheet.draft.add_rows(1.0, 1.0)
        sheet.draft.put(one, [column[2] for column in columns], 1.0)
    for side, (wanted, before) in enumerate(((False, tax.short0), (True, tax.long0))):
        row = sheet.draft.add_rows(before / sheet.unit, before / sheet.unit)
        sheet.draft.put(row, [column[side] for column in columns], 1.0)
        _put_gains(sheet, row, long=wanted, factor=-1.0)


def _put_gains(sheet: Sheet, row: Indices, *, long: bool, factor: float) -> None:
    lots = sheet.problem.lots
    chosen = sheet.lots[lots.taxed[sheet.lots] & (lots.long[sheet.lots] == long)]
    sheet.put_sold(row, chosen, factor * lots.gain[chosen] / lots.value[chosen])


def _regions(sheet: Sheet, tax: TaxCurve) -> list[TaxRegion]:
    lots = sheet.problem.lots
    box = []
    for long, start in ((False, tax.short0), (True, tax.long0)):
        chosen = sheet.lots[lots.taxed[sheet.lots] & (lots.long[sheet.lots] == long)]
        gains = lots.gain[chosen]
        box += [start + np.sum(np.minimum(gains, 0.0)), start + np.sum(np.maximum(gains, 0.0))]
    low, high, long_low, long_high = (float(side) / sheet.unit for side in box)
    return reachable_regions(tax.pieces, (low, high, long_low, long_high), sheet.unit)


def _add_region(sheet: Sheet, region: TaxRegion, *, alone: bool) -> tuple[int, int, int]:
    """Columns S and L of `region`, and its switch (-1 where it is the only one)."""
    draft, box = sheet.draft, region.box
    if alone:
        (short,), (long,) = draft.add_columns(*box[:2]), draft.add_columns(*box[2:])
        switch = -1
    else:
        (short,) = draft.add_columns(min(0.0, box[0]), max(0.0, box[1]))
        (long,) = draft.add_columns(min(0.0, box[2]), max(0.0, box[3]))
        (switch,) = draft.add_switches(1)
    sides = [(1.0, 0.0, box[1]), (-1.0, 0.0, -box[0]), (0.0, 1.0, box[3]), (0.0, -1.0, -box[2])]
    for u, v, w in (*region.edges, *(() if alone else sides)):
        row = draft.add_rows(-np.inf, w if alone else 0.0)
        draft.put(row, [short, long], [u, v])
        if not alone:
            draft.put(row, switch, -w)
    _charge_region(sheet, region, (int(short), int(long), int(switch)))
    return int(short), int(long), int(switch)


def _charge_region(sheet: Sheet, region: TaxRegion, columns: tuple[int, int, int]) -> None:
    """The greatest of the region's planes: as a cost where there is one, else over each."""
    draft, (short, long, switch) = sheet.draft, columns
    if len(region.planes) == 1:
        constant, by_short, by_long = region.planes[0]
        draft.charge([short, long], [by_short, by_long])
        if switch < 0:
            draft.offset += constant
        else:
            draft.charge(switch, constant)
        return
    tau = draft.add_columns(-np.inf, np.inf)
    draft.charge(tau, 1.0)
    for constant, by_short, by_long in region.planes:
        row = draft.add_rows(constant if switch < 0 else 0.0, np.inf)
        draft.put(row, [int(tau[0]), short, long], [1.0, -by_short, -by_long])
        if switch >= 0:
            draft.put(row, switch, -constant)


def add_drift(sheet: Sheet) -> None:
    """Drift of every class from below, by tangents: segments under and over its target."""
    draft, drift = sheet.draft, sheet.drift
    points = sheet.options.points
    if points is None:
        points = grid(drift, np.zeros(len(drift.low)), 1e-4)
    links = chain(drift, points)
    draft.offset += float(np.sum(links.cost_at_start))
    for over, columns, start in ((True, sheet.over, 0.0), (False, sheet.under, links.start)):
        used = (links.widths > 0.0) & (links.over == over)
        class_of = np.nonzero(used)[0]
        segments = draft.add_columns(np.zeros(len(class_of)), links.widths[used])
        draft.charge(segments, links.slopes[used])
        ends = np.broadcast_to(-np.asarray(start), columns.shape)
        rows = draft.add_rows(ends, ends)
        draft.put(rows[class_of], segments, 1.0)
        draft.put(rows, columns, -1.0 if over else 1.0)
    rows = draft.add_rows(-sheet.gap, -sheet.gap)
    draft.put(rows, sheet.over, 1.0)
    draft.put(rows, sheet.under, -1.0)
    _put_class_changes(sheet, rows)


def _put_class_changes(sheet: Sheet, rows: Indices) -> None:
    """Minus what trading adds to every class; cash pays the costs."""
    problem = sheet.problem
    places, lots = problem.places, problem.lots
    sheet.put_sold(rows[places.asset_class[lots.place[sheet.lots]]], sheet.lots)
    sheet.put_bought(rows[places.asset_class[sheet.buys]], sheet.buys, -1.0)
    sheet.put_into_cash(np.full(len(problem.accounts.cash), rows[problem.classes.cash]), -1.0)
