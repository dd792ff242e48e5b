"""What `research doctor` says of the places that can be searched."""

from research_assistant.bootstrap import Application
from research_assistant.domain.errors import ConfigurationError


async def sources(made: Application) -> str:
    """Return where queries may look, and by which engines the web is searched; nothing is asked of the net.

    Raises:
        ConfigurationError: A place of `SOURCES` cannot be searched.
    """
    settings = made.settings
    if missing := [name for name in settings.connectors if name not in made.connectors]:
        raise ConfigurationError(
            f"{', '.join(missing)} cannot be searched: none of WEB_ENGINES is set up",
            next_step="Set SEARXNG_URL, BRAVE_API_KEY or TAVILY_API_KEY, name duckduckgo in WEB_ENGINES, or take web "
            "out of SOURCES.",
        )
    more = {
        "web": f" by {', '.join(settings.engines)}",
        "openalex": "" if settings.openalex_api_key else " (a few searches a day without OPENALEX_API_KEY)",
    }
    told = ", ".join(f"{name}{more.get(name, '')}" for name in made.connectors)
    return f"{told}; where a query does not say: {', '.join(settings.default_connectors)}"
