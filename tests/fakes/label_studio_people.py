"""People of a Label Studio in tests, let in the way the server lets people in."""

import json
import secrets

from annotation.studio.address import Address
from annotation.studio.client import connect
from annotation.studio.invite import Pages, invite


def new_person(url: str, token: str, personal: bool = False) -> str:
    """The token of a person just invited: a legacy one, or on wish a personal access token."""
    email = f"{secrets.token_hex(4)}@example.com"
    invited = invite(Address(url, token), email)
    pages = Pages(url)
    pages.log_in(email, invited.password or "")
    legacy = str(json.loads(pages.get("/api/current-user/token")[1])["token"])
    if not personal:
        return legacy
    with connect(url, legacy) as studio:
        return studio.personal_token()
