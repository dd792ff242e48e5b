"""Accounts, logins and tokens, on SQLite and on PostgreSQL."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from fakes import NOON
from research_assistant.adapters.db.tables import api_tokens, audit_log, devices, password_resets, sessions, users
from research_assistant.adapters.limit.sql import SqlLimiter
from research_assistant.adapters.passwords.argon2id import Argon2id
from research_assistant.adapters.passwords.common import CommonPasswords
from research_assistant.adapters.sessions.sql import SqlSessions
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.domain.errors import (
    InvalidInput,
    NameTaken,
    NotAllowed,
    NotFound,
    NotSignedIn,
    TooMany,
    WrongCredentials,
)
from research_assistant.domain.permission import Permission
from research_assistant.domain.user import Role, User
from research_assistant.kit.tokens import digest
from research_assistant.ports.limiter import Rate
from research_assistant.services.accounts import Accounts, PasswordRules
from research_assistant.services.api_tokens import MOST, ApiTokens
from research_assistant.services.signing_in import GUESSES_AT_ONE, GUESSES_FROM_ALL, SessionRules, SigningIn, Visit

PASSWORD = "correct horse battery staple"  # noqa: S105 - it opens nothing
OTHER = "four unlikely words together"


class Watch:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class House:
    """The services of accounts over one database."""

    watch: Watch
    accounts: Accounts
    signing_in: SigningIn
    tokens: ApiTokens
    limiter: SqlLimiter
    closed: Accounts


@pytest.fixture
def hasher() -> Argon2id:
    """The real one, but quick."""
    return Argon2id(memory_kib=8, passes=1)


@pytest.fixture
def house(engine: AsyncEngine, hasher: Argon2id) -> House:
    watch = Watch()
    transactions = SqlTransactions(engine, watch)
    kept = SqlSessions(engine, watch)
    limiter = SqlLimiter(engine, watch)
    rules = PasswordRules(shortest=15, common=CommonPasswords())

    def accounts(*, registration_open: bool) -> Accounts:
        return Accounts(
            transactions,
            sessions=kept,
            hasher=hasher,
            rules=rules,
            registration_open=registration_open,
            clock=watch,
        )

    return House(
        watch=watch,
        accounts=accounts(registration_open=True),
        closed=accounts(registration_open=False),
        signing_in=SigningIn(
            transactions,
            sessions=kept,
            hasher=hasher,
            limiter=limiter,
            rules=SessionRules(at_most=timedelta(days=30), idle=timedelta(days=14)),
            clock=watch,
        ),
        tokens=ApiTokens(transactions, clock=watch),
        limiter=limiter,
    )


@pytest.fixture
async def alice(house: House) -> User:
    return await house.accounts.register("Alice", email="alice@example.org", password=PASSWORD)


@pytest.fixture
async def admin(house: House) -> User:
    return await house.accounts.ensure_local()


async def everything(engine: AsyncEngine) -> str:
    """Return all that is kept of accounts, as text."""
    async with engine.connect() as connection:
        rows = [
            row
            for table in (users, sessions, api_tokens, password_resets, devices, audit_log)
            for row in await connection.execute(select(table))
        ]
    return repr(rows)


class TestRegistering:
    async def test_a_new_account_is_a_researcher(self, alice: User):
        assert (alice.username, alice.email, alice.role) == ("Alice", "alice@example.org", Role.RESEARCHER)

    @pytest.mark.parametrize("name", ["alice", "ALICE", " Alice "])
    async def test_names_that_differ_in_case_alone_are_one(self, house: House, alice: User, name: str):
        with pytest.raises(NameTaken):
            await house.accounts.register(name, email="other@example.org", password=PASSWORD)

    async def test_an_address_is_taken_once(self, house: House, alice: User):
        with pytest.raises(NameTaken):
            await house.accounts.register("bob", email="Alice@Example.org", password=PASSWORD)

    async def test_of_many_that_register_one_name_at_once_one_has_it(self, house: House):
        async def register(number: int) -> bool:
            try:
                await house.accounts.register("carol", email=f"carol{number}@example.org", password=PASSWORD)
            except NameTaken:
                return False
            return True

        assert sum(await asyncio.gather(*map(register, range(6)))) == 1

    @pytest.mark.parametrize(
        "name", ["", "ab", "a b", "-ab", "a" * 65, "local", "LOCAL", "<b>x</b>", "a@b.org", "a\0bc"]
    )
    async def test_what_cannot_be_a_name_is_refused(self, house: House, name: str):
        with pytest.raises(InvalidInput):
            await house.accounts.register(name, email="x@example.org", password=PASSWORD)

    @pytest.mark.parametrize(
        "email", ["", "x", "x@y", "x y@example.org", "x@example.org\nBcc: y@z.org", "@example.org"]
    )
    async def test_what_cannot_be_an_address_is_refused(self, house: House, email: str):
        with pytest.raises(InvalidInput):
            await house.accounts.register("dave", email=email, password=PASSWORD)

    async def test_closed_registration_refuses_everybody(self, house: House):
        with pytest.raises(NotAllowed, match="closed"):
            await house.closed.register("dave", email="dave@example.org", password=PASSWORD)

    async def test_an_administrator_makes_accounts_all_the_same(self, house: House, admin: User):
        made = await house.closed.create("dave", email=None, password=PASSWORD, role=Role.READER, actor=admin)

        assert made.role is Role.READER

    async def test_no_password_and_no_token_is_kept(self, house: House, alice: User, admin: User, engine: AsyncEngine):
        login = await house.signing_in.login("alice", PASSWORD, visit=Visit())
        caller = await house.signing_in.caller(login.session_token)
        made = await house.tokens.make(caller, name="script", permissions={Permission.READ}, days=1)
        link = await house.accounts.reset_link("alice", actor=admin)
        kept = await everything(engine)

        for secret in (PASSWORD, login.session_token, login.device_token, made.secret, link):
            assert secret not in kept
        assert "$argon2id$" in kept


class TestLoggingIn:
    @pytest.mark.parametrize("name", ["Alice", "alice", "alice@example.org", "ALICE@example.org"])
    async def test_by_name_or_address(self, house: House, alice: User, name: str):
        login = await house.signing_in.login(name, PASSWORD, visit=Visit())

        assert (await house.signing_in.caller(login.session_token)).user == alice

    async def test_a_wrong_name_and_a_wrong_password_are_told_alike(self, house: House, alice: User):
        told = []
        for name, password in (("alice", OTHER), ("nobody", PASSWORD)):
            with pytest.raises(WrongCredentials) as caught:
                await house.signing_in.login(name, password, visit=Visit())
            told.append((str(caught.value), caught.value.next_step))

        assert told[0] == told[1]

    async def test_the_local_user_has_no_password(self, house: House, admin: User):
        with pytest.raises(WrongCredentials):
            await house.signing_in.login("local", "", visit=Visit())

    async def test_each_login_has_another_token_and_ends_the_one_before(self, house: House, alice: User):
        first = await house.signing_in.login("alice", PASSWORD, visit=Visit())
        second = await house.signing_in.login("alice", PASSWORD, visit=Visit(session_token=first.session_token))

        assert first.session_token != second.session_token
        with pytest.raises(NotSignedIn):
            await house.signing_in.caller(first.session_token)

    async def test_logging_out_ends_it(self, house: House, alice: User):
        login = await house.signing_in.login("alice", PASSWORD, visit=Visit())

        assert await house.signing_in.logout(login.session_token)
        assert not await house.signing_in.logout(login.session_token)
        with pytest.raises(NotSignedIn):
            await house.signing_in.caller(login.session_token)

    @pytest.mark.parametrize("token", ["", "nonsense", "\ud800", "x" * 10_000])
    async def test_no_token_no_caller(self, house: House, token: str):
        with pytest.raises(NotSignedIn):
            await house.signing_in.caller(token)

    async def test_it_ends_when_it_is_not_used(self, house: House, alice: User):
        login = await house.signing_in.login("alice", PASSWORD, visit=Visit())
        house.watch.pass_(days=14)

        with pytest.raises(NotSignedIn):
            await house.signing_in.caller(login.session_token)

    async def test_it_ends_at_last_however_much_it_is_used(self, house: House, alice: User):
        login = await house.signing_in.login("alice", PASSWORD, visit=Visit())
        for _ in range(29):
            house.watch.pass_(days=1)
            await house.signing_in.caller(login.session_token)
        house.watch.pass_(days=1)

        with pytest.raises(NotSignedIn):
            await house.signing_in.caller(login.session_token)

    async def test_a_user_sees_and_ends_only_their_own(self, house: House, alice: User):
        bob = await house.accounts.register("bob", email="bob@example.org", password=PASSWORD)
        login = await house.signing_in.login("alice", PASSWORD, visit=Visit(address="192.0.2.1", agent="test"))

        assert [session.address for session in await house.signing_in.sessions(alice)] == ["192.0.2.1"]
        with pytest.raises(NotFound):
            await house.signing_in.end(login.session.session_id, user=bob)
        await house.signing_in.end(login.session.session_id, user=alice)
        assert not await house.signing_in.sessions(alice)

    async def test_a_disabled_account_is_out_at_once(self, house: House, alice: User, admin: User):
        login = await house.signing_in.login("alice", PASSWORD, visit=Visit())
        await house.accounts.change("alice", role=None, disabled=True, actor=admin)

        with pytest.raises(NotSignedIn):
            await house.signing_in.caller(login.session_token)
        with pytest.raises(WrongCredentials):
            await house.signing_in.login("alice", PASSWORD, visit=Visit())


class TestGuessing:
    async def test_guesses_from_one_place_come_to_an_end(self, house: House, alice: User):
        visit = Visit(address="192.0.2.66")
        for _ in range(GUESSES_AT_ONE.most):
            with pytest.raises(WrongCredentials):
                await house.signing_in.login("alice", OTHER, visit=visit)
        with pytest.raises(TooMany) as caught:
            await house.signing_in.login("alice", PASSWORD, visit=visit)

        assert 0 < caught.value.seconds <= GUESSES_AT_ONE.seconds
        house.watch.pass_(seconds=GUESSES_AT_ONE.seconds)
        assert await house.signing_in.login("alice", PASSWORD, visit=visit)

    async def test_the_owner_still_comes_in_from_a_known_browser(self, house: House, alice: User):
        home = await house.signing_in.login("alice", PASSWORD, visit=Visit(address="192.0.2.1"))
        for number in range(GUESSES_FROM_ALL.most):
            await house.limiter.hit(GUESSES_FROM_ALL, "login-account", _account("alice"))
            assert number < GUESSES_FROM_ALL.most
        with pytest.raises(TooMany):
            await house.signing_in.login("alice", PASSWORD, visit=Visit(address="192.0.2.2"))

        back = Visit(address="192.0.2.1", device_token=home.device_token)
        assert await house.signing_in.login("alice", PASSWORD, visit=back)

    async def test_a_browser_known_to_one_user_is_not_known_to_another(self, house: House, alice: User):
        await house.accounts.register("mallory", email="m@example.org", password=PASSWORD)
        login = await house.signing_in.login("mallory", PASSWORD, visit=Visit())
        for _ in range(GUESSES_FROM_ALL.most):
            await house.limiter.hit(GUESSES_FROM_ALL, "login-account", _account("alice"))

        with pytest.raises(TooMany):
            await house.signing_in.login("alice", OTHER, visit=Visit(device_token=login.device_token))


class TestPasswords:
    async def test_changing_it_ends_all_other_logins(self, house: House, alice: User):
        here = await house.signing_in.login("alice", PASSWORD, visit=Visit())
        there = await house.signing_in.login("alice", PASSWORD, visit=Visit())
        await house.accounts.change_password(alice, old=PASSWORD, new=OTHER, keep_session=here.session.session_id)

        assert await house.signing_in.caller(here.session_token)
        with pytest.raises(NotSignedIn):
            await house.signing_in.caller(there.session_token)
        with pytest.raises(WrongCredentials):
            await house.signing_in.login("alice", PASSWORD, visit=Visit())
        assert await house.signing_in.login("alice", OTHER, visit=Visit())

    async def test_it_is_not_changed_without_the_old_one(self, house: House, alice: User):
        with pytest.raises(NotAllowed):
            await house.accounts.change_password(alice, old=OTHER, new=OTHER, keep_session="")

    async def test_a_link_works_once(self, house: House, alice: User, admin: User):
        link = await house.accounts.reset_link("alice", actor=admin)
        with pytest.raises(InvalidInput):
            await house.accounts.redeem(link, "short")
        await house.accounts.redeem(link, OTHER)

        assert await house.signing_in.login("alice", OTHER, visit=Visit())
        with pytest.raises(NotFound):
            await house.accounts.redeem(link, PASSWORD)

    async def test_a_password_that_is_refused_does_not_use_the_link_up(self, house: House, alice: User, admin: User):
        link = await house.accounts.reset_link("alice", actor=admin)
        with pytest.raises(InvalidInput):
            await house.accounts.redeem(link, "alice@example.org-1")

        assert await house.accounts.redeem(link, OTHER)

    async def test_a_link_runs_out(self, house: House, alice: User, admin: User):
        link = await house.accounts.reset_link("alice", actor=admin)
        house.watch.pass_(days=1)

        with pytest.raises(NotFound):
            await house.accounts.redeem(link, OTHER)

    async def test_a_later_link_takes_the_place_of_an_earlier_one(self, house: House, alice: User, admin: User):
        first = await house.accounts.reset_link("alice", actor=admin)
        await house.accounts.reset_link("alice", actor=admin)

        with pytest.raises(NotFound):
            await house.accounts.redeem(first, OTHER)


class TestTokens:
    async def test_a_token_may_what_both_it_and_its_owner_may(self, house: House, alice: User, admin: User):
        caller = await _caller(house)
        made = await house.tokens.make(caller, name="script", permissions={Permission.READ, Permission.ASK}, days=1)
        assert (await house.tokens.caller(made.secret)).permissions == {Permission.READ, Permission.ASK}

        await house.accounts.change("alice", role=Role.READER, disabled=None, actor=admin)
        assert (await house.tokens.caller(made.secret)).permissions == {Permission.READ}

    async def test_nobody_gives_what_they_may_not(self, house: House, alice: User):
        with pytest.raises(NotAllowed, match="admin"):
            await house.tokens.make(await _caller(house), name="x", permissions={Permission.ADMIN}, days=1)

    async def test_a_token_makes_no_token(self, house: House, alice: User):
        made = await house.tokens.make(await _caller(house), name="x", permissions={Permission.READ}, days=1)

        with pytest.raises(NotAllowed):
            await house.tokens.make(
                await house.tokens.caller(made.secret), name="y", permissions={Permission.READ}, days=1
            )

    async def test_it_runs_out_and_is_revoked(self, house: House, alice: User):
        caller = await _caller(house)
        short = await house.tokens.make(caller, name="a", permissions={Permission.READ}, days=1)
        long = await house.tokens.make(caller, name="b", permissions={Permission.READ}, days=10)
        house.watch.pass_(days=1)
        await house.tokens.revoke(long.token.token_id, caller=caller)

        for made in (short, long):
            with pytest.raises(NotSignedIn):
                await house.tokens.caller(made.secret)
        with pytest.raises(NotFound):
            await house.tokens.revoke(long.token.token_id, caller=caller)

    @pytest.mark.parametrize(("name", "days"), [("", 1), ("x" * 101, 1), ("x", 0), ("x", 367)])
    async def test_odd_ones_are_refused(self, house: House, alice: User, name: str, days: int):
        with pytest.raises(InvalidInput):
            await house.tokens.make(await _caller(house), name=name, permissions={Permission.READ}, days=days)

    async def test_there_is_an_end_to_them(self, house: House, alice: User):
        caller = await _caller(house)
        for number in range(MOST):
            await house.tokens.make(caller, name=f"t{number}", permissions={Permission.READ}, days=1)

        with pytest.raises(InvalidInput, match="already"):
            await house.tokens.make(caller, name="more", permissions={Permission.READ}, days=1)


class TestRights:
    async def test_nobody_changes_their_own_or_the_local_users(self, house: House, admin: User, alice: User):
        for name, actor in (("local", alice), ("alice", alice)):
            with pytest.raises(InvalidInput):
                await house.accounts.change(name, role=Role.ADMIN, disabled=None, actor=actor)

    async def test_what_was_done_is_written_down(self, house: House, admin: User, alice: User):
        await house.accounts.change("alice", role=Role.ADMIN, disabled=None, actor=admin)
        await house.signing_in.login("alice", PASSWORD, visit=Visit(address="192.0.2.9"))
        entries = await house.accounts.audit(limit=10, offset=0)

        assert [entry.action for entry in entries] == ["login", "account_changed", "account_made"]
        assert entries[0].detail == "192.0.2.9"
        assert entries[1].actor_id == admin.user_id


class TestCounting:
    async def test_many_at_once_pass_no_more_than_the_rate(self, house: House):
        rate = Rate(most=7, seconds=60)
        allowances = await asyncio.gather(*(house.limiter.hit(rate, "somebody") for _ in range(20)))

        assert sum(allowance.allowed for allowance in allowances) == 7
        assert (await house.limiter.look(rate, "somebody")).remaining == 0
        assert (await house.limiter.look(rate, "somebody else")).remaining == 7

    async def test_a_window_begins_with_the_first_and_ends(self, house: House):
        rate = Rate(most=1, seconds=60)
        await house.limiter.hit(rate, "a")
        house.watch.pass_(seconds=59)
        late = await house.limiter.hit(rate, "a")
        house.watch.pass_(seconds=1)

        assert (late.allowed, late.seconds) == (False, 1.0)
        assert (await house.limiter.hit(rate, "a")).allowed


async def _caller(house: House):
    login = await house.signing_in.login("alice", PASSWORD, visit=Visit())
    return await house.signing_in.caller(login.session_token)


def _account(name: str) -> str:
    return digest(name)
