"""Settings, read once from the environment; nonsense is refused at the start, in sentences."""

from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationInfo, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Settings(BaseSettings):
    """What a keeper may set; every name is prefixed MIRACLES_ in the environment."""

    model_config = SettingsConfigDict(env_prefix="MIRACLES_", env_file=".env", extra="ignore")

    database_url: str = "sqlite:///data/little-miracles.sqlite3"
    base_url: str = "http://127.0.0.1:8000"
    smtp_url: str = ""
    mail_from: str = "Little Miracles <little-miracles@localhost>"
    trusted_proxies: str = ""
    demo: bool = False

    @field_validator("base_url")
    @classmethod
    def _a_whole_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("MIRACLES_BASE_URL must be a whole address, such as https://miracles.example.org.")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError("MIRACLES_BASE_URL must begin with https:// unless it is this machine itself.")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _a_database_we_know(cls, value: str) -> str:
        is_file = value.startswith("sqlite:///") and value != "sqlite:///"
        if not is_file and not value.startswith(("postgresql://", "postgresql+psycopg://", "postgres://")):
            raise ValueError("MIRACLES_DATABASE_URL must look like sqlite:///path/to/file or postgresql://….")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, value: str) -> str:
        for address in filter(None, (one.strip() for one in value.split(","))):
            try:
                ip_network(address, strict=False)
            except ValueError:
                raise ValueError(
                    f"MIRACLES_TRUSTED_PROXIES must hold addresses such as 127.0.0.1 or 10.0.0.0/8, not “{address}”."
                ) from None
        return value

    @field_validator("smtp_url")
    @classmethod
    def _a_mail_server(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"smtp", "smtps"}:
            raise ValueError("MIRACLES_SMTP_URL must look like smtp://user:password@mail.example.org:587.")
        return value

    @field_validator("demo")
    @classmethod
    def _only_on_this_machine(cls, value: bool, info: ValidationInfo) -> bool:
        host = urlsplit(info.data.get("base_url", "")).hostname
        if value and host not in LOOPBACK:
            raise ValueError("The demo opens on this machine only: leave MIRACLES_BASE_URL unset.")
        return value

    @property
    def host(self) -> str:
        """The host name that browsers must ask for."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def is_https(self) -> bool:
        """True when browsers reach us over TLS, so cookies can be host-bound and Secure."""
        return self.base_url.startswith("https://")

    @property
    def allowed_hosts(self) -> set[str]:
        """Host names that are answered; any other is refused."""
        return {self.host} | (LOOPBACK if self.host in LOOPBACK else set())

    @property
    def database_file(self) -> Path | None:
        """The SQLite file, or None when another database is used."""
        if not self.database_url.startswith("sqlite:///"):
            return None
        return Path(self.database_url.removeprefix("sqlite:///"))


class OwnSettings(Settings):
    """Settings that the code alone decides, as for the demo: the environment and its files are not read."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What was passed by name, and nothing else."""
        return (init_settings,)
