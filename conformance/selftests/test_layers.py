"""The layers are kept: which module may import which, which may reach a network, and how long a file may be."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

import respx

from conformance.contract.load import SPEC
from conformance.rules.ledger import load_ledger
from conformance.rules.registry import api_rules, change_rules, document_rules, requirements
from conformance.selftests.modules import ENGINE, MODULES, PACKAGE, tree

# Every part imports from itself and from those before it.
ORDER = [
    "model",
    "contract",
    "exchange",
    "comparison",
    "rules",
    "verdict",
    "archive",
    "report",
    "reference",
    "run",
    "kit",
    "plugin",
    "commands",
    "cli",
]
PARTS = [name for name in MODULES if name.partition("/")[0].removesuffix(".py") in ORDER]
NETWORK = {
    "socket",
    "ssl",
    "http.client",
    "http.server",
    "httpx",
    "httpcore",
    "urllib.request",
    "requests",
    "socketserver",
    "asyncio",
}
NETWORK_ALLOWED = {
    "exchange/transport.py": {"httpx"},
    # Made and used by the transport alone.
    "exchange/connection.py": {"httpx", "httpcore"},
    "exchange/deadline.py": {"ssl", "httpcore"},
    # They make what the transport connects with: contexts of TLS, and pools that are still empty.
    "exchange/certificates.py": {"ssl"},
    "exchange/network.py": {"ssl", "httpcore"},
    "exchange/trouble.py": {"socket", "ssl", "httpx"},
    "exchange/player.py": {"httpx"},
    # They use its types; what they mount is played.
    "kit/contract.py": {"httpx"},
    "kit/routes.py": {"httpx"},
    "kit/watching.py": {"httpx"},
    "reference/server.py": {"http.client", "http.server", "socketserver"},
}
# What the engine may know about the one API that it was written for.
API_WORDS = {
    "exchange/recordings/shards.py": {"iter_batches"},  # pyarrow's name
}
OWN_NAME = re.compile(r"bolna-conformance")
API_WORD = re.compile(r"bolna|batch|agent_", re.IGNORECASE)


def imported(name: str) -> Iterator[str]:
    """Yield every module that a module imports, at its top or within a function, with the names imported from it."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: write imports out"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own(name: str) -> Iterator[str]:
    """Yield what a module imports from this package, without the package's name."""
    yield from (each.removeprefix("conformance.") for each in imported(name) if each.startswith("conformance."))


def part_of(module: str) -> str:
    return module.partition(".")[0]


def folder_of(name: str) -> str:
    """Return the package of a module, with dots."""
    return name.rpartition("/")[0].replace("/", ".")


def owner_of(imported: str) -> str:
    """Return the package that a private module or name belongs to, with a dot at its end."""
    at = imported.partition("._")[0]
    return f"{at}." if (PACKAGE / at.replace(".", "/")).is_dir() else f"{at.rpartition('.')[0]}."


def allowed(name: str) -> set[str]:
    """Return the parts that a module may import from."""
    part = name.partition("/")[0].removesuffix(".py")
    return {*ORDER[: ORDER.index(part) + 1], "__version__"}


def networks(name: str) -> set[str]:
    """Return the network libraries that a module imports."""
    return {known for each in imported(name) for known in NETWORK if f"{each}.".startswith(f"{known}.")}


def longest(name: str) -> int:
    """Return how many lines a module may have."""
    return 80 if re.match(r"rules/(api|document|change)/[^_]", name) else 400


def texts(name: str) -> Iterator[str]:
    """Yield every text and name in the code of a module, without comments and docstrings."""
    prose = {node.value for node in ast.walk(tree(name)) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in prose:
            yield OWN_NAME.sub("", node.value)
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.arg):
            yield node.name if not isinstance(node, ast.arg) else node.arg


