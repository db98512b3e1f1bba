"""Every static check finds what it is for, and is silent about what is fine."""

from pathlib import Path

import pytest

from app.engine.check import check
from app.engine.loader import Book, Problem, load_book
from app.settings import ROOT
from app.toolbox import build_tools
from tests.engine.standins import book_of

SHARED = (Path(__file__).parent / "flows" / "shared.yaml").read_text("utf-8")
BASE = """\
id: tiny
version: 1
title: Tiny
source: A test.
slots:
  mood: {type: choice, options: [{value: good, label: Good}, {value: bad, label: Bad}]}
  heat: {type: scale}
  sure: {type: boolean}
  name: {type: text, max: 40}
  note: {type: any}
  kept: {type: text, keep: true}
states:
"""


def problems(states: str, *more: str, catalogs: dict[str, dict[str, str]] | None = None) -> str:
    book = book_of(SHARED, BASE + states, *more, catalogs=catalogs)
    return "\n".join(str(p) for p in check(book, {"first_word"}) if p.file != "common.yaml")


def asking(rest: str, slot: str = "mood") -> str:
    return f'  first: {{say: "Hello.", ask: {slot}, {rest}}}\n'


END = '{say: "Bye.", choices: [{label: Done, to: "@end"}]}'


def test_fine_flows_are_fine() -> None:
    assert problems(f"  first: {END}\n") == ""


def test_fixture_flows_are_fine(book: Book) -> None:
    assert check(book, {"first_word"}) == []


def test_real_flows_are_fine() -> None:
    assert [str(p) for p in check(load_book(ROOT / "flows"), build_tools().functions)] == []


@pytest.mark.parametrize(
    ("states", "says"),
    [
        ('  first: {say: "Hi.", choices: [{label: Go, to: nowhere}]}\n', "no state `nowhere`"),
        ('  first: {say: "Hi.", choices: [{label: Go, to: "@nowhere"}]}\n', "no flow `nowhere`"),
        ('  first: {call: nowhere, then: "@end"}\n', "no flow `nowhere`"),
        (asking('then: [{when: "mod == \'good\'", to: "@end"}, {to: "@end"}]'), "no slot `mod`"),
        (asking('then: [{when: "ghost(mood)", to: "@end"}, {to: "@end"}]'), "no function `ghost`"),
        (asking('then: "@end"', "ghost"), "no slot `ghost`"),
        (asking('then: "@end"', "note"), "nobody can be asked for"),
        ('  first: {say: "Hi {mood|loud}.", ask: mood, then: "@end"}\n', "no format `loud`"),
        ('  first: {say: "Hi {heat|when}.", ask: heat, then: "@end"}\n', "cannot show"),
        ('  first: {say: "Hi {a.b()}.", choices: [{label: Go, to: "@end"}]}\n', "can be called"),
        ('  first: {do: [{cancel: ghost}], then: "@end"}\n', "no nudge `ghost`"),
        ('  first: {do: [{set: {ghost: "1"}}], then: "@end"}\n', "no slot `ghost` to fill"),
    ],
)
def test_names_that_nothing_has(states: str, says: str) -> None:
    assert says in problems(states)


def test_the_words_that_led_to_a_flow_need_a_slot_and_are_known_at_its_start() -> None:
    states = '  first: {say: "{name} {kept}", choices: [{label: Done, to: "@end"}]}\n'
    for slot, says in (("ghost", "no text slot"), ("mood", "no text slot"), ("name", "")):
        flow = BASE.replace("slots:", f"entry: {{said: {slot}}}\nslots:") + states
        told = [str(p) for p in check(book_of(SHARED, flow), {"first_word"})]
        assert says in "\n".join(told)
        assert any("`name` may not be set" in line for line in told) == (slot != "name")


def test_a_near_name_is_offered_with_file_and_line() -> None:
    told = problems('  first: {say: "Hi.", choices: [{label: Go, to: frist}]}\n')
    assert told.startswith("tiny.yaml:13:")
    assert "did you mean `first`?" in told


