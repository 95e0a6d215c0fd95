"""The status as text and JSON."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from textwrap import fill
from typing import Any

from trimtab.domain import DriftBand
from trimtab.domain.announcement import PendingAction
from trimtab.money import ZERO, cents_text, ratio_text
from trimtab.report.actions import action_words, stale_sentences
from trimtab.report.catalogue import render
from trimtab.report.diagnosis import Finding
from trimtab.report.lots import LotLine
from trimtab.report.numbers import (
    band_end,
    count,
    day,
    exact_percent,
    figures,
    money,
    over_or_under,
    percent,
    points,
    weekday_and_day,
    weight,
)
from trimtab.report.status import ClassLine, NoBuy, StatusView
from trimtab.report.terminal.listing import Column, plain_text, table
from trimtab.report.watch_standing import watch_document, watch_lines
from trimtab.triggers import Fired

SCHEMA = "trimtab.status/1"

_ACCOUNTS = (
    Column(title="ACCOUNTS"),
    Column(title="type"),
    Column(title="value $", right=True),
    Column(title="cash $", right=True),
    Column(title="lots", right=True, optional=1),
)
_CLASSES = (
    Column(title="ALLOCATION"),
    Column(title="target", right=True),
    Column(title="band", right=True, optional=1),
    Column(title="now", right=True),
    Column(title="gap"),
    Column(title=""),
)

_NO_BUY = (
    Column(title="DO NOT BUY"),
    Column(title="before"),
    Column(title="it would undo $", right=True),
    Column(title="of the sale on"),
    Column(title="in", optional=1),
)
_NO_SELL = (
    Column(title="DO NOT SELL"),
    Column(title="before"),
    Column(title="loss $", right=True),
    Column(title="account", optional=1),
    Column(title="acquired", optional=2),
    Column(title="bought lately in", optional=3),
)
_ACTIONS = (
    Column(title="CORPORATE ACTION"),
    Column(title="on"),
    Column(title=""),
    Column(title="accounts", optional=1),
)


def status_text(view: StatusView, *, width: int, plain: bool = False, color: bool = False) -> str:
    """The status for a terminal, `width` columns wide."""
    head = " · ".join(
        (
            view.name,
            count(len(view.accounts), "account"),
            money(view.value),
            weekday_and_day(view.as_of),
        )
    )
    lines = [
        fill(head, width),
        "",
        *table(_ACCOUNTS, _account_rows(view), width=width, color=color),
        "",
    ]
    if view.classes:
        rows = [_class_row(line) for line in view.classes]
        lines += [*table(_CLASSES, rows, width=width, color=color), ""]
    if view.do_not_buy:
        rows = [_no_buy_row(one) for one in view.do_not_buy]
        lines += [*table(_NO_BUY, rows, width=width, color=color), ""]
    if view.do_not_sell:
        rows = [_no_sell_row(line) for line in view.do_not_sell]
        lines += [*table(_NO_SELL, rows, width=width, color=color), ""]
    if view.actions:
        rows = [_action_row(one) for one in view.actions]
        lines += [*table(_ACTIONS, rows, width=width, color=color), ""]
    sentences = (*_trading_lines(view.trading), *_sentences(view), *watch_lines(view.watch))
    lines += [fill(sentence, width) for sentence in sentences]
    if view.fired:
        lines += ["", "TRIGGERS THAT FIRE", *(_fired_line(one, width) for one in view.fired)]
    text = "\n".join(lines) + "\n"
    return plain_text(text) if plain else text


def status_document(view: StatusView) -> dict[str, Any]:
    """The status as a JSON document: money and weights are text."""
    losses = view.losses
    return {
        "schema": SCHEMA,
        "household": view.name,
        "as_of": view.as_of.isoformat(),
        "value": cents_text(view.value),
        "cash": cents_text(view.cash),
        "drift": None if view.drift is None else ratio_text(view.drift),
        "action_proposed": view.action_proposed,
        "accounts": [
            {
                "id": line.account_id,
                "name": line.label,
                "type": line.registration.value,
                "value": None if line.value is None else cents_text(line.value),
                "cash": cents_text(line.cash),
                "lots": line.lots,
            }
            for line in view.accounts
        ],
        "asset_classes": [_class_document(line) for line in view.classes],
        "losses": {
            "free": _loss_document(losses.free),
            "blocked": _loss_document(losses.blocked),
        },
        "do_not_buy": [_no_buy_document(one) for one in view.do_not_buy],
        "do_not_sell": [_no_sell_document(line) for line in view.do_not_sell],
        "triggers": None if view.fired is None else [_fired_document(one) for one in view.fired],
        "watch": watch_document(view.watch),
        "trading": [{"name": one.name, "text": one.text, "fix": one.fix} for one in view.trading],
        "set_aside": [
            {
                "account": one.account,
                "amount": cents_text(one.amount),
                "until": one.until.isoformat(),
            }
            for one in view.set_aside
        ],
        "corporate_actions": [_action_document(one) for one in view.actions],
        "data": {
            "oldest_price": view.data.oldest_price and view.data.oldest_price.isoformat(),
            "newest_transaction": view.data.newest_row and view.data.newest_row.isoformat(),
            "without_price": list(view.data.without_price),
            "incomplete_lots": view.data.incomplete_lots,
            "notes": [str(note) for note in view.data.notes],
        },
        "plans": [{"id": plan.plan_id, "as_of": plan.as_of.isoformat()} for plan in view.plans],
    }


def _trading_lines(found: Sequence[Finding]) -> Iterator[str]:
    for one in found:
        yield f"{one.text}. {one.fix}"


def _fired_line(one: Fired, width: int) -> str:
    kind = one.trigger.value.replace("_", " ")
    return fill(f"{kind}: {render(one.reason)}", width, subsequent_indent="  ")


def _fired_document(one: Fired) -> dict[str, Any]:
    return {
        "trigger": one.trigger.value,
        "subject": one.subject,
        "code": one.reason.code,
        "params": dict(one.reason.params),
        "setting": one.reason.setting,
        "text": render(one.reason),
        "value": ratio_text(one.value, 8),
        "limit": ratio_text(one.limit, 8),
        "parts": [_fired_document(part) for part in one.parts],
    }


def _no_buy_row(one: NoBuy) -> list[str]:
    loss = "not known" if one.loss is None else figures(one.loss)
    return [", ".join(one.symbols), day(one.until), loss, day(one.sold), one.account]


def _no_sell_row(line: LotLine) -> list[str]:
    return [
        line.symbol,
        day(line.wash_clear_on) if line.wash_clear_on else "",
        figures(line.gain or ZERO),
        line.account,
        line.acquired.isoformat() if line.acquired else "n/a",
        line.wash_blocked_by,
    ]


def _no_buy_document(one: NoBuy) -> dict[str, Any]:
    return {
        "symbols": list(one.symbols),
        "account": one.account,
        "sold": one.sold.isoformat(),
        "loss": None if one.loss is None else cents_text(one.loss),
        "until": one.until.isoformat(),
    }


def _no_sell_document(line: LotLine) -> dict[str, Any]:
    return {
        "symbol": line.symbol,
        "account": line.account_id,
        "lot_id": line.lot_id,
        "bought_in": line.wash_blocked_by,
        "loss": cents_text(line.gain or ZERO),
        "until": line.wash_clear_on and line.wash_clear_on.isoformat(),
    }


def _account_rows(view: StatusView) -> list[list[str]]:
    return [
        [
            line.label,
            line.registration.value.replace("_", " "),
            "not seen" if line.value is None else figures(line.value),
            figures(line.cash),
            str(line.lots),
        ]
        for line in view.accounts
    ]


def _class_row(line: ClassLine) -> list[str]:
    low, high = (line.band.low, line.band.high) if line.band else (None, None)
    return [
        line.name,
        exact_percent(line.target) + "%",
        _band(line.band),
        weight(line.weight, low, high),
        over_or_under(line.gap),
        "outside" if line.outside else "",
    ]


def _band(band: DriftBand | None) -> str:
    if band is None:
        return ""
    return f"{band_end(band.low)}\N{EN DASH}{band_end(band.high)}"


def _sentences(view: StatusView) -> list[str]:
    return [
        sentence
        for sentence in (
            _drift(view),
            _losses(view),
            *_kept(view),
            *_actions(view),
            *(f"! Risk could not be measured: {one}" for one in view.unmeasured),
            *_health(view),
            _plans(view),
        )
        if sentence
    ]


def _kept(view: StatusView) -> list[str]:
    """Cash that withdrawals soon due will take."""
    return [
        f"{money(one.amount)} of the cash in {one.account} is kept for withdrawals until "
        f"{day(one.until)}."
        for one in view.set_aside
    ]


def _actions(view: StatusView) -> list[str]:
    found = []
    if view.due:
        found.append(f"{count(len(view.due), 'corporate action')} due: trimtab actions")
    for one in view.actions:
        found += [
            f"{symbol} stands in no class: {action_words(one.action)} brings it."
            for symbol in one.outside
        ]
    return [*found, *_mixed(view), *stale_sentences(view.stale)]


def _mixed(view: StatusView) -> list[str]:
    if not view.mixed:
        return []
    more = f", and {len(view.mixed) - 1} more" if len(view.mixed) > 1 else ""
    what = f"{view.mixed[0].what}{more}"
    return [f"! Values, weights and losses above are wrong, and no trigger was asked: {what}."]


def _action_row(one: PendingAction) -> list[str]:
    state = "due" if one.due else "applied" if one.applied else "to come"
    return [action_words(one.action), day(one.action.effective), state, ", ".join(one.accounts)]


def _action_document(one: PendingAction) -> dict[str, Any]:
    return {
        "id": one.action.action_id,
        "type": one.action.type.value,
        "symbol": one.action.symbol,
        "effective": one.action.effective.isoformat(),
        "accounts": list(one.accounts),
        "due": one.due,
        "applied": one.applied,
        "outside": list(one.outside),
    }


def _drift(view: StatusView) -> str:
    if view.drift is None:
        return "No targets yet: add [[targets.class]] to trimtab.toml to see drift."
    if not any(line.band for line in view.classes):
        return f"Drift {points(view.drift)}; no bands are set."
    if not view.outside:
        return f"Drift {points(view.drift)}; every class is inside its band."
    names = ", ".join(line.name for line in view.outside)
    return f"Drift {points(view.drift)}; outside their bands: {names}."


def _losses(view: StatusView) -> str:
    losses = view.losses
    minimum = f"{money(losses.minimum_dollars)} and {percent(losses.minimum_fraction)} of cost"
    if not losses.free and not losses.blocked:
        closest = losses.closest
        nearest = f" Closest: {_named(closest)}." if closest else ""
        return f"No lot is below its cost by your minimum ({minimum}).{nearest}"
    parts = []
    if losses.free:
        parts.append(f"{count(len(losses.free), 'lot')} with {_loss(losses.free)} of losses free")
    if losses.blocked:
        until = max(line.wash_clear_on for line in losses.blocked if line.wash_clear_on)
        parts.append(
            f"{count(len(losses.blocked), 'lot')} with {_loss(losses.blocked)} blocked by recent "
            f"purchases, clear by {day(until)}"
        )
    return f"Harvestable: {'; '.join(parts)}."


def _named(line: LotLine) -> str:
    acquired = line.acquired.isoformat() if line.acquired else "date unknown"
    return f"{line.symbol} {acquired}, {money(line.gain or ZERO)}, {percent(line.loss_fraction)}"


def _loss(lines: Sequence[LotLine]) -> str:
    return money(-_total(lines))


def _total(lines: Sequence[LotLine]) -> Decimal:
    return sum((line.gain for line in lines if line.gain is not None), ZERO)


def _health(view: StatusView) -> list[str]:
    data, found = view.data, []
    if data.oldest_price is not None:
        age = (view.as_of - data.oldest_price).days
        old = f", {count(age, 'day')} old" if age > 0 else ""
        found.append(f"Prices of {day(data.oldest_price)}{old}.")
    if data.without_price:
        found.append(f"No price for {', '.join(data.without_price)}: left out of every figure.")
    if data.incomplete_lots:
        found.append(
            f"{count(data.incomplete_lots, 'lot')} without cost or date: never sold, and left out "
            "of tax figures."
        )
    if data.newest_row is None:
        found.append("No transactions: wash-sale checks see only the lots themselves.")
    if data.notes:
        found.append(f"{count(len(data.notes), 'note')} on the data: trimtab check")
    return found


def _plans(view: StatusView) -> str:
    if not view.plans:
        return "No saved plan. Make one: trimtab plan"
    newest = view.plans[0]
    return (
        f"{count(len(view.plans), 'saved plan')}; newest {newest.plan_id} of {day(newest.as_of)}: "
        f"trimtab show {newest.plan_id}"
    )


def _class_document(line: ClassLine) -> dict[str, Any]:
    return {
        "name": line.name,
        "target_weight": ratio_text(line.target),
        "weight": ratio_text(line.weight),
        "value": cents_text(line.value),
        "band": None
        if line.band is None
        else [ratio_text(line.band.low), ratio_text(line.band.high)],
        "in_band": not line.outside,
    }


def _loss_document(lines: Sequence[LotLine]) -> dict[str, Any]:
    return {"lots": len(lines), "loss": cents_text(_total(lines))}