class TestImports:
    def test_order(self) -> None:
        """A module imports from its own part and from those before it."""
        assert {name: found for name in PARTS if (found := {*map(part_of, own(name))} - allowed(name))} == {}

    def test_documented(self) -> None:
        """The table of the packages in the README lists all of them, in the order in which they import."""
        rows = re.findall(r"^\| `([\w.]+)/?` \|", (PACKAGE / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
        assert [row.removesuffix(".py") for row in rows] == ORDER

    def test_private(self) -> None:
        """A private module or name (`_x`) is imported by modules of its own folder only."""
        found = {
            name: {each for each in own(name) if "._" in each and not f"{folder_of(name)}.".startswith(owner_of(each))}
            for name in MODULES
            if not name.startswith("selftests/")
        }
        assert {name: each for name, each in found.items() if each} == {}

    def test_rules_are_pure(self) -> None:
        """A rule does not depend on how an exchange was obtained."""
        rules = [name for name in MODULES if name.startswith("rules/")]
        assert [name for name in rules if any(each.startswith("exchange.transport") for each in own(name))] == []

    def test_reference_is_independent(self) -> None:
        """What proves the suite does not import what it proves."""
        reference = [name for name in MODULES if name.startswith("reference/")]
        assert {name: found for name in reference if (found := {*map(part_of, own(name))} - {"reference"})} == {}

    def test_tests_stand_alone(self) -> None:
        """Nothing imports from a test module: shared code is in a helper named for its purpose."""
        found = {name: [each for each in own(name) if each.startswith("selftests.test_")] for name in MODULES}
        assert {name: each for name, each in found.items() if each} == {}

    def test_pytest(self) -> None:
        """Only the plugin imports pytest, the fixtures of the kit, and what starts the command line."""
        engine = {name for name in MODULES if not name.startswith(("selftests/", "suite/"))}
        knowing = {name for name in engine if any(part_of(each) == "pytest" for each in imported(name))}
        plugin = {name for name in engine if name.startswith("plugin/")}
        assert knowing == {"commands/run.py", "kit/fixtures.py", *plugin}

    def test_respx(self) -> None:
        """Private parts of respx may disappear with its next release."""
        used = {each.removeprefix("respx.") for name in MODULES for each in imported(name) if each.startswith("respx.")}
        assert used - {*respx.__all__} == set()

    def test_network(self) -> None:
        """Only the transport and the server of the reference reach a network."""
        found = {name: networks(name) for name in MODULES if not name.startswith("selftests/")}
        assert {name: each for name, each in found.items() if each} == NETWORK_ALLOWED


class TestTexts:
    def test_knows_no_api(self) -> None:
        """The engine knows nothing about the API that it was written for, except how to open the reference."""
        found = {name: {text for text in texts(name) if API_WORD.search(text)} for name in ENGINE}
        assert {name: each for name, each in found.items() if each} == API_WORDS

    def test_docstring(self) -> None:
        """Every module says in its first line what it is for."""
        firsts = {name: (ast.get_docstring(tree(name)) or "").partition("\n")[0] for name in MODULES}
        assert {name: each for name, each in firsts.items() if not re.fullmatch(r".{10,120}[.:…]", each)} == {}

    def test_class_names(self) -> None:
        """No two modules outside the self-tests have a class of the same name."""
        names = [
            node.name
            for name in MODULES
            if not name.startswith("selftests/")
            for node in tree(name).body
            if isinstance(node, ast.ClassDef)
        ]
        assert [name for name, number in Counter(names).items() if number > 1] == []

    def test_size(self) -> None:
        """A rule has 80 lines at most, and any other file 400."""
        sizes = {name: len((PACKAGE / name).read_text(encoding="utf-8").splitlines()) for name in MODULES}
        assert {name: each for name, each in sizes.items() if each > longest(name)} == {}


class TestRules:
    def test_every_file_is_a_rule(self) -> None:
        """A rule's file is named like its requirement; a file that starts with `_` is not a rule."""
        for folder, rules in (("api", api_rules()), ("document", document_rules()), ("change", change_rules())):
            files = {path.stem.replace("_", "-") for path in (PACKAGE / "rules" / folder).glob("[!_]*.py")}
            assert files == set(rules)

    def test_every_rule_has_a_requirement(self) -> None:
        """Each rule judges one requirement of the ledger; each requirement has a rule or a row that says why not."""
        rows = load_ledger(SPEC / "requirements")
        judged = {*api_rules(), *document_rules(), *change_rules()}
        assert judged == {*requirements()}
        assert {name for name, row in rows.items() if row.excluded is None} <= judged <= {*rows}
