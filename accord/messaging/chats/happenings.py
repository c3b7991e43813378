"""What happens in chats. Their words stand in no event: only members read them."""

from dataclasses import field

from django.utils.translation import gettext_lazy as _

from accord.events.kinds import EventKind, kind


@kind("chat.said")
class ChatSaid(EventKind):
    """Somebody wrote; the pages of `people` hear of it."""

    chat: int = field(metadata={"payload": False})
    people: list[int] = field(default_factory=list)
    webhook = False
    shown = False
    icon = "i-message-square"
    sentence = _("%(actor)s wrote in a chat.")

    @property
    def subject(self) -> tuple[str, int]:
        return ("chat", self.chat)
