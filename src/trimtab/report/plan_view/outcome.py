"""What the plan achieves: the table of now and after, and how much of a saving is deferral."""

from decimal import Decimal

from trimtab.money import ZERO
from trimtab.report import numbers
from trimtab.report.plan_view.allocation import cash_weight, count_outside, count_with_band
from trimtab.report.plan_view.rows import OutcomeRow
from trimtab.report.reading import Document, amount, known


def tax_change(document: Document) -> Decimal | None:
    """Change of the year's tax by the plan, dollars; None when the rates are not known."""
    before = known(document["summary"]["tax_before"])
    after = known(document["summary"]["tax_after"])
    return None if before is None or after is None else after - before


def outcome_rows(document: Document) -> tuple[OutcomeRow, ...]:
    """Drift, tracking error where it is known, tax, realised gains and cash."""
    rows = (
        _drift_row(document),
        _tracking_row(document),
        _tax_row(document),
        _realized_row(document),
        _cash_row(document),
    )
    return tuple(row for row in rows if row is not None)


def _drift_row(document: Document) -> OutcomeRow:
    summary = document["summary"]
    before, after = amount(summary["drift_before"]), amount(summary["drift_after"])
    # A drift that grows is told in the headline: the figures there and here are the same.
    both = numbers.points_of_both(before, after) if after > before else None
    return OutcomeRow(
        label="Drift from target",
        now=both[0] if both else numbers.points(before),
        after=both[1] if both else numbers.points(after),
        note=_bands_note(document),
    )


def _bands_note(document: Document) -> str:
    banded = count_with_band(document)
    before, after = count_outside(document, "before"), count_outside(document, "after")
    if not banded:
        return "no bands are set"
    if after:
        return f"{after} of {banded} classes outside their bands, {before} before"
    were = "" if not before else f" ({before} {'was' if before == 1 else 'were'} not)"
    return f"all {numbers.count(banded, 'class', 'classes')} inside their bands{were}"


def _tracking_row(document: Document) -> OutcomeRow | None:
    tracking = document.get("tracking_error")
    if tracking is None:
        return None
    before, after = amount(tracking["before"]), amount(tracking["after"])
    limit = None if tracking["limit"] is None else amount(tracking["limit"])
    now, then = numbers.weights(before, after, None, limit)
    kept = "no limit is set" if limit is None else f"limit {numbers.percent(limit)}"
    counted = "" if tracking["of_classes"] else "; classes are not counted"
    return OutcomeRow(
        label="Tracking error",
        now=f"{now}%",
        after=f"{then}%",
        note=f"a year, to your target; {kept}{counted}",
    )


def _tax_row(document: Document) -> OutcomeRow | None:
    change = tax_change(document)
    if change is None:
        return None
    before, after = (amount(document["summary"][f"tax_{when}"]) for when in ("before", "after"))
    cents = numbers.needs_cents(after, (before, change))
    return OutcomeRow(
        label=f"{document['tax']['year']} tax estimate",
        now=numbers.money(before, cents=cents),
        after=numbers.money(after, cents=cents),
        note=_tax_note(document, change, cents=cents),
    )


def _tax_note(document: Document, change: Decimal, *, cents: bool) -> str:
    if change == 0:
        return "the same as making no trades"
    size = numbers.money(abs(change), cents=cents)
    if change > 0:
        return f"{size} higher than making no trades"
    later = amount(document["summary"]["basis_change_tax_later"])
    deferred = numbers.money(min(later, -change))
    mostly = f"; {deferred} deferred" if later * 2 >= -change else ""
    return f"{size} lower than making no trades{mostly}"


def _realized_row(document: Document) -> OutcomeRow:
    summary, tax = document["summary"], document["tax"]
    losses, gains = amount(summary["losses"]), amount(summary["gains"])
    if tax is None:
        return OutcomeRow(
            label="Realized gain/(loss)",
            now="",
            after=numbers.money(losses + gains),
            note=_realized_note(losses, gains, ZERO, cents=False),
        )
    before, after = (
        amount(tax[when]["short"]) + amount(tax[when]["long"]) for when in ("before", "after")
    )
    cents = numbers.needs_cents(after, (before, losses, gains))
    carried = amount(tax["carried_in"]["short"]) + amount(tax["carried_in"]["long"])
    return OutcomeRow(
        label="Realized gain/(loss)",
        now=numbers.money(before, cents=cents),
        after=numbers.money(after, cents=cents),
        note=_realized_note(losses, gains, carried, cents=cents),
    )


def _realized_note(losses: Decimal, gains: Decimal, carried: Decimal, *, cents: bool) -> str:
    plan = (
        f"losses {numbers.money(-losses, cents=cents)}, gains {numbers.money(gains, cents=cents)}"
        if losses or gains
        else "nothing"
    )
    return f"this plan: {plan}" + (f"; {numbers.money(carried)} carried in" if carried else "")


def _cash_row(document: Document) -> OutcomeRow:
    summary = document["summary"]
    weight, target = cash_weight(document)
    return OutcomeRow(
        label="Cash",
        now=numbers.money(amount(summary["cash_before"])),
        after=numbers.money(amount(summary["cash_after"])),
        note=f"{numbers.percent(weight)} of portfolio, target {numbers.percent(target)}",
    )


def deferral(document: Document) -> str:
    """How much of the saving is only moved to a later year; empty when nothing is saved."""
    change, later = tax_change(document), amount(document["summary"]["basis_change_tax_later"])
    basis = amount(document["summary"]["basis_change"])
    if change is None or change >= 0 or basis >= 0:
        return ""
    lasting = -change - later
    lead = "Most of the saving is" if later * 2 >= -change else "Part of the saving is"
    if lasting <= 0:
        lead = "The whole saving is"
    rest = (
        f"The lasting saving is about {numbers.money(lasting)}, "
        "plus the use of the money until then."
        if lasting > 0
        else "What is gained is the use of the money until then."
    )
    return (
        f"{lead} a deferral: the plan lowers your total cost basis by {numbers.money(-basis)}, "
        f"about {numbers.money(max(later, ZERO))} of tax if all of it were sold later at today's "
        f"long-term rate. {rest}"
    )
