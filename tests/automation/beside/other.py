"""The team's own system: what it was asked, and what it answers next."""

import json
from typing import Any

from accord.automation.beside.making import Wording
from accord.core.outgoing_http import Answer

ORDERS = Wording(
    "Orders",
    "https://shop.example.com/customers?mail={contact.email}",
    headers="Authorization: Bearer {secret.shop}",
)


class Other:
    """Stands where `outgoing_http.call` does."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, bytes, dict[str, str]]] = []
        self.answers: list[Answer | Exception] = []

    def call(self, method: str, url: str, body: bytes, headers: dict[str, str], **more: Any) -> Answer:
        self.asked.append((method, url, body, headers))
        answer = self.answers.pop(0) if self.answers else Answer(200, b'{"plan": "Gold"}')
        if isinstance(answer, Exception):
            raise answer
        return answer

    def says(self, value: Any) -> None:
        self.answers.append(Answer(200, json.dumps(value).encode()))
