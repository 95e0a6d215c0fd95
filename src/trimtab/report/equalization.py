"""The trades of `equalize` for the terminal."""

from decimal import Decimal
from textwrap import fill

from trimtab.planners.equalize import Equalization, EqualizeRow
from trimtab.report.numbers import figures, money, price, shares
from trimtab.report.terminal.listing import Column, plain_text, table

_COLUMNS = (
    Column(title="SYMBOL"),
    Column(title="value $", right=True),
    Column(title="price", right=True, optional=1),
    Column(title="ideal $", right=True),
    Column(title="shares", right=True),
    Column(title="trade $", right=True),
    Column(title="value after $", right=True, optional=2),
)


def equalization_text(
    result: Equalization, *, width: int, plain: bool = False, color: bool = False
) -> str:
    """Every position with its ideal amount and its whole shares, sales in parentheses or with -."""
    lines = table(_COLUMNS, [_cells(row) for row in result.rows], width=width, color=color)
    lines += ["", fill(f"{result.verdict} {_cash(result)}", width)]
    text = "\n".join(lines) + "\n"
    return plain_text(text) if plain else text


def _cells(row: EqualizeRow) -> list[str]:
    position = row.position
    return [
        position.symbol,
        figures(position.value, cents=True),
        price(position.price),
        figures(row.trade_value, cents=True),
        shares(Decimal(row.trade_shares)),
        figures(row.shares_value, cents=True),
        figures(position.value + row.shares_value, cents=True),
    ]


def _cash(result: Equalization) -> str:
    left = result.cash_left
    if result.options.raise_cash > 0 and left < 0:
        return f"The sales bring {money(-left, cents=True)} more than asked for."
    return f"Cash left: {money(left, cents=True)}."
