"""Steps inside a DBOS workflow: DBOS records that a stage was finished, our own tables keep what it made."""

from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from dbos import DBOS, error
from sqlalchemy.exc import SQLAlchemyError

from research_assistant.domain.errors import StorageUnavailable, TakenOver
from research_assistant.ports.step import Step

Given = ParamSpec("Given")
Made = TypeVar("Made")


class DbosStep:
    """Runs the stages of the workflow that it is called in, each as one step of DBOS.

    Args:
        step: What runs a stage and keeps what it made: a stage that it finished before DBOS could record so is not run
            again.
    """

    def __init__(self, step: Step) -> None:
        self._step = step

    async def __call__(
        self, stage: Callable[Given, Awaitable[Made]], *args: Given.args, **kwargs: Given.kwargs
    ) -> Made:
        """Return what `stage` makes of what is given, or what it made before it was interrupted.

        Raises:
            TakenOver: Another process has taken the workflow over.
            StorageUnavailable: What DBOS records could not be kept.
        """
        made: list[Made] = []

        async def run() -> str:
            try:
                made.append(await self._step(stage, *args, **kwargs))
            except Exception as failure:  # whatever it is, DBOS must not record it: the step is to be run again
                raise _Unrecorded(failure) from failure
            return stage.__name__

        try:
            await DBOS.run_step_async({"name": stage.__name__}, run)
        except _Unrecorded as failed:
            raise failed.failure from None
        except (error.DBOSWorkflowConflictIDError, error.DBOSWorkflowCancelledError) as lost:
            raise TakenOver("Another process has taken this query over.") from lost
        except (error.DBOSException, SQLAlchemyError) as failure:
            raise StorageUnavailable(
                f"The queue cannot be used: {failure}.", next_step="Run: research doctor"
            ) from failure
        return made[0] if made else await self._step(stage, *args, **kwargs)


class _Unrecorded(BaseException):
    """Carries an error past DBOS, which would record it as what the stage made, and raise it at every resumption."""

    def __init__(self, failure: Exception) -> None:
        super().__init__(str(failure))
        self.failure = failure
