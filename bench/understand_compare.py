"""Compare methods on phrases held out of training: `python -m bench.understand_compare`.

Three-fold cross-validation over the English phrases. A held-out phrase is a hard case, since most
say something that no other phrase says; the order of the methods is what matters here.
"""

from collections.abc import Callable, Sequence

from sklearn.model_selection import StratifiedKFold

from app.coach.intents.features import Reader, reader_for
from app.coach.intents.nearest import PhraseIndex
from app.coach.intents.phrases import phrasebook
from bench.understand_train import Settings, fit

_FOLDS = 3
Labelled = Sequence[tuple[str, str]]
Answer = Callable[[str], str]


def nearest(training: Labelled, reader: Reader) -> Answer:
    """The label of the nearest phrase."""
    index = PhraseIndex([(label, text, reader.words(text)) for label, text in training])

    def answer(text: str) -> str:
        match = index.nearest(reader.words(text))
        return match.label if match else "other"

    return answer


def linear(settings: Settings) -> Callable[[Labelled, Reader], Answer]:
    """The most probable label of a model with these settings."""

    def prepare(training: Labelled, reader: Reader) -> Answer:
        model = fit(training, reader, settings)

        def answer(text: str) -> str:
            shares = model.probabilities(reader.features(text))
            return max(shares, key=lambda label: shares[label])

        return answer

    return prepare


METHODS: dict[str, Callable[[Labelled, Reader], Answer]] = {
    "nearest phrase": nearest,
    "linear, words and pairs": linear(Settings(groups=("w",))),
    "linear, letter groups": linear(Settings(groups=("g",))),
    "linear, concepts": linear(Settings(groups=("c",))),
    "linear, words and letters": linear(Settings(groups=("w", "g"))),
    "linear, all, penalty 1/30": linear(Settings(inverse_penalty=30.0)),
    "linear, all, penalty 1/10 (ships)": linear(Settings()),
}


def main() -> None:
    """Print the accuracy of each method."""
    book = phrasebook("en")
    reader = reader_for(book)
    labelled = [(label, text) for label, phrases in book.phrases.items() for text in phrases]
    labels = [label for label, _ in labelled]
    splitter = StratifiedKFold(_FOLDS, shuffle=True, random_state=1)
    folds = list(splitter.split(labelled, labels))
    for name, prepare in METHODS.items():
        right = 0
        for training, held_out in folds:
            answer = prepare([labelled[index] for index in training], reader)
            right += sum(answer(labelled[i][1]) == labels[i] for i in held_out)
        print(f"{name:34} {right / len(labelled):.1%}")


if __name__ == "__main__":
    main()
