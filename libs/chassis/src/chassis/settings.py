"""What the environment tells a service, checked once at start. A secret is never printed, not even a wrong one."""

import base64
import binascii
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self, TypeVar

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

EX_CONFIG = 78
KEY_BYTES = 32
HOW_TO_MAKE_A_KEY = "make one with: head -c 32 /dev/urandom | base64"


class BadSettings(Exception):  # noqa: N818  an answer to the operator, not a bug
    """The environment is wrong; `messages` has a sentence per variable: what, where, what to do."""

    def __init__(self, messages: tuple[str, ...]) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


class ServiceSettings(BaseSettings):
    """What every service reads from the environment; a service adds its own fields.

    A field's variable is its name in capitals. Its description and first example become the error message.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True)
    NEEDS_MASTER_KEY: ClassVar[bool] = True

    kafka_bootstrap: Annotated[tuple[str, ...], NoDecode] = Field(
        description="Kafka's addresses, host:port, separated by commas", examples=["127.0.0.1:9092"]
    )
    kafka_partitions: int = Field(
        default=24,
        ge=1,
        le=1000,
        description="partitions of the topics, should they have to be created",
        examples=["24"],
    )
    kafka_replication: int = Field(
        default=1, ge=1, le=9, description="copies of each partition, should topics have to be created", examples=["3"]
    )
    redis_url: str = Field(
        pattern=r"^(rediss?|unix)://\S+$", description="where Redis is", examples=["redis://127.0.0.1:6379/0"]
    )
    steward_estate: Path = Field(description="the folder with the estate's YAML files", examples=["estates/demo"])
    steward_master_key: SecretStr | None = Field(
        default=None, description=f"32 bytes in base64; {HOW_TO_MAKE_A_KEY}", examples=["<base64>"]
    )
    steward_master_key_file: Path | None = Field(
        default=None, description="a file that holds the master key in base64", examples=["var/master.key"]
    )
    steward_installation_key: SecretStr | None = Field(
        default=None,
        description="32 bytes in base64 for hashes and numbers, or unset to derive it from the master key",
        examples=["<base64>"],
    )
    http_host: str = Field(default="127.0.0.1", description="address to listen on", examples=["127.0.0.1"])
    http_port: int = Field(default=8080, ge=0, le=65535, description="port to listen on", examples=["8080"])
    instance_id: str = Field(
        default="1",
        pattern=r"^[A-Za-z0-9._-]{1,64}$",
        description="this copy's name among the copies of a service: letters, digits, dot, dash",
        examples=["1"],
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="debug, info, warning or error", examples=["info"]
    )
    stop_deadline_seconds: float = Field(
        default=20.0, gt=0, le=600, description="how long a stop may take", examples=["20"]
    )

    @field_validator("kafka_bootstrap", mode="before")
    @classmethod
    def _listed(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        return tuple(part.strip() for part in given.split(",") if part.strip())

    @field_validator("kafka_bootstrap")
    @classmethod
    def _addresses(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        ports = [address.rpartition(":") for address in given]
        if not given or any(not host or not port.isdecimal() for host, _, port in ports):
            raise PydanticCustomError("addresses", "is not a list of host:port")
        return given

    @field_validator("log_level", mode="before")
    @classmethod
    def _lower(cls, given: object) -> object:
        return given.lower() if isinstance(given, str) else given

    @field_validator("steward_estate")
    @classmethod
    def _is_there(cls, given: Path) -> Path:
        if not given.is_dir():
            raise PydanticCustomError("no_folder", "is not a folder that exists")
        return given

    @field_validator("steward_master_key", "steward_installation_key")
    @classmethod
    def _keys(cls, given: SecretStr | None) -> SecretStr | None:
        if given is not None:
            decoded_key(given.get_secret_value())
        return given

    @field_validator("steward_master_key_file")
    @classmethod
    def _key_file(cls, given: Path | None) -> Path | None:
        if given is not None:
            decoded_key(_content(given))
        return given

    @model_validator(mode="after")
    def _has_master_key(self) -> Self:
        given = sum(key is not None for key in (self.steward_master_key, self.steward_master_key_file))
        if given > 1 or (self.NEEDS_MASTER_KEY and not given):
            raise PydanticCustomError("one_key", "set exactly one of STEWARD_MASTER_KEY and STEWARD_MASTER_KEY_FILE")
        return self

    @property
    def master_key(self) -> bytes:
        """The installation's 32-byte master key. BadSettings if this service was started without one."""
        if self.steward_master_key is not None:
            return decoded_key(self.steward_master_key.get_secret_value())
        if self.steward_master_key_file is not None:
            return decoded_key(_content(self.steward_master_key_file))
        raise BadSettings(("STEWARD_MASTER_KEY: is not set; " + HOW_TO_MAKE_A_KEY,))

    @property
    def installation_key(self) -> bytes:
        """The 32-byte HMAC key: as given, else derived from the master key (HKDF-SHA256)."""
        if self.steward_installation_key is not None:
            return decoded_key(self.steward_installation_key.get_secret_value())
        info = b"steward/1/installation"
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(self.master_key)


class RecordSettings(ServiceSettings):
    """What a service reads that keeps a record per subject."""

    put_away_after_days: int = Field(
        default=60,
        ge=1,
        le=36_500,
        description="how many days after its last fact a ticket at rest leaves Redis for its topic",
        examples=["60"],
    )

    @property
    def window(self) -> timedelta:
        """How long after its last fact a record at rest is put away."""
        return timedelta(days=self.put_away_after_days)


S = TypeVar("S", bound=BaseSettings)


def decoded_key(text: str) -> bytes:
    """The 32 bytes that `text` holds in base64; a pydantic error, which does not quote it, if it does not."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise PydanticCustomError("not_base64", "is not base64") from None
    if len(key) != KEY_BYTES:
        raise PydanticCustomError("key_length", "holds {length} bytes, 32 are needed", {"length": len(key)})
    return key


def read(settings: type[S]) -> S:
    """The settings as the process's environment gives them; BadSettings if it is wrong."""
    try:
        return settings()
    except ValidationError as error:
        raise BadSettings(tuple(_sentence(settings, each) for each in error.errors(include_input=False))) from None


def load(settings: type[S]) -> S:
    """For a `__main__`: the settings, or a sentence per wrong variable on stderr and exit code 78 (EX_CONFIG)."""
    try:
        return read(settings)
    except BadSettings as bad:
        sys.stderr.write(f"{len(bad.messages)} setting(s) are wrong:\n")
        sys.stderr.writelines(f"  {message}\n" for message in bad.messages)
        raise SystemExit(EX_CONFIG) from None


def _sentence(settings: type[BaseSettings], error: ErrorDetails) -> str:
    if not error["loc"]:
        return f"{error['msg']} (in the environment). To have a key, {HOW_TO_MAKE_A_KEY}"
    field = str(error["loc"][0])
    variable, about = field.upper(), settings.model_fields.get(field)
    wrong = "is not set" if error["type"] == "missing" else error["msg"]
    if about is None or not about.description:
        return f"{variable}: {wrong} (in the environment)"
    example = f", for example {variable}={about.examples[0]}" if about.examples else ""
    return f"{variable}: {wrong} (in the environment). Set it to {about.description}{example}"


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise PydanticCustomError("unreadable", "cannot be read: {kind}", {"kind": type(error).__name__}) from None
