"""A Django Ninja application in one file: lists with pages, a schema with aliases, and two schemes."""

import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.urls import path

settings.configure(DEBUG=False, SECRET_KEY="x" * 40, ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, USE_TZ=True)
django.setup()

from ninja import NinjaAPI, Schema
from ninja.errors import HttpError
from ninja.pagination import LimitOffsetPagination, paginate
from ninja.security import APIKeyHeader, HttpBearer


class Token(HttpBearer):
    def authenticate(self, request, token):
        return "ada" if token == "ninja-0123456789abcdef" else None


class Key(APIKeyHeader):
    param_name = "X-Key"

    def authenticate(self, request, key):
        return "ada" if key == "ninja-key-0123456789" else None


class Song(Schema):
    id: int
    title: str
    length: float | None = None


class Problem(Schema):
    detail: str


SONGS = [Song(id=number, title=f"song {number}") for number in range(1, 6)]
api = NinjaAPI(title="Songs", version="1")


@api.get("/songs", response=list[Song])
@paginate(LimitOffsetPagination)
def songs(request, title: str | None = None):
    return [song for song in SONGS if title is None or title in song.title]


@api.get("/songs/{song_id}", response={200: Song, 404: Problem})
def song(request, song_id: int):
    found = [each for each in SONGS if each.id == song_id]
    return found[0] if found else (404, {"detail": "no such song"})


@api.get("/songs/{int:song_id}/words", response=str)
def words(request, song_id: int):
    if not 1 <= song_id <= 5:
        raise HttpError(404, "no such song")
    return "la la la"


@api.get("/me", auth=[Token(), Key()], response=dict[str, str])
def me(request):
    return {"user": request.auth}


urlpatterns = [path("api/", api.urls)]
app = get_asgi_application()
