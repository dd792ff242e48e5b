"""Settings: the only reader of the environment and of `.env`."""

from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from research_assistant.domain.errors import ConfigurationError
from research_assistant.domain.query import VerificationLevel
from research_assistant.domain.verification import Threshold, Thresholds


class Settings(BaseSettings):
    """What an operator can set, by environment variable or in `.env`.

    Every field is named as its variable, in lower case.
    """

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)

    data_dir: Path = Field(default_factory=lambda: user_data_path("research-assistant", appauthor=False))
    """Home of all else that is kept: default database, library."""
    database_url: str = ""
    """`sqlite:///…` or `postgresql://…`; the default is a SQLite file in `DATA_DIR`."""
    output_dir: Path | None = None
    """Where `research query --output NAME` writes when NAME has no folder; the default is `DATA_DIR/output`."""
    embedding_model: str = "all-MiniLM-L6-v2"
    """`all-MiniLM-L6-v2`, `none`, or a folder that the builder made."""
    default_max_sources: int = Field(default=20, ge=1, le=200)
    default_verification_level: VerificationLevel = VerificationLevel.STANDARD
    default_citation_style: str = "APA"
    environment: Literal["development", "production"] = Field(
        default="development", validation_alias=AliasChoices("node_env", "environment")
    )
    """`NODE_ENV=production`: the demonstration library is added only when asked for."""
    strict_min_sources: int = Field(default=3, ge=1)
    strict_min_confidence: float = Field(default=0.8, ge=0, le=1)
    standard_min_sources: int = Field(default=2, ge=1)
    standard_min_confidence: float = Field(default=0.6, ge=0, le=1)
    lenient_min_sources: int = Field(default=1, ge=1)
    lenient_min_confidence: float = Field(default=0.4, ge=0, le=1)

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
