"""The JSON Schemas of what lists print: `trimtab.status/1`, `.actions/1`, `.lots/1` and others."""

from trimtab.domain.announcement import ActionState
from trimtab.report.schema.kinds import (
    COUNT,
    DATE,
    FLAG,
    MOMENT,
    MONEY,
    NUMBER,
    TEXT,
    WEIGHT,
    Schema,
    a_list,
    an_object,
    document,
    or_null,
)


def lots_schema() -> Schema:
    """Schema of `trimtab lots --json`."""
    lot = an_object(
        account=TEXT,
        symbol=TEXT,
        lot_id=TEXT,
        acquired=or_null(DATE),
        quantity=NUMBER,
        basis=or_null(MONEY),
        price=or_null(NUMBER),
        value=or_null(MONEY),
        gain=or_null(MONEY),
        term=or_null({"enum": ["short", "long"]}),
        long_term_on=or_null(DATE),
        days_to_long_term=or_null(COUNT),
        wash_clear_on=or_null(DATE),
        wash_state=or_null({"enum": ["blocked", "clear", "no_loss"]}),
        wash_adjustment=MONEY,
    )
    return document("trimtab.lots/1", as_of=DATE, value=MONEY, gain=MONEY, lots=a_list(lot))


def verify_schema() -> Schema:
    """Schema of `trimtab verify --json`."""
    finding = an_object(
        name=TEXT,
        label=TEXT,
        outcome={"enum": ["holds", "fails", "not_promised"]},
        text=TEXT,
        setting=TEXT,
    )
    return document(
        "trimtab.verify/1",
        id=TEXT,
        as_of=DATE,
        planner=TEXT,
        holds=FLAG,
        findings=a_list(finding),
        objective=NUMBER,
        objective_without_trades=NUMBER,
        terms={"type": "object", "additionalProperties": NUMBER},
        disallowed={"type": "object", "additionalProperties": MONEY},
        note=TEXT,
    )


