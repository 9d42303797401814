"""The known values that the user gives, by the name of a parameter or for some operations, from the environment."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence

from conformance.contract.document import Document, escape
from conformance.contract.openapi import Contract, Operation, Parameter
from conformance.contract.schemas import Schemas
from conformance.exchange.parameter_values import accepts_known
from conformance.model import InputError


def values_in(variable: str, name: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the values of a parameter in a variable, which are separated by commas.

    Raises:
        InputError: The variable is not set, or is empty.
    """
    values = [value.strip() for value in environment.get(variable, "").split(",") if value.strip()]
    if not values:
        raise InputError(
            f"the environment variable {variable} is not set, or is empty; export {variable}=<{name}>[,<{name}>…]"
        )
    return tuple(dict.fromkeys(values))


def by_operation(
    document: Document,
    environment: Mapping[str, str],
    contract: Contract,
    schemas: Schemas,
    methods: Collection[str],
) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the values under `operations:` of a target file by the id of each operation they are for.

    A key is an operation (`GET /orders/{id}`), a path (`/orders/{id}`), or the beginning of paths (`/orders/*`);
    where several are for one operation, the most specific one counts. Only those of the methods given need values.

    Raises:
        InputError: A key or a name matches nothing in the contract, or a value cannot be used.
    """
    section = document.data.get("operations", {}) if isinstance(document.data, Mapping) else {}
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for key in sorted(section, key=_specificity):
        operations = [each for each in contract.operations if _is_for(key, each)]
        if not operations:
            raise document.error(_no_operation(key, contract), f"#/operations/{escape(key)}")
        asked = [each for each in operations if each.method in methods]
        for name, variable in section[key].items():
            declared = _parameters(operations, name)
            if not declared:
                raise document.error(_no_parameter(key, name, operations), f"#/operations/{escape(key)}")
            # What is never sent needs no value.
            if _parameters(asked, name):
                values = values_in(variable, name, environment)
                refuse_invalid(name, variable, values, _parameters(asked, name), schemas)
                for operation in asked:
                    found.setdefault(operation.id, {})[name] = values
    return found


def refuse_invalid(
    name: str, variable: str, values: Sequence[str], parameters: Sequence[Parameter], schemas: Schemas
) -> None:
    """Refuse a value that none of some parameters of one name allows; where one allows it, only that one gets it.

    Raises:
        InputError: There is such a value; it is named by its position.
    """
    if not parameters or any(each.schema is None for each in parameters):
        return
    for position, value in enumerate(values, start=1):
        if not any(accepts_known(each, value, schemas) for each in parameters):
            raise InputError(f"value {position} of {variable} is not a valid {name} (see {parameters[0].schema})")


def _is_for(key: str, operation: Operation) -> bool:
    if key.endswith("*"):
        return operation.path.startswith(key[:-1]) or operation.id.startswith(key[:-1])
    return key in (operation.id, operation.path)


def _specificity(key: str) -> tuple[bool, bool, int]:
    return not key.endswith("*"), not key.startswith("/"), len(key)


def _parameters(operations: Iterable[Operation], name: str) -> list[Parameter]:
    return [each for operation in operations for each in operation.parameters if each.name == name]


def _no_operation(key: str, contract: Contract) -> str:
    known = [text for each in contract.operations for text in (each.id, each.path)]
    near = difflib.get_close_matches(key.rstrip("*/"), dict.fromkeys(known), 1)
    return f"the contract has no operation {key}" + (f"; did you mean {near[0]}?" if near else "")


def _no_parameter(key: str, name: str, operations: Sequence[Operation]) -> str:
    names = list(dict.fromkeys(each.name for operation in operations for each in operation.parameters))
    return f"{key} has no parameter {name}; it has {', '.join(names) or 'none'}"
