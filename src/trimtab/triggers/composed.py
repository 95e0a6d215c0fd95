"""Triggers put together: one of them is enough, or all of them are needed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from trimtab.domain import Reason
from trimtab.errors import InvalidValue
from trimtab.triggers.fired import Fired, TriggerKind
from trimtab.triggers.trigger import Trigger
from trimtab.triggers.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class _Composed:
    """Fires when at least `needed` of `triggers` do."""

    kind: TriggerKind
    triggers: tuple[Trigger, ...]
    needed: int
    subject: str = ""

    def check(self, view: View) -> Fired | None:
        """All that fired, as parts of one; None when they are too few."""
        fired = tuple(one for trigger in self.triggers if (one := trigger.check(view)) is not None)
        if len(fired) < self.needed:
            return None
        return Fired(
            trigger=self.kind,
            subject=self.subject,
            reason=Reason(
                code=f"ALERT.{self.kind.name}",
                params={
                    "count": str(len(fired)),
                    "total": str(len(self.triggers)),
                    "what": ", ".join(_named(one) for one in fired),
                },
                setting="triggers",
            ),
            value=Decimal(len(fired)),
            limit=Decimal(self.needed),
            as_of=view.as_of,
            parts=fired,
        )

    def eased(self, share: Decimal) -> Trigger:
        """The same of the eased triggers."""
        return replace(self, triggers=tuple(trigger.eased(share) for trigger in self.triggers))


def any_of(*triggers: Trigger, subject: str = "") -> Trigger:
    """Fires when at least one of `triggers` does; what fired stands in its parts."""
    return _composed(TriggerKind.ANY_OF, triggers, lambda _: 1, subject)


def all_of(*triggers: Trigger, subject: str = "") -> Trigger:
    """Fires when every one of `triggers` does; they stand in its parts."""
    return _composed(TriggerKind.ALL_OF, triggers, len, subject)


def _composed(
    kind: TriggerKind,
    triggers: tuple[Trigger, ...],
    needed: Callable[[tuple[Trigger, ...]], int],
    subject: str,
) -> Trigger:
    if not triggers:
        raise InvalidValue(f"{kind.value} needs at least one trigger")
    return _Composed(kind=kind, triggers=triggers, needed=needed(triggers), subject=subject)


def _named(fired: Fired) -> str:
    kind = fired.trigger.value.replace("_", " ")
    return f"{kind} of {fired.subject}" if fired.subject else kind