def target_schema() -> Schema:
    """Schema of `trimtab target --json`."""
    band = or_null({"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2})
    asset_class = an_object(
        name=TEXT,
        series=or_null(TEXT),
        weight_before=NUMBER,
        weight_after=NUMBER,
        band_before=band,
        band_after=band,
        risk_share_before=or_null(NUMBER),
        risk_share_after=or_null(NUMBER),
        in_question=FLAG,
    )
    data = an_object(
        file=TEXT,
        returns=COUNT,
        first=DATE,
        last=DATE,
        left_out=COUNT,
        periods_per_year=NUMBER,
    )
    return document(
        "trimtab.target/1",
        as_of=DATE,
        measure={"enum": ["volatility", "var", "cvar"]},
        method=or_null({"enum": ["historical", "normal", "cornish-fisher"]}),
        confidence=or_null(NUMBER),
        estimator={"enum": ["sample", "ewma", "shrinkage", "factor"]},
        goal={"enum": ["least", "risk", "parity"]},
        risk_before=NUMBER,
        risk_after=NUMBER,
        quality={"enum": ["optimal", "searched"]},
        starts=COUNT,
        agreeing=COUNT,
        changed=FLAG,
        asset_classes=a_list(asset_class),
        data=data,
    )


def bands_schema() -> Schema:
    """Schema of `trimtab bands --json`."""
    own = an_object(low=WEIGHT, high=WEIGHT, cost=or_null(NUMBER))
    band = an_object(
        **{"class": or_null(TEXT)},
        target_weight=WEIGHT,
        half_width=WEIGHT,
        low=WEIGHT,
        high=WEIGHT,
        cost=NUMBER,
        turnover=NUMBER,
        own=or_null(own),
    )
    return document(
        "trimtab.bands/1", cost=NUMBER, volatility=NUMBER, aversion=NUMBER, bands=a_list(band)
    )


def equalize_schema() -> Schema:
    """Schema of `trimtab equalize --json`."""
    row = an_object(symbol=TEXT, value=NUMBER, price=NUMBER, trade_value=MONEY, trade_shares=NUMBER)
    return document("trimtab.equalize/1", rows=a_list(row), cash_left=MONEY)


def status_schema() -> Schema:
    """Schema of `trimtab status --json`."""
    account = an_object(id=TEXT, name=TEXT, type=TEXT, value=or_null(MONEY), cash=MONEY, lots=COUNT)
    asset_class = an_object(
        name=TEXT,
        target_weight=WEIGHT,
        weight=WEIGHT,
        value=MONEY,
        band=or_null({"type": "array", "items": WEIGHT, "minItems": 2, "maxItems": 2}),
        in_band=FLAG,
    )
    loss = an_object(lots=COUNT, loss=MONEY)
    fired = an_object(
        trigger=TEXT,
        subject=TEXT,
        code=TEXT,
        params={"type": "object", "additionalProperties": TEXT},
        setting=TEXT,
        text=TEXT,
        value=NUMBER,
        limit=NUMBER,
        parts=a_list({"type": "object"}),
    )
    data = an_object(
        oldest_price=or_null(DATE),
        newest_transaction=or_null(DATE),
        without_price=a_list(TEXT),
        incomplete_lots=COUNT,
        notes=a_list(TEXT),
    )
    return document(
        "trimtab.status/1",
        household=TEXT,
        as_of=DATE,
        value=MONEY,
        cash=MONEY,
        drift=or_null(WEIGHT),
        action_proposed=FLAG,
        accounts=a_list(account),
        asset_classes=a_list(asset_class),
        losses=an_object(free=loss, blocked=loss),
        do_not_buy=a_list(
            an_object(
                symbols=a_list(TEXT), account=TEXT, sold=DATE, loss=or_null(MONEY), until=DATE
            )
        ),
        do_not_sell=a_list(
            an_object(
                symbol=TEXT, account=TEXT, lot_id=TEXT, bought_in=TEXT, loss=MONEY, until=DATE
            )
        ),
        triggers=or_null(a_list(fired)),
        watch=or_null(
            an_object(
                last_check_at=or_null(MOMENT),
                late=FLAG,
                open_alerts=COUNT,
                unsent=COUNT,
                trouble=TEXT,
            )
        ),
        trading=a_list(an_object(name=TEXT, text=TEXT, fix=TEXT)),
        set_aside=a_list(an_object(account=TEXT, amount=MONEY, until=DATE)),
        corporate_actions=a_list(
            an_object(
                id=TEXT,
                type=TEXT,
                symbol=TEXT,
                effective=DATE,
                accounts=a_list(TEXT),
                due=FLAG,
                applied=FLAG,
                outside=a_list(TEXT),
            )
        ),
        data=data,
        plans=a_list(an_object(id=TEXT, as_of=DATE)),
    )


def actions_schema() -> Schema:
    """Schema of `trimtab actions --json`."""
    states = {"enum": [state.value for state in ActionState]}
    action = an_object(
        id=TEXT,
        effective=DATE,
        announced=or_null(DATE),
        type=TEXT,
        symbol=TEXT,
        new_symbol=or_null(TEXT),
        ratio=or_null(NUMBER),
        accounts=a_list(an_object(account=TEXT, state=states, text=TEXT)),
        outside=a_list(TEXT),
        source=TEXT,
    )
    gain = an_object(
        lot_id=TEXT,
        quantity=NUMBER,
        proceeds=or_null(MONEY),
        basis=or_null(MONEY),
        gain=or_null(MONEY),
    )
    booked = an_object(
        id=TEXT,
        account=TEXT,
        lots=COUNT,
        before=NUMBER,
        after={"type": "object", "additionalProperties": NUMBER},
        cash=MONEY,
        income=MONEY,
        gains=a_list(gain),
    )
    return document(
        "trimtab.actions/1",
        as_of=DATE,
        actions=a_list(action),
        booked=a_list(booked),
        files=a_list(TEXT),
        stale_prices=a_list(an_object(symbol=TEXT, price_as_of=or_null(DATE), action=TEXT)),
    )


def tax_schema() -> Schema:
    """Schema of `trimtab tax --json`."""
    held = {
        "lot_id": TEXT,
        "account": TEXT,
        "symbol": TEXT,
        "quantity": NUMBER,
        "basis": or_null(MONEY),
        "acquired": or_null(DATE),
        "holding_period_start": or_null(DATE),
    }
    sale = an_object(
        **held,
        id=TEXT,
        date=DATE,
        proceeds=or_null(MONEY),
        disallowed=MONEY,
        permanently_disallowed=MONEY,
        exempt_dividend_disallowed=MONEY,
        long_term_loss=MONEY,
        gain=or_null(MONEY),
        term={"enum": ["short", "long"]},
        code={"enum": ["", "L", "LW", "W"]},
        final_on=or_null(DATE),
        incomplete=FLAG,
        flags=a_list(TEXT),
    )
    maybe = ("deductible_loss", "carryover_short", "carryover_long")
    carried_in = ("carried_in_short", "carried_in_long")
    year = an_object(
        net_short=MONEY,
        net_long=MONEY,
        **{key: or_null(MONEY) for key in (*maybe, *carried_in)},
        disallowed=MONEY,
        permanently_disallowed=MONEY,
        unknown_gains=COUNT,
    )
    policy = an_object(
        same_day_dispositions={"enum": ["sequential", "batch"]},
        fragment_selection={"enum": ["earliest", "highest"]},
    )
    uncertain = an_object(
        what=TEXT,
        file=or_null(TEXT),
        line=or_null(COUNT),
        why=TEXT,
        fix=TEXT,
    )
    return document(
        "trimtab.tax/1",
        as_of=DATE,
        policy=policy,
        sales=a_list(sale),
        open_lots=a_list(an_object(**held, wash_adjustment=MONEY)),
        years={
            "type": "object",
            "propertyNames": {"pattern": r"^\d{4}$"},
            "additionalProperties": year,
        },
        warnings=a_list(TEXT),
        uncertain=a_list(uncertain),
    )
