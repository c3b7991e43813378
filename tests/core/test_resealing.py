"""All stored secrets come under the current key; what no key opens is named and kept."""

import re

import pytest
from django.apps import apps
from django.db import models

from accord.channels.email.models import Mailbox
from accord.core import keys, resealing, secrets
from accord.project.sealed import OPEN, SEALED
from tests.world import World

OLD, NEW = "o" * 40, "n" * 40
NAMED = ("secret", "password", "token", "seed", "private_key")


def a_mailbox(world: World) -> Mailbox:
    sealed = secrets.encrypt("pass word")
    return Mailbox.objects.create(address="a@example.com", department=world.support, secret=sealed)


def test_secrets_need_the_old_key_no_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from allauth.mfa.models import Authenticator

    monkeypatch.setenv(keys.VARIABLE, OLD)
    mailbox = a_mailbox(world)
    data = {"secret": secrets.encrypt("seed of codes"), "other": 1}
    step = Authenticator.objects.create(user=world.ieva, type="totp", data=data)
    monkeypatch.setenv(keys.VARIABLE, f"{NEW}\n{OLD}")
    assert resealing.outdated(SEALED) == 2
    assert resealing.reseal(SEALED) == resealing.Outcome(2, [])
    assert resealing.reseal(SEALED) == resealing.Outcome(0, []), "again is a no-op"
    monkeypatch.setenv(keys.VARIABLE, NEW)
    mailbox.refresh_from_db()
    step.refresh_from_db()
    assert secrets.decrypt(mailbox.secret) == "pass word"
    assert secrets.decrypt(step.data["secret"]) == "seed of codes" and step.data["other"] == 1


def test_what_no_key_opens_is_named_and_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(keys.VARIABLE, OLD)
    a_mailbox(world)
    monkeypatch.setenv(keys.VARIABLE, NEW)
    found = resealing.reseal(SEALED)
    assert found.renewed == 0 and len(found.unreadable) == 1 and "email.Mailbox.secret" in found.unreadable[0]


def test_every_column_that_is_named_like_a_secret_is_listed() -> None:
    """A secret that a change of keys does not find is lost when the old key is retired."""
    listed = {f"{column.model}.{column.field}" for column in SEALED} | OPEN
    ours = [model for model in apps.get_models() if model.__module__.startswith("accord.")]
    named = {
        f"{model._meta.label}.{field.name}"
        for model in ours
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and any(word in field.name for word in NAMED)
    }
    assert named - listed == set()


def test_every_model_that_says_so_is_listed() -> None:
    """Whoever makes a model with something encrypted says it in its docstring."""
    listed = {column.model for column in SEALED}
    ours = [model for model in apps.get_models() if model.__module__.startswith("accord.")]
    says = {model._meta.label for model in ours if re.search(r"\b(encrypted|sealed)\b", model.__doc__ or "")}
    assert says and says - listed == set()


def test_every_listed_column_is_there() -> None:
    for column in SEALED:
        assert column.model_class()._meta.get_field(column.field)
