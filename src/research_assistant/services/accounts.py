"""Who asks."""

from research_assistant.domain.errors import NotInitialised
from research_assistant.domain.user import LOCAL, Role, User
from research_assistant.kit.ids import new_id
from research_assistant.ports.transaction import Transactions


class Accounts:
    """The use cases of accounts."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def ensure_local(self) -> User:
        """Return the user that the command line acts as, made where there is none yet."""
        async with self._transactions.writing() as transaction:
            return await transaction.users.ensure(User(user_id=new_id(), username=LOCAL, role=Role.ADMIN))

    async def local(self) -> User:
        """Return the user that the command line acts as.

        Raises:
            NotInitialised: There is none: the database was never initialised.
        """
        async with self._transactions.reading() as transaction:
            user = await transaction.users.by_name(LOCAL)
        if user is None:
            raise NotInitialised("The database has no local user.", next_step="Run: research init")
        return user
