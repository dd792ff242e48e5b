"""The command line from a checkout, with nothing installed but the requirements: `python research.py init`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "src"))

from research_assistant.cli.main import main

if __name__ == "__main__":
    main()
