"""Figures over HTTP: the fields that clients know, whose they are, and their bounds."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from databases import SqliteFiles
from research_assistant.config import Settings
from research_assistant.web.app import create_app

ACCOUNT = {"username": "marie", "email": "marie@example.org", "password": "correct horse battery staple"}
FIELDS = {
    "usage": {
        "user_id",
        "period_days",
        "total_queries",
        "completed_queries",
        "failed_queries",
        "success_rate",
        "total_sources_retrieved",
        "avg_sources_per_query",
        "avg_confidence_score",
        "avg_processing_time_seconds",
        "source_type_distribution",
        "queries_by_day",
    },
    "costs": {"user_id", "period_days", "total_queries", "estimated_cost_per_query", "estimated_total_cost"},
    "sources": {"source_statistics"},
    "performance": {
        "period_days",
        "total_queries",
        "success_rate",
        "avg_processing_time_seconds",
        "cache_hit_rate",
    },
    "session-costs": {"total_cost", "total_calls", "by_provider", "by_service"},
}
"""What existing clients read."""


@pytest.fixture
def marie(tmp_path: Path, sqlite: SqliteFiles) -> Iterator[TestClient]:
    settings = Settings(_env_file=None, data_dir=tmp_path, database_url=sqlite.migrated(), embedding_model="none")
    with TestClient(create_app(settings)) as client:
        client.post("/api/auth/register", json=ACCOUNT)
        client.post("/api/auth/login", json={key: ACCOUNT[key] for key in ("username", "password")})
        yield client


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_that_clients_know_is_there(marie: TestClient, name: str):
    answer = marie.get(f"/api/analytics/{name}")

    assert answer.status_code == 200
    assert FIELDS[name] <= answer.json().keys()


def test_rates_of_the_cache_are_told_by_level(marie: TestClient):
    answer = marie.get("/api/analytics/performance")

    assert answer.json()["cache_hit_rate"] == {"search": None, "content": None, "synthesis": None}


@pytest.mark.parametrize(("name", "days"), [("usage", 30), ("costs", 30), ("sources", 30), ("performance", 7)])
def test_the_period_is_told_and_can_be_chosen(marie: TestClient, name: str, days: int):
    assert marie.get(f"/api/analytics/{name}").json()["period_days"] == days
    assert marie.get(f"/api/analytics/{name}?days=3").json()["period_days"] == 3
    for wrong in ("0", "366", "x"):
        assert marie.get(f"/api/analytics/{name}?days={wrong}").status_code == 422


@pytest.mark.parametrize("name", ["usage", "costs", "sources", "performance"])
def test_figures_of_all_are_for_administrators(marie: TestClient, name: str):
    assert marie.get(f"/api/analytics/{name}?scope=all").status_code == 403


@pytest.mark.parametrize("name", FIELDS)
def test_nobody_sees_them_unknown(marie: TestClient, name: str):
    marie.cookies.clear()

    assert marie.get(f"/api/analytics/{name}").status_code == 401
