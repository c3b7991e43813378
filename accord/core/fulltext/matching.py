"""From a query to an expression over terms.

A word finds its exact form and, because nobody knows the language of a query, its stem in each language of the
workspace. Documents keep a stem only where it differs from the word, so a stem is looked for with its mark and without.
"""

from collections.abc import Sequence

from accord.core.fulltext import query as asked
from accord.core.fulltext.expressions import AllOf, AnyOf, Expression, Phrase, Term, Without, simplified
from accord.core.fulltext.folding import casefolded
from accord.core.fulltext.stemming import stem
from accord.core.fulltext.terms import STEM_MARK, TOKEN, kind, token_terms

LANGUAGES = ("en", "bg", "et", "lv", "ru", "sl")
# Shorter beginnings fit too many terms to be read in milliseconds.
SHORTEST_PREFIX = 3


def expression(
    query: asked.Query, scope: Expression, languages: Sequence[str] = LANGUAGES, *, typing: bool = False
) -> Expression:
    """What the index is asked: the query's words and phrases inside `scope`; its filters are the caller's.

    `typing`: the last word may be unfinished, so it also finds what begins so.
    """
    words = list(query.words)
    if typing and words and not words[-1].negated:
        words[-1] = asked.Word(words[-1].text, prefix=True)
    wanted: list[Expression] = [scope]
    unwanted: list[Expression] = []
    for word in words:
        (unwanted if word.negated else wanted).extend(_parts(word_expression(word, languages)))
    for phrase in query.phrases:
        (unwanted if phrase.negated else wanted).extend(_parts(phrase_expression(phrase)))
    found: Expression = AllOf(tuple(wanted))
    return simplified(Without(found, AnyOf(tuple(unwanted))) if unwanted else found)


def _parts(found: Expression | None) -> list[Expression]:
    return [] if found is None else [found]


def word_expression(word: asked.Word, languages: Sequence[str]) -> Expression | None:
    """What finds one word of a query; None where it holds nothing to look for ("???")."""
    tokens = [
        _token_expression(match.group(), kind(match), languages, word.prefix)
        for match in TOKEN.finditer(word.text)
    ]
    return AllOf(tuple(tokens)) if tokens else None


def phrase_expression(phrase: asked.Phrase) -> Expression | None:
    """What finds the words of a phrase side by side, in their exact forms."""
    tokens = list(TOKEN.finditer(phrase.text))
    texts = [term for token in tokens for term, _ in token_terms(token.group(), kind(token), "")]
    if len(tokens) == 1 and kind(tokens[0]) != "cjk":
        texts = texts[:1]  # the token as a whole; its parts follow it only in documents that write it alike
    if not texts:
        return None
    if len(texts) == 1 and _is_sign(texts[0]):
        return AnyOf((Term(texts[0], prefix=True), Term(STEM_MARK + texts[0])))
    return Phrase(tuple(texts))


def forms(word: str, languages: Sequence[str]) -> tuple[str, ...]:
    """The terms under which documents hold a plain word: exact first, then its stems, plain and marked."""
    bare = casefolded(word)
    exact = token_terms(word, "word", "")
    found = dict.fromkeys(term for term, _ in exact)
    for language in languages:
        root = stem(bare, language)
        if root not in found or len(found) > 1:
            found.update(dict.fromkeys((root, STEM_MARK + root)))
        else:
            found[STEM_MARK + root] = None
    return tuple(found)


def _is_sign(text: str) -> bool:
    return len(text) == 1 and not text.isascii()


def _token_expression(token: str, sort: str, languages: Sequence[str], prefix: bool) -> Expression:
    exact = [term for term, _ in token_terms(token, sort, "")]
    if not exact:
        return AllOf(())
    if sort == "cjk":
        if _is_sign(exact[0]):
            return AnyOf((Term(exact[0], prefix=True), Term(STEM_MARK + exact[0])))
        return Phrase(tuple(exact))
    if sort in ("mail", "number") or all(term.isdigit() for term in exact):
        return Term(exact[0], prefix and len(exact[0]) >= SHORTEST_PREFIX)
    if len(exact) == 1 and token.isalnum():
        return _plain(token, languages, prefix)
    whole = Term(exact[0], prefix and len(exact[0]) >= SHORTEST_PREFIX)
    return AnyOf((whole, AllOf(tuple(_plain(part, languages, prefix) for part in exact[1:] or exact))))


def _plain(word: str, languages: Sequence[str], prefix: bool) -> Expression:
    terms = [Term(form) for form in forms(word, languages)]
    if prefix and len(word) >= SHORTEST_PREFIX:
        terms[0] = Term(terms[0].text, prefix=True)
    return AnyOf(tuple(terms))
