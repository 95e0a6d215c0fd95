"""What the household allows and forbids."""

from trimtab.domain import Policy


def test_a_security_named_alone_is_not_sold_anywhere() -> None:
    policy = Policy(never_sell=frozenset({"VTI"}))
    assert not policy.may_sell("joint", "VTI")
    assert not policy.may_sell("ira", "VTI")
    assert policy.may_sell("joint", "BND")


def test_a_security_named_with_an_account_is_not_sold_there() -> None:
    policy = Policy(never_sell=frozenset({"joint:VTI"}))
    assert not policy.may_sell("joint", "VTI")
    assert policy.may_sell("ira", "VTI")


def test_a_security_named_alone_is_not_bought_anywhere() -> None:
    policy = Policy(never_buy=frozenset({"VTI"}))
    assert not policy.may_buy("joint", "VTI")
    assert policy.may_buy("joint", "BND")


def test_a_security_named_with_an_account_is_not_bought_there() -> None:
    policy = Policy(never_buy=frozenset({"joint:VTI"}))
    assert not policy.may_buy("joint", "VTI")
    assert policy.may_buy("ira", "VTI")


def test_what_must_not_be_sold_may_still_be_bought() -> None:
    assert Policy(never_sell=frozenset({"VTI"})).may_buy("joint", "VTI")
