"""The description of the API (OpenAPI 3.1): the framework's, with our errors in place of its own."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI

from research_assistant.web.problems import MEDIA_TYPE

_FRAMEWORKS_OWN: Final = ("HTTPValidationError", "ValidationError")
"""Shapes of the framework's errors: no answer of ours has them."""


class DescribedApi(FastAPI):
    """An application that tells each of its errors as a problem, and says so."""

    def openapi(self) -> dict[str, Any]:
        """Return the description; made when it is first asked for."""
        if self.openapi_schema is None:
            told = super().openapi()
            for methods in told["paths"].values():
                for call in methods.values():
                    _tell_problems(call["responses"])
            schemas = told.get("components", {}).get("schemas", {})
            for name in _FRAMEWORKS_OWN:
                schemas.pop(name, None)
            self.openapi_schema = told
        return self.openapi_schema


def _tell_problems(responses: dict[str, Any]) -> None:
    if _FRAMEWORKS_OWN[0] in str(responses.get("422", "")):
        del responses["422"]
    for answer in responses.values():
        content = answer.get("content", {})
        if _is_problem(content.get("application/json", {})):
            answer["content"] = {MEDIA_TYPE: content["application/json"]}


def _is_problem(content: Mapping[str, Any]) -> bool:
    found: str = content.get("schema", {}).get("$ref", "")
    return found.endswith("/Problem")
