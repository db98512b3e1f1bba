"""A review of an apology as the API says it: the core's findings with their titles."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from app.coach.apology import PARTS, Review
from app.coach.lerner.wording import wording

Kind = Literal["apology", "not_apology", "other_language", "empty", "danger"]

_DRAFT = "I'm sorry I was late, but you never told me."


class ReviewRequest(BaseModel):
    """A draft to read. It is read and forgotten."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": _DRAFT, "locale": "en"}]},
    )

    text: str = Field(description="The draft, at most 20,000 characters")
    locale: str | None = Field(
        default=None,
        max_length=35,
        description="Language of the reasons and questions; by default that of Accept-Language",
    )


class Found(BaseModel):
    """A fault at `text[start:end]`, counted in Unicode code points.

    `instead` replaces exactly that span ("" leaves it out). It is null where no rewrite is safe;
    `question` then asks the person for words of their own.
    """

    label: str = Field(examples=["but"])
    title: str = Field(description="The fault's name, for people")
    start: int = Field(description="First code point")
    end: int = Field(description="The code point after the last")
    why: str
    instead: str | None
    question: str | None
    rule: str = Field(description="The rule of Harriet Lerner's that it breaks")


class FoundPart(BaseModel):
    """One of the five parts of an apology at `text[start:end]`, counted in code points."""

    label: str = Field(examples=["responsibility"])
    start: int
    end: int


class PartName(BaseModel):
    """What a part is called, and the question that leads to it."""

    label: str
    title: str
    question: str


class ReviewAnswer(BaseModel):
    """What was found. Only an "apology" has findings; the other kinds have a note with a way on.

    The kind "danger" is a text that tells of somebody being hurt: no apology is helped along then.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "apology",
                    "clean": False,
                    "note": None,
                    "findings": [
                        {
                            "label": "but",
                            "title": 'A "but" in the apology',
                            "start": 18,
                            "end": 43,
                            "why": 'A "but" takes back what came before it.',
                            "instead": "",
                            "question": None,
                            "rule": 'No "but".',
                        }
                    ],
                    "parts": [
                        {"label": "apology", "start": 0, "end": 9},
                        {"label": "responsibility", "start": 10, "end": 20},
                    ],
                    "present": ["apology", "responsibility"],
                    "missing": ["impact", "amends", "change"],
                }
            ]
        },
    )

    kind: Kind
    clean: bool = Field(description="An apology, and nothing found in it")
    note: str | None
    findings: list[Found]
    parts: list[FoundPart]
    present: list[str] = Field(description="Labels of the parts that are there")
    missing: list[str] = Field(description="Labels of the parts that are not there")

    @classmethod
    def of(cls, review: Review) -> Self:
        """The answer that says this review."""
        faults = wording(review.locale)["faults"]
        return cls.model_validate(
            {
                "kind": review.kind,
                "clean": review.clean,
                "note": review.note,
                "findings": [
                    Found(
                        label=finding.label,
                        title=faults[finding.label]["title"],
                        start=finding.start,
                        end=finding.end,
                        why=finding.why,
                        instead=finding.instead,
                        question=finding.question,
                        rule=finding.rule,
                    )
                    for finding in review.findings
                ],
                "parts": [
                    FoundPart(label=part.label, start=part.start, end=part.end)
                    for part in review.parts
                ],
                "present": list(review.present),
                "missing": list(review.missing),
            }
        )


def danger_answer(note: str) -> ReviewAnswer:
    """The answer to a text that tells of danger: no review, and where help is."""
    return ReviewAnswer(
        kind="danger",
        clean=False,
        note=note,
        findings=[],
        parts=[],
        present=[],
        missing=list(PARTS),
    )


def part_names(locale: str) -> list[PartName]:
    """The five parts in the order an apology is built."""
    said = wording(locale)["parts"]
    return [
        PartName(label=part, title=said[part]["title"], question=said[part]["question"])
        for part in PARTS
    ]
