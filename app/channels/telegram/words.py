"""The few words that only Telegram needs: menu, descriptions, previews. From flows/telegram.yaml
and its overlays flows/locales/<lang>/telegram.yaml."""

from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

DEFAULT_LOCALE = "en"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """Telegram's words in one language. Lengths are those that Telegram takes.

    commands           menu: command -> what it does, in the order shown.
    description        shown in the empty chat, before the person starts.
    short_description  shown on the bot's profile and with its link.
    group              said once in a group chat, before leaving it.
    preview            first line of a message whose words are covered.
    copy_hint          under words that are too long for a copy button.
    hidden             takes the place of a message that is too old to delete.
    inline_start       button in the inline list that opens the coach's chat.
    drafts             kind of draft -> its title in the inline list; `other` for the rest.
    """

    commands: Mapping[str, str] = Field(max_length=100)
    description: str = Field(max_length=512)
    short_description: str = Field(max_length=120)
    group: str = Field(min_length=1, max_length=4096)
    preview: str = Field(min_length=1, max_length=100)
    copy_hint: str = Field(min_length=1, max_length=100)
    hidden: str = Field(min_length=1, max_length=100)
    inline_start: str = Field(min_length=1, max_length=64)
    drafts: Mapping[str, str]

    def draft_title(self, kind: str) -> str:
        """What a draft of this kind is called in the inline list."""
        return self.drafts.get(kind) or self.drafts["other"]


class Lexicon:
    """Words by locale, falling back to English."""

    def __init__(self, by_locale: Mapping[str, Words]) -> None:
        self.by_locale = by_locale

    def __getitem__(self, locale: str) -> Words:
        language = locale.replace("_", "-").partition("-")[0].lower()
        return self.by_locale.get(language, self.by_locale[DEFAULT_LOCALE])


def load_words(flows: Path) -> Lexicon:
    """The words in the folder `flows`.

    Raises OSError, yaml.YAMLError, or pydantic.ValidationError when a text is missing, too long
    for Telegram or of an unknown name.
    """
    files = {DEFAULT_LOCALE: flows / "telegram.yaml"} | {
        path.parent.name: path for path in sorted(flows.glob("locales/*/telegram.yaml"))
    }
    return Lexicon(
        {
            locale: Words.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
            for locale, path in files.items()
        }
    )