def test_unreachable_states() -> None:
    assert "nothing leads to `lost`" in problems(f"  first: {END}\n  lost: {END}\n")


def test_states_without_escape() -> None:
    states = """\
  first: {say: Hi., choices: [{label: On, to: second}]}
  second: {say: Ho., choices: [{label: Back, to: first}]}
""".replace("label: On", 'label: "Go"')
    told = problems(states)
    assert "no way leads out of `first`" in told
    assert "no way leads out of `second`" in told


def test_a_reminder_is_no_way_out() -> None:
    states = """\
  first:
    do: [{nudge: {name: n, at: "60", to: out, say: Hey., about: It}}]
    then: trap
  trap: {say: Hi., choices: [{label: Again, to: trap}]}
  out: {say: Bye., choices: [{label: Done, to: "@end"}]}
"""
    assert "no way leads out of `trap`" in problems(states)


def test_where_a_person_can_only_wait() -> None:
    states = '  first: {say: "Wait.", after: {5m: out}}\n  out: ' + END + "\n"
    assert "can only wait" in problems(states)


def test_circles_that_nag_for_ever() -> None:
    states = """\
  first: {say: Hi., after: {5m: second}, choices: [{label: Done, to: "@end"}]}
  second: {say: Ho., after: {5m: first}, choices: [{label: Done, to: "@end"}]}
"""
    told = problems(states)
    assert "`first` comes round to itself" in told
    assert "`second` comes round to itself" in told


def test_circles_without_a_wait() -> None:
    states = """\
  first: {then: [{when: "name", to: "@end"}, {to: second}]}
  second: {do: [{set: {name: "'x'"}}], then: first}
"""
    assert "comes round to itself" in problems(states)


def test_a_circle_through_a_call_that_does_not_wait() -> None:
    inner = "id: inner\nversion: 1\ntitle: In\nsource: T.\nstates:\n  one: {then: '@end'}\n"
    states = '  first: {call: inner, then: [{when: "name", to: "@end"}, {to: first}]}\n'
    assert "`first` comes round to itself" in problems(states, inner)


def test_a_circle_with_a_question_is_fine() -> None:
    states = '  first: {say: "Hi.", ask: name, choices: [{label: Done, to: "@end"}], then: first}\n'
    assert problems(states) == ""


@pytest.mark.parametrize(
    ("slot", "branches", "says"),
    [
        ("mood", '[{when: "mood == \'good\'", to: "@end"}]', "no branch is taken when mood is bad"),
        ("heat", '[{when: "heat < 6", to: "@end"}, {when: "heat > 6", to: "@end"}]', "heat is 6"),
        ("sure", '[{when: "sure", to: "@end"}]', "sure is False"),
        ("name", '[{when: "name == \'x\'", to: "@end"}]', "endless values"),
        ("name", '[{when: "first_word(name)", to: "@end"}]', "endless values"),
        ("mood", '[{to: "@end"}, {when: "mood == \'good\'", to: "@end"}]', "never taken"),
    ],
)
def test_guards_that_leave_a_case_open(slot: str, branches: str, says: str) -> None:
    assert says in problems(asking(f"then: {branches}", slot))


@pytest.mark.parametrize(
    ("slot", "branches"),
    [
        ("mood", '[{when: "mood == \'good\'", to: "@end"}, {when: "mood == \'bad\'", to: "@end"}]'),
        ("heat", '[{when: "heat < 6", to: "@end"}, {when: "heat >= 6", to: "@end"}]'),
        ("sure", '[{when: "sure", to: "@end"}, {when: "not sure", to: "@end"}]'),
    ],
)
def test_guards_that_cover_everything(slot: str, branches: str) -> None:
    assert problems(asking(f"then: {branches}", slot)) == ""


