"""A forbidden text is found in any of its spellings, and then nothing is written."""

from __future__ import annotations

import base64
import gzip
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.exchange.forbidden_texts import ForbiddenTexts, forbidden_texts_of
from conformance.exchange.recordings.writing import write_recording
from conformance.exchange.spellings import spellings
from conformance.model import InputError, Target
from conformance.selftests.makers import KEY, exchange

DETERMINED = settings(derandomize=True, database=None, deadline=None, max_examples=100)
ID = "0b7e4a52-6c1d-4f3b-9a58-2e1f7c90d4a6"
OTHER = "a94c3e70-18bf-4d62-b5f1-6073ce2d8f9b"
TARGET = Target("live", "https://api.example.com", {"key": KEY}, {"thing_id": (ID, "plain-words")})
SECRET = 'k/1+"2<e&34567'


class TestFound:
    @pytest.mark.parametrize("index", range(len(spellings(SECRET))))
    def test_spelling(self, index: int) -> None:
        """A text is found in each of its spellings, in either case."""
        spelled = spellings(SECRET)[index]
        forbidden = ForbiddenTexts([SECRET])
        assert forbidden.found_in(f'{{"a": "x{spelled}y"}}'.encode())
        assert forbidden.found_in(f"x{spelled.upper()}y".encode())

    @pytest.mark.parametrize("before", [b"", b"a", b"ab", b"abc"])
    def test_base64(self, before: bytes) -> None:
        """A text is found within a longer one in base64."""
        assert ForbiddenTexts([KEY]).found_in(b"x " + base64.b64encode(before + KEY.encode() + b" and more"))

    def test_packed(self) -> None:
        """A text is found in compressed data in base64."""
        packed = base64.b64encode(gzip.compress(b"[" + KEY.encode() + b"]"))
        assert ForbiddenTexts([KEY]).found_in(b'{"body": "' + packed + b'"}')
        assert ForbiddenTexts([KEY]).found_in(base64.urlsafe_b64encode(gzip.compress(b"[" + KEY.encode() + b"]")))

    @pytest.mark.parametrize("data", [b"", b"H4sIAAAA", b"H4sI" + b"A" * 40, KEY[1:].encode(), b"shorter" * 9])
    def test_absent(self, data: bytes) -> None:
        """An absent text is not found in data that only looks compressed."""
        assert not ForbiddenTexts([KEY, "shorter"]).found_in(data)

    @DETERMINED
    @given(st.binary(max_size=60), st.binary(max_size=60), st.text(min_size=8, max_size=12))
    def test_any(self, before: bytes, after: bytes, text: str) -> None:
        """A text is found in any surroundings."""
        raw = text.encode("utf-8", "surrogatepass")
        if len(raw.decode("latin-1").lower()) == len(raw):
            assert ForbiddenTexts([text]).found_in(before + raw.hex().encode() + after)


class TestForbiddenTexts:
    @pytest.mark.parametrize(
        ("body", "text"),
        [
            (b'{"phone": "+4915123456789"}', "4915123456789"),
            (b'{"phone": 4915123456789}', "4915123456789"),
            (f'{{"id": "{OTHER}"}}'.encode(), OTHER),
            (b'{"id": "65f1b9c2e4b0a1d2c3e4f506"}', "65f1b9c2e4b0a1d2c3e4f506"),
            (b"sk_test_51H8abcDEF9ghiJKL0", "51H8abcDEF9ghiJKL0"),
        ],
    )
    def test_body(self, body: bytes, text: str) -> None:
        """Phone numbers and ids in a body are forbidden."""
        assert text in forbidden_texts_of([exchange(body=body)], TARGET)

    @pytest.mark.parametrize("body", [b'"+12065550123"', b'"+1206555012"', b"1700000000", b"12345", b"2024-01-23"])
    def test_nothing(self, body: bytes) -> None:
        """Fictional numbers, times and small numbers are not."""
        assert forbidden_texts_of([exchange(body=body)], TARGET) == forbidden_texts_of([exchange()], TARGET)

    def test_elsewhere(self) -> None:
        """Credentials, known ids and cookies are; words, and texts of the contract or the address, are not."""
        made = exchange()
        assert made.response is not None
        cookies = (("Set-Cookie", "session=secretword; Path=/"),)
        made = replace(made, response=replace(made.response, headers=cookies, body=b"optionA1optionB2optionC3"))
        assert {KEY, ID, "secretword"} == forbidden_texts_of([made], TARGET, {"optionA1optionB2optionC3"})

    def test_address(self) -> None:
        """The address of the target is not secret."""
        target = replace(TARGET, base_url="https://a1b2c3d4e5f6g7h8i9.example.com")
        made = exchange(body=b"a1b2c3d4e5f6g7h8i9")
        assert {KEY, ID} == forbidden_texts_of([made], target)


class TestWriting:
    def test_written(self, tmp_path: Path) -> None:
        """The written lines replace the content of a file."""
        path = tmp_path / "run.ndjson"
        path.write_text("old")
        write_recording(path, ["one", "two"], [KEY])
        assert path.read_text() == "one\ntwo\n"
        assert [*tmp_path.iterdir()] == [path]

    def test_refused(self, tmp_path: Path) -> None:
        """A forbidden text in any line leaves everything as it was, and is not displayed."""
        path = tmp_path / "run.ndjson"
        path.write_text("old")
        with pytest.raises(InputError, match="exchange 2 still holds") as refused:
            write_recording(path, ["one", f"two {KEY}"], [KEY])
        assert KEY not in str(refused.value)
        assert path.read_text() == "old"
        assert [*tmp_path.iterdir()] == [path]

    def test_interrupted(self, tmp_path: Path) -> None:
        """An interrupted write leaves no file."""

        def lines() -> list[str]:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            write_recording(tmp_path / "run.ndjson", (line for _ in "x" for line in lines()), [])
        assert [*tmp_path.iterdir()] == []
