"""How a failure is told, and its exit code: the one place where errors end."""

import sys
import textwrap
import traceback
from collections.abc import Iterable
from pathlib import Path
from unicodedata import category

from trimtab.errors import InputProblems, Problem, TrimtabError

INTERRUPTED = 130
USAGE = 2
FAULT = 1

# Controls, marks of format, halves of characters, and separators of lines and paragraphs.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_INDENT = " " * 7
_NARROW_INDENT = " " * 2
_WIDE = 60  # columns from which there is room for the wide indent
_NARROWEST = 30
_GAP = 2  # spaces at least between what is wrong and where


def visible(text: str) -> str:
    """`text` with what a terminal would act upon, or not show at all, written as Python writes it.

    Messages quote what stands in a file or an argument: a NUL, an escape sequence, a mark that
    turns the direction of writing. Line feeds stay.
    """
    return "".join(
        sign if sign == "\n" or category(sign) not in _UNSEEN else repr(sign)[1:-1] for sign in text
    )


def tell(error: TrimtabError, *, width: int) -> int:
    """Print what the user can put right to stderr; returns the exit code."""
    if isinstance(error, InputProblems):
        sys.stderr.write(problems_text(error.problems, word="error", width=width))
        count = len(error.problems)
        summary = "1 problem" if count == 1 else f"{count} problems"
    else:
        sys.stderr.write(wrapped(visible(f"error: {error}"), width))
        summary = ""
    ending = f"exit {error.exit_code}"
    sys.stderr.write(f"{summary}{ending:>{max(1, width - len(summary))}}\n")
    return error.exit_code


def tell_fault(error: Exception, *, verbose: bool, saved: Path | None = None) -> int:
    """Print one sentence about an unexpected fault, and with `verbose` where it happened.

    saved  the file that has it for a bug report; None where there is no place for one
    """
    if verbose:
        traceback.print_exception(error)
    name = type(error).__name__
    sys.stderr.write(f"error: trimtab met a fault of its own ({name}: {visible(str(error))}).\n")
    if not verbose:
        sys.stderr.write("       Run the same command with -v to see where it happened.\n")
    kept = f", {saved.name} in it" if saved is not None else ""
    sys.stderr.write(
        f"       To report it: trimtab doctor --bundle (no names, no amounts{kept}).\n"
    )
    return FAULT


def tell_system(error: OSError, *, verbose: bool) -> int:
    """Print what the operating system refused."""
    if verbose:
        traceback.print_exception(error)
    subject = f" {visible(str(error.filename))}" if error.filename else ""
    sys.stderr.write(f"error: cannot use{subject}: {error.strerror or error}\n")
    return FAULT


def problems_text(problems: Iterable[Problem], *, word: str, width: int) -> str:
    """Each problem in four parts: what, where, why, and how to put it right."""
    return "".join(_problem_text(problem, word, width) for problem in problems)


def _problem_text(problem: Problem, word: str, width: int) -> str:
    head, where = visible(f"{word}: {problem.what}"), visible(problem.where)
    indent = _INDENT if width >= _WIDE else _NARROW_INDENT
    gap = width - len(head) - len(where)
    if not where:
        lines = wrapped(head, width, indent=indent)
    elif gap >= _GAP:
        lines = f"{head}{' ' * gap}{where}\n"
    else:
        lines = wrapped(head, width, indent=indent) + f"{indent}{where}\n"
    advice = " ".join(_sentence(part) for part in (problem.why, problem.fix) if part)
    if advice:
        lines += wrapped(indent + visible(advice), width, indent=indent)
    if problem.docs:
        page = f"{indent}docs: docs/{problem.docs.removeprefix('docs/')}"
        lines += wrapped(page, width, indent=indent)
    return lines


def _sentence(part: str) -> str:
    text = part[0].upper() + part[1:] if part[:1].islower() and " " in part else part
    return text if text.endswith((".", "?", "!", "]")) else text + "."


def wrapped(text: str, width: int, *, indent: str = _INDENT) -> str:
    """`text` in lines of at most `width` columns; only a single longer word stands out."""
    return (
        textwrap.fill(
            text,
            width=max(width, _NARROWEST),
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        + "\n"
    )
