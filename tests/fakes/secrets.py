"""Secrets that open nothing, put together at run time so that no scanner takes the test files for a leak."""

import base64


def _part(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


RANDOM = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
JWT = ".".join([_part('{"alg":"HS256"}'), _part('{"sub":"1"}'), RANDOM])
DASHES = "-" * 5
KEY_BLOCK = "\n".join(
    [
        f"{DASHES}BEGIN RSA {'PRIVATE'} KEY{DASHES}",
        "MIIE" + "A" * 60,
        "B" * 64,
        f"{DASHES}END RSA {'PRIVATE'} KEY{DASHES}",
    ]
)

SECRETS: dict[str, tuple[str, str]] = {
    "aws": ("id ", "AKIA" + "IOSFODNN7EXAMPLE"),
    "github": ("use ", "ghp" + "_" + RANDOM),
    "gitlab": ("use ", "glpat" + "-" + RANDOM[:20]),
    "slack": ("bot ", "xoxb" + "-123456789012-1234567890123-abcDEF"),
    "jwt": ("Bearer ", JWT),
    "basic_auth": ("postgres://" + "ann:", "s3cr3tpw"),
    "stripe": ("pay with ", "sk" + "_live_" + RANDOM[:24]),
    "private_key": ("keep this:\n", KEY_BLOCK),
    "assigned": ('password = "', "hunter2" + "xyz"),
}
"""By kind: what stands before the secret, and the secret itself."""

AFTER = {"basic_auth": "@db.example.com/x", "assigned": '"'}
"""What has to stand behind a secret of this kind."""


def text_with(kind: str) -> str:
    """A text that holds one secret of this kind."""
    before, secret = SECRETS[kind]
    return f"{before}{secret}{AFTER.get(kind, '')}"
