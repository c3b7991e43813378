"""Files that are kept but not handed out, such as those with a virus. A channel knows which and why."""

from collections.abc import Callable

from django.utils.functional import Promise

from accord.core.errors import NotAllowed
from accord.core.models import StoredFile

Asked = Callable[[str], Promise | str]
_asked: list[Asked] = []


def register(ask: Asked) -> None:
    """`ask` takes a file's SHA-256 and gives the sentence that refuses it, or ""."""
    if ask not in _asked:
        _asked.append(ask)


def demand(file: StoredFile) -> None:
    """Raises NotAllowed, with the reason, for a file that is not handed out."""
    for ask in _asked:
        sentence = ask(file.sha256)
        if sentence:
            raise NotAllowed("withheld", sentence=sentence)
