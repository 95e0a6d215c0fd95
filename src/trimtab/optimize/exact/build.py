"""From a `Problem` to the arrays of a mixed-integer model, and from its solution to trades."""

from dataclasses import dataclass

from trimtab.optimize.exact.limits import LIMITS
from trimtab.optimize.exact.model import Model
from trimtab.optimize.exact.objective_terms import (
    add_drift,
    add_holding_costs,
    add_spreads_and_commissions,
    add_tax_later,
    add_tax_now,
)
from trimtab.optimize.exact.shares import continuous_trades, whole_trades
from trimtab.optimize.exact.sheet import BuildOptions, Sheet, sheet_for
from trimtab.optimize.exact.strengthening import (
    strengthen_group_switches,
    strengthen_purchase_switches,
)
from trimtab.optimize.problem import Floats, Problem, Trades


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IndexMap:
    """Where the choices of a plan stand among the columns of a model.

    unit  dollars in one unit of the model's objective
    """

    sheet: Sheet
    unit: float


def build(problem: Problem, options: BuildOptions | None = None) -> tuple[Model, IndexMap]:
    """J and every hard limit of `problem` as arrays.

    The model's optimum is never above the problem's: drift is bounded from below by tangents, and
    steps worth less than a millionth of the household are continuous.
    """
    sheet = sheet_for(problem, options or BuildOptions())
    add_spreads_and_commissions(sheet)
    add_holding_costs(sheet)
    add_tax_now(sheet)
    add_tax_later(sheet)
    add_drift(sheet)
    for forbid in LIMITS:
        forbid(sheet)
    strengthen_group_switches(sheet)
    strengthen_purchase_switches(sheet)
    return sheet.draft.model(), IndexMap(sheet=sheet, unit=sheet.unit)


def interpret(values: Floats, index: IndexMap) -> Trades:
    """The trades of a solution: in whole steps where the model was built for whole shares."""
    sheet = index.sheet
    plan = whole_trades if sheet.options.whole_shares else continuous_trades
    return plan(sheet, values)
