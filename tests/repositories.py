"""Git repositories of the tests' own, which no setting of this machine's has a say in."""

import os
import subprocess

_ENVIRONMENT = {
    **os.environ,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{f"GIT_{who}_NAME": "A desk" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_EMAIL": "desk@example.org" for who in ("AUTHOR", "COMMITTER")},
}


def git(folder, *arguments):
    """Give git a command in a folder, and return what it printed."""
    ran = subprocess.run(
        ["git", "-C", str(folder), *arguments],
        env=_ENVIRONMENT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return ran.stdout


def commit_all(folder, subject="As it was"):
    """Commit all that a folder holds; it becomes a repository if it is none."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", subject)
