"""A small APIFlask application: pets with pages, a token, and the errors that the framework documents."""

from apiflask import APIFlask, HTTPTokenAuth, PaginationSchema, Schema, abort, pagination_builder
from apiflask.fields import Date, Integer, List, Nested, String
from apiflask.validators import Length, OneOf, Range

TOKEN = "flask-0123456789abcdef"
app = APIFlask(__name__, title="Pets", version="1.0")
auth = HTTPTokenAuth(scheme="Bearer")
PETS = [
    {"id": number, "name": f"pet {number}", "kind": ("cat", "dog")[number % 2], "born": None} for number in range(1, 24)
]


@auth.verify_token
def owner(token):
    """Return who the token is of."""
    return {"name": "owner"} if token == TOKEN else None


class Pet(Schema):
    id = Integer(required=True)
    name = String(required=True, validate=Length(1, 20))
    kind = String(required=True, validate=OneOf(["cat", "dog"]))
    born = Date(allow_none=True)


class Page(Schema):
    pets = List(Nested(Pet))
    pagination = Nested(PaginationSchema)


class Query(Schema):
    page = Integer(load_default=1, validate=Range(min=1))
    per_page = Integer(load_default=10, validate=Range(max=30))


@app.get("/")
def hello():
    """Say hello, without a schema."""
    return {"message": "hello"}


@app.get("/pets/<int:pet_id>")
@app.output(Pet)
@app.doc(responses=[404])
def read(pet_id):
    """Return one pet."""
    found = [pet for pet in PETS if pet["id"] == pet_id]
    return found[0] if found else abort(404)


@app.get("/pets")
@app.input(Query, location="query")
@app.output(Page)
def pets(query_data):
    """Return a page of pets."""

    class Pages:
        page, per_page, total = query_data["page"], query_data["per_page"], len(PETS)
        pages = -(-total // max(per_page, 1))
        has_prev, has_next = page > 1, page < pages
        prev_num, next_num = page - 1, page + 1

    start = (Pages.page - 1) * Pages.per_page
    return {"pets": PETS[start : start + Pages.per_page], "pagination": pagination_builder(Pages)}


@app.get("/owner")
@app.auth_required(auth)
@app.output({"name": String(required=True)})
def me():
    """Return who asks."""
    return auth.current_user


@app.get("/report.csv")
@app.output({"type": "string"}, content_type="text/csv")
def report():
    """Return text."""
    return "id,name\n1,pet 1\n", 200, {"Content-Type": "text/csv"}
