"""The room `web` as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "accord.web"
    label = "web"
