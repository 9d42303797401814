"""The rows as a pydantic model, written by hand from the contract."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

Count = Annotated[int, Field(ge=-(2**31), lt=2**31, strict=True)]


class Batch(BaseModel):
    """A batch."""

    batch_id: Annotated[str, Field(pattern="^[0-9a-fA-F]{32}$")] = ""
    humanized_created_at: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    status: Literal["scheduled", "created", "queued", "executed"] = "created"
    scheduled_at: datetime | None = None
    from_phone_number: str = ""
    from_phone_numbers: list[str] = []
    file_name: str = ""
    valid_contacts: Count = 0
    total_contacts: Count = 0
    execution_status: dict[str, int] = {}
