"""The server: `uvicorn server:app` and `gunicorn server:app`, from a checkout, without installing anything."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "src"))

from research_assistant.web.app import create_app

app = create_app()
