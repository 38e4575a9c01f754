"""Every Streamlit option the app depends on, set in code so that no file on the computer can loosen it."""

from collections.abc import Mapping

from app.theme import theme_options
from app.web.safety import LOCAL_NAMES


def server_options(host: str, port: int) -> Mapping[str, object]:
    """Options for a server on `host` and `port`, by their dotted name."""
    return {
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        "server.showEmailPrompt": False,
        "server.fileWatcherType": "none",
        "server.allowedHosts": list(LOCAL_NAMES),
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.xsrfCookieSameSite": "strict",
        "server.enableStaticServing": False,
        "server.enableAgentApi": False,
        "server.enableWebsocketCompression": False,
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "minimal",
        "client.allowedOrigins": [],
        "runner.magicEnabled": False,
        "logger.hideWelcomeMessage": True,
        **theme_options(),
    }
