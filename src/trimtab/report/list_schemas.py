"""The JSON Schemas of `trimtab.status/1`, `.lots/1`, `.tax/1`, `.verify/1` and `.equalize/1`."""

from typing import Any

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

_Schema = dict[str, Any]

_TEXT: _Schema = {"type": "string"}
_COUNT: _Schema = {"type": "integer", "minimum": 0}
_FLAG: _Schema = {"type": "boolean"}
_MONEY: _Schema = {"type": "string", "pattern": r"^-?\d+\.\d\d$"}
_NUMBER: _Schema = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
_WEIGHT: _Schema = {"type": "string", "pattern": r"^-?\d+\.\d{6}$"}
_DATE: _Schema = {"type": "string", "format": "date"}


def lots_schema() -> _Schema:
    """Schema of `trimtab lots --json`."""
    lot = _object(
        account=_TEXT,
        symbol=_TEXT,
        lot_id=_TEXT,
        acquired=_or_null(_DATE),
        quantity=_NUMBER,
        basis=_or_null(_MONEY),
        price=_or_null(_NUMBER),
        value=_or_null(_MONEY),
        gain=_or_null(_MONEY),
        term=_or_null({"enum": ["short", "long"]}),
        long_term_on=_or_null(_DATE),
        days_to_long_term=_or_null(_COUNT),
        wash_clear_on=_or_null(_DATE),
        wash_state=_or_null({"enum": ["blocked", "clear", "no_loss"]}),
        wash_adjustment=_MONEY,
    )
    return _document("trimtab.lots/1", as_of=_DATE, value=_MONEY, gain=_MONEY, lots=_list(lot))


def verify_schema() -> _Schema:
    """Schema of `trimtab verify --json`."""
    finding = _object(
        name=_TEXT,
        label=_TEXT,
        outcome={"enum": ["holds", "fails", "not_promised"]},
        text=_TEXT,
        setting=_TEXT,
    )
    return _document(
        "trimtab.verify/1",
        id=_TEXT,
        as_of=_DATE,
        planner=_TEXT,
        holds=_FLAG,
        findings=_list(finding),
        objective=_NUMBER,
        objective_without_trades=_NUMBER,
        terms={"type": "object", "additionalProperties": _NUMBER},
        disallowed={"type": "object", "additionalProperties": _MONEY},
    )


def equalize_schema() -> _Schema:
    """Schema of `trimtab equalize --json`."""
    row = _object(
        symbol=_TEXT, value=_NUMBER, price=_NUMBER, trade_value=_MONEY, trade_shares=_NUMBER
    )
    return _document("trimtab.equalize/1", rows=_list(row), cash_left=_MONEY)


def status_schema() -> _Schema:
    """Schema of `trimtab status --json`."""
    account = _object(
        id=_TEXT, name=_TEXT, type=_TEXT, value=_or_null(_MONEY), cash=_MONEY, lots=_COUNT
    )
    asset_class = _object(
        name=_TEXT,
        target_weight=_WEIGHT,
        weight=_WEIGHT,
        value=_MONEY,
        band=_or_null({"type": "array", "items": _WEIGHT, "minItems": 2, "maxItems": 2}),
        in_band=_FLAG,
    )
    loss = _object(lots=_COUNT, loss=_MONEY)
    fired = _object(
        trigger=_TEXT,
        subject=_TEXT,
        code=_TEXT,
        params={"type": "object", "additionalProperties": _TEXT},
        setting=_TEXT,
        text=_TEXT,
        value=_NUMBER,
        limit=_NUMBER,
        parts=_list({"type": "object"}),
    )
    data = _object(
        oldest_price=_or_null(_DATE),
        newest_transaction=_or_null(_DATE),
        without_price=_list(_TEXT),
        incomplete_lots=_COUNT,
        notes=_list(_TEXT),
    )
    return _document(
        "trimtab.status/1",
        household=_TEXT,
        as_of=_DATE,
        value=_MONEY,
        cash=_MONEY,
        drift=_or_null(_WEIGHT),
        action_proposed=_FLAG,
        accounts=_list(account),
        asset_classes=_list(asset_class),
        losses=_object(free=loss, blocked=loss),
        do_not_buy=_list(
            _object(
                symbols=_list(_TEXT), account=_TEXT, sold=_DATE, loss=_or_null(_MONEY), until=_DATE
            )
        ),
        do_not_sell=_list(
            _object(
                symbol=_TEXT, account=_TEXT, lot_id=_TEXT, bought_in=_TEXT, loss=_MONEY, until=_DATE
            )
        ),
        triggers=_or_null(_list(fired)),
        set_aside=_list(_object(account=_TEXT, amount=_MONEY, until=_DATE)),
        data=data,
        plans=_list(_object(id=_TEXT, as_of=_DATE)),
    )


def tax_schema() -> _Schema:
    """Schema of `trimtab tax --json`."""
    held = {
        "lot_id": _TEXT,
        "account": _TEXT,
        "symbol": _TEXT,
        "quantity": _NUMBER,
        "basis": _or_null(_MONEY),
        "acquired": _or_null(_DATE),
        "holding_period_start": _or_null(_DATE),
    }
    sale = _object(
        **held,
        id=_TEXT,
        date=_DATE,
        proceeds=_or_null(_MONEY),
        disallowed=_MONEY,
        permanently_disallowed=_MONEY,
        exempt_dividend_disallowed=_MONEY,
        long_term_loss=_MONEY,
        gain=_or_null(_MONEY),
        term={"enum": ["short", "long"]},
        code={"enum": ["", "L", "LW", "W"]},
        final_on=_or_null(_DATE),
        incomplete=_FLAG,
        flags=_list(_TEXT),
    )
    maybe = ("deductible_loss", "carryover_short", "carryover_long")
    carried_in = ("carried_in_short", "carried_in_long")
    year = _object(
        net_short=_MONEY,
        net_long=_MONEY,
        **{key: _or_null(_MONEY) for key in (*maybe, *carried_in)},
        disallowed=_MONEY,
        permanently_disallowed=_MONEY,
        unknown_gains=_COUNT,
    )
    policy = _object(
        same_day_dispositions={"enum": ["sequential", "batch"]},
        fragment_selection={"enum": ["earliest", "highest"]},
    )
    uncertain = _object(
        what=_TEXT,
        file=_or_null(_TEXT),
        line=_or_null(_COUNT),
        why=_TEXT,
        fix=_TEXT,
    )
    return _document(
        "trimtab.tax/1",
        as_of=_DATE,
        policy=policy,
        sales=_list(sale),
        open_lots=_list(_object(**held, wash_adjustment=_MONEY)),
        years={
            "type": "object",
            "propertyNames": {"pattern": r"^\d{4}$"},
            "additionalProperties": year,
        },
        warnings=_list(_TEXT),
        uncertain=_list(uncertain),
    )


def _document(name: str, **properties: _Schema) -> _Schema:
    body = _object(schema={"const": name}, **properties)
    return {"$schema": _DIALECT, "title": name, **body}


def _object(**properties: _Schema) -> _Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(items: _Schema) -> _Schema:
    return {"type": "array", "items": items}


def _or_null(schema: _Schema) -> _Schema:
    return {"anyOf": [schema, {"type": "null"}]}
