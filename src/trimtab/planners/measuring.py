"""The household's tracking error to its target, and limits of it that cannot be measured."""

from collections.abc import Sequence

from trimtab.domain import AssetClassOutcome, PlannerName, Situation, TrackingError
from trimtab.errors import InvalidValue
from trimtab.optimize.certificate.class_tracking import ClassTracking


def refuse_unmeasured(situation: Situation) -> None:
    """InvalidValue for a covariance that lacks a class, and for a limit that nothing measures.

    The limit is one of the optimal planner alone.
    """
    policy, target = situation.policy, situation.target
    if situation.covariance is not None:
        ClassTracking(target, situation.covariance).require_every_class()
    if policy.planner is not PlannerName.OPTIMAL or policy.max_tracking_error is None:
        return
    if situation.covariance is None and not any(one.members for one in target.asset_classes):
        raise InvalidValue(
            "policy.max_tracking_error cannot be measured: there are no returns of the classes, "
            "and no class holds an index directly. Give the returns, or leave the limit out"
        )


def tracking_of_classes(
    situation: Situation, outcomes: Sequence[AssetClassOutcome]
) -> TrackingError | None:
    """By the classes alone; None without their covariance, or for a household without value.

    Raises InvalidValue where the covariance lacks a class.
    """
    if situation.covariance is None or not any(one.value_before for one in outcomes):
        return None
    classes = ClassTracking(situation.target, situation.covariance)
    before = classes.variance({one.name: one.weight_before for one in outcomes})
    after = classes.variance({one.name: one.weight_after for one in outcomes})
    return TrackingError(
        before=before.sqrt(), after=after.sqrt(), limit=situation.policy.max_tracking_error
    )
