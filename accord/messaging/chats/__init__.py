"""Short chats between agents: beside a ticket or person to person."""
