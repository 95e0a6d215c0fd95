"""What a plan's document claims that only solving tells: its bound, its prices, its choices."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from trimtab.domain import Considered, Proof, ProofStatus
from trimtab.errors import InvalidValue
from trimtab.money import ZERO, to_float
from trimtab.planners.optimal.retelling import OnlySolved

_WORTH = frozenset({"SELL.WORTH", "BUY.WORTH"})
_OPEN = "WARN.GAP_OPEN"
_TRACKING = "WARN.TRACKING_LIMIT"


def only_solved(document: Mapping[str, Any]) -> OnlySolved:
    """The claims of an optimal plan's document. Raises what a malformed document raises."""
    proof = document["proof"]
    return OnlySolved(
        proof=Proof(
            status=ProofStatus(proof["status"]),
            objective=exact(proof["objective"]),
            bound=exact(proof["bound"]),
            gap=exact(proof["gap"]),
            solver=str(proof["solver"]),
            checked=bool(proof["checked"]),
        ),
        orders=dict(_order_prices(document)),
        lots={
            str(one["lot_id"]): exact(one["params"]["price"])
            for one in document["not_done"]
            if "price" in one["params"]
        },
        limit=_limit(document),
        unpriced="prices" in document["assumptions"],
        stopped=any(
            one["code"] == _OPEN and "seconds" in one["params"] for one in document["warnings"]
        ),
        considered=considered_in(document),
    )


def considered_in(document: Mapping[str, Any]) -> tuple[Considered, ...]:
    """The ways of going about it that a document compares. Raises as `only_solved`."""
    return tuple(_considered(one) for one in document.get("considered", ()))


def _limit(document: Mapping[str, Any]) -> tuple[Decimal, float] | None:
    """What a limit of the tracking error costs, and the variance that a plan without it has."""
    for one in document["warnings"]:
        if one["code"] == _TRACKING:
            params = one["params"]
            return exact(params["price"]), to_float(exact(params["unlimited"])) ** 2
    return None


def exact(figure: str | int) -> Decimal:
    """The number in a text; floats are not exact, and no plan has them."""
    if not isinstance(figure, str | int):
        raise InvalidValue(f"{figure!r} is not a number in quotes")
    try:
        number = Decimal(figure)
        if not number.is_finite():
            raise InvalidValue(f"{figure!r} is not a finite number")
        return number + ZERO
    except ArithmeticError:
        raise InvalidValue(f"{figure!r} is not a number of any use") from None


def optional(text: str | None) -> Decimal | None:
    """As `exact`; None stays None."""
    return None if text is None else exact(text)


def _order_prices(
    document: Mapping[str, Any],
) -> Iterator[tuple[tuple[str, str, str], Decimal]]:
    for order in document["orders"]:
        for reason in order["reasons"]:
            if reason["code"] in _WORTH:
                key = (str(order["account"]), str(order["symbol"]), str(order["side"]))
                yield key, exact(reason["params"]["price"])


def _considered(one: Mapping[str, Any]) -> Considered:
    return Considered(
        name=str(one["name"]),
        tax_before=optional(one["tax_before"]),
        tax_after=optional(one["tax_after"]),
        drift=exact(one["drift"]),
        cost=exact(one["cost"]),
        orders=int(one["orders"]),
        objective=exact(one["objective"]),
        meets_limits=bool(one["meets_limits"]),
    )
