"""Writing into trimtab.toml without losing a comment, a blank line or the order of keys."""

from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from trimtab.errors import InvalidValue


def with_account(toml_text: str, account_id: str, **values: object) -> str:
    """`toml_text` with `values` set in the account of this id, which is added when it is new.

    A value of None takes the key out. Values are texts, numbers, booleans or lists of texts.
    """
    document = tomlkit.parse(toml_text)
    accounts = document.get("accounts")
    if accounts is None:
        accounts = tomlkit.aot()
        document.append("accounts", accounts)
    if not isinstance(accounts, AoT):
        raise InvalidValue("accounts must be written as [[accounts]] to be edited")
    account = next((one for one in accounts if one.get("id") == account_id), None)
    if account is None:
        account = tomlkit.table()
        account.add("id", account_id)
        _set(account, values)
        accounts.append(account)
    else:
        _set(account, values)
    return tomlkit.dumps(document)


def with_values(toml_text: str, section: str, **values: object) -> str:
    """`toml_text` with `values` set in the table `section`, which is added when it is absent."""
    document = tomlkit.parse(toml_text)
    table = document.get(section)
    if table is None:
        table = tomlkit.table()
        document.append(section, table)
    _set(table, values)
    return tomlkit.dumps(document)


def _set(table: Table, values: dict[str, Any]) -> None:
    for key, value in values.items():
        if value is not None:
            table[key] = value
        elif key in table:
            table.remove(key)
