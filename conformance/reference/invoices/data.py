"""The invoices of a fictional account, its customers and payments: drawn from a seed, and free of contradictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from typing import Any, TypeAlias
from uuid import UUID

Thing: TypeAlias = dict[str, Any]
"""One row as a JSON object."""

_NAMES = (
    "Albatross Freight",
    "Birch & Sons",
    "Cobalt Optics",
    "Dune Bakery",
    "Ember Studio",
    "Fjord Shipping",
    "Granite Works",
    "Harbour Foods",
    "Iris Clinic",
    "Juniper Books",
    "Kestrel Maps",
    "Lumen Power",
    "Maple Furniture",
    "Nimbus Travel",
    "Orchard Farms",
    "Pebble Games",
    "Quarry Stone",
    "Rivet Tools",
    "Saffron Spices",
    "Tundra Wear",
    "Umber Paints",
    "Violet Press",
    "Willow Care",
)
_COUNTRIES = ("DE", "FR", "NL", "SE")
_SERVICES = ("Consulting", "Hosting", "Licence", "Maintenance", "Printing", "Training")
_INVOICES = 50
_OF_FIRST = 12
"""How many invoices the first customer has: more than two pages."""
_METHODS = ("card", "bank_transfer", "cash")


@dataclass(frozen=True)
class Books:
    """All rows of an account."""

    customers: Sequence[Thing]
    """By name."""
    invoices: Sequence[Thing]
    """With their lines, in the order of their numbers."""
    payments: Sequence[Thing]


@lru_cache(maxsize=4)
def books(today: date) -> Books:
    """Return the rows as they are on a day; nobody may change them."""
    draw = Random("invoices")  # noqa: S311 - repeatable on purpose
    customers = [_customer(draw, name, today) for name in _NAMES]
    invoices = [_invoice(draw, number, customers, today) for number in range(1, _INVOICES + 1)]
    payments = [each for invoice in invoices for each in _payments(draw, invoice)]
    for each in customers:
        own = [invoice for invoice in invoices if invoice["customer_id"] == each["id"]]
        each["invoice_count"] = len(own)
        each["balance"] = sum(invoice["amount_due"] for invoice in own if invoice["status"] == "open")
    return Books(customers, invoices, payments)


def _customer(draw: Random, name: str, today: date) -> Thing:
    created = _moment(draw, today - timedelta(days=draw.randint(400, 900)))
    return {
        "id": _uuid(draw),
        "name": name,
        "email": f"accounts@{name.split(maxsplit=1)[0].lower()}.example",
        "country": draw.choice(_COUNTRIES),
        "invoice_count": 0,
        "balance": 0,
        "created_at": created,
        "updated_at": created,
    }


def _invoice(draw: Random, number: int, customers: Sequence[Thing], today: date) -> Thing:
    customer = customers[0] if number % (_INVOICES // _OF_FIRST) == 1 else draw.choice(customers[1:-1])
    status = draw.choices(("draft", "open", "paid", "void"), (10, 30, 50, 10))[0]
    issued = today - timedelta(days=3 + 5 * (_INVOICES - number) + draw.randrange(3))
    paid = issued + timedelta(days=draw.randint(0, 2)) if status == "paid" else None
    lines = [_line(draw) for _ in range(draw.randint(1, 4))]
    total = sum(line["amount"] for line in lines)
    part = draw.choice((0, total // 3)) if status == "open" else 0
    amount_paid = total if paid else part
    return {
        "id": _uuid(draw),
        "number": f"INV-{number:05}",
        "customer_id": customer["id"],
        "status": status,
        "currency": "EUR",
        "issued_on": f"{issued}",
        "due_on": f"{issued + timedelta(days=30)}",
        "paid_on": paid and f"{paid}",
        "total": total,
        "amount_paid": amount_paid,
        "amount_due": total - amount_paid,
        "line_count": len(lines),
        "created_at": f"{issued}T07:{draw.randrange(60):02}:00Z",
        "updated_at": f"{paid or issued}T08:{draw.randrange(60):02}:00Z",
        "lines": lines,
    }


def _line(draw: Random) -> Thing:
    quantity, unit = draw.randint(1, 9), draw.randrange(500, 20_000, 50)
    return {
        "id": _uuid(draw),
        "description": draw.choice(_SERVICES),
        "quantity": quantity,
        "unit_amount": unit,
        "amount": quantity * unit,
    }


def _payments(draw: Random, invoice: Thing) -> list[Thing]:
    """Return what was paid of an invoice, in one or two parts."""
    paid = invoice["amount_paid"]
    half = paid // 2 if draw.random() < 0.3 else 0
    return [_payment(draw, invoice, amount) for amount in (paid - half, half) if amount]


def _payment(draw: Random, invoice: Thing, amount: int) -> Thing:
    return {
        "id": _uuid(draw),
        "invoice_id": invoice["id"],
        "customer_id": invoice["customer_id"],
        "method": draw.choice(_METHODS),
        "amount": amount,
        "currency": "EUR",
        "received_on": invoice["paid_on"] or invoice["issued_on"],
        **({"reference": f"Invoice {invoice['number']}"} if draw.random() < 0.5 else {}),
    }


def _moment(draw: Random, day: date) -> str:
    moment = datetime.combine(day, time(9, draw.randrange(60)), UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _uuid(draw: Random) -> str:
    return str(UUID(int=draw.getrandbits(128), version=4))
