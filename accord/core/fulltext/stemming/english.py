"""English: Snowball, with its false friends parted and the strong verbs of a help desk joined."""

from accord.core.fulltext.stemming import snowball

_APART = {
    "important": "important", "importantly": "important", "importance": "important",
    "customer": "customer", "customers": "customer", "customs": "customs",
    "business": "business", "businesses": "business",
    "paste": "paste", "pasted": "paste", "pastes": "paste", "pasting": "paste",
    "experiment": "experiment", "experiments": "experiment", "experimental": "experiment",
    "several": "several", "accountant": "accountant", "accountants": "accountant",
}  # fmt: skip

_STRONG = {
    "paid": "pay", "payment": "pay", "payments": "pay", "sent": "send", "bought": "buy", "broke": "break",
    "broken": "break", "lost": "lose", "loss": "lose", "losses": "lose", "sold": "sell", "got": "get",
    "gotten": "get", "went": "go", "gone": "go", "came": "come", "took": "take", "taken": "take", "gave": "give",
    "given": "give", "wrote": "write", "written": "write", "spoke": "speak", "spoken": "speak", "told": "tell",
    "said": "say", "made": "make", "found": "find", "forgot": "forget", "forgotten": "forget", "chose": "choose",
    "chosen": "choose", "began": "begin", "begun": "begin", "knew": "know", "known": "know", "kept": "keep",
    "left": "leave", "stolen": "steal", "stole": "steal", "shown": "show", "spent": "spend", "built": "build",
    "brought": "bring", "thought": "think", "held": "hold", "meant": "mean", "men": "man", "women": "woman",
    "children": "child", "people": "person",
}  # fmt: skip

_SAME = {"deliv": "deliveri", "logout": "logout", "logon": "login"}


def stem(word: str) -> str:
    """The stem of a folded English word."""
    apart = _APART.get(word)
    if apart is not None:
        return apart
    strong = _STRONG.get(word)
    if strong is None and len(word) == 3 and word[-1] not in "dsy":
        return word  # as Snowball would say after 0.1 ms; a third of a ticket code's parts are such words
    found = snowball.stem(strong or word, "en")
    return _SAME.get(found, found)
