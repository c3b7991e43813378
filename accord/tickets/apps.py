"""The room `tickets` as a Django app."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "accord.tickets"
    label = "tickets"
