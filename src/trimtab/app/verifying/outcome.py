"""What a plan states of its effect and of its proof, against the certificate of its orders."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from trimtab.app.stated.effect import WITHOUT_TRADES
from trimtab.app.stated.plan import StatedPlan
from trimtab.app.verifying.figures import RATIO, Check, differ, rounding_of_positions
from trimtab.domain import Situation
from trimtab.money import CENT, ZERO, dollars_text, ratio_text
from trimtab.optimize.certificate import Certificate
from trimtab.report.verification import Finding
from trimtab.tax import net_capital_gain, tax_on_gains

# A bound is read from floats: a cent per million dollars.
_FLOAT_NOISE = Decimal("0.00000001")
_CENTS = Decimal("0.05")


@dataclass(frozen=True)
class StatedOutcome:
    """Tax, drift, weights and proof of `plan` beside `certificate`, both of `situation`.

    Each whole-cent figure may be off by the rounding of the orders that it adds up.
    """

    plan: StatedPlan
    situation: Situation
    certificate: Certificate

    def findings(self) -> Iterator[Finding]:
        """Every figure that is compared."""
        checks = [
            ("tax", "the year's tax is that of the gains, before and after", self._tax()),
            ("drift", "drift is that of the weights, before and after", self._drift()),
            ("classes", "classes weigh what they hold", self._classes()),
        ]
        if self.plan.objective is not None:
            checks += [
                ("terms", "the objective's terms are those of the orders", self._terms()),
                ("bound", "the bound is not above any plan that is known", self._bound()),
            ]
        for name, label, wrong in checks:
            yield Check(name=name, label=label, wrong=tuple(wrong)).finding()

    def _tax(self) -> Iterator[str]:
        before, after = self._taxes()
        rounding = CENT * (1 + sum(len(order.lots) for order in self.plan.orders))
        for name, own in (("tax_before", before), ("tax_after", after)):
            stated = self.plan.summary.get(name)
            if (stated is None) != (own is None):
                yield f"{name} is stated or known, but not both"
            elif stated is not None and own is not None:
                yield from differ(name.replace("_", " "), stated, own, rounding)

    def _taxes(self) -> tuple[Decimal | None, Decimal | None]:
        """The year's tax without and with the plan; None where the rates are not known."""
        profile, net = self.situation.tax, self.certificate
        if profile is None or net.net_short is None or net.net_long is None:
            return None, None
        years = (
            (net.net_short - net.realized_short, net.net_long - net.realized_long),
            (net.net_short, net.net_long),
        )
        before, after = (
            tax_on_gains(net_capital_gain(short, long, limit=profile.loss_limit), profile)
            for short, long in years
        )
        return before, after

    def _drift(self) -> Iterator[str]:
        # As stated: equal weights are a target of their own.
        targets = {one.name: one.target for one in self.plan.classes}
        before = self._weights("before")
        after = self.certificate.class_weights_after
        for when, weights in (("before", before), ("after", after)):
            own = sum((abs(weights.get(name, ZERO) - aim) for name, aim in targets.items()), ZERO)
            stated = self.plan.summary[f"drift_{when}"]
            yield from self._off(f"drift {when}", stated, own / 2, len(targets))

    def _weights(self, when: str) -> dict[str, Decimal]:
        """Weights as stated; they are checked class by class."""
        return {one.name: one.weights[when] for one in self.plan.classes}

    def _classes(self) -> Iterator[str]:
        value = self.certificate.value
        rounding = CENT + rounding_of_positions(self.situation)
        yield from differ("value of the household", self.plan.value, value, rounding)
        stated = self._weights("after")
        for name, own in self.certificate.class_weights_after.items():
            yield from self._off(f"weight of {name} after", stated.get(name, ZERO), own)
        for one in self.plan.classes:
            for when, weight in one.weights.items():
                own = one.values[when] / value if value else ZERO
                yield from self._off(f"weight of {one.name} {when}", weight, own)

    def _off(self, what: str, stated: Decimal, own: Decimal, parts: int = 1) -> Iterator[str]:
        """A fraction that is not `own`, beyond rounding: `parts` weights, orders, positions."""
        cents = CENT * (1 + len(self.plan.orders)) * parts + rounding_of_positions(self.situation)
        noise = RATIO * parts + (cents / self.certificate.value if self.certificate.value else ZERO)
        if abs(stated - own) > noise:
            yield f"{what} is stated as {stated}, recomputed {ratio_text(own)}"

    def _terms(self) -> Iterator[str]:
        terms = {WITHOUT_TRADES: self.certificate.objective_without_trades}
        for name, own in (terms | dict(self.certificate.terms)).items():
            if name in self.plan.terms:
                yield from differ(name, self.plan.terms[name], own, CENT)
            else:
                yield f"{name} is not stated"

    def _bound(self) -> Iterator[str]:
        """A bound is under the objective of every plan that keeps the limits."""
        solved = self.plan.solved
        bound = None if solved is None else solved.proof.bound
        if solved is None or bound is None:
            return
        known = [("this plan", self.certificate.objective)]
        known += [(one.name, one.objective) for one in solved.considered if one.meets_limits]
        noise = _CENTS + _FLOAT_NOISE * abs(self.certificate.value)
        for name, objective in known:
            if bound > objective + noise:
                yield (
                    f"the bound is {dollars_text(bound)}, and {name} comes to "
                    f"{dollars_text(objective)}"
                )
