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
# Which label gives way when the same words fit both.
_YIELDS_TO = {
    "blame": ("crime_sheet", "minimizing", "their_reaction"),
    "crime_sheet": ("demand",),
    "evasion": ("their_reaction",),
    "excuse": ("minimizing",),
}
_DOUBTING = frozenset(("conditional", "their_reaction"))
_TURNS = frozenset("but when because while and so as".split())
_ENDS_REPORT = frozenset((COMMA, "but", "because", "though", "however"))
_REPORT_REACH = 9  # words a reporting verb governs, when no comma ends it
_TAKES_BACK = frozenset(
    ("blame", "crime_sheet", "excuse", "minimizing", "demand", "their_reaction")
)
_RIGHT_AFTER = 3  # words between "but" and an ownership
_MANY_APOLOGIES = 4  # in a short text
_SHORT = 60  # words


def find_faults(passage: Passage, sorry: list[Hit], acts: list[Hit]) -> list[Hit]:
    """Return the faults as hits named by their label, in order of place.

    `sorry` are the person's own words of apology, `acts` the acts they own.
    """
    found: list[Hit] = []
    for label in FAULTS[1:]:
        found += [
            _widened(passage, hit) if label in _DOUBTING else hit
            for hit in passage.all(label)
            if _stands(passage, hit, label)
        ]
    found += _reasons(passage, acts)
    found += _repeated(passage, sorry)
    found = _settled(found, acts, {hit.first for hit in sorry})
    found += _buts(passage, found, [*sorry, *acts])
    return sorted(found, key=lambda hit: (hit.first, hit.last))


def _reasons(passage: Passage, acts: list[Hit]) -> list[Hit]:
    """Reasons that only their place makes an excuse: after a "but", or an act's "because"."""
    found = [
        hit
        for but in passage.all("but")
        if not passage.overlaps("not_but", but)
        for hit in passage.near("excuse_but_only", but.first)
        if 0 <= hit.first - but.last < _RIGHT_AFTER and _stands(passage, hit, "excuse")
    ]
    found += [
        hit
        for hit in passage.all("because")
        if _stands(passage, hit, "excuse")
        and any(
            act.first < hit.first and passage.number(act.first) == passage.number(hit.first)
            for act in acts
        )
    ]
    return [Hit("excuse", hit.first, hit.last) for hit in found]


def _widened(passage: Passage, hit: Hit) -> Hit:
    """A doubt reaches to the end of its clause, or to where the person turns to what they did."""
    end = passage.clause_end(hit.last - 1)
    words = passage.reading.words
    for index in range(hit.last, end):
        if words[index].plain in _TURNS:
            end = index
            break
    return Hit(hit.cue, hit.first, max(end, hit.last))


def _settled(found: list[Hit], acts: list[Hit], sorry: set[int]) -> list[Hit]:
    """Give words that fit two labels to the one that says more."""

    def covered(hit: Hit, others: list[Hit]) -> bool:
        return any(hit.first < other.last and other.first < hit.last for other in others)

    regretted = [act for act in acts if act.first in sorry]
    by_label = {label: [hit for hit in found if hit.cue == label] for label in FAULTS}
    return [
        hit
        for hit in found
        if not any(covered(hit, by_label[other]) for other in _YIELDS_TO.get(hit.cue, ()))
        and not (hit.cue == "excuse" and covered(hit, regretted))
    ]


def _stands(passage: Passage, hit: Hit, label: str) -> bool:
    exempt = _EXEMPT.get(label)
    if exempt and passage.overlaps(exempt, hit):
        return False
    if _reported(passage, hit):
        return False
    if label == "excuse":
        owned = any(passage.near("cancel", hit.first, before=1, after=1))
        return not owned and not _turned(passage, hit)
    if label == "demand":
        return not any(passage.near("release", hit.first, before=1, after=1))
    return True


def _turned(passage: Passage, hit: Hit) -> bool:
    """Whether the speaker turns from a reason to what they did: "I meant well, but I hurt you"."""
    owned = [own.first for own in passage.near("own_after_but", hit.first)]
    return any(
        but.first >= hit.last - 1 and any(0 <= first - but.last < _RIGHT_AFTER for first in owned)
        for but in passage.near("but", hit.first)
    )


def _reported(passage: Passage, hit: Hit) -> bool:
    for report in passage.near("report", hit.first):
        if report.first < hit.first and hit.first - report.last < _REPORT_REACH:
            between = passage.reading.words[report.last : hit.first]
            if not any(word.plain in _ENDS_REPORT for word in between):
                return True
    return False


def _repeated(passage: Passage, sorry: list[Hit]) -> list[Hit]:
    if len(sorry) >= _MANY_APOLOGIES and len(passage.reading.words) <= _SHORT:
        return [Hit("overdone", sorry[0].first, sorry[-1].last)]
    return []


def _buts(passage: Passage, faults: list[Hit], owning: list[Hit]) -> list[Hit]:
    return [
        hit
        for hit in passage.all("but")
        if not passage.overlaps("not_but", hit) and _undercuts(passage, hit, faults, owning)
    ]


def _undercuts(passage: Passage, hit: Hit, faults: list[Hit], owning: list[Hit]) -> bool:
    """Whether the joining word takes back an apology or an owned act that stands with it."""
    sentence = passage.sentence(hit.first)
    if not _owned_beside(passage, hit, owning):
        return False
    if any(
        hit.last - 1 <= fault.first < sentence.last and fault.cue in _TAKES_BACK for fault in faults
    ):
        return True
    return not any(
        0 <= own.first - hit.last < _RIGHT_AFTER
        for own in passage.near("own_after_but", hit.first)
    ) and not any(own.first >= hit.last for own in passage.near("cancel", hit.first))


def _owned_beside(passage: Passage, hit: Hit, owning: list[Hit]) -> bool:
    """Something owned before the "but", or after one that opens the sentence ("Though I'm ...")."""
    number = passage.number(hit.first)
    opens = hit.first - passage.sentence(hit.first).first <= 1
    concedes = passage.reading.words[hit.first].plain in ("though", "although")
    for own in owning:
        here = passage.number(own.first)
        if own.first < hit.first and (here == number or (opens and here == number - 1)):
            return True
        if opens and concedes and here == number:
            return True
    return False
