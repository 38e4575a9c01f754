"""The options the app sets: all known to the installed Streamlit, the protections on."""

import pytest
from streamlit import config

from app.web.options import server_options

OPTIONS = server_options("127.0.0.1", 8501)


@pytest.mark.parametrize("name", OPTIONS)
def test_streamlit_knows_the_option(name: str) -> None:
    assert name in config._config_options_template


def test_the_protections_are_on() -> None:
    expected = {
        "server.address": "127.0.0.1",
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.allowedHosts": ["127.0.0.1", "localhost", "::1"],
        "server.enableAgentApi": False,
        "server.enableStaticServing": False,
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
    }
    assert {name: OPTIONS[name] for name in expected} == expected
