"""An attachment as a fact names it: the file itself lies sealed elsewhere, under the ticket's key."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from contracts.identifiers import Digest


class File(BaseModel):
    """`sha256` of the sealed bytes is its address; `size` in bytes."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    sha256: Digest
    media_type: Annotated[str, Field(pattern=r"^[a-z]+/[a-z0-9.+\-]+$", max_length=100)]
    size: Annotated[int, Field(ge=0)]


class AttachedFile(File):
    """The same in a command, where an unknown field is refused."""

    model_config = ConfigDict(extra="forbid")
