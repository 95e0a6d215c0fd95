"""A broker's file as statements: its encoding, its format, and the account it is for."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from trimtab.brokers import READERS, recognise
from trimtab.domain import AccountId, Statement
from trimtab.errors import InputProblems, Problem

_DOCS = "reference/formats.md"
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChoice:
    """`--account ID` or `--account ID=HINT`: which statement goes to which account."""

    account_id: AccountId
    hint: str = ""

    @classmethod
    def parse(cls, text: str) -> "AccountChoice":
        """Read the option's text; InvalidValue when the id cannot be one."""
        account_id, _, hint = text.partition("=")
        return cls(account_id=AccountId(account_id.strip()), hint=hint.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFile:
    """The statements of a file, and what was noticed about its encoding."""

    statements: tuple[Statement, ...]
    notes: tuple[str, ...] = ()


def read_statements(path: Path) -> StatementFile:
    """Recognise `path` by content and read it. Raises InputProblems when no reader knows it."""
    if not path.is_file():
        # A pipe could be waited for without an end, and could not be read a second time.
        raise InputProblems([_not_regular(path)])
    text, notes = decoded(path.read_bytes())
    reader = recognise(text)
    if reader is None:
        raise InputProblems([_unknown(path, empty=not text.strip())])
    return StatementFile(statements=reader.read(text, file=str(path)), notes=notes)


def decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a file, and a sentence where its encoding was not the expected one.

    UTF-8 with or without a byte-order mark; UTF-16 by its mark; anything else is read as
    Windows-1252, whose bytes for names and signs older exports use.
    """
    if content.startswith(_UTF16_MARKS):
        return content.decode("utf-16", errors="replace"), ("Read as UTF-16.",)
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        note = "Not UTF-8: read as Windows-1252; check names with accents."
        return content.decode("cp1252", errors="replace"), (note,)


def matched(
    statements: tuple[Statement, ...],
    choices: tuple[AccountChoice, ...],
    *,
    only: AccountId | None,
    file: str,
) -> tuple[tuple[AccountId, Statement], ...]:
    """Each statement with its account.

    A single statement takes a single choice. Several statements need `ID=HINT` for each one to be
    read; the hint is any part of the broker's own name of the account. Without a choice a single
    statement goes to `only`, the workspace's only account. Raises InputProblems otherwise.
    """
    if len(statements) == 1 and len(choices) <= 1 and not any(c.hint for c in choices):
        account_id = choices[0].account_id if choices else only
        if account_id is None:
            raise InputProblems([_which(statements, file)])
        return ((account_id, statements[0]),)
    if not choices or any(not choice.hint for choice in choices):
        raise InputProblems([_which(statements, file)])
    pairs = tuple((choice.account_id, _named(choice, statements, file)) for choice in choices)
    _refuse_repeats(pairs, statements, file)
    return pairs


def _named(choice: AccountChoice, statements: tuple[Statement, ...], file: str) -> Statement:
    found = [item for item in statements if choice.hint.casefold() in item.account_hint.casefold()]
    exact = [item for item in found if item.account_hint == choice.hint]
    chosen = exact or found
    if len(chosen) != 1:
        raise InputProblems([_which(statements, file, choice.hint, matches=len(chosen))])
    return chosen[0]


def _refuse_repeats(
    pairs: tuple[tuple[AccountId, Statement], ...], statements: tuple[Statement, ...], file: str
) -> None:
    ids = [account_id for account_id, _ in pairs]
    hints = [statement.account_hint for _, statement in pairs]
    if len(set(ids)) != len(ids) or len(set(hints)) != len(hints):
        raise InputProblems([_which(statements, file)])


def _unknown(path: Path, *, empty: bool) -> Problem:
    known = "; ".join(reader.format for reader in READERS)
    return Problem(
        what=f"{path} is empty" if empty else f"{path} is of no format that trimtab knows",
        file=str(path),
        why=f"Formats are recognised by content: {known}.",
        fix="Export one of these, or write the lots into data/ID-lots.csv yourself.",
        docs=_DOCS,
    )


def _not_regular(path: Path) -> Problem:
    return Problem(
        what=f"{path} is not a regular file",
        file=str(path),
        why="An import is shown first and may be repeated; a pipe or device can be read only once.",
        fix="Save the export to a file, and name that.",
    )


def _which(
    statements: tuple[Statement, ...], file: str, hint: str = "", *, matches: int = 0
) -> Problem:
    hints = ", ".join(item.account_hint or "(no name)" for item in statements)
    if hint:
        what = f"{hint!r} names {matches or 'none'} of the accounts in {file}"
    elif len(statements) == 1:
        what = f"which account is {file} for?"
    else:
        what = f"{file} holds {len(statements)} accounts"
    how = "--account ID" if len(statements) == 1 else "--account ID=HINT, once for each account"
    return Problem(
        what=what,
        file=file,
        why=f"The broker calls them: {hints}.",
        fix=f"Say where each goes with {how}; a hint is any part of the broker's name.",
    )
