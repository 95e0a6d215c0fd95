"""What other programs may rely on is listed, described and annotated."""

import ast
import importlib
import inspect
import re
from dataclasses import is_dataclass
from pathlib import Path

import pytest

from trimtab import Workspace, domain

SOURCE = Path(domain.__file__).parent.parent
PACKAGES = sorted(
    ".".join(("trimtab", *path.parent.relative_to(SOURCE).parts))
    for path in SOURCE.rglob("__init__.py")
)
PUBLIC_TYPES = [name for name in domain.__all__ if isinstance(getattr(domain, name), type)]
DATACLASSES = [name for name in PUBLIC_TYPES if is_dataclass(getattr(domain, name))]

Function = ast.FunctionDef | ast.AsyncFunctionDef


def public_functions() -> list[tuple[str, Function]]:
    """Functions and methods of the source whose name, class and module are public."""
    found: list[tuple[str, Function]] = []
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        bodies = [tree.body, *(node.body for node in classes if not node.name.startswith("_"))]
        found += [
            (f"{path.relative_to(SOURCE)}:{node.lineno} {node.name}", node)
            for body in bodies
            for node in body
            if isinstance(node, Function) and not node.name.startswith("_")
        ]
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_every_listed_name_exists_and_is_listed_once(package: str) -> None:
    module = importlib.import_module(package)
    listed: list[str] = list(getattr(module, "__all__", ()))
    assert len(set(listed)) == len(listed)
    assert not [name for name in listed if not hasattr(module, name)]


def test_the_names_of_the_domain_are_sorted_constants_first() -> None:
    listed = list(domain.__all__)
    assert listed == sorted(listed, key=lambda name: (not name.isupper(), name))


def test_the_domain_lists_everything_that_it_gathers_from_its_modules() -> None:
    gathered = {
        name
        for name, value in vars(domain).items()
        if not name.startswith("_") and not inspect.ismodule(value)
    }
    assert gathered == set(domain.__all__)


@pytest.mark.parametrize("name", PUBLIC_TYPES)
def test_every_type_of_the_domain_says_what_it_is(name: str) -> None:
    # A dataclass without a docstring gets its signature as one; an enum gets nothing of its own.
    text = vars(getattr(domain, name)).get("__doc__") or ""
    assert text
    assert not text.startswith(f"{name}(")


@pytest.mark.parametrize("name", DATACLASSES)
def test_every_dataclass_of_the_domain_is_frozen_and_takes_keywords(name: str) -> None:
    kind = getattr(domain, name)
    assert kind.__dataclass_params__.frozen
    parameters = inspect.signature(kind).parameters.values()
    assert {parameter.kind for parameter in parameters} == {inspect.Parameter.KEYWORD_ONLY}


def test_every_public_function_has_a_docstring() -> None:
    overridden = re.compile(r"\boverride\b")
    assert not [
        name
        for name, node in public_functions()
        if not ast.get_docstring(node)
        and not any(overridden.search(ast.unparse(mark)) for mark in node.decorator_list)
    ]


def test_the_reference_of_python_names_everything_that_a_workspace_has() -> None:
    page = (Path(__file__).parent.parent / "docs/reference/python.md").read_text(encoding="utf-8")
    offered = [name for name in vars(Workspace) if not name.startswith("_") and name != "loaded"]
    missing = [name for name in offered if f"`{name}`" not in page and f"`{name}(" not in page]
    assert not missing
    for name in (one for one in offered if inspect.isfunction(vars(Workspace)[one])):
        taken = [
            one for one in inspect.signature(vars(Workspace)[name]).parameters if one != "self"
        ]
        said = re.search(rf"`{name}\(([^)]*)\)`", page)
        assert said is not None, name
        assert [one.partition("=")[0] for one in said[1].split(", ") if one] == taken, name


def test_every_public_function_annotates_what_it_takes_and_returns() -> None:
    bare: list[str] = []
    for name, node in public_functions():
        arguments = node.args
        taken = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        taken += [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
        unsaid = [one.arg for one in taken if one.annotation is None]
        if node.returns is None or set(unsaid) - {"self", "cls"}:
            bare.append(name)
    assert not bare
