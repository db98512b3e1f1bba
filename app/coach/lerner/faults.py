"""Which faults the cues suspect in a passage, and where.

A cue becomes a suspicion when nothing near it takes it back: a report ("I'm sorry I said that you
made me do it"), an ownership ("that is no excuse"), a release ("you don't have to"), or an exempt
phrase. Whether the suspicion stands is settled in `opinion.py`.
"""

from __future__ import annotations

from app.coach.lerner.cues import Hit
from app.coach.lerner.passage import Passage, Places
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
    "evasion": ("their_reaction", "minimizing"),
    "excuse": ("minimizing", "conditional", "their_reaction", "overdone"),
    "overdone": ("conditional", "their_reaction"),
    "minimizing": ("conditional",),
}
_DOUBTING = frozenset(("conditional", "their_reaction"))
_TURNS = frozenset("but when because while and so as".split())
_ENDS_REPORT = frozenset((COMMA, "but", "because", "though", "however"))
_LONGEST_DOUBT = 40  # words
_REPORT_REACH = 9  # words a reporting verb governs, when no comma ends it
_TAKES_BACK = frozenset(
    ("blame", "crime_sheet", "excuse", "minimizing", "demand", "their_reaction")
)
_RIGHT_AFTER = 3  # words between "but" and an ownership
_MANY_APOLOGIES = 4  # in a short text
_SHORT = 60  # words


def suspected_faults(passage: Passage, sorry: list[Hit], acts: list[Hit]) -> list[Hit]:
    """Return the suspected faults as hits named by their label, in order of place.

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
    begun = {hit.first for hit in sorry}
    found = _settled(passage, found, [act for act in acts if act.first in begun])
    found += _buts(passage, found, [*sorry, *acts])
    return sorted(found, key=lambda hit: (hit.first, hit.last))


def _reasons(passage: Passage, acts: list[Hit]) -> list[Hit]:
    """Reasons that only their place makes an excuse: after a "but", or an act's "because"."""
    owned = Places(passage, acts)
    found = [
        hit
        for but in passage.all("but")
        if not passage.overlaps("not_but", but)
        for hit in passage.near("excuse_but_only", but.first)
        if 0 <= hit.first - but.last < _RIGHT_AFTER
    ]
    found += [
        hit
        for hit in passage.all("because")
        if any(act.first < hit.first for act in owned.beside(hit.first))
    ]
    return [Hit("excuse", hit.first, hit.last) for hit in found if _stands(passage, hit, "excuse")]


def _widened(passage: Passage, hit: Hit) -> Hit:
    """A doubt reaches to the end of its clause, or to where the person turns to what they did."""
    end = min(passage.clause_end(hit.last - 1), hit.last + _LONGEST_DOUBT)
    words = passage.reading.words
    for index in range(hit.last, end):
        if words[index].plain in _TURNS:
            end = index
            break
    return Hit(hit.cue, hit.first, max(end, hit.last))


def _settled(passage: Passage, found: list[Hit], regretted: list[Hit]) -> list[Hit]:
    """Give words that fit two labels to the one that says more, and an act to none."""
    by_label = {
        label: Places(passage, (hit for hit in found if hit.cue == label)) for label in FAULTS
    }
    acts = Places(passage, regretted)
    return [
        hit
        for hit in found
        if not any(by_label[other].cover(hit) for other in _YIELDS_TO.get(hit.cue, ()))
        and not (hit.cue == "blame" and by_label["crime_sheet"].cover(_clause(passage, hit)))
        and not (hit.cue == "excuse" and acts.cover(hit))
    ]


def _clause(passage: Passage, hit: Hit) -> Hit:
    return Hit(hit.cue, passage.clause_start(hit.first), passage.clause_end(hit.last - 1))


def _stands(passage: Passage, hit: Hit, label: str) -> bool:
    exempt = _EXEMPT.get(label)
    if exempt and passage.overlaps(exempt, hit):
        return False
    if _reported(passage, hit):
        return False
    if label == "excuse":
        owned = any(passage.near("cancel", hit.first, before=1, after=1))
        offers = passage.overlaps("change", hit) or passage.overlaps("amends", hit)
        return not (owned or offers or _turned(passage, hit) or _leads_to_owning(passage, hit))
    if label == "minimizing":
        return not _turned(passage, hit)
    if label == "demand":
        return not any(passage.near("release", hit.first, before=1, after=1))
    return True


def _leads_to_owning(passage: Passage, hit: Hit) -> bool:
    """Whether a reason told before the apology goes on to the act or a verdict on oneself.

    "I had a bad day and I made it yours. I'm sorry" owns; "I had a bad day. Sorry" does not.
    """
    apology = next((a.first for a in passage.near("apology", hit.first, after=3)
                    if a.first > hit.first), None)  # fmt: skip
    return apology is not None and any(
        hit.last - 1 <= owning.first < apology - 2
        for cue in ("responsibility", "responsibility_weak", "self_judging")
        for owning in passage.near(cue, hit.first, after=3)
        if owning.first > hit.first + 1
    )


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
            between = passage.reading.words[report.first : hit.first]
            if not any(word.plain in _ENDS_REPORT for word in between):
                return True
    return False


def _repeated(passage: Passage, sorry: list[Hit]) -> list[Hit]:
    if len(sorry) >= _MANY_APOLOGIES and len(passage.reading.words) <= _SHORT:
        return [Hit("overdone", sorry[0].first, sorry[-1].last)]
    return []


def _buts(passage: Passage, faults: list[Hit], owning: list[Hit]) -> list[Hit]:
    taking_back = Places(passage, (fault for fault in faults if fault.cue in _TAKES_BACK))
    owned = Places(passage, owning)
    return [
        hit
        for hit in passage.all("but")
        if not passage.overlaps("not_but", hit)
        and _joins_owned(passage, hit, owned)
        and _undercuts(passage, hit, taking_back)
    ]


def _undercuts(passage: Passage, hit: Hit, taking_back: Places) -> bool:
    """Whether what follows the joining word takes back, and does not own, what came before."""
    if any(fault.first >= hit.last - 1 for fault in taking_back.beside(hit.first)):
        return True
    owns = any(
        0 <= own.first - hit.last < _RIGHT_AFTER for own in passage.near("own_after_but", hit.first)
    )
    return not owns and not any(own.first >= hit.last for own in passage.near("cancel", hit.first))


def _joins_owned(passage: Passage, hit: Hit, owned: Places) -> bool:
    """Something owned before the "but", or after one that opens the sentence ("Though I'm ...")."""
    opens = hit.first - passage.sentence(hit.first).first <= 1
    concedes = opens and passage.reading.words[hit.first].plain in ("though", "although")
    near = owned.beside(hit.first, before=int(opens))
    return any(own.first < hit.first or concedes for own in near)
