"""Every hard limit of an optimal plan, in the order in which a reader expects them."""

from trimtab.optimize.certificate import lot_limits, money_limits, purchase_limits, wash_limits
from trimtab.optimize.certificate.limit import Limit

LIMITS: tuple[Limit, ...] = (
    Limit(
        label="every order names an account, a lot or a priced security, and shares",
        setting="",
        forbids=lot_limits.order_that_cannot_be_read,
    ),
    Limit(label="no lot is oversold", setting="", forbids=lot_limits.oversold_lot),
    Limit(
        label="lots leave in the order in which the broker sells them",
        setting="accounts.lot_method",
        forbids=lot_limits.sale_out_of_the_brokers_order,
    ),
    Limit(
        label="no lot without basis or date is sold",
        setting="",
        forbids=lot_limits.sale_without_basis_or_date,
    ),
    Limit(
        label="nothing is traded in accounts held away",
        setting="accounts.type",
        forbids=lot_limits.trade_where_nothing_may_be_traded,
    ),
    Limit(
        label="no account ends under its min_cash",
        setting="accounts.min_cash",
        forbids=money_limits.cash_under_its_floor,
    ),
    Limit(
        label="the money for withdrawals soon due is there",
        setting="cash_flows",
        forbids=money_limits.withdrawal_not_provided_for,
    ),
    Limit(
        label="the cash asked for is there",
        setting="--raise",
        forbids=money_limits.cash_not_raised,
    ),
    Limit(
        label="cash ends inside its buffer",
        setting="triggers.cash",
        forbids=money_limits.cash_outside_its_buffer,
    ),
    Limit(
        label="orders are whole steps of shares",
        setting="accounts.quantity_step",
        forbids=money_limits.fraction_of_a_step,
    ),
    Limit(
        label="no order is too small",
        setting="policy.min_trade",
        forbids=money_limits.order_too_small,
    ),
    Limit(
        label="there are not too many orders",
        setting="policy.max_orders",
        forbids=money_limits.too_many_orders,
    ),
    Limit(
        label="not too much is turned over",
        setting="policy.max_turnover",
        forbids=money_limits.too_much_turnover,
    ),
    Limit(
        label="the year's gains stay within a hard budget",
        setting="taxes.gains_budget",
        forbids=money_limits.gains_over_the_budget,
    ),
    Limit(
        label="the tracking error stays within its limit",
        setting="policy.max_tracking_error",
        forbids=money_limits.too_much_tracking_error,
    ),
    Limit(
        label="nothing is sold that is never sold",
        setting="policy.never_sell",
        forbids=lot_limits.sale_of_what_is_never_sold,
    ),
    Limit(
        label="nothing is bought that is never bought",
        setting="policy.never_buy",
        forbids=purchase_limits.purchase_of_what_is_never_bought,
    ),
    Limit(
        label="only securities of the targets are bought",
        setting="targets.class.hold",
        forbids=purchase_limits.purchase_outside_the_targets,
    ),
    Limit(
        label="classes with a forced purchase buy nothing else",
        setting="policy.forced_buys",
        forbids=purchase_limits.purchase_beside_the_forced_one,
    ),
    Limit(
        label="nothing is both sold and bought in one account",
        setting="taxes.gains_budget",
        forbids=purchase_limits.purchase_of_what_is_sold,
    ),
    Limit(
        label="every class ends inside a hard band",
        setting="policy.band_mode",
        forbids=purchase_limits.class_outside_its_band,
    ),
    Limit(
        label="no loss under the least is taken for its own sake",
        setting="policy.min_harvest",
        forbids=lot_limits.loss_too_small_to_harvest,
    ),
    Limit(
        label="no short-term gain is taken shortly before it is long-term",
        setting="policy.wait_for_long_term_days",
        forbids=lot_limits.gain_taken_before_it_is_long,
    ),
    Limit(
        label="nothing is bought together with a loss of the same",
        setting="policy.wash_sales",
        forbids=wash_limits.loss_beside_a_purchase,
    ),
    Limit(
        label="nothing is bought within 30 days after a loss of the same",
        setting="policy.wash_sales",
        forbids=wash_limits.purchase_after_a_loss,
    ),
    Limit(
        label="no loss is taken within 30 days after a purchase of the same that stays",
        setting="policy.wash_sales",
        forbids=wash_limits.loss_after_a_purchase,
    ),
    Limit(
        label="no loss is taken before a reinvestment into the same",
        setting="policy.reinvestments",
        forbids=wash_limits.loss_before_a_reinvestment,
    ),
)