def test_a_slot_that_can_be_unset_is_a_case_too() -> None:
    states = """\
  first: {say: Hi., ask: mood, choices: [{label: Skip, to: next}], then: next}
  next: {then: [{when: "mood == 'good'", to: "@end"}, {when: "mood == 'bad'", to: "@end"}]}
"""
    assert "mood is unset" in problems(states)


def test_a_state_whose_buttons_may_all_be_missing() -> None:
    states = '  first: {say: "Hi.", choices: [{label: Go, to: "@end", when: "name"}]}\n'
    assert "buttons are guarded" in problems(states)


@pytest.mark.parametrize(
    ("read", "fine"),
    [
        ("Hi {name}.", False),
        ("Hi {name or 'you'}.", True),
        ("Hi {name + ',' if name else ''}", True),
        ("Hi {first_word(name)}", False),
        ("Hi {first_word(kept)}", True),
        ("Hi {kept}", False),
        ("Hi {kept or 'you'}", True),
        ("Hi {suspended}", True),
    ],
)
def test_reading_before_setting(read: str, *, fine: bool) -> None:
    states = f"""\
  first: {{say: Hi., ask: name, choices: [{{label: Skip, to: out}}], then: out}}
  out: {{say: "{read}", choices: [{{label: Done, to: "@end"}}]}}
"""
    assert ("may not be set yet" not in problems(states)) == fine


@pytest.mark.parametrize(
    "way",
    [
        "first: {say: Hi., ask: name, then: out}",
        "first: {do: [{set: {name: \"'Sam'\"}}], then: out}",
        "first: {say: Hi., choices: [{label: Sam, to: out, set: {name: \"'Sam'\"}}]}",
        'first: {then: [{when: "name", to: out}, {to: "@end"}]}',
        'first: {then: [{when: "not name", to: "@end"}, {to: out}]}',
        'first: {then: [{when: "name is none", to: "@end"}, {to: out}]}',
    ],
)
def test_ways_that_set_a_slot(way: str) -> None:
    states = f'  {way}\n  out: {{say: "Hi {{name}}", choices: [{{label: Done, to: "@end"}}]}}\n'
    assert problems(states) == ""


def test_guarded_writes_that_cover_every_case_set_a_slot() -> None:
    states = """\
  first: {say: Hi., ask: mood, then: compose}
  compose:
    do:
      - {when: "mood == 'good'", write: {name: Glad}}
      - {when: "mood == 'bad'", write: {name: Sad}}
    then: out
  out: {say: "{name}", choices: [{label: Done, to: "@end"}]}
"""
    assert problems(states) == ""
    one_missing = states.replace("      - {when: \"mood == 'bad'\", write: {name: Sad}}\n", "")
    assert "`name` may not be set yet" in problems(one_missing)


def test_a_nudge_knows_only_what_it_keeps() -> None:
    states = """\
  first: {say: Hi., ask: name, then: plan}
  plan:
    do: [{nudge: {name: n, at: "60", to: out, say: "Hey {name}.", about: It, keep: [name]}}]
    then: "@end"
  out: {say: "Hi {name}.", choices: [{label: Done, to: "@end"}]}
"""
    assert problems(states) == ""
    told = problems(states.replace(", keep: [name]", ""))
    assert told.count("`name` may not be set yet") == 2
    assert "what `keep` lists" in told


def test_what_a_called_flow_fills_is_set_after_the_call() -> None:
    inner = """\
id: inner
version: 1
title: In
source: T.
slots: {got: {type: text}, perhaps: {type: text}}
states:
  one: {say: Hi., ask: got, then: two}
  two: {say: Ho., ask: perhaps, choices: [{label: Skip, to: "@end"}], then: "@end"}
"""
    states = """\
  first: {call: inner, then: out}
  out: {say: "{inner.got}", choices: [{label: Done, to: "@end"}]}
"""
    assert problems(states, inner) == ""
    assert "`inner.perhaps` may not be set" in problems(states.replace(".got", ".perhaps"), inner)


