"""A connexion application: its document is written by hand, and each answer says its type."""

from pathlib import Path

from connexion import FlaskApp

SHELVES = {"a1": {"id": "a1", "books": [{"isbn": "9780000000001", "pages": 90}]}, "b2": {"id": "b2", "books": []}}


def _json(body, status=200, kind="application/json"):
    """Say the type: connexion asks for it where an operation documents several."""
    return body, status, {"Content-Type": kind}


def _missing():
    return _json({"title": "Not Found", "status": 404, "type": "about:blank"}, 404, "application/problem+json")


def shelves(tags=None, filter=None, limit=10):
    """Return shelves."""
    return _json(list(SHELVES.values())[:limit])


def shelf(shelf_id):
    """Return one."""
    return _json(SHELVES[shelf_id]) if shelf_id in SHELVES else _missing()


def book(shelf_id, isbn):
    """Return a book of a shelf."""
    books = SHELVES.get(shelf_id, {"books": []})["books"]
    found = [each for each in books if each["isbn"] == isbn]
    return _json(found[0]) if found else _missing()


def between(low, high):
    """Return the numbers between two."""
    return _json({"numbers": list(range(low, high))})


def secret(user):
    """Return who asks."""
    return _json({"user": user})


def by_key(key, required_scopes=None):
    """Return whose key it is."""
    return {"sub": "ada"} if key == "connexion-0123456789" else None


def text():
    """Return a number as text."""
    return "42", 200, {"Content-Type": "text/plain"}


app = FlaskApp(__name__, specification_dir=Path(__file__).parent)
app.add_api("connexion.yaml", base_path="/api")
