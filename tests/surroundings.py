"""What a process that a test starts finds around it."""

import os


def surroundings(**more: str) -> dict[str, str]:
    """This process's environment without the suite's database and data folder.

    A process with a folder of its own keeps its SQLite file there, whichever database the suite itself runs on: the
    suite's PostgreSQL database belongs to all tests together.
    """
    ours = {key: value for key, value in os.environ.items() if not key.startswith(("ACCORD_", "DJANGO_"))}
    return {**ours, **more}
