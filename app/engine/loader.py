"""Reads flow files and their translations; what is wrong is said with file, line and remedy."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.engine.flow import Flow, Slot, State

END = "@end"
RESUME = "@resume"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend in a flow file. `line` counts from 1; 0 means the whole file."""

    file: str
    line: int
    what: str
    hint: str = ""

    def __str__(self) -> str:
        tail = f" Hint: {self.hint}" if self.hint else ""
        return f"{self.file}:{self.line}: {self.what}{tail}"


class FlowError(Exception):
    """The flow files cannot be used; `problems` says all that is wrong."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Source:
    """Where a flow came from: its file and the line of every key, for messages."""

    file: str
    lines: Mapping[Path_, int]

    def line(self, *path: str | int) -> int:
        """Line of the nearest known ancestor of `path`."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1


@dataclass(frozen=True)
class Book:
    """All flows, ready to be compiled.

    flows     by id, in order of file name.
    sources   where each came from.
    catalogs  translations by locale: English text -> text.
    places    file and line of each translation, by locale and English text.
    """

    flows: Mapping[str, Flow]
    sources: Mapping[str, Source]
    catalogs: Mapping[str, Mapping[str, str]]
    places: Mapping[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    def state(self, name: str) -> State:
        """The state of a qualified name. Raises KeyError."""
        flow, _, state = name.partition(".")
        return self.flows[flow].states[state]

    def has(self, name: str) -> bool:
        """True if there is a state of this qualified name."""
        flow, _, state = name.partition(".")
        return flow in self.flows and state in self.flows[flow].states

    def slot(self, flow: str, name: str) -> Slot | None:
        """The slot `name` as seen from `flow`, or None."""
        owner, _, rest = name.rpartition(".")
        found = self.flows.get(owner or flow)
        return found.slots.get(rest) if found else None

    def role(self, name: str) -> str:
        """The qualified state that has this role (see flow.ROLES)."""
        for flow in self.flows.values():
            if name in flow.roles:
                return self.resolve(flow.target(flow.roles[name]))
        raise KeyError(name)

    def opening(self, intent: str) -> str | None:
        """The state that answers an intent: a flow's first, or one that a flow names for it."""
        if intent in self.flows:
            return self.flows[intent].first
        for flow in self.flows.values():
            if intent in flow.entry.intents:
                return self.resolve(flow.target(flow.entry.intents[intent]))
        return None

    def phrase(self, name: str) -> list[str]:
        """Wordings of something that the engine says (see flow.PHRASES)."""
        for flow in self.flows.values():
            if name in flow.phrases:
                return flow.phrases[name]
        raise KeyError(name)

    def resolve(self, target: str) -> str:
        """The qualified state of a target: `@pause` becomes the first state of `pause`; `@end` and
        `@resume` stay. Raises KeyError for an unknown flow."""
        if target.startswith("@") and target not in (END, RESUME):
            return self.flows[target[1:]].first
        return target

    def translate(self, text: str, locale: str) -> str:
        """The text in this locale, in English where there is no translation."""
        return self.catalogs.get(locale, {}).get(text, text)

    @property
    def locales(self) -> tuple[str, ...]:
        """Locales that the flows are written in, English first."""
        return ("en", *sorted(self.catalogs))


def load_book(folder: Path) -> Book:
    """All flows in `folder` (`*.yaml` with an `id`) and translations in `folder/locales`.

    Raises FlowError naming every problem of every file.
    """
    flows: dict[str, Flow] = {}
    sources: dict[str, Source] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            data, lines = _read(path)
            if not isinstance(data, dict) or "states" not in data:
                continue
            flow = _validate(data, path.name, lines)
            flows[flow.id] = flow
            sources[flow.id] = Source(path.name, lines)
        except FlowError as error:
            problems.extend(error.problems)
    catalogs, places = _read_catalogs(folder / "locales", problems)
    if problems:
        raise FlowError(problems)
    return Book(flows, sources, catalogs, places)


def parse_flow(text: str, file: str = "flow.yaml") -> Flow:
    """One flow from YAML text. Raises FlowError."""
    data, lines = parse_yaml(text, file)
    return _validate(data, file, lines)


def _read(path: Path) -> tuple[Any, dict[Path_, int]]:
    return parse_yaml(path.read_text(encoding="utf-8"), path.name)


def parse_yaml(text: str, file: str) -> tuple[Any, dict[Path_, int]]:
    """The data in a YAML text, and the line of every key. Raises FlowError; a key written twice is
    an error too."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        hint = "check the indentation and quote texts that contain a colon"
        raise FlowError([Problem(file, line, f"not YAML: {error.problem}", hint)]) from error
    lines: dict[Path_, int] = {}
    problems: list[Problem] = []
    data = _build(node, (), lines, problems, file) if node else None
    if problems:
        raise FlowError(problems)
    return data, lines


def _build(
    node: yaml.Node, at: Path_, lines: dict[Path_, int], problems: list[Problem], file: str
) -> Any:
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        built: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in built:
                problems.append(Problem(file, line, f"`{key.value}` is written twice"))
            lines[(*at, key.value)] = line
            built[key.value] = _build(value, (*at, key.value), lines, problems, file)
        return built
    if isinstance(node, yaml.SequenceNode):
        return [_build(n, (*at, i), lines, problems, file) for i, n in enumerate(node.value)]
    loader = yaml.SafeLoader("")
    return loader.construct_object(node)


def _validate(data: Any, file: str, lines: Mapping[Path_, int]) -> Flow:
    try:
        return Flow.model_validate(data)
    except ValidationError as error:
        source = Source(file, lines)
        raise FlowError(_problem(e, source, data) for e in error.errors()) from error


def _problem(error: ErrorDetails, source: Source, data: Any) -> Problem:
    path = error["loc"]
    where = " > ".join(str(p) for p in path) or "the file"
    what = error["msg"].removeprefix("Value error, ")
    hint = ""
    if error["type"] == "missing":
        what, hint = f"`{path[-1]}` is missing in {where}", f"add `{path[-1]}:`"
    elif error["type"] == "extra_forbidden":
        what = f"`{path[-1]}` is not known in {where}"
        near = difflib.get_close_matches(str(path[-1]), _KEYS, n=1)
        hint = f"did you mean `{near[0]}`?" if near else "remove it, or check the spelling"
    elif error["type"] == "string_type" and isinstance(error["input"], bool):
        what = f"{where}: YAML reads this word as true or false"
        hint = 'put it in quotes: "Yes", "No", "On", "Off"'
    else:
        what = f"{where}: {what}"
        hint = "see docs/flows.md for what can be written here"
    return Problem(source.file, source.line(*path), what, hint)


_KEYS = sorted(
    {
        *Flow.model_fields, *State.model_fields, *Slot.model_fields,
        "to", "when", "label", "set", "each", "nudge", "cancel", "draft", "heat", "episode",
        "effect", "settle", "snooze", "leave", "name", "at", "about", "before", "rounds", "beats",
        "for", "value", "options", "command",
    }
)  # fmt: skip


_Catalogs = dict[str, dict[str, str]]
_Places = dict[tuple[str, str], tuple[str, int]]


def _read_catalogs(folder: Path, problems: list[Problem]) -> tuple[_Catalogs, _Places]:
    catalogs: _Catalogs = {}
    places: _Places = {}
    for path in sorted(folder.glob("*/*.yaml")) if folder.is_dir() else ():
        locale = path.parent.name
        name = f"locales/{locale}/{path.name}"
        try:
            data, lines = _read(path)
        except FlowError as error:
            problems.extend(Problem(name, p.line, p.what, p.hint) for p in error.problems)
            continue
        if not isinstance(data, dict) or "texts" not in data:
            continue
        for source, text in data["texts"].items():
            if not isinstance(text, str):
                hint = "write `English text: translated text`"
                problems.append(Problem(name, lines[("texts", source)], "not a text", hint))
                continue
            catalogs.setdefault(locale, {})[source] = text
            places[locale, source] = name, lines["texts", source]
    return catalogs, places
