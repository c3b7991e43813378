"""Letters about somebody's own access: invitations, sign-in links, new passwords, new links, one-time codes."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.channels.email.letters.blocks import Block, Line, Link, Title
from accord.core.registry import UnknownKey


@dataclass(frozen=True)
class Purpose:
    """What an account mail is for. `subject` and `line` may name the desk; `button` leads to the one-time page."""

    subject: Promise
    line: Promise
    button: Promise | None


PURPOSES: dict[str, Purpose] = {
    "invitation": Purpose(
        gettext_lazy("You are invited to %(desk)s"),
        gettext_lazy("An account has been made for you. Choose a password, and you can begin."),
        gettext_lazy("Choose a password"),
    ),
    "sign_in": Purpose(
        gettext_lazy("Sign in to %(desk)s"),
        gettext_lazy("This link signs you in without a password."),
        gettext_lazy("Sign in"),
    ),
    "password_reset": Purpose(
        gettext_lazy("A new password for %(desk)s"),
        gettext_lazy("Somebody, we hope you, asked for a new password for this address."),
        gettext_lazy("Choose a password"),
    ),
    "new_link": Purpose(
        gettext_lazy("Your new link to %(desk)s"),
        gettext_lazy("The link that you used was too old. This one leads to the same request."),
        gettext_lazy("See your request"),
    ),
    "same_person": Purpose(
        gettext_lazy("Is another address yours, too?"),
        gettext_lazy(
            "Somebody wrote to us from another address, and we think that it was you. The page behind the button names "
            "the address; say there whether it is yours."
        ),
        gettext_lazy("Look and answer"),
    ),
    "one_time_code": Purpose(
        gettext_lazy("Your code for %(desk)s"),
        gettext_lazy("Type this code on the page that asks for it."),
        None,
    ),
}


def purpose(key: str) -> Purpose:
    """Raises UnknownKey."""
    if key not in PURPOSES:
        raise UnknownKey(f"there is no account mail {key!r}")
    return PURPOSES[key]


def subject(key: str, desk: str) -> str:
    """The subject of that mail in the active language. Raises UnknownKey."""
    return str(purpose(key).subject) % {"desk": desk}


def account(key: str, desk: str, url: str = "", code: str = "") -> list[Block]:
    """The letter. Raises UnknownKey."""
    about = purpose(key)
    blocks: list[Block] = [Title(subject(key, desk)), Line(str(about.line))]
    if about.button is not None:
        blocks.append(Link(str(about.button), url))
        if key == "same_person":
            blocks.append(Line(_("The link works for a week."), small=True))
        elif key != "new_link":  # a customer's link to his request lives on
            blocks.append(Line(_("The link works once. It is too old after a day."), small=True))
    if code:
        blocks += [Title(code), Line(_("The code works once. It is too old after ten minutes."), small=True)]
    return [*blocks, Line(_("If you did not ask for this, you need do nothing."), small=True)]
