"""A text that somebody wrote in several languages: which of them a reader gets."""

from collections.abc import Mapping

from accord.core import options


def chosen(texts: Mapping[str, str], language: str) -> str:
    """The text in that language, else in the workspace's, else the one for all (""), else any; "" for none."""
    for each in (language, str(options.get("workspace.language")), ""):
        if texts.get(each):
            return texts[each]
    return next((text for text in texts.values() if text), "")