@pytest.mark.parametrize(
    ("action", "says"),
    [
        ('nudge: {name: n, at: "60", to: first, say: Hey., about: It}', "schedule the nudge"),
        ('heat: {moment: before, value: "3"}', "record the heat"),
        ("episode: open", "open an episode"),
        ("episode: repaired", "close the episode"),
    ],
)
def test_a_waiting_state_does_nothing_that_counts_twice(action: str, says: str) -> None:
    states = f'  first: {{do: [{{{action}}}], say: Hi., choices: [{{label: Done, to: "@end"}}]}}\n'
    assert says in problems(states)


def test_a_waiting_state_ends_in_words() -> None:
    states = (
        '  first: {do: [{draft: {kind: x, text: Words.}}], choices: [{label: Done, to: "@end"}]}\n'
    )
    assert "waits without a word after its draft" in problems(states)


def test_words_that_could_mean_two_buttons() -> None:
    states = """\
  first: {say: Hi., choices: [{label: Done, to: "@end"}, {label: Stay, to: first, also: [done]}]}
"""
    assert "could mean two buttons" in problems(states)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("word " * 900, "can reach"),
        ("You should rest.", "tells people what to do"),
        ("Rest now!", "exclamation mark"),
        ("You never listen.", "accuses"),
        (
            "Consideration of alternative interpretations necessitates deliberate emotional "
            "regulation alongside uncomfortable acknowledgement of individual responsibility "
            "within interpersonal communication and conversation and negotiation.",
            "reads at US grade",
        ),
    ],
)
def test_texts_that_do_not_fit(text: str, says: str) -> None:
    assert says in problems(f'  first: {{say: "{text}", choices: [{{label: Done, to: "@end"}}]}}\n')


def test_a_blaming_line_may_stand_as_an_example() -> None:
    states = (
        '  first: {say: "Instead of “You never listen.”", choices: [{label: Done, to: "@end"}]}\n'
    )
    assert problems(states) == ""


def test_translations() -> None:
    states = '  first: {say: "Hi {kept or name or 1}.", choices: [{label: Done, to: "@end"}]}\n'
    missing = problems(states, catalogs={"es": {"Tiny": "Chico"}})
    assert "locales/es/tiny.yaml:0: 4 of 5 texts are not translated: “Good”" in missing
    catalog = {"Hi {kept or name or 1}.": "Hola.", "Gone": "Ido", "Done": "Hecho" * 10}
    told = problems(states, catalogs={"es": catalog})
    assert "differs in {kept or name or 1}" in told
    assert "no flow says “Gone” any more" in told
    assert "50 characters in es" in told


def told_whole(*texts: str) -> list[Problem]:
    return check(book_of(*texts), set())


def test_roles_and_phrases_are_all_there_once() -> None:
    told = "\n".join(map(str, told_whole(BASE + f"  first: {END}\n")))
    assert "the role `menu` is missing" in told
    assert "the phrase `unknown` is missing" in told
    twice = BASE.replace("states:", "roles: {menu: first}\nstates:") + f"  first: {END}\n"
    assert "the role `menu` is claimed twice" in "\n".join(map(str, told_whole(SHARED, twice)))


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("{command: common}", "the command `common` is claimed twice"),
        ("{command: stop}", "/stop works everywhere already"),
        ('{command: "Not one"}', "cannot be typed"),
        ('{phrases: ["stop"]}', "means `stop` everywhere already"),
    ],
)
def test_commands_and_phrases(entry: str, says: str) -> None:
    flow = BASE.replace("states:", f"entry: {entry}\nstates:") + f"  first: {END}\n"
    assert says in "\n".join(map(str, told_whole(SHARED, flow)))


def test_two_flows_that_claim_the_same_phrase() -> None:
    flow = BASE.replace("states:", 'entry: {phrases: ["I need it"]}\nstates:') + f"  first: {END}\n"
    told = told_whole(SHARED, flow, flow.replace("id: tiny", "id: other"))
    assert "the phrase `i need it` is claimed twice" in "\n".join(map(str, told))
