"""The core as a Django app: it holds the table of stored files and of options."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "accord.core"
    label = "core"
