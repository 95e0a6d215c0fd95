"""Opening the household's text files: UTF-8, a byte-order mark or not, or a named problem."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trimtab.errors import Problem

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@contextmanager
def open_text(path: Path, file: str, problems: list[Problem]) -> Iterator[Iterator[str]]:
    """The lines of `path`, without a byte-order mark, line ends as they are.

    Whatever keeps the file from being read, at once or half-way, goes to `problems`.
    """
    try:
        lines = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        problems.append(_unreadable(error, file, is_link=path.is_symlink()))
        yield iter(())
        return
    with lines:
        try:
            yield lines
        except UnicodeDecodeError:
            problems.append(_not_utf8(path, file))
        except OSError as error:
            problems.append(_unreadable(error, file))


def read_text(path: Path, file: str, problems: list[Problem]) -> str | None:
    """The whole text of `path`; None, and a problem, when it cannot be read."""
    text = None
    before = len(problems)
    with open_text(path, file, problems) as lines:
        text = "".join(lines)
    return text if len(problems) == before else None


def _unreadable(error: OSError, file: str, *, is_link: bool = False) -> Problem:
    if error.errno == errno.ELOOP:
        why = "Following it never comes to an end"
        fix = "Put the file itself there"
        return Problem(what=f"{file} is a link that leads to itself", file=file, why=why, fix=fix)
    if isinstance(error, FileNotFoundError) and is_link:
        why = "The file that it leads to is not there"
        fix = "Put that file back, or replace the link by the file itself"
        return Problem(what=f"{file} is a link that leads nowhere", file=file, why=why, fix=fix)
    if isinstance(error, FileNotFoundError):
        return Problem(what=f"there is no file {file}", file=file, fix="Check the name and folder")
    if isinstance(error, IsADirectoryError):
        return Problem(what=f"{file} is a folder", file=file, fix="Name a file inside it")
    return Problem(what=f"{file} cannot be read: {error.strerror or error}", file=file)


def _not_utf8(path: Path, file: str) -> Problem:
    line, byte, sixteen = _first_bad_byte(path)
    seen = "It begins like UTF-16" if sixteen else f"The byte 0x{byte:02x} is not valid in UTF-8"
    return Problem(
        what=f"{file} is not UTF-8 text",
        file=file,
        line=line,
        why=seen,
        fix='Save it again as "CSV UTF-8" or with the encoding UTF-8',
    )


def _first_bad_byte(path: Path) -> tuple[int, int, bool]:
    """(line, byte, looks like UTF-16) of the first byte that is not UTF-8."""
    with path.open("rb") as raw:
        for line, content in enumerate(raw, start=1):
            if line == 1 and content.startswith(_UTF16_MARKS):
                return 1, content[0], True
            try:
                content.decode("utf-8")
            except UnicodeDecodeError as error:
                return line, content[error.start], False
    return 1, 0, False
