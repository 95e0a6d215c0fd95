"""The tracking error in the document of a plan: before, after, and its limit."""

from decimal import Decimal
from typing import Any

from trimtab.domain import TrackingError
from trimtab.money import exact_text, ratio_text

_PLACES = 6
_MOST_PLACES = 28


def tracking_document(tracking: TrackingError | None) -> dict[str, Any]:
    """What to add to a document; nothing where nothing tells the tracking error."""
    if tracking is None:
        return {}
    limit = tracking.limit
    return {
        "tracking_error": {
            "before": _error(tracking.before, limit),
            "after": _error(tracking.after, limit),
            "limit": None if limit is None else exact_text(limit),
            "of_classes": tracking.of_classes,
        }
    }


def _error(error: Decimal, limit: Decimal | None) -> str:
    """Six decimals, more where rounding would put it on the other side of the limit."""
    for places in range(_PLACES, _MOST_PLACES):
        text = ratio_text(error, places)
        if limit is None or (Decimal(text) > limit) == (error > limit):
            return text
    return exact_text(error)
