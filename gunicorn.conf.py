"""Read by gunicorn itself where it is started here: what every worker needs is loaded once, before they are forked."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "src"))

import research_assistant.web.app  # noqa: F401 - to have it loaded is all
