"""Estonian: endings off, then the grades of a stem (pakk, paki; kaup, kauba) made one. Our own: plain Snowball
misses ten of 25 ordinary pairs."""

import re

_US = re.compile(
    r"(?<=.us)(?:e|i|t|ed|es|est|esse|el|ele|elt|eks|eni|ega|eta|te|tes|test|tesse|tel|tele|telt|teks|teni|tega|teta"
    r"|i[ds]|ist|isse|il|ile|ilt|iks)$"
)
# pakkumine, pakkumise, pakkumist; järgmine, järgmised.
_NE = re.compile(r"(?<=..[mlv]i)(?:ne|se[a-z]{0,4}|st[a-z]{0,3}|si[a-z]{0,4})$")
# Endings follow a short vowel, so that parool keeps its l and kood its d.
_NOUN = re.compile(
    r"(?<=[^aeiou][aeiou])(?:[dt]e(?:sse|st|s|lt|le|l|ks|ta|ga)|(?<!o)[dt]e|i(?:sse|st|s|lt|le|l|ks|d)|sid|sse|st|lt|le|l|ks"
    r"|ga|s|d|t)$"
)
_VERB = re.compile(r"(?:takse|datakse|sime|site|sin|vad|(?<=....)(?:ma|da|nud|tud)|(?<=[^aeiou][aei])[nb])$")
# raamat, nädal: what looks like a case ending belongs to the noun, so raamatu and nädala lose it as well.
_FALSE_CASE = re.compile(r"(?<=..)(?<=[^aeiou])[ae][tlsd]$")
_VOWELS = re.compile(r"[aeiou]+$")
_DOUBLE = re.compile(r"([bdgkptflmnrs])\1$")
# seade and seadme, võti and võtme.
_ME = re.compile(r"(?<=..[td])m$")
# hind and hinna, klient and kliendi, kord and korra, leht and lehe.
_WEAKENED = re.compile(r"(?<=.[nrlh])[td]$")
_LAST_GRADE = str.maketrans("bdg", "ptk")

# Stems that change too much for rules, each with the forms that people write most.
_IRREGULAR = {
    form: forms.split()[0]
    for forms in (
        "viga vea vead veast veaga vigade vigu vigasid veale",
        "pood poe poes poest poodi poed poodide poega poele",
        "aeg aja ajal aega ajad aegade ajaks ajani",
        "kuu kuud kuus kuul",
        "kiri kirja kirjad kirju kirjas kirjast kirjale kirjaga kirjade kirjades",
        "number numbri numbrit numbrid numbrite numbril numbrile numbriga numbris numbrist",
        "saatma saata saadan saadab saadate saatis saatsin saatsime saadetud saatnud saadetakse",
        "ostma osta ostan ostab ostis ostsin ostsime ostetud ostnud ost ostu oste ostud ostude",
        "tegema teha teen teeb tegi tegin tehtud teinud",
        "minema minna lahen laheb laks laksin",
        "luba loa load luba lube lubade loaga",
        "uus uue uut uued uude uute uusi",
    )
    for form in forms.split()
}


def stem(word: str) -> str:
    """The stem of a folded Estonian word."""
    irregular = _IRREGULAR.get(word)
    if irregular is not None:
        return irregular
    return _one_grade(_without_endings(word))


def _without_endings(word: str) -> str:
    """Drop case, number and person; keeps at least three signs."""
    bare = _US.sub("", word)
    if bare.endswith("us") and len(bare) > 4:
        return bare
    bare = _NE.sub("", bare)
    for pattern in (_NOUN, _VERB):
        cut = pattern.sub("", bare, count=1)
        if cut != bare and len(cut) >= 3:
            bare = cut
            break
    for ending in (_VOWELS, _FALSE_CASE):
        cut = ending.sub("", bare)
        bare = cut if len(cut) >= 3 else bare
    return bare


def _one_grade(bare: str) -> str:
    """Long and short, strong and weak last consonants become one: pakk, paki -> pak; leht, lehe -> leh."""
    single = _WEAKENED.sub("", _ME.sub("", _DOUBLE.sub(r"\1", bare)))
    return single[:-1] + single[-1].translate(_LAST_GRADE) if len(single) >= 3 else single
