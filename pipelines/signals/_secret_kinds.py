"""The kinds of secrets, each with the plugin of detect-secrets that knows its form."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Token:
    """One kind of secret that shows by its form.

    Attributes:
        name: What it is called in reports.
        plugin: Module and class below `detect_secrets.plugins`.
        hint: What every such secret contains, in a syntax that RE2 and `re` share.
        group: The group of the plugin's pattern that is the secret, where the pattern looks at its surroundings too.
        tail: Characters that still belong to the secret where the plugin's pattern stops early.
        bounded: Whether a letter or digit right before it shows that it is a part of something else.
        anchored: Whether it starts with the hint, behind no character of a token; its pattern is slow elsewhere.
    """

    name: str
    plugin: tuple[str, str]
    hint: str
    group: int = 0
    tail: str = ""
    bounded: bool = True
    anchored: bool = False


_WORD = "[A-Za-z0-9_-]"

TOKENS: tuple[Token, ...] = (
    Token("aws", ("aws", "AWSKeyDetector"), "A3T|ABIA|ACCA|AKIA|ASIA|(?i:aws)", group=1),
    Token("github", ("github_token", "GitHubTokenDetector"), "gh[pousr]_", tail=_WORD),
    Token("gitlab", ("gitlab_token", "GitLabTokenDetector"), "gl[a-z]{2,5}-|GR1348941", tail=_WORD),
    Token("slack", ("slack", "SlackDetector"), r"(?i)xox[abpors]-|hooks\.slack\.com", tail=_WORD),
    Token("jwt", ("jwt", "JwtTokenDetector"), "eyJ", tail="[A-Za-z0-9_.+/=-]", anchored=True),
    Token("basic_auth", ("basic_auth", "BasicAuthDetector"), "://", group=1, bounded=False),
    Token("openai", ("openai", "OpenAIDetector"), "T3BlbkFJ", tail=_WORD),
    Token("stripe", ("stripe", "StripeDetector"), "[rs]k_live_", tail=_WORD),
    Token("sendgrid", ("sendgrid", "SendGridDetector"), r"SG\.", tail=_WORD),
    Token("azure", ("azure_storage_key", "AzureStorageKeyDetector"), "AccountKey="),
    Token("npm", ("npm", "NpmDetector"), "_authToken=", group=1, bounded=False),
    Token("pypi", ("pypi_token", "PypiTokenDetector"), "pypi-", tail=_WORD),
    Token("telegram", ("telegram_token", "TelegramBotTokenDetector"), ":[0-9A-Za-z_-]{35}"),
    Token("twilio", ("twilio", "TwilioKeyDetector"), "(?:AC|SK)[a-z0-9]{32}"),
    Token("discord", ("discord", "DiscordBotTokenDetector"), r"\.[a-zA-Z0-9_-]{6}\.[a-zA-Z0-9_-]{27}"),
    Token("mailchimp", ("mailchimp", "MailchimpDetector"), "-us[0-9]"),
    Token("square", ("square_oauth", "SquareOAuthDetector"), "sq0csp-"),
)

NAMES = ("private_key", *(token.name for token in TOKENS), "assigned")
