"""The server: `uvicorn server:app` and `gunicorn server:app`, from a checkout, without installing anything."""

import gc
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "src"))

# What loading makes stays: to look through it for garbage takes a fifth of the time, now and with each later look.
gc.disable()

from research_assistant.web.app import create_app  # noqa: E402 - loading it is what takes the time

app = create_app()
gc.freeze()
gc.enable()
