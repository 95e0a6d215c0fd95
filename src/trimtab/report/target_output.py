"""A target by risk as text and as `trimtab.target/1`."""

from decimal import Decimal
from math import sqrt
from textwrap import fill
from typing import Any

from trimtab.money import ZERO, exact_text, from_solver
from trimtab.report.numbers import count, day, percent, signed, weekday_and_day
from trimtab.report.target_proposal import Band, TargetProposal, TargetRow
from trimtab.report.terminal.listing import Column, plain_text, table

SCHEMA = "trimtab.target/1"

_COLUMNS = (
    Column(title="CLASS"),
    Column(title="moves like", optional=2),
    Column(title="now %", right=True),
    Column(title="new %", right=True),
    Column(title="change pp", right=True),
    Column(title="risk now", right=True, optional=3),
    Column(title="risk new", right=True, optional=1),
)
_STEP = Decimal("0.00000001")

# Part of itself by which a volatility may be off before a reader is warned.
_FEW = 0.1
_GOALS = {
    "least": "least {risk}",
    "risk": "nearest weights with a {risk} of {size}%",
    "parity": "every class contributes alike to the {risk}",
}
_DAILY = (252, 365)


def target_text(
    view: TargetProposal, *, width: int, plain: bool = False, color: bool = False
) -> str:
    """What would change, for a terminal `width` columns wide."""
    size = exact_text(view.target_risk) if view.target_risk is not None else ""
    goal = _GOALS[view.goal].format(risk=_called(view), size=size)
    head = f"TARGET BY RISK · {view.household} · {goal} · {weekday_and_day(view.as_of)}"
    lines = [fill(head, width), ""]
    lines += table(_COLUMNS, [_row(row) for row in view.rows], width=width, color=color)
    lines.append("")
    lines += [fill(sentence, width) for sentence in _sentences(view)]
    text = "\n".join(lines) + "\n"
    return plain_text(text) if plain else text


def target_document(view: TargetProposal) -> dict[str, Any]:
    """The proposal as a JSON document: weights are percent, risks fractions, all of them text."""
    return {
        "schema": SCHEMA,
        "as_of": view.as_of.isoformat(),
        "measure": view.measure,
        "method": None if view.measure == "volatility" else view.method,
        "confidence": None if view.measure == "volatility" else exact_text(view.confidence),
        "estimator": view.estimator,
        "goal": view.goal,
        "risk_before": _exact(view.risk_before),
        "risk_after": _exact(view.risk_after),
        "quality": "optimal" if view.optimal else "searched",
        "starts": view.starts,
        "agreeing": view.agreeing,
        "changed": view.changed,
        "asset_classes": [_row_document(row) for row in view.rows],
        "data": {
            "file": view.file,
            "returns": view.days,
            "first": view.first.isoformat(),
            "last": view.last.isoformat(),
            "left_out": view.left_out,
            "periods_per_year": exact_text(from_solver(view.periods_per_year, _STEP)),
        },
    }


def _row(row: TargetRow) -> list[str]:
    return [
        row.name,
        row.series,
        exact_text(row.now),
        exact_text(row.new),
        _change(row.new - row.now),
        _share(row.share_before),
        _share(row.share_after),
    ]


def _change(points: Decimal) -> str:
    if points == ZERO:
        return ""
    return f"{'+' if points > ZERO else ''}{signed(exact_text(points))}"


def _row_document(row: TargetRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "series": row.series or None,
        "weight_before": exact_text(row.now),
        "weight_after": exact_text(row.new),
        "band_before": _band_document(row.band),
        "band_after": _band_document(row.new_band),
        "risk_share_before": None if row.share_before is None else _exact(row.share_before),
        "risk_share_after": None if row.share_after is None else _exact(row.share_after),
        "in_question": row.moves,
    }


