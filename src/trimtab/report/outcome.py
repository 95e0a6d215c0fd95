"""What the plan achieves: the paragraph at the top, and the table of now and after."""

from decimal import Decimal

from trimtab.money import ZERO
from trimtab.report import numbers
from trimtab.report.allocation import cash_weight, count_outside, count_with_band
from trimtab.report.reading import Document, amount, known
from trimtab.report.rows import OutcomeRow


def headline(document: Document) -> str:
    """One paragraph: how many orders, what they bring, what it costs in tax, what comes first."""
    if not document["orders"]:
        return " ".join(verdict(document))
    orders = numbers.spelled(len(document["orders"]), "order").capitalize()
    one = len(document["orders"]) == 1
    sentences = [_effect(document, orders, one=one), _attention(document)]
    change = tax_change(document)
    if change is not None and change > 0:
        summary = document["summary"]
        closed = amount(summary["drift_before"]) - amount(summary["drift_after"])
        purpose = f" to close {numbers.points(closed)} of drift" if closed > 0 else ""
        sentences.insert(
            0, f"This plan costs about {numbers.money(change)} in tax this year{purpose}."
        )
    return " ".join(sentence for sentence in sentences if sentence)


def _effect(document: Document, orders: str, *, one: bool) -> str:
    verb = "brings" if one else "bring"
    before, after = count_outside(document, "before"), count_outside(document, "after")
    summary = document["summary"]
    drift = [numbers.points(amount(summary[f"drift_{when}"])) for when in ("before", "after")]
    if before and not after:
        what = f"{verb} every asset class back inside its band"
    elif after:
        classes = numbers.spelled(after, "class", "classes")
        bands = "its band" if after == 1 else "their bands"
        what = f"{'leaves' if one else 'leave'} {classes} outside {bands}"
    else:
        what = f"{'takes' if one else 'take'} the drift from {drift[0]} to {drift[1]}"
    return f"{orders} {what}{_tax_part(document, one=one)}."


def _tax_part(document: Document, *, one: bool) -> str:
    change = tax_change(document)
    if change is None:
        return "; tax is not estimated, because no rates are set"
    if change < 0:
        return (
            f" and {'cuts' if one else 'cut'} this year's estimated tax by {numbers.money(-change)}"
        )
    if change == 0:
        return f" and {'leaves' if one else 'leave'} this year's estimated tax as it is"
    return ""


def _attention(document: Document) -> str:
    waiting = sum(warning["needs_ack"] for warning in document["warnings"])
    if not waiting:
        return ""
    things = numbers.spelled(waiting, "thing").capitalize()
    return f"{things} {'needs' if waiting == 1 else 'need'} your attention first."


def verdict(document: Document) -> tuple[str, ...]:
    """What a plan without orders says: that it is one, the nearest miss, the next date."""
    sentences = [_no_trades(document), _closest_loss(document), _next_date(document)]
    return tuple(sentence for sentence in [*sentences, _attention(document)] if sentence)


def _no_trades(document: Document) -> str:
    outside = count_outside(document, "after")
    if outside:
        classes = numbers.spelled(outside, "class", "classes")
        lead = f"No trades, and {classes} {'stays' if outside == 1 else 'stay'} out of band."
    else:
        lead = "No trades needed."
    gap = document["next"]["largest_gap"]
    return f"{lead} {_gap(gap)}" if gap is not None else lead


def _gap(gap: Document) -> str:
    text = f"Largest gap: {gap['class']}, {numbers.over_or_under(amount(gap['gap']))}"
    inside = known(gap["inside"])
    if inside is None:
        return f"{text}; it has no band."
    place = "inside" if inside >= 0 else "outside"
    return f"{text}, {numbers.points(inside)} {place} its band."


def _closest_loss(document: Document) -> str:
    loss = document["next"]["closest_loss"]
    if loss is None:
        return "No lot of a taxable account is below its cost."
    lot = loss["acquired"] or loss["lot_id"]
    size = numbers.money(amount(loss["gain"]))
    share = numbers.percent(-amount(loss["fraction"]))
    return f"Largest loss left: {loss['symbol']} {lot}, {size}, {share} of its cost."


def _next_date(document: Document) -> str:
    ahead = document["next"]["next_date"]
    if ahead is None:
        return ""
    lot = ahead["acquired"] or ahead["lot_id"] or ""
    name = f"{ahead['symbol']} {lot}".strip()
    return f"Next check worth making: {numbers.iso_day(ahead['date'])}, {name} {ahead['what']}."


def tax_change(document: Document) -> Decimal | None:
    """Change of the year's tax by the plan, dollars; None when the rates are not known."""
    before = known(document["summary"]["tax_before"])
    after = known(document["summary"]["tax_after"])
    return None if before is None or after is None else after - before


def outcome_rows(document: Document) -> tuple[OutcomeRow, ...]:
    """Drift, tax, realised gains and cash."""
    rows = (_drift_row(document), _tax_row(document), _realized_row(document), _cash_row(document))
    return tuple(row for row in rows if row is not None)


def _drift_row(document: Document) -> OutcomeRow:
    summary = document["summary"]
    return OutcomeRow(
        label="Drift from target",
        now=numbers.points(amount(summary["drift_before"])),
        after=numbers.points(amount(summary["drift_after"])),
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
