"""How the app looks: one blue accent, readable sizes, light and dark."""

from collections.abc import Mapping

_SHARED = {
    "theme.baseFontSize": 15,
    "theme.baseRadius": "0.5rem",
    "theme.showWidgetBorder": True,
    "theme.paddingTop": "1rem",
    "theme.paddingBottom": "3rem",
    "theme.headingFontSizes": ["1.9rem", "1.4rem", "1.15rem", "1rem", "1rem", "1rem"],
    "theme.headingFontWeights": [650, 650, 600, 600, 600, 600],
}

_LIGHT = {
    "primaryColor": "#1d5fd1",
    "backgroundColor": "#ffffff",
    "secondaryBackgroundColor": "#f3f5f9",
    "textColor": "#1b2330",
    "linkColor": "#1d5fd1",
    "borderColor": "#d5dbe5",
}

_DARK = {
    "primaryColor": "#3f7fe8",
    "backgroundColor": "#11161f",
    "secondaryBackgroundColor": "#1a212d",
    "textColor": "#e6ebf3",
    "linkColor": "#8bb4ff",
    "borderColor": "#364154",
}


def theme_options() -> Mapping[str, object]:
    """Streamlit options that give both themes, by their dotted name; blue never means right or wrong."""
    return {
        **_SHARED,
        **{f"theme.light.{name}": colour for name, colour in _LIGHT.items()},
        **{f"theme.dark.{name}": colour for name, colour in _DARK.items()},
    }
