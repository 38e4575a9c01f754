"""Letting a person in: a link to sign up with, or an account made through that very page.

An account made through the API has no usable password, so its owner could never log in; one made through the sign-up
page behind the invitation link has.
"""

import html
import http.cookiejar
import re
import secrets
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

from annotation.studio.address import Address, is_loopback
from annotation.studio.client import connect
from annotation.studio.errors import StudioDown, StudioRefused
from pipelines.core.errors import VerilodeError

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class Invitation:
    """What to hand over: where to log in with which password, or where to sign up."""

    email: str
    url: str
    password: str | None = field(default=None)


def invite(address: Address, email: str, *, link_only: bool = False) -> Invitation:
    """Make an account for `email` with a random password, or only get the link to sign up with.

    Raises:
        VerilodeError: no e-mail address, or there is such a user.
        StudioRefused: the server's reason.
    """
    if not _MAIL.fullmatch(email):
        raise VerilodeError(f"{email!r} is no e-mail address")
    with connect(address.url, address.token) as studio:
        if email.lower() in {known.lower() for known in studio.users().values()}:
            raise VerilodeError(f"{email} has an account on {address.url} already")
        link = address.url + urllib.parse.urlsplit(studio.invite_path())._replace(scheme="", netloc="").geturl()
    if link_only:
        return Invitation(email, link)
    password = secrets.token_urlsafe(12)
    Pages(address.url).sign_up(link, email, password)
    return Invitation(email, f"{address.url}/user/login/", password)


class Pages:
    """The server's pages as a browser would use them: cookies kept, forms sent with their hidden token."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._cookies = http.cookiejar.CookieJar()
        handlers = [urllib.request.HTTPCookieProcessor(self._cookies)]
        proxies = [urllib.request.ProxyHandler({})] if is_loopback(url) else []
        self._opener = urllib.request.build_opener(*handlers, *proxies)

    def sign_up(self, link: str, email: str, password: str) -> None:
        """Fill in the sign-up form."""
        self._submit(link, {"email": email, "password": password})

    def log_in(self, email: str, password: str) -> None:
        """Fill in the log-in form.

        Raises:
            StudioRefused: wrong e-mail or password.
        """
        self._submit(f"{self.url}/user/login/", {"email": email, "password": password})

    def get(self, path: str) -> tuple[str, str]:
        """Where a page was found after redirects, and its text."""
        return self._open(urllib.request.Request(self.url + path))  # noqa: S310 - a checked address

    def _submit(self, page: str, values: dict[str, str]) -> None:
        self._open(urllib.request.Request(page))  # noqa: S310 - brings the cookie that must come back with the form
        token = next((c.value or "" for c in self._cookies if c.name == "csrftoken"), "")
        form = urllib.parse.urlencode(values | {"csrfmiddlewaretoken": token}).encode()
        request = urllib.request.Request(page, form, {"Referer": page})  # noqa: S310
        where, text = self._open(request)
        if urllib.parse.urlsplit(where).path == urllib.parse.urlsplit(page).path:
            raise StudioRefused(self.url, 200, _complaint(text))

    def _open(self, request: urllib.request.Request) -> tuple[str, str]:
        try:
            with self._opener.open(request, timeout=60) as response:
                return response.url, response.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise StudioRefused(self.url, refusal.code, "its sign-up page refused the form") from None
        except OSError:
            raise StudioDown(f"no Label Studio answers at {self.url}") from None


def _complaint(page: str) -> str:
    """What a form says about the values it sent back, without its markup."""
    lists = re.findall(r'class="(?:field_errors|errorlist)[^"]*">(.*?)</ul>|class="error">(.*?)</p>', page, re.DOTALL)
    said = " ".join(" ".join(html.unescape(re.sub(r"<[^>]+>", " ", "".join(found))).split()) for found in lists)
    return said[:300] or "the form was not accepted"
