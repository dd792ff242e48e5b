"""Settings: the only reader of the environment and of `.env`."""

from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from research_assistant.domain.errors import ConfigurationError
from research_assistant.domain.password import SHORTEST_ALLOWED
from research_assistant.domain.query import VerificationLevel
from research_assistant.domain.verification import Threshold, Thresholds


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
    """Home of all that is kept: the default database with the library in it, and reports.

    The default is the data folder of the user who runs the program; `make` uses `./data`.
    """
    database_url: str = ""
    """`sqlite:///path/to/file.db` or `postgresql://user:password@host/database`.

    On PostgreSQL, `?pool_size=5&max_overflow=0` sets how many connections a process holds.
    The default is the SQLite file `research.db` in `DATA_DIR`.
    """
    output_dir: Path | None = None
    """Where `research query --output NAME` writes when NAME has no folder; the default is `output` in `DATA_DIR`."""
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
    environment: Literal["development", "production"] = Field(
        default="development", validation_alias=AliasChoices("node_env", "environment")
    )
    """`development` or `production`: in production, the demonstration library is added only when asked for."""
    session_ttl_days: float = Field(default=30, gt=0)
    """Days that a login holds at most."""
    session_idle_days: float = Field(default=14, gt=0)
    """Days that a login holds without being used."""
    password_min_length: int = Field(default=15, ge=SHORTEST_ALLOWED, le=64)
    """Characters that a password has at least; there are no other rules of composition."""
    registration_open: bool = True
    """Whether anybody can make an account; else administrators do: `research user create`."""
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

    @property
    def database(self) -> str:
        """The address of the database in use."""
        return self.database_url or f"sqlite:///{self.data_dir.expanduser().absolute() / 'research.db'}"

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


def read_settings() -> Settings:
    """Return the settings of this process.

    Raises:
        ConfigurationError: A variable has a value that cannot be used; names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        wrong = error.errors()[0]
        name = str(wrong["loc"][0]).upper() if wrong["loc"] else "A setting"
        raise ConfigurationError(
            f"{name} cannot be {wrong['input']!r}: {wrong['msg']}.",
            next_step=f"Correct {name} in the environment or in .env",
        ) from error
