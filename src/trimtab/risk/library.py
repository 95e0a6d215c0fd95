"""The door to the optional libraries: asked for by name, and told how to get when absent."""

from importlib import import_module
from types import ModuleType

from trimtab.errors import InputProblems, Problem


def optional(module: str, *, purpose: str) -> ModuleType:
    """The module, imported now; InputProblems that say how to install it when it is not there.

    purpose  what needs it, at the start of a sentence: `the estimator shrinkage`
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise InputProblems(
            [
                Problem(
                    what=f"{purpose} needs {error.name}, which is not installed",
                    why="It comes with the extra `risk`, left out of the slim default install",
                    fix="Run `pip install 'trimtab[risk]'`, in a clone `pip install '.[risk]'`",
                    docs="reference/risk.md",
                )
            ]
        ) from error
