"""Which faults a passage holds, and where.

A cue is only a suspicion. It becomes a fault when nothing near it takes it back: a report
("I'm sorry I said that you made me do it"), an ownership ("that is no excuse"), a release ("you
don't have to"), or an exempt phrase.
"""

from __future__ import annotations

from app.coach.lerner.cues import Hit
from app.coach.lerner.passage import Passage
from app.coach.lerner.reading import COMMA

FAULTS = (
    "but", "conditional", "their_reaction", "blame", "crime_sheet", "excuse", "evasion",
    "minimizing", "demand", "overdone",
)  # fmt: skip
_EXEMPT = {
    "conditional": "conditional_exempt",
    "blame": "blame_exempt",
    "crime_sheet": "crime_exempt",
    "excuse": "not_excuse",
    "minimizing": "minimizing_exempt",
    "demand": "demand_exempt",
    "overdone": "overdone_exempt",
}
_REPORT_REACH = 9  # words a reporting verb governs, when no comma ends it
_MANY_APOLOGIES = 4  # in a short text
_SHORT = 60  # words


def find_faults(passage: Passage, sorry: list[Hit], owned: bool) -> list[Hit]:
    """Return the faults as hits named by their label, in order of place.

    `sorry` are the person's own words of apology; `owned` tells whether they name an act.
    """
    found: list[Hit] = []
    for label in FAULTS[1:]:
        found += [hit for hit in passage.all(label) if _stands(passage, hit, label)]
    if not owned:
        found += [
            Hit("evasion", hit.first, hit.last) for hit in passage.all("evasion_soft") if False
        ]
    found += _repeated(passage, sorry)
    found += _buts(passage, found, sorry, owned)
    return sorted(found, key=lambda hit: (hit.first, hit.last))


def _stands(passage: Passage, hit: Hit, label: str) -> bool:
    exempt = _EXEMPT.get(label)
    if exempt and passage.overlaps(exempt, hit):
        return False
    if _reported(passage, hit):
        return False
    if label == "excuse":
        return not any(passage.near("cancel", hit.first, before=1, after=1))
    if label == "demand":
        return not any(passage.near("release", hit.first, before=1, after=1))
    return True


def _reported(passage: Passage, hit: Hit) -> bool:
    for report in passage.near("report", hit.first):
        if report.first < hit.first and hit.first - report.last < _REPORT_REACH:
            between = passage.reading.words[report.last : hit.first]
            if not any(word.plain == COMMA for word in between):
                return True
    return False


def _repeated(passage: Passage, sorry: list[Hit]) -> list[Hit]:
    if len(sorry) >= _MANY_APOLOGIES and len(passage.reading.words) <= _SHORT:
        return [Hit("overdone", sorry[0].first, sorry[-1].last)]
    return []


def _buts(passage: Passage, faults: list[Hit], sorry: list[Hit], owned: bool) -> list[Hit]:
    found = []
    for hit in passage.all("but"):
        if passage.overlaps("not_but", hit):
            continue
        if _undercuts(passage, hit, faults, sorry):
            found.append(Hit("but", hit.first, hit.last))
    return found


def _undercuts(passage: Passage, hit: Hit, faults: list[Hit], sorry: list[Hit]) -> bool:
    sentence = passage.sentence(hit.first)
    if not _owns_before(passage, hit, sorry):
        return False
    if any(
        fault.first >= hit.last - 1
        and fault.first < sentence.last
        and fault.cue
        in ("blame", "crime_sheet", "excuse", "minimizing", "demand", "their_reaction")
        for fault in faults
    ):
        return True
    owns = any(
        0 <= own.first - hit.last < 3 for own in passage.near("own_after_but", hit.first)
    ) or any(cancel.first >= hit.last for cancel in passage.near("cancel", hit.first))
    return not owns


def _owns_before(passage: Passage, hit: Hit, sorry: list[Hit]) -> bool:
    number = passage.number(hit.first)
    starts = hit.first - passage.sentence(hit.first).first <= 1
    for own in [*sorry, *passage.all("responsibility")]:
        if own.first < hit.first and (
            passage.number(own.first) == number
            or (starts and passage.number(own.first) == number - 1)
        ):
            return True
    return False
