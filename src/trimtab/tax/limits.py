"""Where the record meets rules that are out of scope: flagged by name, never skipped silently."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from trimtab.domain import AccountId, Household, LotMethod, Symbol, TaxProfile
from trimtab.domain.event import CapitalGainDistribution, Event, ExemptDividend, Sell
from trimtab.errors import Problem
from trimtab.money import dollars_text
from trimtab.tax.fund_loss import held_six_months_or_less
from trimtab.tax.history import SaleLine

_DOCS = "reference/tax-rules.md"


def limits_met(
    household: Household,
    sales: Sequence[SaleLine],
    events: Sequence[Event],
    profile: TaxProfile | None,
) -> Iterator[Problem]:
    """A remark for each rule that the figures do not follow, in the order of the accounts."""
    for account in household.accounts:
        unnamed = any(
            isinstance(event, Sell)
            and event.account_id == account.account_id
            and event.lot_id is None
            for event in events
        )
        if account.taxable and unnamed and account.lot_method is LotMethod.AVERAGE:
            yield _remark(
                f"account {account.account_id} uses average basis, which is not computed (W17)",
                "its sales are counted lot by lot, the oldest first",
                "name the lots sold, or take the gains from the statement",
            )
        if account.taxable and unnamed and account.lot_method is LotMethod.MIN_TAX and not profile:
            yield _remark(
                f"account {account.account_id} sells by min-tax, but the tax rates are not known",
                "its sales are counted with the highest basis first",
                "fill in [taxes], or name the lots sold",
            )
    yield from _fund_losses(sales, events)


def _fund_losses(sales: Sequence[SaleLine], events: Sequence[Event]) -> Iterator[Problem]:
    """Losses within six months on shares that received what 852(b)(4) looks at (H6)."""
    paid: dict[tuple[AccountId, Symbol | None], list[date]] = defaultdict(list)
    for event in events:
        if isinstance(event, CapitalGainDistribution | ExemptDividend):
            paid[event.account_id, event.symbol].append(event.on)
    for line in sales if paid else ():
        if line.exempt:
            yield _remark(
                f"{dollars_text(line.exempt)} of the loss on {line.lot.symbol} sold on {line.sold} "
                "is denied",
                "the shares were held six months or less and received exempt-interest dividends, "
                "26 U.S.C. 852(b)(4)(B); a fund that declares them daily is excepted (E)",
                "if this fund does, give its payments the type dividend",
            )
        elif _may_be_divided(line, paid.get((line.account_id, line.lot.symbol), ())):
            yield _remark(
                f"the loss on {line.lot.symbol} sold on {line.sold} may be long-term or denied",
                "the fund made distributions in the six months before it, 26 U.S.C. 852(b)(4), and "
                "which of them the shares received is not known; the loss is not divided",
                "name the lot sold and its purchase, or divide the loss with fund_loss_split",
            )


def _may_be_divided(line: SaleLine, paid_on: Sequence[date]) -> bool:
    """True for a loss of shares whose lot is not known, after a payment of the last six months."""
    loss = line.gain is None or line.gain < 0
    return (
        line.incomplete
        and loss
        and any(day <= line.sold and held_six_months_or_less(day, line.sold) for day in paid_on)
    )


def _remark(what: str, why: str, fix: str) -> Problem:
    return Problem(what=what, why=why, fix=fix, docs=_DOCS)
