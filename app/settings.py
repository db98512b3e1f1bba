"""Settings from the environment; every one has a default that works on a laptop."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
"""The folder that holds app/, flows/ and alembic/."""


class Settings(BaseSettings):
    """What an operator can set. Names are the environment variables, in lower case."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    log_level: str = "INFO"
    data_dir: Path = Path("data")
    flows_dir: Path = ROOT / "flows"
    database_url: str = ""
    encryption_keys: SecretStr = SecretStr("")
    public_url: str = ""
    telegram_bot_token: SecretStr = SecretStr("")
    telegram_api_base: str = "https://api.telegram.org"
    telegram_webhook_secret: SecretStr = SecretStr("")

    @property
    def database(self) -> str:
        """SQLAlchemy URL with an async driver; a SQLite file under `data_dir` by default."""
        url = self.database_url or f"sqlite:///{self.data_dir / 'circleback.db'}"
        for plain, driver in (
            ("sqlite://", "sqlite+aiosqlite://"),
            ("postgresql://", "postgresql+psycopg://"),
            ("postgres://", "postgresql+psycopg://"),
        ):
            if url.startswith(plain):
                return driver + url.removeprefix(plain)
        return url

    @property
    def key_file(self) -> Path:
        """Where the encryption keys are kept when ENCRYPTION_KEYS is not set."""
        return self.data_dir / "encryption.key"
