"""The first run."""

import pytest

from accord.core import options
from accord.core.errors import AccordError, NotPossible
from accord.events.models import Event
from accord.people import setting_up
from accord.people.models import Department, Person
from accord.people.passwords import WeakPassword

YOU = {"name": "Marta Kalniņa", "email": "Marta@example.com", "password": "a grinder of coffee"}


@pytest.mark.django_db
def test_the_code_fits_until_there_is_an_owner() -> None:
    code = setting_up.code()
    assert code is not None and len(code) == 14
    assert setting_up.fits(code) and setting_up.fits(f" {code.lower().replace('-', ' ')} ")
    assert not setting_up.fits("") and not setting_up.fits(code[:-1] + ("2" if code[-1] != "2" else "3"))
    setting_up.begin(**YOU)
    assert setting_up.code() is None and not setting_up.fits(code)


@pytest.mark.django_db
def test_the_owner_the_options_and_the_department_come_together() -> None:
    owner, department = setting_up.begin(
        **YOU, workspace_name="Example Café", language="lv", time_zone="Europe/Riga", department="Atbalsts"
    )
    assert (owner.email, owner.role, owner.language) == ("marta@example.com", "owner", "lv")
    assert owner.check_password("a grinder of coffee") and owner.password.startswith("argon2")
    assert department.name == "Atbalsts"
    assert (
        options.get("workspace.name") == "Example Café"
        and options.get("workspace.time_zone") == "Europe/Riga"
    )
    kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == [
        "workspace.set_up",
        "option.changed",
        "option.changed",
        "option.changed",
        "department.made",
    ]
    with pytest.raises(NotPossible):
        setting_up.begin(**{**YOU, "email": "second@example.com"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"email": "marta"}, {"name": " "}, {"password": "short"}, {"department": ""}]
)
def test_nothing_is_left_of_a_set_up_that_was_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(AccordError):
        setting_up.begin(**{**YOU, **wrong})
    assert not Person.objects.exists() and not Department.objects.exists() and not Event.objects.exists()


@pytest.mark.django_db
def test_a_weak_password_says_what_is_weak() -> None:
    with pytest.raises(WeakPassword) as refused:
        setting_up.begin(**{**YOU, "password": "password12"})
    assert "common" in str(refused.value)
