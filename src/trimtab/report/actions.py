"""Corporate actions as text and JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from textwrap import fill
from typing import Any

from trimtab.domain import AccountId, Symbol, TransactionType
from trimtab.domain.announcement import (
    ActionStanding,
    ActionState,
    AnnouncedAction,
    StalePrice,
)
from trimtab.ledger import RealizedGain
from trimtab.ledger.splits import spoken_ratio
from trimtab.money import ZERO, cents_text, exact_text
from trimtab.report.numbers import count, day, money, price, shares
from trimtab.report.terminal.listing import Column, plain_text, table

SCHEMA = "trimtab.actions/1"
_T = TransactionType
_S = ActionState


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedAction:
    """What booking an action did in one account.

    lots    that it changed
    shares  held of its security before
    after   shares held of the old and the new security afterwards
    cash    dollars that came in
    income  dollars of it, or of shares, that are a dividend
    gains   realised, before any wash sale; a loss is negative
    """

    action: AnnouncedAction
    account_id: AccountId
    lots: int
    shares: Decimal
    after: tuple[tuple[Symbol, Decimal], ...]
    cash: Decimal
    income: Decimal
    gains: tuple[RealizedGain, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionsView:
    """Every announced action on the day `as_of`.

    booked  what was booked just now
    files   that this changed
    stale   prices from before an action that the lots have
    """

    as_of: date
    standings: tuple[ActionStanding, ...]
    booked: tuple[BookedAction, ...] = ()
    files: tuple[str, ...] = ()
    stale: tuple[StalePrice, ...] = ()


_COLUMNS = (
    Column(title="CORPORATE ACTION"),
    Column(title="on"),
    Column(title="state"),
    Column(title="accounts"),
)


_NONE = "No corporate action is announced. They stand in data/corporate_actions.csv, a row each."


def spoken(action: AnnouncedAction) -> str:
    """The action in a few words: 4-for-1 split of NVDA, 2026-06-10."""
    return f"{action_words(action)}, {action.effective}"


def actions_text(view: ActionsView, *, width: int, plain: bool = False, color: bool = False) -> str:
    """The list for a terminal, what was booked above it."""
    lines = [fill(_booked_text(one), width, subsequent_indent="  ") for one in view.booked]
    if view.booked:
        names = ", ".join(view.files)
        lines.append(fill(f"Written: {names}. Take it back: trimtab actions --undo", width))
        lines.append("")
    if not view.standings:
        lines.append(fill(_NONE, width))
    else:
        rows = [row for standing in view.standings for row in _rows(standing)]
        lines += [*table(_COLUMNS, rows, width=width, color=color), ""]
        lines += [fill(sentence, width) for sentence in _sentences(view)]
    text = "\n".join(lines).rstrip() + "\n"
    return plain_text(text) if plain else text


def actions_document(view: ActionsView) -> dict[str, Any]:
    """The list as a JSON document: money and shares are text."""
    return {
        "schema": SCHEMA,
        "as_of": view.as_of.isoformat(),
        "actions": [_standing_document(one) for one in view.standings],
        "booked": [_booked_document(one) for one in view.booked],
        "files": list(view.files),
        "stale_prices": [
            {
                "symbol": one.quote.symbol,
                "price_as_of": one.quote.as_of and one.quote.as_of.isoformat(),
                "action": one.action.action_id,
            }
            for one in view.stale
        ],
    }


def action_words(action: AnnouncedAction) -> str:
    """The action without its day: 4-for-1 split of NVDA."""
    symbol, new = action.symbol, action.new_symbol
    if action.type is _T.SPLIT and action.ratio is not None:
        return f"{spoken_ratio(action.ratio)} split of {symbol}"
    if action.type is _T.MERGER and new is None:
        return f"merger of {symbol} for cash"
    return _KINDS[action.type].format(symbol=symbol, new=new)


_KINDS = {
    _T.STOCK_DIVIDEND: "stock dividend of {symbol}",
    _T.MERGER: "merger of {symbol} into {new}",
    _T.SPINOFF: "spin-off of {new} from {symbol}",
    _T.SYMBOL_CHANGE: "new name of {symbol}: {new}",
    _T.RETURN_OF_CAPITAL: "return of capital of {symbol}",
    _T.WORTHLESS: "{symbol} worthless",
}


def _rows(standing: ActionStanding) -> Iterator[list[str]]:
    head = [action_words(standing.action), day(standing.action.effective)]
    if not standing.accounts:
        yield [*head, "not held", ""]
    for state in ActionState:
        accounts = standing.having(state)
        if accounts:
            yield [*head, state.value, ", ".join(accounts)]


_EXPLAINED = frozenset({_S.BROUGHT, _S.UNCLEAR, _S.DISPUTED, _S.TWICE})


def _sentences(view: ActionsView) -> Iterator[str]:
    due = [one for one in view.standings if one.having(_S.DUE)]
    if due:
        yield f"{count(len(due), 'action')} due: trimtab actions --apply"
    for one in view.standings:
        for other in one.accounts:
            if other.state in _EXPLAINED:
                yield f"{spoken(one.action)}, in {other.account_id}: {other.said}."
    unclear = [name for one in view.standings for name in one.having(_S.UNCLEAR)]
    if unclear:
        yield (
            "Where it is unclear, import the broker's lots of a later day, or book it still: "
            f"trimtab actions --apply --account {unclear[0]}"
        )
    for one in view.standings:
        for symbol in one.outside if one.accounts else ():
            yield f"{symbol} stands in no class: {spoken(one.action)} brings it."
    yield from stale_sentences(view.stale)


def stale_sentences(stale: tuple[StalePrice, ...]) -> Iterator[str]:
    """What is wrong with prices from before an action."""
    for one in stale:
        symbol, amount = one.quote.symbol, price(one.quote.price)
        if one.quote.as_of is None:
            yield f"The price of {symbol}, {amount}, has no day: is it from after the action?"
        else:
            yield (
                f"The price of {symbol}, {amount}, is of {day(one.quote.as_of)}, from before the "
                "action: no plan until there is a new one."
            )


def _booked_text(one: BookedAction) -> str:
    after = " and ".join(f"{shares(quantity)} {symbol}" for symbol, quantity in one.after)
    text = (
        f"{spoken(one.action)}, in {one.account_id}: {shares(one.shares)} {one.action.symbol} in "
        f"{count(one.lots, 'lot')} become {after or 'nothing'}"
    )
    if one.cash:
        text += f"; {money(one.cash, cents=True)} in cash"
    if one.income:
        text += f"; {money(one.income, cents=True)} of it income"
    known = [gain.gain for gain in one.gains if gain.gain is not None]
    if one.gains:
        total = money(sum(known, ZERO), cents=True)
        text += f"; realised {total}" if len(known) == len(one.gains) else "; gain not known"
    return text + "."


def _standing_document(standing: ActionStanding) -> dict[str, Any]:
    action = standing.action
    return {
        "id": action.action_id,
        "effective": action.effective.isoformat(),
        "announced": action.announced and action.announced.isoformat(),
        "type": action.type.value,
        "symbol": action.symbol,
        "new_symbol": action.new_symbol,
        "ratio": None if action.ratio is None else exact_text(action.ratio),
        "accounts": [
            {"account": one.account_id, "state": one.state.value, "text": one.said}
            for one in standing.accounts
        ],
        "outside": list(standing.outside),
        "source": action.source,
    }


def _booked_document(one: BookedAction) -> dict[str, Any]:
    return {
        "id": one.action.action_id,
        "account": one.account_id,
        "lots": one.lots,
        "before": exact_text(one.shares),
        "after": {symbol: exact_text(quantity) for symbol, quantity in one.after},
        "cash": cents_text(one.cash),
        "income": cents_text(one.income),
        "gains": [
            {
                "lot_id": gain.lot.lot_id,
                "quantity": exact_text(gain.lot.quantity),
                "proceeds": None if gain.proceeds is None else cents_text(gain.proceeds),
                "basis": None if gain.basis is None else cents_text(gain.basis),
                "gain": None if gain.gain is None else cents_text(gain.gain),
            }
            for gain in one.gains
        ],
    }
