"""The tables of the agents' chats."""

from accord.messaging.models.chat import Chat, ChatLine, ChatMember

__all__ = ["Chat", "ChatLine", "ChatMember"]
