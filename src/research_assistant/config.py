"""Settings: the only reader of the environment and of `.env`."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal, Self

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from research_assistant.domain.cached import Level, Terms
from research_assistant.domain.errors import ConfigurationError
from research_assistant.domain.password import SHORTEST_ALLOWED
from research_assistant.domain.query import VerificationLevel
from research_assistant.domain.verification import Threshold, Thresholds
from research_assistant.kit.urls import page_url

_EMAIL = re.compile(r"[\w.+-]+@[\w.-]+", re.ASCII)
_ORIGIN = re.compile(r"https?://[\w.-]+(:\d{1,5})?/?")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*")

PLACES = ("library", "arxiv", "openalex", "crossref", "europepmc", "semantic_scholar", "wikipedia", "web")
"""What queries may look through."""

ENGINES = ("searxng", "brave", "tavily", "duckduckgo")
"""What may search the web."""


class Settings(BaseSettings):
    """What an operator can set, by environment variable or in `.env`.

    Every field is named as its variable, in lower case; the words under it are those of `docs/reference/settings.md`.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        env_ignore_empty=True,
        use_attribute_docstrings=True,
    )

    data_dir: Path = Field(default_factory=lambda: user_data_path("research-assistant", appauthor=False))
    """Home of all that is kept: the default database with the library in it, the larger files added to it, and reports.

    Processes that share a database share this folder too.

    The default is the data folder of the user who runs the program; `make` uses `./data`.
    """
    database_url: str = ""
    """`sqlite:///path/to/file.db` or `postgresql://user:password@host/database`.

    On PostgreSQL, `?pool_size=5&max_overflow=0` sets how many connections a process holds, and `&pgbouncer=true` is for
    a PgBouncer that lends them for one transaction each (`pool_mode = transaction`).
    The default is the SQLite file `research.db` in `DATA_DIR`.
    """
    output_dir: Path | None = None
    """Where `research query --output NAME` writes when NAME has no folder; the default is `output` in `DATA_DIR`."""
    cache_dir: Path | None = None
    """Where answers of the world are kept for a while; all processes of a machine share it.

    The default is `cache` in `DATA_DIR`. It may be removed at any time.
    """
    enable_cache: bool = True
    """Whether anything is kept there; with `false`, everything is asked anew."""
    search_cache_ttl_days: float = Field(default=7, ge=0)
    """Days that an answer of a place that was searched is good; `0` for none."""
    content_cache_ttl_days: float = Field(default=30, ge=0)
    """Days that a page or file read from the net is good; `0` for none."""
    synthesis_cache_ttl_days: float = Field(default=14, ge=0)
    """Days that what was written from evidence is good; `0` for none."""
    search_cache_size_mb: int = Field(default=256, ge=1)
    """Megabytes that kept answers may take; those that were not used longest go first."""
    content_cache_size_mb: int = Field(default=2048, ge=1)
    """Megabytes that kept pages and files may take."""
    synthesis_cache_size_mb: int = Field(default=256, ge=1)
    """Megabytes that what was written may take."""
    recheck_days: float = Field(default=30, ge=0)
    """Days after which the server asks registers what became of the works that a report cites; `0` for never."""
    pages_cache_size_mb: int = Field(default=256, ge=0)
    """Megabytes of pages that are kept so that their sites can be asked whether they have changed; `0` for none."""
    embedding_model: str = "all-MiniLM-L6-v2"
    """What finds by meaning: `all-MiniLM-L6-v2`, a folder with a model of the same form, or `none`.

    With `none`, the library is searched by words alone.
    """
    default_max_sources: int = Field(default=20, ge=1, le=200)
    """Sources that a query takes at most, where it does not say."""
    default_verification_level: VerificationLevel = VerificationLevel.STANDARD
    """How much a finding needs, where a query does not say: `strict`, `standard` or `lenient`."""
    default_citation_style: str = "APA"
    """The style of references, where a query does not say."""
    citation_keys: Literal["short", "better-bibtex"] = "short"
    """Keys of works in BibTeX, RIS and CSL-JSON that were read without one: `short`, as in `kim2014zinc`, or
    `better-bibtex`, as Better BibTeX for Zotero makes them, as in `kimZincSupplementCells2014`."""
    environment: Literal["development", "production"] = Field(
        default="development", validation_alias=AliasChoices("node_env", "environment")
    )
    """`development` or `production`: in production, the demonstration library is added only when asked for."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """What the server writes down at least."""
    log_file: Path | None = None
    """Where the server writes it, one JSON object a line; standard output where it is not set. May be rotated."""
    host: str = "127.0.0.1"
    """The address that the server listens on; `0.0.0.0` for all."""
    port: int = Field(default=8000, ge=0, le=65_535)
    """The port that the server listens on."""
    allowed_origins: str = ""
    """Other sites whose pages may send requests in a user's name, such as `https://a.example,https://b.example`."""
    trusted_proxies: str = "127.0.0.1,::1"
    """Addresses and networks of our own proxies, whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed."""
    cookie_secure: bool = False
    """Whether browsers send cookies over TLS alone; has to be `true` in production."""
    cookie_samesite: Literal["lax", "strict", "none"] = "lax"
    """Which requests of other sites carry our cookies."""
    session_ttl_days: float = Field(default=30, gt=0)
    """Days that a login holds at most."""
    session_idle_days: float = Field(default=14, gt=0)
    """Days that a login holds without being used."""
    password_min_length: int = Field(default=15, ge=SHORTEST_ALLOWED, le=64)
    """Characters that a password has at least; there are no other rules of composition."""
    registration_open: bool = True
    """Whether anybody can make an account; else administrators do: `research user create`."""
    session_backend: Literal["database", "redis"] = "database"
    """Where logins are kept: `database` or `redis`; the latter needs `REDIS_URL`."""
    redis_url: str = ""
    """`redis://localhost:6379/0`: requests are counted there, in the place of the database; optional."""
    rate_limit_max_requests: int = Field(default=100, ge=0)
    """Requests that a user, or an address where nobody is signed in, may make in one window; `0` for any number."""
    rate_limit_window_seconds: int = Field(default=60, ge=1, le=86_400)
    """Seconds of one window; it begins with the first request."""
    max_upload_size_mb: int = Field(default=100, ge=1)
    """Megabytes that one upload may have; other requests may have one."""
    user_streams: int = Field(default=50, ge=1)
    """Sockets and streams of events that one user may hold open at a time, in each process."""
    metrics_allowed: str = "127.0.0.1,::1"
    """Addresses and networks that may read `/metrics`; a proxy that forwards addresses tells whose it is."""
    reader_processes: int | None = Field(default=None, ge=1, le=64)
    """Processes that read files; the default is one a processor, four at most.

    Each server worker has as many of its own.
    """
    reader_seconds: float = Field(default=30, gt=0, le=3600)
    """Seconds that one file may take to be read; every thousand records in it give as much again."""
    reader_memory_mb: int = Field(default=1024, ge=256)
    """Megabytes of memory that one process that reads files may take, libraries included; macOS does not hold to it."""
    search_seconds: float = Field(default=20, gt=0, le=600)
    """Seconds that a query waits for the answer of one place; it goes on with what answered in time, and says so."""
    read_seconds: float = Field(default=30, gt=0, le=600)
    """Seconds that a query waits for the full text of one source, fetching and reading together."""
    contact_email: str = ""
    """An address at which those who run the sites that are asked can reach you; it goes with every request.

    Good manners ask for it, and some services answer sooner to those who give one.
    """
    fetch_allowed_networks: str = ""
    """Networks that are fetched from although they are not of the public net, such as `10.20.0.0/16,fd12::/48`.

    All others are refused, whatever a search result or a page says.
    """
    https_proxy: str = ""
    """The proxy for addresses that begin with `https:`, such as `http://user:password@proxy.example:3128`."""
    http_proxy: str = ""
    """The proxy for addresses that begin with `http:`."""
    no_proxy: str = ""
    """What is fetched without a proxy, by commas: hosts, domains, addresses, networks; `*` for everything."""
    fetch_proxy_resolves: bool = False
    """Whether names that this machine cannot resolve are left to the proxy, whose rules alone hold then."""
    ssl_cert_file: Path | None = None
    """A file of certificates in PEM that are trusted beside the public ones, such as that of a proxy's authority."""
    site_connections: int = Field(default=2, ge=0)
    """Requests to one site that each process has under way at a time; `0` for any number."""
    site_seconds_between: float = Field(default=0.5, ge=0, le=60)
    """Seconds between two requests to one site; a site's `robots.txt` may ask for more. `0` for none."""
    site_longest_delay: float = Field(default=3, ge=0, le=60)
    """Seconds between two requests that a site's `robots.txt` may ask for; a reader waits, so more is taken as this."""
    site_failures: int = Field(default=5, ge=0)
    """Failures in a row after which a site or service is left alone for half a minute; `0` for never."""
    arxiv_api_url: str = "https://export.arxiv.org/api/query"
    """Where arXiv is searched."""
    arxiv_connections: int = Field(default=1, ge=0)
    """Requests to arXiv under way at a time; its terms ask for one."""
    arxiv_seconds_between: float = Field(default=3, ge=0, le=60)
    """Seconds between two requests to arXiv; its terms ask for three. `0` for a mirror of your own."""
    arxiv_cache_dir: Path | None = None
    """A folder in which PDFs of arXiv are kept for good, named by id and version; where it is not set, they are not."""
    openalex_url: str = "https://api.openalex.org"
    """Where OpenAlex is searched."""
    openalex_api_key: str = ""
    """A key for OpenAlex, free at openalex.org: with one it answers a thousand searches a day, without one far fewer.

    Source: https://developers.openalex.org/api-reference/authentication (2026).
    """
    openalex_seconds_between: float = Field(default=0.1, ge=0, le=60)
    """Seconds between two requests to OpenAlex, which refuses more than a hundred in a second."""
    crossref_url: str = "https://api.crossref.org"
    """Where Crossref is searched; with `CONTACT_EMAIL` it answers in its polite pool."""
    crossref_connections: int = Field(default=1, ge=0)
    """Requests to Crossref under way at a time."""
    crossref_seconds_between: float = Field(default=1, ge=0, le=60)
    """Seconds between two requests to Crossref, whose limits depend on the pool and are told in its answers.

    Source: https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/.
    """
    europepmc_url: str = "https://www.ebi.ac.uk/europepmc/webservices/rest"
    """Where Europe PMC is searched, and where its open full texts lie."""
    europepmc_seconds_between: float = Field(default=0.2, ge=0, le=60)
    """Seconds between two requests to Europe PMC, which states no limit and takes ten in a second."""
    semantic_scholar_url: str = "https://api.semanticscholar.org/graph/v1"
    """Where Semantic Scholar is searched."""
    semantic_scholar_api_key: str = ""
    """A key for Semantic Scholar, which is free; without one, all who have none share one limit, and often meet it."""
    semantic_scholar_seconds_between: float = Field(default=1, ge=0, le=60)
    """Seconds between two requests to Semantic Scholar; a new key stands for one in a second.

    Source: https://www.semanticscholar.org/product/api.
    """
    wikipedia_url: str = "https://en.wikipedia.org/w/api.php"
    """Where Wikipedia is searched.

    Questions in another language go to the edition in theirs first. A wiki of your own stands alone.
    """
    wikipedia_connections: int = Field(default=1, ge=0)
    """Requests to one edition of Wikipedia under way at a time; its etiquette asks for one.

    Source: https://www.mediawiki.org/wiki/API:Etiquette.
    """
    wikipedia_seconds_between: float = Field(default=0.5, ge=0, le=60)
    """Seconds between two requests to one edition of Wikipedia."""
    zotero_url: str = "https://api.zotero.org"
    """Where Zotero's web API is."""
    zotero_library: str = Field(default="", pattern=r"^((users|groups)/\d+)?$")
    """The library of Zotero that references are taken from: `users/NUMBER` or `groups/NUMBER`."""
    zotero_api_key: str = ""
    """A key that may read it, made at zotero.org/settings/keys; a public library needs none. It is the same for all
    users of this program."""
    sources: str = "library,arxiv,openalex,crossref,europepmc,semantic_scholar,wikipedia,web"
    """Where queries may look, separated by commas: `library`, `arxiv`, `openalex`, `crossref`, `europepmc`,
    `semantic_scholar`, `wikipedia` and `web`."""
    default_sources: str = "library"
    """Where a query looks that does not say, separated by commas."""
    web_engines: str = "searxng,brave,tavily,duckduckgo"
    """Search engines of the web in the order in which they are asked: the first that has results answers.

    Of these, those are asked that are set up; `duckduckgo` needs nothing, and does not always let programs in.
    """
    searxng_url: str = ""
    """A SearXNG server of your own, such as `http://localhost:8080`; `json` has to be among its formats."""
    brave_api_key: str = ""
    """A key for Brave Search."""
    brave_url: str = "https://api.search.brave.com"
    """Where Brave Search is asked."""
    tavily_api_key: str = ""
    """A key for Tavily."""
    tavily_url: str = "https://api.tavily.com"
    """Where Tavily is asked."""
    duckduckgo_url: str = "https://html.duckduckgo.com"
    """Where DuckDuckGo is asked."""
    web_seconds_between: float = Field(default=1, ge=0, le=60)
    """Seconds between two requests to one search engine of the web, a SearXNG of your own aside; `0` for none."""
    web_allowed_hosts: str = ""
    """The only hosts whose pages the web may give, by commas, such as `nih.gov,example.org`; each with all below it."""
    web_denied_hosts: str = ""
    """Hosts whose pages are left out of what the web gives, by commas, each with all below it."""
    worker_queries: int = Field(default=4, ge=0)
    """Queries that one process runs at a time; with `0`, the server runs none, and `research worker` has to."""
    user_queries: int = Field(default=2, ge=1)
    """Queries of one user that run at a time, over all processes; what a user asks beyond that waits."""
    strict_min_sources: int = Field(default=3, ge=1)
    """Independent sources that the level `strict` asks of a finding."""
    strict_min_confidence: float = Field(default=0.8, ge=0, le=1)
    """Confidence that the level `strict` asks of a finding, from 0 to 1."""
    standard_min_sources: int = Field(default=2, ge=1)
    """Independent sources that the level `standard` asks of a finding."""
    standard_min_confidence: float = Field(default=0.6, ge=0, le=1)
    """Confidence that the level `standard` asks of a finding, from 0 to 1."""
    lenient_min_sources: int = Field(default=1, ge=1)
    """Independent sources that the level `lenient` asks of a finding."""
    lenient_min_confidence: float = Field(default=0.4, ge=0, le=1)
    """Confidence that the level `lenient` asks of a finding, from 0 to 1."""

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_lower_case(cls, text: object) -> object:
        return text.lower() if isinstance(text, str) else text

    @field_validator("trusted_proxies", "metrics_allowed", "fetch_allowed_networks")
    @classmethod
    def _are_networks(cls, text: str) -> str:
        _networks(text)
        return text

    @model_validator(mode="after")
    def _has_redis(self) -> Self:
        if self.session_backend == "redis" and not self.redis_url:
            raise ValueError("logins in Redis need REDIS_URL, such as redis://localhost:6379/0")
        return self

    @field_validator("contact_email")
    @classmethod
    def _is_an_email(cls, text: str) -> str:
        if text and not _EMAIL.fullmatch(text):
            raise ValueError("it is no address such as library@example.org")
        return text

    @field_validator("allowed_origins")
    @classmethod
    def _sites(cls, text: str) -> str:
        for each in text.split(","):
            if each.strip() and not _ORIGIN.fullmatch(each.strip()):
                raise ValueError(f"{each.strip()!r} is no origin such as https://example.org")
        return text

    @field_validator("web_allowed_hosts", "web_denied_hosts")
    @classmethod
    def _are_hosts(cls, text: str) -> str:
        for each in _hosts(text):
            if not _HOST.fullmatch(each):
                raise ValueError(f"{each!r} is no host such as example.org")
        return text

    @field_validator("sources", "default_sources")
    @classmethod
    def _are_places(cls, text: str) -> str:
        return _names(text, among=PLACES)

    @field_validator("web_engines")
    @classmethod
    def _are_engines(cls, text: str) -> str:
        return _names(text, among=ENGINES)

    @field_validator(
        "arxiv_api_url",
        "openalex_url",
        "crossref_url",
        "europepmc_url",
        "semantic_scholar_url",
        "wikipedia_url",
        "zotero_url",
        "searxng_url",
        "brave_url",
        "tavily_url",
        "duckduckgo_url",
    )
    @classmethod
    def _is_an_address(cls, text: str) -> str:
        if text and not page_url(text):
            raise ValueError("it is no address such as https://example.org")
        return text

    @model_validator(mode="after")
    def _may_look_there(self) -> Self:
        if refused := set(self.default_connectors) - set(self.connectors):
            raise ValueError(f"DEFAULT_SOURCES names {', '.join(sorted(refused))}, which SOURCES does not")
        return self

    @property
    def connectors(self) -> tuple[str, ...]:
        """The names of `SOURCES`."""
        return tuple(self.sources.split(","))

    @property
    def default_connectors(self) -> tuple[str, ...]:
        """The names of `DEFAULT_SOURCES`."""
        return tuple(self.default_sources.split(","))

    @property
    def engines(self) -> tuple[str, ...]:
        """Those of `WEB_ENGINES` that are set up."""
        ready = {
            "searxng": self.searxng_url,
            "brave": self.brave_api_key,
            "tavily": self.tavily_api_key,
            "duckduckgo": self.duckduckgo_url,
        }
        return tuple(name for name in self.web_engines.split(",") if ready[name])

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """The names of `WEB_ALLOWED_HOSTS`."""
        return _hosts(self.web_allowed_hosts)

    @property
    def denied_hosts(self) -> tuple[str, ...]:
        """The names of `WEB_DENIED_HOSTS`."""
        return _hosts(self.web_denied_hosts)

    @property
    def origins(self) -> frozenset[str]:
        """The origins of `ALLOWED_ORIGINS`."""
        return frozenset(each.strip().rstrip("/") for each in self.allowed_origins.split(",") if each.strip())

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks of `TRUSTED_PROXIES`."""
        return _networks(self.trusted_proxies)

    @property
    def watchers(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks of `METRICS_ALLOWED`."""
        return _networks(self.metrics_allowed)

    @property
    def fetchable(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks of `FETCH_ALLOWED_NETWORKS`."""
        return _networks(self.fetch_allowed_networks)

    @property
    def database(self) -> str:
        """The address of the database in use."""
        return self.database_url or f"sqlite:///{self.data_dir.expanduser().absolute() / 'research.db'}"

    @property
    def blobs(self) -> Path:
        """The folder of what is too large for the database."""
        return self.data_dir.expanduser().absolute() / "blobs"

    @property
    def cache(self) -> Path:
        """The folder of what is kept for a while."""
        return (self.cache_dir or self.data_dir / "cache").expanduser().absolute()

    @property
    def cache_terms(self) -> dict[Level, Terms]:
        """What each level of the cache may keep."""
        given = {
            Level.SEARCH: (self.search_cache_ttl_days, self.search_cache_size_mb),
            Level.CONTENT: (self.content_cache_ttl_days, self.content_cache_size_mb),
            Level.SYNTHESIS: (self.synthesis_cache_ttl_days, self.synthesis_cache_size_mb),
        }
        return {level: Terms(seconds=days * 86_400, most=size * 1024**2) for level, (days, size) in given.items()}

    @property
    def output(self) -> Path:
        """The folder that reports are written to."""
        return self.output_dir or self.data_dir / "output"

    @property
    def thresholds(self) -> Thresholds:
        """What each verification level asks of a finding."""
        return {
            VerificationLevel.STRICT: Threshold(
                min_sources=self.strict_min_sources, min_confidence=self.strict_min_confidence
            ),
            VerificationLevel.STANDARD: Threshold(
                min_sources=self.standard_min_sources, min_confidence=self.standard_min_confidence
            ),
            VerificationLevel.LENIENT: Threshold(
                min_sources=self.lenient_min_sources, min_confidence=self.lenient_min_confidence
            ),
        }


def _names(text: str, *, among: tuple[str, ...]) -> str:
    names = list(dict.fromkeys(name.strip().lower() for name in text.split(",") if name.strip()))
    if unknown := [name for name in names if name not in among]:
        raise ValueError(f"{unknown[0]!r} is none of {', '.join(among)}")
    if not names:
        raise ValueError(f"it names none of {', '.join(among)}")
    return ",".join(names)


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(each.strip().lower().removeprefix("www.") for each in text.split(",") if each.strip())


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(each.strip(), strict=False) for each in text.split(",") if each.strip())


def read_settings() -> Settings:
    """Return the settings of this process.

    Raises:
        ConfigurationError: A variable has a value that cannot be used; names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        wrong = error.errors()[0]
        if not wrong["loc"]:
            raise ConfigurationError(
                f"The settings do not fit together: {wrong['msg']}.", next_step="Correct the environment or .env"
            ) from error
        name = str(wrong["loc"][0]).upper()
        raise ConfigurationError(
            f"{name} cannot be {wrong['input']!r}: {wrong['msg']}.",
            next_step=f"Correct {name} in the environment or in .env",
        ) from error
