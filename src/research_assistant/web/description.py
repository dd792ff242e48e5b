"""The API as its own description (OpenAPI 3.1) tells it, in the order in which a page shows it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

Described = Mapping[str, Any]
"""A part of the description: JSON, as the specification of OpenAPI has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A parameter, or a field of a body.

    Attributes:
        type: In words; `schema` is the name of the schema that it leads to, or empty.
        where: Where a parameter stands, such as `query`; empty for fields of bodies.
    """

    name: str
    type: str
    schema: str
    required: bool
    words: str
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What comes back, by status."""

    status: str
    words: str
    type: str
    schema: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One address with one method."""

    anchor: str
    method: str
    path: str
    words: tuple[str, ...]
    parameters: tuple[Field, ...]
    body: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """The shape of a body."""

    name: str
    words: str
    fields: tuple[Field, ...]
    values: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """The whole API: its calls by what they are about, and the shapes of bodies."""

    title: str
    summary: str
    groups: Mapping[str, tuple[Call, ...]]
    schemas: tuple[Schema, ...]


def described(app: FastAPI) -> Api:
    """Return the API of `app`."""
    told = app.openapi()
    groups: dict[str, tuple[Call, ...]] = {}
    for path, methods in told["paths"].items():
        for method, call in methods.items():
            group = next(iter(call.get("tags", ())), "other")
            groups[group] = (*groups.get(group, ()), _call(path, method, call))
    schemas = told.get("components", {}).get("schemas", {})
    return Api(
        title=told["info"]["title"],
        summary=told["info"].get("summary", ""),
        groups=groups,
        schemas=tuple(_schema(name, schema) for name, schema in sorted(schemas.items())),
    )


def _call(path: str, method: str, call: Described) -> Call:
    body: Described = next(iter(call.get("requestBody", {}).get("content", {}).values()), {})
    return Call(
        anchor=call["operationId"],
        method=method.upper(),
        path=path,
        words=tuple(call.get("description", call.get("summary", "")).split("\n\n")),
        parameters=tuple(
            Field(
                name=each["name"],
                type=_type(each["schema"]),
                schema=_name(each["schema"]),
                required=each.get("required", False),
                words=each.get("description", each["schema"].get("description", "")),
                where=each["in"],
            )
            for each in call.get("parameters", ())
        ),
        body=_name(body.get("schema", {})),
        answers=tuple(_answers(call["responses"])),
    )


def _answers(responses: Described) -> Iterator[Answer]:
    for status, answer in responses.items():
        contents: Described = answer.get("content", {})
        kind = next(iter(contents), "")
        schema: Described = contents[kind].get("schema", {}) if kind else {}
        yield Answer(
            status=status,
            words=answer.get("description", ""),
            type=_type(schema) if schema else kind,
            schema=_name(schema),
        )


def _schema(name: str, schema: Described) -> Schema:
    required = schema.get("required", ())
    examples = schema.get("examples", ())
    return Schema(
        name=name,
        words=schema.get("description", ""),
        fields=tuple(
            Field(
                name=field,
                type=_type(told),
                schema=_name(told),
                required=field in required,
                words=told.get("description", ""),
            )
            for field, told in schema.get("properties", {}).items()
        ),
        values=tuple(str(value) for value in schema.get("enum", ())),
        example=json.dumps(examples[0], indent=2, ensure_ascii=False) if examples else "",
    )


def _type(schema: Described) -> str:
    if name := schema.get("$ref", "").rpartition("/")[2]:
        return str(name)
    if several := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(_type(each) for each in several)
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if isinstance(other := schema.get("additionalProperties"), Mapping):
        return f"object of {_type(other)}"
    return str(schema.get("const") or schema.get("format") or schema.get("type") or "anything")


def _name(schema: Described) -> str:
    """Return the schema that a type leads to: the first that is named in it."""
    if name := schema.get("$ref", "").rpartition("/")[2]:
        return str(name)
    inner = [
        *schema.get("anyOf", ()),
        *schema.get("oneOf", ()),
        schema.get("items"),
        schema.get("additionalProperties"),
    ]
    return next((found for each in inner if isinstance(each, Mapping) and (found := _name(each))), "")
