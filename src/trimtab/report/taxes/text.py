"""The tax report in the terminal: sales by term, the years, open lots, and what is not certain."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from textwrap import fill, wrap

from trimtab.domain import FilingStatus, Term
from trimtab.money import ZERO
from trimtab.report.numbers import count, day, figures, money, shares, weekday_and_day
from trimtab.report.taxes.document import TaxRecord, code_of, warnings_of
from trimtab.report.terminal.listing import Column, plain_text, table
from trimtab.tax import OpenLot, SaleLine, TaxYear
from trimtab.tax.parameters import capital_loss_limit

_HEADINGS = {Term.SHORT: "SHORT-TERM SALES", Term.LONG: "LONG-TERM SALES"}
_SALE_COLUMNS = (
    Column(title="account", optional=5),
    Column(title="acquired", optional=6),
    Column(title="shares", right=True),
    Column(title="proceeds $", right=True, optional=4),
    Column(title="basis $", right=True, optional=3),
    Column(title="code", optional=2),
    Column(title="disallowed $", right=True, optional=1),
    Column(title="gain $", right=True),
)
_YEAR_COLUMNS = (
    Column(title="YEAR"),
    Column(title="short $", right=True),
    Column(title="long $", right=True),
    Column(title="disallowed $", right=True, optional=2),
    Column(title="carried in $", right=True, optional=1),
    Column(title="deducted $", right=True),
    Column(title="carried over $", right=True),
)
_LOT_COLUMNS = (
    Column(title="OPEN LOTS"),
    Column(title="account", optional=1),
    Column(title="shares", right=True),
    Column(title="basis $", right=True),
    Column(title="acquired", optional=2),
    Column(title="held since"),
    Column(title="lot", optional=3),
)
_PROVISIONAL = "*"
_UNKNOWN = "n/a"
_NOT_WHOLE = "?"


def tax_text(record: TaxRecord, *, width: int, plain: bool = False, color: bool = False) -> str:
    """The report for a terminal, `width` columns wide.

    Without a year of its own it lists the sales of the year of its day, and every year's results.
    """
    blocks = [
        [_head(record)],
        *_sales_blocks(record, width, color=color),
        _years_block(record, width, color=color),
        _carryovers(record, width),
        _lots_block(record, width, color=color),
        _notes(record, width),
    ]
    text = "\n\n".join("\n".join(block) for block in blocks if block) + "\n"
    return plain_text(text) if plain else text


def _head(record: TaxRecord) -> str:
    of = "" if record.year is None else f" {record.year}"
    return f"{record.household.name} · tax report{of} · {weekday_and_day(record.history.as_of)}"


def _shown_year(record: TaxRecord) -> int:
    return record.year or record.history.as_of.year


def _sales_blocks(record: TaxRecord, width: int, *, color: bool) -> Iterator[list[str]]:
    year = _shown_year(record)
    sales = [line for line in record.sales if line.sold.year == year]
    if not sales:
        yield [f"Nothing was sold in taxable accounts in {year}."]
    for term, heading in _HEADINGS.items():
        lines = [line for line in sales if line.term is term]
        if lines:
            columns = (Column(title=heading), Column(title="sold"), *_SALE_COLUMNS)
            rows = [*map(_sale_row, lines), _total_row(lines)]
            yield table(columns, rows, width=width, color=color)


def _sale_row(line: SaleLine) -> list[str]:
    lot, realized = line.lot, line.realized
    return [
        lot.symbol,
        line.sold.isoformat(),
        line.account_id,
        lot.acquired.isoformat() if lot.acquired else _UNKNOWN,
        shares(lot.quantity),
        _exact(realized.proceeds),
        _exact(realized.basis),
        code_of(line),
        figures(line.disallowed, cents=True) if line.disallowed else "",
        _exact(line.gain) + (_PROVISIONAL if line.provisional else ""),
    ]


def _total_row(lines: Sequence[SaleLine]) -> list[str]:
    def total(amounts: Iterator[Decimal | None]) -> str:
        known = list(amounts)
        return _exact(
            None if None in known else sum((one for one in known if one is not None), ZERO)
        )

    return [
        "total",
        "",
        "",
        "",
        "",
        total(line.realized.proceeds for line in lines),
        total(line.realized.basis for line in lines),
        "",
        total(line.disallowed for line in lines),
        total(line.gain for line in lines),
    ]


def _years_block(record: TaxRecord, width: int, *, color: bool) -> list[str]:
    rows = [_year_row(record, number, year) for number, year in record.years.items()]
    return table(_YEAR_COLUMNS, rows, width=width, color=color) if rows else []


def _year_row(record: TaxRecord, number: int, year: TaxYear) -> list[str]:
    netting, carried = year.netting, record.carried_into.get(number)
    return [
        str(number),
        _exact(year.net_short) + _not_whole(record, number, Term.SHORT),
        _exact(year.net_long) + _not_whole(record, number, Term.LONG),
        _exact(year.disallowed),
        _exact(None if carried is None else carried.short + carried.long),
        _exact(None if netting is None else netting.deductible_loss),
        _exact(None if netting is None else netting.carryover_short + netting.carryover_long),
    ]


def _not_whole(record: TaxRecord, year: int, term: Term) -> str:
    lacks = any(
        line.gain is None and line.term is term and line.sold.year == year for line in record.sales
    )
    return _NOT_WHOLE if lacks or record.years[year].actions else ""


def _carryovers(record: TaxRecord, width: int) -> list[str]:
    """The limit and the character of what is carried, for the year shown."""
    number = _shown_year(record)
    year = record.years.get(number)
    if year is None or year.netting is None:
        return []
    limit = capital_loss_limit(number, record.filing_status or FilingStatus.SINGLE) or ZERO
    carried = record.carried_into[number]
    sentences = [f"Losses above gains are deducted up to {money(limit)} in {number}."]
    if carried.short or carried.long:
        sentences.append(f"Carried in: {_two_terms(carried.short, carried.long)}.")
    over = year.netting
    if over.carryover_short or over.carryover_long:
        both = _two_terms(over.carryover_short, over.carryover_long)
        sentences.append(f"Carried into {number + 1}: {both}.")
    if year.permanent > year.exempt:
        lost = money(year.permanent - year.exempt, cents=True)
        sentences.append(f"Lost for good to wash sales: {lost}.")
    return wrap(" ".join(sentences), width)


def _two_terms(short: Decimal, long: Decimal) -> str:
    return f"{money(short, cents=True)} short-term, {money(long, cents=True)} long-term"


def _lots_block(record: TaxRecord, width: int, *, color: bool) -> list[str]:
    rows = [_lot_row(held) for held in record.history.open_lots]
    return table(_LOT_COLUMNS, rows, width=width, color=color) if rows else []


def _lot_row(held: OpenLot) -> list[str]:
    lot = held.lot
    start = lot.holding_period_start
    return [
        lot.symbol,
        held.account_id,
        shares(lot.quantity),
        _exact(lot.basis) + (" W" if lot.wash_adjustment else ""),
        lot.acquired.isoformat() if lot.acquired else _UNKNOWN,
        start.isoformat() if start else _UNKNOWN,
        lot.lot_id,
    ]


def _notes(record: TaxRecord, width: int) -> list[str]:
    return [line for sentence in _sentences(record) for line in fill(sentence, width).split("\n")]


def _sentences(record: TaxRecord) -> Iterator[str]:
    if any(line.disallowed > line.exempt for line in record.sales) or any(
        held.lot.wash_adjustment for held in record.history.open_lots
    ):
        yield (
            "W: a wash sale. The loss disallowed does not count now; it is part of the basis of "
            "the shares that replaced those sold, unless it is lost for good."
        )
    yield from _fund_losses(record)
    yield from _provisional(record)
    unknown = sum(year.unknown for year in record.years.values())
    if unknown:
        yield f"{_NOT_WHOLE} Not whole: without {count(unknown, 'sale')} of unknown gain."
    yield (
        f"Rules used: sales of one day {'together' if record.rules.same_day_batch else 'in order'} "
        f"(same_day_dispositions), of the parts of a lot the "
        f"{'dearest' if record.rules.fragments_highest else 'one held longest'} first "
        "(fragment_selection)."
    )
    yield from warnings_of(record)
    for problem in record.uncertain:
        where = f" ({problem.where})" if problem.where else ""
        yield f"Not certain{where}: {problem.what}; {problem.why}."
    earlier = sorted(set(record.history.years) - {_shown_year(record)})
    if record.year is None and earlier:
        years = ", ".join(map(str, earlier))
        yield f"Sales of other years ({years}): trimtab tax {earlier[-1]}"


def _fund_losses(record: TaxRecord) -> Iterator[str]:
    if any(line.exempt for line in record.sales):
        yield (
            "L: fund shares held six months or less. The loss is denied up to the exempt-interest "
            "dividends that they received, and is lost for good."
        )
    for line in record.sales:
        if line.long_loss:
            yield (
                f"{money(-line.long_loss, cents=True)} of the loss on {line.lot.symbol} sold on "
                f"{line.sold} counts as long-term: the fund's capital gain distributions on shares "
                "held six months or less."
            )


def _provisional(record: TaxRecord) -> Iterator[str]:
    waiting = [line for line in record.sales if line.final_on is not None]
    if not waiting:
        return
    last = max(line.final_on for line in waiting if line.final_on is not None)
    unknown = sum(line.gain is None for line in waiting)
    size = f" ({unknown} of unknown size)" if unknown else ""
    amount = sum((line.gain for line in waiting if line.gain is not None and line.gain < 0), ZERO)
    yield (
        f"{_PROVISIONAL} Provisional: {money(-amount, cents=True)} of losses in "
        f"{count(len(waiting), 'sale')}{size} can still be undone by a purchase; "
        f"final on {day(last)}."
    )


def _exact(amount: Decimal | None) -> str:
    return _UNKNOWN if amount is None else figures(amount, cents=True)