def _sentences(view: TargetProposal) -> list[str]:
    before, after = (
        percent(_decimal(one), places=2) for one in (view.risk_before, view.risk_after)
    )
    subject = _called(view)
    found = [f"{subject[0].upper()}{subject[1:]}: {before} now, {after} with the new weights."]
    found.append(_quality(view))
    found += [_data(view), *_few(view)]
    still = [row for row in view.rows if not row.moves]
    if still:
        named = ", ".join(f"{row.name} at {exact_text(row.now)}%" for row in still)
        found.append(
            f"Not in question: {named}. Uninvested cash moves only with a bound of its own, a "
            "class without a series or without anything to buy never."
        )
    moved = [row for row in view.rows if row.band is not None and row.band != row.new_band]
    if moved:
        named = ", ".join(f"{row.name} {_band(row.band)} to {_band(row.new_band)}" for row in moved)
        found.append(f"Bands of their own move with their weights: {named}.")
    return found


def _called(view: TargetProposal) -> str:
    """The measure in words, with what it depends on."""
    if view.measure == "volatility":
        return "volatility a year"
    name = {"var": "value at risk", "cvar": "cvar"}[view.measure]
    over = _period(view)
    if view.horizon_days is not None:
        over = (
            count(int(view.horizon_days), "trading day")
            if _whole(view)
            else (f"{exact_text(view.horizon_days)} trading days")
        )
    return f"loss over {over} ({name}, {exact_text(view.confidence)}%, {view.method})"


def _whole(view: TargetProposal) -> bool:
    days = view.horizon_days
    return days is not None and days == days.to_integral_value()


def _period(view: TargetProposal) -> str:
    names = {252.0: "one day", 365.0: "one day", 52.0: "one week", 12.0: "one month"}
    return names.get(view.periods_per_year, "one period of the data")


def _quality(view: TargetProposal) -> str:
    if not view.changed:
        return "Nothing changes: the weights are there already, to the digits shown."
    if view.optimal:
        return "Solved as a convex problem: no weights within the bounds do better."
    return (
        f"Searched, not proved: the best of {count(view.starts, 'start')}, of which "
        f"{view.agreeing} ended within half a percent of it. Something better cannot be excluded."
    )


def _data(view: TargetProposal) -> str:
    judged = "judged by the dates" if view.inferred else "as [risk] says"
    per_year = exact_text(from_solver(view.periods_per_year, _STEP))
    left = f"; {count(view.left_out, 'day')} with a gap left out" if view.left_out else ""
    return (
        f"Measured on {count(view.days, 'return')} of {view.file}, {day(view.first)} to "
        f"{day(view.last)}, {per_year} a year ({judged}){left}{_estimator(view)}. "
        "The past need not repeat itself."
    )


def _few(view: TargetProposal) -> list[str]:
    """A warning where a volatility is known to no better than a tenth of itself.

    Of n normal returns with variance v the sample variance varies by v root(2 / (n - 1)), its root
    by half of that in proportion.
    """
    error = sqrt(0.5 / (view.days - 1))
    if error < _FEW:
        return []
    known = percent(_decimal(error), places=0)
    start = (
        f"So few returns say little: from {view.days}, the volatility of one class alone is known"
    )
    return [f"{start} to about {known} of itself. Use a longer file."]


def _estimator(view: TargetProposal) -> str:
    """The historical method does not ask the estimator."""
    plain = view.measure != "volatility" and view.method == "historical"
    return "" if plain else f"; estimator {view.estimator}"


def _share(share: float | None) -> str:
    return "" if share is None else percent(_decimal(share))


def _band(band: Band | None) -> str:
    return "" if band is None else f"[{exact_text(band[0])}, {exact_text(band[1])}]"


def _band_document(band: Band | None) -> list[str] | None:
    return None if band is None else [exact_text(end) for end in band]


def _decimal(number: float) -> Decimal:
    return from_solver(number, _STEP)


def _exact(number: float) -> str:
    return exact_text(_decimal(number))
