"""Which workspace a command works on: -C, $TRIMTAB_WORKSPACE, this folder or one above it."""

import os
from pathlib import Path

from trimtab.app import Workspace, open_workspace
from trimtab.app.locating import root_of
from trimtab.cli.console import Console
from trimtab.workspace import find

ENVIRONMENT = "TRIMTAB_WORKSPACE"


def start_folder(console: Console) -> Path:
    """The folder to look in first."""
    return console.workspace or Path(os.environ.get(ENVIRONMENT) or ".")


def is_named(console: Console) -> bool:
    """True when the user named a folder, so that not finding a workspace is a mistake."""
    return console.workspace is not None or bool(os.environ.get(ENVIRONMENT))


def workspace_root(console: Console) -> Path:
    """The folder of the workspace, which need not be valid; InputProblems when there is none."""
    return root_of(start_folder(console))


def has_workspace(console: Console) -> bool:
    """True when there is a workspace, or the user named one."""
    return is_named(console) or find(start_folder(console)) is not None


def opened(console: Console) -> Workspace:
    """The workspace, read and valid."""
    return open_workspace(start_folder(console), as_of=console.as_of)


def opened_for_record(console: Console) -> Workspace:
    """The workspace for what needs neither targets nor prices; what is wrong there is counted."""
    workspace = open_workspace(start_folder(console), as_of=console.as_of, record_only=True)
    count = len(workspace.loaded.unfit)
    if count:
        problems = "1 problem" if count == 1 else f"{count} problems"
        console.say(f"{problems} of targets or prices left out here; `trimtab check` tells more.")
    return workspace
