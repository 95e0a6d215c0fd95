"""The parts of a plan's view: every figure already written as people read it.

Texts are final. Decimals are kept only where a chart needs a position. Nothing here knows whether
it will become a terminal, a page or something else.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow:
    """One line of the table of now and after; blank where there is nothing to say."""

    label: str
    now: str
    after: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """Where a class stands, in units of its band: 0 is the low end, 1 the high end.

    has_band  False when the class has none: 0 and 1 are then five points around the target
    """

    target: Decimal
    now: Decimal
    after: Decimal
    has_band: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRow:
    """One class before and after, in percent; flags are `over`, `under` or empty."""

    name: str
    target: str
    band: str
    now: str
    flag_now: str
    after: str
    flag_after: str
    trade: str
    strip: Strip
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonLine:
    """A reason: the sentence, its short form, the code, and the setting responsible."""

    code: str
    text: str
    short: str
    setting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotLine:
    """Shares sold of one lot, amounts with cents; empty where a figure does not apply."""

    lot_id: str
    acquired: str
    shares: str
    proceeds: str
    basis: str
    gain: str
    term: str
    tax: str
    disallowed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One order. `about` and `gain_about` are whole dollars, `value`, `gain` and `tax` have cents.

    where      the lot or lots: `2021-11-08`, `2 lots`, or empty
    term       `long-term`, `short-term`, `mixed` or empty; `term_short` the same as LT, ST, mix
    taxed      False for a sale outside taxable accounts
    """

    n: int
    side: str
    symbol: str
    symbol_class: str
    shares: str
    account: str
    where: str
    price: str
    value: str
    about: str
    gain: str
    gain_about: str
    term: str
    term_short: str
    taxed: bool
    tax: str
    lots: tuple[LotLine, ...]
    reasons: tuple[ReasonLine, ...]

    @property
    def told(self) -> tuple[ReasonLine, ...]:
        """The primary reason and the others; being first choice adds nothing to a better one."""
        first, *others = self.reasons
        return (first, *(reason for reason in others if reason.code != "BUY.PREFERRED"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOrders:
    """The orders of one side in one account, and what they add up to, with cents."""

    account: str
    taxable: bool
    rows: tuple[OrderRow, ...]
    value: str
    gain: str
    tax: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SideOrders:
    """All sales, or all purchases. `about` is the total in whole dollars."""

    side: str
    accounts: tuple[AccountOrders, ...]
    value: str
    about: str

    @property
    def rows(self) -> tuple[OrderRow, ...]:
        """The orders in the order of their numbers."""
        rows = [row for account in self.accounts for row in account.rows]
        return tuple(sorted(rows, key=lambda row: row.n))


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing:
    """Tax of the lots + netting = change of the year's tax; with cents."""

    year: int
    lots: str
    netting: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CashRow:
    """One account's cash: before + sells - buys - cost = after; with cents."""

    account: str
    before: str
    sells: str
    buys: str
    cost: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeStep:
    """A bar from `start` to `end` dollars; a total starts at zero."""

    label: str
    amount: str
    start: Decimal
    end: Decimal
    is_total: bool

    @property
    def is_loss(self) -> bool:
        """True when the bar goes down, or stands below zero."""
        return self.end < self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """The year's realised gains step by step.

    limit  net loss that may offset other income, dollars
    note   what the shaded part of the picture means
    """

    year: int
    steps: tuple[BridgeStep, ...]
    limit: Decimal
    note: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDoneRow:
    """Something left alone: what it would have been, and why."""

    what: str
    why: ReasonLine
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningRow:
    """A warning; with `needs_ack` it must be acknowledged before the plan may be approved."""

    warning_id: str
    needs_ack: bool
    why: ReasonLine


@dataclass(frozen=True, slots=True, kw_only=True)
class DoNotBuyRow:
    """Securities not to be bought in any account before a day."""

    symbols: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the ways of going about it, numbered from 1.

    tax           this year's tax against doing nothing; `n/a` when the rates are not known
    worse         dollars of the objective more than this plan
    meets_limits  False: it breaks a limit of the household's own settings
    tax_change    as `tax`, dollars, for the chart; None when not known
    drift_after   as `drift`, a fraction
    """

    number: int
    name: str
    tax: str
    drift: str
    cost: str
    orders: str
    worse: str
    this_plan: bool
    meets_limits: bool
    tax_change: Decimal | None
    drift_after: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The plan beside others; `broken` names those that break a limit, or is empty."""

    rows: tuple[Choice, ...]
    note: str
    broken: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure of the proof and, in one line, what it means."""

    label: str
    figure: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One part of what the plan minimises; with cents."""

    name: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimality:
    """How good the plan is known to be, and what it minimises: the terms add up to `total`."""

    sentence: str
    measures: tuple[Measure, ...]
    terms: tuple[Term, ...]
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing the plan rests on."""

    label: str
    text: str
