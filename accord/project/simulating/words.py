"""What the people of a simulated day write. Nobody reads it; it is of the length and the kind of real mail."""

from random import Random

_THINGS = (
    "grinder",
    "espresso machine",
    "kettle",
    "milk jug",
    "scale",
    "filter basket",
    "roast",
    "subscription",
)
_TROUBLES = (
    "stops after ten seconds",
    "came in another size",
    "leaks at the bottom",
    "has not arrived yet",
    "is broken since yesterday",
    "makes a noise that it did not make before",
)
_MORE = (
    "I bought it in your shop in spring and it has worked well until now.",
    "We use it every day in a small office with nine people.",
    "The order number is on the paper that came with the parcel.",
    "I have tried what the manual says, twice, and it did not help.",
    "Could you tell me what I should do, and how long it will take?",
    "A friend of mine had the same trouble and you were very quick then.",
)
_ANSWERS = (
    "Thank you for writing. Clean the burrs with a dry brush and let it rest for an hour; that helps in most cases.",
    "We have sent a new one today. It should be there within three working days; you need not send the old one back.",
    "I have looked at your order: the parcel was given to the carrier on Friday. I attach what they say about it.",
    "Hold the button for three seconds until the light turns blue. Then it forgets what it knew about the water.",
)
THANKS = ("Thank you!", "Thanks a lot, great.", "Perfect, thank you very much!")
AWAY = "I am out of the office and will read your mail when I am back."


def subject(chance: Random) -> str:
    """A subject; one in twelve is urgent, one in eight is about an invoice."""
    if chance.random() < 1 / 8:
        return f"Question about the invoice for my {chance.choice(_THINGS)}"
    text = f"My {chance.choice(_THINGS)} {chance.choice(_TROUBLES)}"
    return f"urgent: {text}" if chance.random() < 1 / 12 else text


def question(chance: Random) -> str:
    """A request of two to five sentences."""
    some = chance.sample(_MORE, chance.randint(1, 4))
    return (
        f"Hello,\n\nmy {chance.choice(_THINGS)} {chance.choice(_TROUBLES)}. {' '.join(some)}\n\nKind regards"
    )


def again(chance: Random) -> str:
    """What somebody writes whom an answer did not help."""
    return f"It still does not work, and it {chance.choice(_TROUBLES)}. {chance.choice(_MORE)}"


def answer(chance: Random) -> str:
    """What an agent writes."""
    return f"{chance.choice(_ANSWERS)}\n\n{chance.choice(_ANSWERS)}"
