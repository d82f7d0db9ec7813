"""What a tool may be asked with: named parameters, their JSON Schema, and the check of what came."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from smartaipi_cli.errors import UserError

Kind = Literal["text", "texts", "number", "flag"]

LONGEST_TEXT: Final = 500
MOST_TEXTS: Final = 50
SHOWN: Final = 40
"""Characters of a wrong value that an error quotes: a caller may send megabytes."""

NAMES: Final[Mapping[Kind, str]] = {
    "text": f"a text of at most {LONGEST_TEXT} characters",
    "texts": f"a list of at most {MOST_TEXTS} texts",
    "number": "an integer",
    "flag": "true or false",
}
TYPES: Final[Mapping[Kind, Mapping[str, object]]] = {
    "text": {"type": "string", "maxLength": LONGEST_TEXT},
    "texts": {
        "type": "array",
        "items": {"type": "string", "maxLength": LONGEST_TEXT},
        "maxItems": MOST_TEXTS,
    },
    "number": {"type": "integer"},
    "flag": {"type": "boolean"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter. `choices` are the only texts that it takes, `least` and `most` bound a number."""

    name: str
    description: str
    kind: Kind = "text"
    is_required: bool = False
    choices: tuple[str, ...] = ()
    least: int = 1
    most: int = 1000

    @property
    def schema(self) -> dict[str, object]:
        """Its JSON Schema."""
        schema = {**TYPES[self.kind], "description": self.description}
        if self.kind == "text" and self.is_required:
            schema |= {"minLength": 1}
        if self.kind == "number":
            schema |= {"minimum": self.least, "maximum": self.most}
        if self.choices and self.kind == "texts":
            schema |= {"items": {"type": "string", "enum": list(self.choices)}}
        elif self.choices:
            schema |= {"enum": list(self.choices)}
        return schema

    def problem_of(self, value: object) -> str:
        """What is wrong with a value, in words; nothing when it will do."""
        if not is_of(self.kind, value):
            return f"it is {NAMES[self.kind]}"
        if value == "" and self.is_required:
            return self.description
        if isinstance(value, int) and not isinstance(value, bool) and not self.least <= value <= self.most:
            return f"it lies between {self.least} and {self.most}"
        if self.choices and any(text not in self.choices for text in texts_in(value)):
            return f"it is one of {', '.join(self.choices)}"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """Checked values by name; what was left out is empty."""

    values: Mapping[str, object]

    def text(self, name: str, default: str = "") -> str:
        """A text."""
        value = self.values.get(name)
        return value if isinstance(value, str) and value else default

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(texts_in(self.values.get(name)))

    def number(self, name: str, default: int) -> int:
        """A number."""
        value = self.values.get(name)
        return value if isinstance(value, int) else default

    def flag(self, name: str) -> bool:
        """Whether a flag is set."""
        return self.values.get(name) is True


def input_schema(parameters: Sequence[Parameter]) -> dict[str, object]:
    """The JSON Schema of a tool's arguments; nothing but these parameters is taken."""
    return {
        "type": "object",
        "properties": {one.name: one.schema for one in parameters},
        "required": [one.name for one in parameters if one.is_required],
        "additionalProperties": False,
    }


def read_arguments(parameters: Sequence[Parameter], given: Mapping[str, object]) -> Arguments:
    """The arguments, when they are what the schema asks for; null counts as left out. Errors: `usage`."""
    known = {one.name: one for one in parameters}
    for name in given:
        if name not in known:
            raise UserError(
                "usage",
                f"there is no parameter `{shortened(name)}`",
                reason=f"the parameters are {', '.join(known)}" if known else "this tool takes none",
            )
    values = {name: value for name, value in given.items() if value is not None}
    for name, one in known.items():
        if name not in values:
            if one.is_required:
                raise UserError("usage", f"`{name}` is missing", reason=one.description)
        elif problem := one.problem_of(values[name]):
            raise UserError("usage", f"`{name}` cannot be `{shortened(str(values[name]))}`", reason=problem)
    return Arguments(values=values)


def is_of(kind: Kind, value: object) -> bool:
    """Whether a value has the type and size of a kind."""
    match kind:
        case "text":
            return isinstance(value, str) and len(value) <= LONGEST_TEXT
        case "texts":
            return (
                isinstance(value, list)
                and len(value) <= MOST_TEXTS
                and all(isinstance(item, str) and len(item) <= LONGEST_TEXT for item in value)
            )
        case "number":
            return isinstance(value, int) and not isinstance(value, bool)
        case "flag":
            return isinstance(value, bool)


def texts_in(value: object) -> Iterator[str]:
    """The texts of a text or of a list."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (item for item in value if isinstance(item, str))


def shortened(text: str) -> str:
    """The beginning of a text."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
