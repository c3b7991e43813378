"""A desk with one administrator, or with one who signs in by a password alone, is told so."""

from allauth.mfa.models import Authenticator

from accord.people import soundness
from accord.people.models import Person
from accord.people.models.person import PersonKind, Role
from tests.world import World, agent


def found() -> list[str]:
    return [each.key for each in soundness.administrators()]


def test_a_second_administrator_and_a_second_step(world: World) -> None:
    assert found() == ["one-administrator", "no-second-step"]
    agent("Second", role=Role.ADMIN)
    assert found() == ["no-second-step"]
    for person in Person.objects.filter(kind=PersonKind.AGENT, role__in=[Role.OWNER, Role.ADMIN]):
        kind = Authenticator.Type.TOTP if person.role == Role.OWNER else Authenticator.Type.WEBAUTHN
        Authenticator.objects.create(user=person, type=kind, data={})
    assert found() == []


def test_codes_for_emergencies_are_no_second_step(world: World) -> None:
    agent("Second", role=Role.ADMIN)
    for person in Person.objects.filter(role__in=[Role.OWNER, Role.ADMIN]):
        Authenticator.objects.create(user=person, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert found() == ["no-second-step"]
