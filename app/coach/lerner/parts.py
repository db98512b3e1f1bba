"""Which of the five parts of an apology a passage holds, and where."""

from __future__ import annotations

from app.coach.lerner.cues import Hit
from app.coach.lerner.passage import Passage

PARTS = ("apology", "responsibility", "impact", "amends", "change")


def apologies(passage: Passage) -> list[Hit]:
    """The person's own words of apology; not quoted, not asked of the other."""
    return [hit for hit in passage.all("apology") if not passage.overlaps("not_own_apology", hit)]


def find_parts(passage: Passage, reacting: list[Hit], faulty: list[Hit]) -> list[Hit]:
    """Return the parts in order of place, as hits named by their label.

    `reacting` are the places that put the hurt in doubt or in the other's feelings: what they
    say happened is not owned, so it counts as no part. `faulty` are the places of blame and
    score-keeping: what the other did there is no impact.
    """
    found = [Hit("apology", hit.first, hit.last) for hit in apologies(passage)]
    found += owned_acts(passage)
    found += _impact(passage, reacting, faulty)
    future = [hit for label in ("amends", "change") for hit in _future(passage, label, faulty)]
    return sorted(found + future, key=lambda hit: (hit.first, PARTS.index(hit.cue)))


def owned_acts(passage: Passage) -> list[Hit]:
    """The places where the person names a specific act as their own."""
    return [
        hit
        for hit in passage.all("responsibility")
        if not passage.overlaps("hypothetical", hit)
        and not passage.overlaps("responsibility_vague", hit)
        and not passage.overlaps("amends", hit)
        and not _behind_report_of_sorry(passage, hit)
    ]


def _behind_report_of_sorry(passage: Passage, hit: Hit) -> bool:
    return passage.plain(hit.first, hit.first + 4) in (
        "i said i am",
        "i said sorry",
        "i told you i am",
    )


def _impact(passage: Passage, reacting: list[Hit], faulty: list[Hit]) -> list[Hit]:
    return [
        hit
        for hit in passage.all("impact")
        if not _inside(hit, reacting) and not _inside(hit, faulty)
    ]


def _future(passage: Passage, label: str, faulty: list[Hit]) -> list[Hit]:
    return [hit for hit in passage.all(label) if not _inside(hit, faulty)]


def _inside(hit: Hit, others: list[Hit]) -> bool:
    return any(hit.first < other.last and other.first < hit.last for other in others)
