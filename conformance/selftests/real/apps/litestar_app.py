"""A Litestar application: its document is its default one, with its own validation errors."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from litestar import Litestar, MediaType, get
from litestar.exceptions import NotFoundException
from litestar.openapi.config import OpenAPIConfig
from litestar.params import Parameter
from litestar.response import ServerSentEvent, Stream


@dataclass
class Room:
    name: str
    floor: int
    built: date | None = None


ROOMS = {name: Room(name, floor) for floor, name in enumerate(("cellar", "hall", "attic"))}


@get("/rooms")
async def rooms(floor: int | None = None, names: list[str] | None = None) -> list[Room]:
    """Return rooms."""
    found = [room for room in ROOMS.values() if floor is None or room.floor == floor]
    return [room for room in found if not names or room.name in names]


@get("/rooms/{name:str}", raises=[NotFoundException])
async def room(name: str) -> Room:
    """Return one."""
    if name not in ROOMS:
        raise NotFoundException(f"no room {name!r}")
    return ROOMS[name]


@get("/floors/{floor:int}")
async def by_floor(floor: Annotated[int, Parameter(ge=0, le=9)]) -> list[Room]:
    """Return the rooms of a floor."""
    return [room for room in ROOMS.values() if room.floor == floor]


@get("/motto", media_type=MediaType.TEXT)
async def motto() -> str:
    """Return a text that is also JSON."""
    return "true"


@get("/events", sync_to_thread=False)
def events() -> ServerSentEvent:
    """Return three events."""
    return ServerSentEvent(iter(["1", "2", "3"]))


@get("/rows", media_type="text/csv", sync_to_thread=False)
def rows() -> Stream:
    """Return a stream."""
    return Stream(iter(["a,b\n", "1,2\n"]), media_type="text/csv")


app = Litestar([rooms, room, by_floor, motto, events, rows], openapi_config=OpenAPIConfig("Rooms", "1"))
