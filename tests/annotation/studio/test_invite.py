"""Invitations: whoever is let in can log in, and nobody else can sign up."""

import pytest

from annotation.studio.address import Address
from annotation.studio.client import connect
from annotation.studio.errors import StudioRefused
from annotation.studio.invite import Pages, invite
from pipelines.core.errors import VerilodeError
from tests.fakes.label_studio import StudioServer

pytestmark = pytest.mark.labelstudio


@pytest.fixture
def address(label_studio: StudioServer) -> Address:
    return Address(label_studio.url, label_studio.token)


def test_an_invited_person_can_log_in(address: Address) -> None:
    invited = invite(address, "anna@example.com")
    assert invited.url == f"{address.url}/user/login/"
    person = Pages(address.url)
    person.log_in("anna@example.com", invited.password)
    assert '"email":"anna@example.com"' in person.get("/api/current-user/whoami")[1]
    with connect(address.url, address.token) as owner:
        assert "anna@example.com" in owner.users().values()


def test_with_a_wrong_password_nobody_gets_in(address: Address) -> None:
    invite(address, "bert@example.com")
    with pytest.raises(StudioRefused, match="email and password you entered don't match"):
        Pages(address.url).log_in("bert@example.com", "sesame")


def test_a_person_can_sign_up_through_the_link(address: Address) -> None:
    invited = invite(address, "carla@example.com", link_only=True)
    assert invited.password is None
    Pages(address.url).sign_up(invited.url, "carla@example.com", "a-password-of-mine")
    Pages(address.url).log_in("carla@example.com", "a-password-of-mine")


def test_without_the_link_nobody_signs_up(address: Address) -> None:
    with pytest.raises(StudioRefused, match="answered 403"):
        Pages(address.url).sign_up(f"{address.url}/user/signup/", "eve@example.com", "a-password-of-mine")


def test_nobody_is_invited_twice(address: Address) -> None:
    invite(address, "dora@example.com")
    with pytest.raises(VerilodeError, match="DORA@example.com has an account"):
        invite(address, "DORA@example.com")


def test_the_servers_complaint_about_a_form_is_told_without_its_markup(address: Address) -> None:
    link = invite(address, "emil@example.com", link_only=True).url
    with pytest.raises(StudioRefused) as refusal:
        Pages(address.url).sign_up(link, "emil@example.com", "short")
    assert refusal.value.detail == "Please enter a password 8–128 characters in length."


@pytest.mark.parametrize("email", ["anna", "anna@", "a b@example.com", "anna@example"])
def test_what_is_no_address_is_refused(address: Address, email: str) -> None:
    with pytest.raises(VerilodeError, match="is no e-mail address"):
        invite(address, email)
