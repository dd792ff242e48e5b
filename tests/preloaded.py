"""What workers and commands need, loaded once in the process that they are forked from."""

import workers  # noqa: F401 - here and below: to have it loaded is all
from research_assistant.adapters.durable import dbos_step, dbos_worker  # noqa: F401
from research_assistant.cli import answering, checks, library_files, main, opening, reports  # noqa: F401
from research_assistant.kit.language import language_of

language_of("The model that tells languages apart takes most of a second to load.")
