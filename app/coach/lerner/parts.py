"""Which of the five parts of an apology the cues see in a passage, and where.

Whether a part is there is settled in `opinion.py`.
"""

from __future__ import annotations

from app.coach.lerner.cues import Hit, members
from app.coach.lerner.passage import Passage, Places

PARTS = ("apology", "responsibility", "impact", "amends", "change")


def apologies(passage: Passage) -> list[Hit]:
    """The person's own words of apology; not quoted, not asked of the other."""
    return [hit for hit in passage.all("apology") if not passage.overlaps("not_own_apology", hit)]


def suspected_parts(passage: Passage, faults: list[Hit]) -> list[Hit]:
    """Return the parts in order of place, as hits named by their label.

    What stands inside a fault is no part: a hurt in doubt is not named, a repair demanded is not
    offered. An act is: "I yelled because you pushed me" owns the yelling, badly.
    """
    faulty = Places(passage, faults)
    sorry = [Hit("apology", hit.first, hit.last) for hit in apologies(passage)]
    acts = owned_acts(passage)
    regretted = Places(passage, (act for act in acts if _is_regretted(passage, act)))
    acts = acts or (_plain_acts(passage, faulty) if sorry else [])
    impact = _impact(passage, faults, faulty, owns=bool(acts))
    amends = [
        hit
        for hit in passage.all("amends")
        if not faulty.cover(hit)
        and not regretted.cover(hit)
        and not passage.overlaps("hypothetical", hit)
    ]
    offered = Places(passage, amends)
    change = [hit for hit in passage.all("change") if not faulty.cover(hit)]
    change += [
        Hit("change", hit.first, hit.last)
        for hit in passage.all("change_weak")
        if not faulty.cover(hit) and not offered.cover(hit)
    ]
    found = [*sorry, *acts, *impact, *amends, *change]
    return sorted(found, key=lambda hit: (hit.first, PARTS.index(hit.cue)))


def owned_acts(passage: Passage) -> list[Hit]:
    """The places where the person names a specific act as their own."""
    return [
        hit
        for hit in passage.all("responsibility")
        if not passage.overlaps("hypothetical", hit)
        and not passage.overlaps("responsibility_vague", hit)
        and (_is_regretted(passage, hit) or not passage.overlaps("amends", hit))
        and not _mentions_only(passage, hit)
    ]


def _mentions_only(passage: Passage, hit: Hit) -> bool:
    """Whether the words name an act without telling it: "what I said", "I said I'm sorry"."""
    opening = passage.plain(hit.first, hit.first + 4)
    return opening.startswith(_SAID_SORRY) or any(
        other.first < hit.first < other.last for other in passage.near("relative_act", hit.first)
    )


_SAID_SORRY = ("i said i am", "i said sorry", "i told you i am")


def _plain_acts(passage: Passage, faulty: Places) -> list[Hit]:
    """Acts told in the past tense, where nothing marks them as wrong; trusted as a last resort."""
    return [
        Hit("responsibility", hit.first, hit.last)
        for hit in passage.all("responsibility_weak")
        if not faulty.cover(hit)
        and not any(
            passage.overlaps(cue, hit)
            for cue in ("hypothetical", "responsibility_vague", "amends", "change", "impact")
        )
        and not _mentions_only(passage, hit)
    ]


def _impact(passage: Passage, faults: list[Hit], faulty: Places, *, owns: bool) -> list[Hit]:
    """How it landed. What the other did or went through, told plainly, is impact only in a text
    that owns an act and holds nothing against them.
    """
    named = [hit for hit in passage.all("impact") if not faulty.cover(hit)]
    accuses = any(fault.cue in ("blame", "crime_sheet", "their_reaction") for fault in faults)
    if named or accuses or not owns:
        return named
    return [
        Hit("impact", hit.first, hit.last)
        for hit in passage.all("impact_weak")
        if not faulty.cover(hit) and not passage.overlaps("towards_me", hit)
    ]


def _is_regretted(passage: Passage, hit: Hit) -> bool:
    return passage.reading.words[hit.first].plain in members("sorry")
