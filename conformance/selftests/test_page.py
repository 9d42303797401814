"""The OpenAPI blocks of a page, and only they, are found, each with its place in the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.contract.page import Block, blocks
from conformance.model import InputError, Position

PAGE = Path(__file__).parents[2] / "spec" / "pages" / "get_batches.md"
BLOCK = "````yaml GET /a/{id}\npaths:\n  /a/{id}:\n    get: {}\n````\n"


def found(page: str) -> list[Block]:
    return list(blocks(page, "page.md"))


def test_vendored_page() -> None:
    """The vendored page holds one block, whose positions are those of the page."""
    text = PAGE.read_text(encoding="utf-8")
    (block,) = found(text)
    assert (block.method, block.path, block.first_line) == ("GET", "/batches/{agent_id}/all", 14)
    document = block.document("page.md")
    position = document.position("#/components/schemas/Batch/properties/updated_at/example")
    line = text.split("\n")[position.line - 1]
    assert line.strip() == "example: '2024-02-29T04:22:89Z'"
    assert line[position.column - 1 :].startswith("example")
    assert document.clause("#/openapi", "contract").quote == "openapi: 3.1.0"


def test_several_blocks() -> None:
    """Every block of a page is found, each with the line on which its text starts."""
    page = f"# Things\n\n{BLOCK}\nprose\n{BLOCK}"
    assert [block.first_line for block in found(page)] == [4, 11]
    for block in found(page):
        assert block.document("page.md").position("#/paths/~1a~1{id}/get") == Position(block.first_line + 2, 5)


def test_crlf_page() -> None:
    """A page with CRLF line ends gives the same data and positions."""
    (unix,) = found(f"# Things\n{BLOCK}")
    (windows,) = found(f"# Things\n{BLOCK}".replace("\n", "\r\n"))
    one, other = unix.document("page.md"), windows.document("page.md")
    assert (one.data, one.positions) == (other.data, other.positions)


@pytest.mark.parametrize(
    "fence", ["```yaml GET /a/{id}", "`````yml get /a/{id}", "````json GET /a/{id}  ", "```` yaml  GET  /a/{id}"]
)
def test_fences(fence: str) -> None:
    """A fence of three or more backticks opens a block, in YAML or JSON, the method in any case."""
    closing = "`" * fence.count("`")
    (block,) = found(f'{fence}\n{{"paths": {{"/a/{{id}}": {{"get": {{}}}}}}}}\n{closing}\n')
    assert (block.method, block.path) == ("GET", "/a/{id}")
    assert block.document("page.md").has("#/paths/~1a~1{id}/get")


@pytest.mark.parametrize(
    "page",
    [
        "",
        "# prose\n",
        "```bash\ncurl /a\n```\n",
        "```yaml\npaths: {}\n```\n",
        "````yaml GET\npaths: {}\n````\n",
        "````python GET /a\n````\n",
        "``yaml GET /a\n``\n",
        "text ````yaml GET /a\n````\n",
        "~~~~yaml GET /a\n~~~~\n",
    ],
)
def test_other_fences(page: str) -> None:
    """A block that names no operation, or is neither YAML nor JSON, is not an OpenAPI block."""
    assert found(page) == []


def test_shorter_fence_inside() -> None:
    """A fence with fewer backticks belongs to the text of the block."""
    inner = "info:\n  description: |\n    ```yaml GET /b\n    x: y\n    ```\n"
    (block,) = found(BLOCK.replace("paths:", f"{inner}paths:", 1))
    assert block.document("page.md").at("#/info/description") == "```yaml GET /b\nx: y\n```\n"


@pytest.mark.parametrize("end", ["", "\n", "\n```\n", "\n`````\n"])
def test_cut_off_page(end: str) -> None:
    """A block that is never closed is an error at the line of its fence."""
    with pytest.raises(InputError, match=r"^page\.md:3: the OpenAPI block is never closed"):
        found("# Things\n\n" + BLOCK.removesuffix("\n````\n") + end)


@pytest.mark.parametrize("end", ["````", "````\n", "````  \n"])
def test_closing_fence(end: str) -> None:
    """The closing fence needs no line end, and may be followed by spaces."""
    (block,) = found(BLOCK.removesuffix("````\n") + end)
    assert block.text.endswith("get: {}\n")


@pytest.mark.parametrize(
    "wrong",
    [
        BLOCK.replace("GET", "POST"),
        BLOCK.replace("{id}\n", "{other}\n", 1),
        BLOCK.replace("get: {}", "get:"),
        "````yaml GET /a\npaths: []\n````\n",
        "````yaml GET /a\n- paths\n````\n",
        "````yaml GET /a\n````\n",
    ],
    ids=["method", "path", "null", "list of paths", "list", "empty"],
)
def test_absent_operation(wrong: str) -> None:
    """A block without the operation that its fence names is an error at the line of the fence."""
    (block,) = found(f"# Things\n{wrong}")
    with pytest.raises(InputError, match=r"^page\.md:2: the fence names [A-Z]+ /\S+, but the block has no such"):
        block.document("page.md")


@pytest.mark.parametrize(("text", "line"), [("paths: [1,\n", 4), ("a: 1\nb: *x\n", 4), ('{"a":\n x}\n', 4)])
def test_error_in_block(text: str, line: int) -> None:
    """An error in a block shows its line in the page."""
    (block,) = found(f"#\n````yaml GET /a\n{text}````\n")
    with pytest.raises(InputError, match=rf"^page\.md:{line}: "):
        block.document("page.md")
