"""The page about what every command prints with `--json`: each member, its form and its meaning, from the schemas."""

from collections.abc import Iterable, Iterator, Mapping

from smartaipi_cli.stored_schemas import (
    ITEMS,
    Member,
    Schema,
    commands_with_schema,
    members_of,
    read_schema,
    referenced,
    schema_of,
)

WORDS = {
    "array": "list",
    "boolean": "true or false",
    "integer": "integer",
    "null": "null",
    "number": "number",
    "object": "object",
    "string": "text",
}
SCALARS = {
    "decimal": "decimal text",
    "decimal_or_null": "decimal text or null",
    "money": "amount",
    "money_or_null": "amount or null",
    "time": "time",
    "time_or_empty": "time or empty text",
    "time_or_null": "time or null",
}


def schemas_page() -> str:
    """The page below its first line."""
    shared = read_schema("definitions")["$defs"]
    parts = ((name, part) for name, part in shared.items() if "properties" in part)
    return "\n".join((*introduction(), *commands(), *shared_parts(parts))) + "\n"


def introduction() -> Iterator[str]:
    """What the tables say, and the envelope."""
    yield "# What every command prints with --json"
    yield ""
    yield "One [envelope](json.md) a command. The tables are of its `data`, unless they say otherwise; the JSON Schemas"
    yield "(draft 2020-12) behind them are part of the package, in `smartaipi_cli/schemas`. A dot leads into an object,"
    yield "`[]` to the items of a list, `*` to the values of a map whose names are data. An *amount* is US dollars as"
    yield "decimal text, a *time* is ISO 8601 in UTC. What is *not always* there is left out when it does not apply."
    yield "Members are added, never removed or renamed within `smartaipi/1`."
    yield ""
    yield "## The envelope"
    yield ""
    yield from table(members_of(read_schema("envelope"), follows=False))


def commands() -> Iterator[str]:
    """A table for each command."""
    for command in commands_with_schema():
        schema = schema_of(command) or {}
        data = schema["properties"]["data"]
        yield ""
        yield f"## smartaipi {command}"
        yield ""
        yield schema["description"]
        if "$ref" in data:
            yield f"Its data is a {form_of(data)}."
        elif members := tuple(members_of(data, follows=False)):
            yield ""
            yield from table(members)


def shared_parts(parts: Iterable[tuple[str, Schema]]) -> Iterator[str]:
    """A table for each part that several commands have."""
    for name, part in parts:
        yield ""
        yield f"## {name}"
        yield ""
        yield part["description"]
        if "$ref" in part:
            yield f"It is a {form_of({'$ref': part['$ref']})} with more members."
        yield ""
        yield from table(members_of(part, follows=False))


def table(members: Iterable[Member]) -> Iterator[str]:
    """One row a member; one that several alternatives have stands once."""
    yield "| member | form | meaning |"
    yield "|---|---|---|"
    rows = (
        f"| `{way(member)}` | {form_of(member.schema)}{'' if member.is_required else ', not always'} "
        f"| {meaning_of(member.schema)} |"
        for member in members
    )
    yield from dict.fromkeys(rows)


def way(member: Member) -> str:
    """`keys[].id`."""
    return ".".join(member.path).replace(f".{ITEMS}", ITEMS)


def meaning_of(schema: Schema) -> str:
    """What the schema says of a member, in its own words or in those of the part that it is."""
    text = schema.get("description") or referenced(schema["$ref"])["description"]
    return str(text).replace("|", "\\|")


def form_of(schema: Schema) -> str:
    """The form of a value in words; a part that several commands have is a link to its table."""
    if "$ref" in schema:
        return named(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema and "type" not in schema:
        return " or ".join(dict.fromkeys(map(form_of, schema["anyOf"])))
    if values := schema.get("enum") or ([schema["const"]] if "const" in schema else []):
        return ", ".join(f"`{value}`" if value else "empty" for value in values)
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return " or ".join(in_words(kind, schema) for kind in kinds)


def named(name: str) -> str:
    """A shared part by its name."""
    part = read_schema("definitions")["$defs"][name]
    return SCALARS.get(name) or (f"[{name}](#{name})" if "properties" in part else form_of(part))


def in_words(kind: str, schema: Schema) -> str:
    """One type; of lists and maps also what is in them."""
    values = schema.get("additionalProperties")
    if kind == "array" and "items" in schema:
        return f"list of {form_of(schema['items'])}"
    if kind == "object" and isinstance(values, Mapping):
        return f"map of {form_of(values)}"
    return WORDS[kind]
