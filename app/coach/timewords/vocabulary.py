"""Sets of canonical words by what they do to a time expression near them."""

from __future__ import annotations

from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS: Final = tuple("jan feb mar apr may jun jul aug sep oct nov dec".split())
TIME_WORDS: Final = _set(
    "today tomorrow overmorrow tonight morning noon afternoon evening night midnight weekend "
    "after-work after-dinner after-lunch after-breakfast before-bed before-work before-dinner "
    "before-lunch lunch-time dinner-time breakfast-time day-end first-thing tea-time same-time "
    "am pm ish oclock sharp this next"
) | frozenset((*WEEKDAYS, *MONTHS))

ENDS: Final = _set(", ; ? -") | {""}
"""Where a stretch of speech ends; the empty word stands for the edge of the text."""

FILLER: Final = _set(
    "does "
    "yes yeah yep yup ya yea sure okay fine good great perfect cool then maybe perhaps please "
    "pls plz plse thanks thx thank ty you say let's at around about like by on for the a an "
    "works work is it would be will could can we that sounds better best lets do make how what "
    "ish sharp hm hmm hmmm um uh er well so actually instead i think guess prefer need want "
    "give me us just talk meet chat speak call another more less or probably love babe baby "
    "honey dear hun hey hi hello until after before from tops max only sorry no tbh idk lol "
    "haha remind ping text message back come again oh my xx x xo xoxo tho though right exactly "
    "ideally possibly to go with whole full entire wait least too also happy am should suits "
    "free in within next try some space break time take i'd we'll i'll i'm it'll it's see later "
    "ready"
)
"""Words that may stand around a bare number or length without making it something else."""

FOLLOWERS: Final = _set(
    "and but or so if when while because cause since as with for to at on in by of-course then "
    "than is are was would will could can might may i you we he she they it that this these "
    "those my your our his her their please pls plz maybe perhaps instead okay ok fine good "
    "great works work sounds seems suits tonight today tomorrow next after before until from "
    "about around again there here who what how why where just only too also though tho right "
    "yes yeah no not sharp lol haha xx x xo love babe baby honey dear hun thanks thx i'd i'll "
    "i've i'm we'll we'd let's be do does did has have had go let remind call text message ping "
    "come am actually or-so probably tops idk unless the a an better now all both see sure "
    "later latest earliest onwards onward its cuz cos coz bc once whenever either whether "
    "hopefully ideally sometime anyway if-you talk ?"
)
"""Words that may follow a bare hour; a noun may not ("8 kids")."""

HOUR_CUES: Final = _set(
    "at around about by until after before from say like make let's do maybe for or and - , "
    "then try to between actually but probably perhaps"
)
NEVER_BEFORE_HOUR: Final = _set(
    "# $ € £ % + / number room chapter page level floor apartment apt flat bus line route part "
    "step version size age aged turned turn a an heat no. nr grade rated rate rating score "
    "scored feel feeling feels felt minus unit gate track channel act season episode top "
    "highway exit platform house x half"
)
NEVER_AFTER_HOUR: Final = _set(
    "% / out of kids children people persons times things percent years year-old mph degrees km "
    "miles x different more messages texts calls points + th euros dollars bucks pounds elm "
    "street st ave avenue road rd am-i children's minute hour day week month year second steps "
    "reasons"
)

RESETS: Final = _set(
    "can let's maybe perhaps how what instead rather then until before so but however say try "
    "remind if because cause when unless actually wait make although though otherwise cuz cos "
    "coz let propose suggest where"
)
"""Words that open a new stretch of speech, to which an earlier "not" does not reach."""

BREAKS: Final = _set("; ? ,")

REFUSALS: Final = _set("not never every")
PAST_SIGNS: Final = _set(
    "was were been happened ago since waited said told came left went yelled shouted cried "
    "forgot promised missed fought argued slept took lasted spent ignored stayed talked lied "
    "hurt broke threw hit drank slammed screamed walked drove called started ruined kept had"
)
MOVES: Final = _set(
    "move moved push pushed change shift reschedule postpone delay bump switch moving"
)
"""Verbs that give a talk another time: "push it to 9"."""
PROPOSALS: Final = _set(
    "can could let's remind call talk how what shall would wanna message text ping suggest "
    "propose meet say speak chat prefer"
)
"""Words that ask for the time after them, where another time in the text only tells of the day."""
PRONOUNS: Final = _set("i you we he she they it who that")
