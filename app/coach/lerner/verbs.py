"""English verb forms, enough to write a verb once in a data file and match its forms."""

from __future__ import annotations

# base: (past, participle); a form missing here is regular.
_IRREGULAR = {
    "be": ("was", "been"), "become": ("became", "become"), "begin": ("began", "begun"),
    "bite": ("bit", "bitten"), "blow": ("blew", "blown"), "break": ("broke", "broken"),
    "bring": ("brought", "brought"), "burn": ("burned", "burned"), "buy": ("bought", "bought"),
    "call": ("called", "called"), "catch": ("caught", "caught"), "choose": ("chose", "chosen"),
    "come": ("came", "come"), "cost": ("cost", "cost"), "cut": ("cut", "cut"),
    "deal": ("dealt", "dealt"), "do": ("did", "done"), "draw": ("drew", "drawn"),
    "dream": ("dreamt", "dreamt"), "drink": ("drank", "drunk"), "drive": ("drove", "driven"),
    "eat": ("ate", "eaten"), "fall": ("fell", "fallen"), "feel": ("felt", "felt"),
    "fight": ("fought", "fought"), "find": ("found", "found"), "flake": ("flaked", "flaked"),
    "forget": ("forgot", "forgotten"), "freeze": ("froze", "frozen"), "get": ("got", "got"),
    "give": ("gave", "given"), "go": ("went", "gone"), "grow": ("grew", "grown"),
    "hang": ("hung", "hung"), "have": ("had", "had"), "hear": ("heard", "heard"),
    "hide": ("hid", "hidden"), "hit": ("hit", "hit"), "hold": ("held", "held"),
    "hurt": ("hurt", "hurt"), "keep": ("kept", "kept"), "know": ("knew", "known"),
    "lay": ("laid", "laid"), "lead": ("led", "led"), "leave": ("left", "left"),
    "lend": ("lent", "lent"), "let": ("let", "let"), "lie": ("lied", "lied"),
    "lose": ("lost", "lost"), "make": ("made", "made"), "mean": ("meant", "meant"),
    "meet": ("met", "met"), "mislead": ("misled", "misled"), "overhear": ("overheard",) * 2,
    "oversleep": ("overslept", "overslept"), "overspend": ("overspent",) * 2,
    "pay": ("paid", "paid"), "put": ("put", "put"), "quit": ("quit", "quit"),
    "read": ("read", "read"), "ride": ("rode", "ridden"), "ring": ("rang", "rung"),
    "run": ("ran", "run"), "say": ("said", "said"), "see": ("saw", "seen"),
    "sell": ("sold", "sold"), "send": ("sent", "sent"), "set": ("set", "set"),
    "shake": ("shook", "shaken"), "shrink": ("shrank", "shrunk"), "shut": ("shut", "shut"),
    "sit": ("sat", "sat"), "sleep": ("slept", "slept"), "slide": ("slid", "slid"),
    "speak": ("spoke", "spoken"), "spend": ("spent", "spent"), "spill": ("spilled",) * 2,
    "spit": ("spat", "spat"), "split": ("split", "split"), "stand": ("stood", "stood"),
    "steal": ("stole", "stolen"), "stick": ("stuck", "stuck"), "sting": ("stung", "stung"),
    "storm": ("stormed", "stormed"), "swear": ("swore", "sworn"), "take": ("took", "taken"),
    "teach": ("taught", "taught"), "tear": ("tore", "torn"), "tell": ("told", "told"),
    "think": ("thought", "thought"), "throw": ("threw", "thrown"), "upset": ("upset", "upset"),
    "wake": ("woke", "woken"), "wear": ("wore", "worn"), "write": ("wrote", "written"),
}  # fmt: skip
_DOUBLING = frozenset(
    "nag snap slam stop drop plan grab rob tap chat slap snub skip trip pop bang ban bug dig dump "
    "flip flop forget get hit hurt let lie put quit run set shut sit spit split swim upset cut "
    "sneak_in nap wipe_off jab stab drag brag spam dub snitch_on zip cram cancel quarrel gossip "
    "unplug ram chug pet pat omit".split()
) - frozenset("hurt lie dump snitch_on sneak_in wipe_off gossip cancel quarrel".split())


def forms(verb: str, form: str) -> tuple[str, ...]:
    """Return the spellings of `verb` in `form`: base, past, done, ing, s, or all.

    A phrasal verb ("hang up") inflects its first word. `past` includes nothing but the past;
    `done` is the participle.
    """
    head, _, rest = verb.partition(" ")
    tail = f" {rest}" if rest else ""
    if form == "all":
        kinds = ("base", "past", "done", "ing", "s")
        return tuple(dict.fromkeys(item for kind in kinds for item in forms(verb, kind)))
    return (_inflect(head, form) + tail,)


def _inflect(verb: str, form: str) -> str:
    if form == "base":
        return verb
    if form == "ing":
        return _present_participle(verb)
    if form == "s":
        return verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    past, done = _IRREGULAR.get(verb) or (_regular_past(verb),) * 2
    return past if form == "past" else done


def _regular_past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + verb[-1] * (verb in _DOUBLING) + "ed"


def _present_participle(verb: str) -> str:
    if verb in ("lie", "die", "tie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "be":
        return verb[:-1] + "ing"
    return verb + verb[-1] * (verb in _DOUBLING) + "ing"
