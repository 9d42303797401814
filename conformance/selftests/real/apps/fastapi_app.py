"""A FastAPI application with what it documents in its own way: files, streams, lists in queries, optional parts."""

import asyncio
import json
from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import Cookie, Depends, FastAPI, Header, HTTPException, Query, Response
from fastapi import Path as InPath
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, StreamingResponse
from fastapi.security import APIKeyHeader, HTTPBasic, HTTPBasicCredentials
from pydantic import BaseModel, Field

app = FastAPI(title="Files", version="1")
NOTES = {
    UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7"): "first",
    UUID("16fd2706-8baf-433b-82eb-8c7fada847da"): "second",
}
KEY = "fast-0123456789abcdef"
basic = HTTPBasic()
by_key = APIKeyHeader(name="X-Key")


class Note(BaseModel):
    id: UUID
    text: str = Field(min_length=1)
    parent: UUID | None = None


@app.get("/notes")
def notes(limit: Annotated[int, Query(ge=1, le=100)] = 10, offset: Annotated[int, Query(ge=0)] = 0) -> list[Note]:
    return [Note(id=key, text=text) for key, text in NOTES.items()][offset : offset + limit]


@app.get("/notes/{note_id}", responses={404: {"description": "no such note"}})
def note(note_id: UUID) -> Note:
    if note_id not in NOTES:
        raise HTTPException(404)
    return Note(id=note_id, text=NOTES[note_id])


@app.get("/notes/{note_id}/picture", responses={404: {"description": "no picture"}})
def picture(note_id: UUID) -> Response:
    raise HTTPException(404, "this note has no picture")


@app.get("/notes/{note_id}/text", response_class=PlainTextResponse)
def text(note_id: UUID) -> str:
    if note_id not in NOTES:
        raise HTTPException(404)
    return "42"


@app.get("/file", response_class=FileResponse)
def file() -> Path:
    return Path(__file__)


@app.get(
    "/file-as-json",
    responses={200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)
def file_as_json() -> FileResponse:
    return FileResponse(__file__, media_type="application/octet-stream")


@app.get("/page", response_class=HTMLResponse)
def page() -> str:
    return "<!doctype html><title>page</title>"


@app.get("/lines", response_class=StreamingResponse)
def lines():
    return StreamingResponse((json.dumps({"n": n}) + "\n" for n in range(3)), media_type="application/x-ndjson")


@app.get(
    "/events",
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    response_class=StreamingResponse,
)
def events():
    async def stream():
        for number in range(10_000):
            yield f"data: {number}\n\n"
            await asyncio.sleep(0.05)

    return StreamingResponse(stream(), media_type="text/event-stream")


@app.get("/sum")
def total(n: Annotated[list[int], Query()], scale: float = 1.0) -> float:
    return sum(n) * scale


@app.get("/between/{low}/{high}")
def between(low: Annotated[int, InPath(ge=0, le=50)], high: Annotated[int, InPath(ge=0, le=50)]) -> list[int]:
    return list(range(low, high))


@app.get("/head")
def head(x_tenant: Annotated[str, Header()], session: Annotated[str | None, Cookie()] = None) -> dict[str, str | None]:
    return {"tenant": x_tenant, "session": session}


@app.get("/me")
def me(credentials: Annotated[HTTPBasicCredentials, Depends(basic)]) -> dict[str, str]:
    if (credentials.username, credentials.password) != ("ada", "lovelace1815"):
        raise HTTPException(401, headers={"WWW-Authenticate": "Basic"})
    return {"user": credentials.username}


@app.get("/mine")
def mine(key: Annotated[str, Depends(by_key)]) -> dict[str, str]:
    if key != KEY:
        raise HTTPException(401)
    return {"key": "right"}


@app.get("/moved/", response_model=None)
def moved() -> dict[str, int]:
    return {"n": 1}


@app.get("/elsewhere", status_code=307, response_class=RedirectResponse)
def elsewhere() -> str:
    return "/notes"


@app.get("/empty", status_code=204)
def empty() -> None:
    return None
