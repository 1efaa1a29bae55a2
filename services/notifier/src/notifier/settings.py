"""What the environment tells the notifier, and the numbers of sending from their file."""

from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import Field, SecretStr, ValidationError

from chassis.settings import RecordSettings
from notifier.domain.policy import Policy


class PolicyRefused(ValueError):  # noqa: N818  an answer to whoever wrote the file
    """The file with the numbers of sending is wrong: which, where, what to do."""


class Settings(RecordSettings):
    """The ways out, and the group's own files in place of the shipped ones."""

    sms_url: str = Field(
        default="https://dysmsapi.aliyuncs.com/",
        pattern=r"^https?://\S+$",
        description="where the SMS service answers",
        examples=["https://dysmsapi.aliyuncs.com/"],
    )
    sms_key_id: str = Field(description="the SMS service's access key id", examples=["LTAI..."])
    sms_key_secret: SecretStr = Field(description="the SMS service's access key secret", examples=["<secret>"])
    sms_template: str = Field(
        default="SMS_STEWARD_TEXT",
        description="the registered SMS template whose only variable is text",
        examples=["SMS_123456789"],
    )
    smtp_host: str = Field(default="127.0.0.1", description="the mail server", examples=["mail.example.com"])
    smtp_port: int = Field(default=25, ge=1, le=65535, description="the mail server's port", examples=["587"])
    smtp_user: str | None = Field(default=None, description="the mail account, if it needs one", examples=["steward"])
    smtp_password: SecretStr | None = Field(default=None, description="its password", examples=["<secret>"])
    smtp_tls: bool = Field(default=False, description="whether to use STARTTLS", examples=["true"])
    provider_timeout_seconds: float = Field(
        default=10.0, gt=0, le=20, description="how long a provider may take to answer", examples=["10"]
    )
    sends_at_once: int = Field(
        default=50, ge=1, le=500, description="how many messages go out at the same time", examples=["50"]
    )
    notifier_policy: Path | None = Field(
        default=None,
        description="a file with the group's own numbers of sending",
        examples=["estates/own/sending.yaml"],
    )
    notifier_templates: Path | None = Field(
        default=None, description="a folder with the group's own texts", examples=["estates/own/templates"]
    )

    @property
    def call_seconds(self) -> float:
        """What a call may take, with its connection."""
        return 2 * self.provider_timeout_seconds


def policy_for(settings: Settings) -> Policy:
    """The numbers of sending, if they leave the providers the time that they may take. Raises PolicyRefused."""
    policy = policy_from(settings.notifier_policy)
    if settings.call_seconds > policy.longest_call.total_seconds():
        name, least = settings.notifier_policy or "policy.yaml", 4 * settings.provider_timeout_seconds
        raise PolicyRefused(
            f"{name}: unsure_after: whoever asks would meet a call under way; with PROVIDER_TIMEOUT_SECONDS "
            f"{settings.provider_timeout_seconds:g} it has to be {least:g} seconds or more"
        )
    return policy


def policy_from(own: Path | None) -> Policy:
    """The numbers of sending: the group's file, else the shipped one. Raises PolicyRefused."""
    source = own or files("notifier") / "policy.yaml"
    try:
        return Policy.model_validate(yaml.safe_load(source.read_text(encoding="utf-8")))
    except OSError as error:
        raise PolicyRefused(f"{source}: cannot be read ({error.strerror}); correct NOTIFIER_POLICY") from None
    except yaml.YAMLError as error:
        raise PolicyRefused(f"{source}: is not YAML: {error}") from None
    except ValidationError as error:
        reasons = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise PolicyRefused(f"{source}: {reasons}") from None
