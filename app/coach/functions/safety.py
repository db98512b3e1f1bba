"""Help lines for flows."""

from collections.abc import Mapping

from babel import Locale

from app.coach.safety import NOWHERE, HelpLine, HelpLines, country_from_timezone
from app.coach.safety import help_lines as find_help_lines
from app.engine.tools import Context, Function


def help_lines(context: Context, kind: str, country: str | None) -> str:
    """The help lines that fit what was said, for a country (by default that of the time zone)."""
    found = _found(context, country)
    lines = {
        "self_harm": found.suicide,
        "child_risk": found.child or found.violence,
        "violence_victim": found.violence,
        "violence_perpetrator": found.perpetrator or found.violence,
    }.get(kind, (*found.suicide[:1], *found.violence[:1]))
    rows = [f"{_country(context, found)}: {found.emergency}", *(_row(line) for line in lines)]
    return "\n".join(rows)


def emergency_number(context: Context, country: str | None) -> str:
    """The number to call in danger."""
    return _found(context, country).emergency


def _found(context: Context, country: str | None) -> HelpLines:
    return find_help_lines(country or country_from_timezone(context.timezone))


def _country(context: Context, found: HelpLines) -> str:
    if found.country == NOWHERE:
        return "SOS"
    names = Locale.parse(context.locale).territories
    return str(names.get(found.country, found.country_name))


def _row(line: HelpLine) -> str:
    parts = [line.contact, line.hours or "", line.url or ""]
    return f"{line.name}: " + ", ".join(part for part in parts if part)


FUNCTIONS: Mapping[str, Function] = {
    "help_lines": help_lines,
    "emergency_number": emergency_number,
}
