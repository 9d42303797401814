"""Personal data is replaced by values of the same shape; words of the contract, times and common words stay."""

from __future__ import annotations

import json
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.exchange.json_text import read_json
from conformance.exchange.pseudonyms import Pseudonyms
from conformance.exchange.spellings import spellings

DETERMINED = settings(derandomize=True, database=None, deadline=None, max_examples=200)
KEY = "bn-4f1c9d27a8e3b65042d1"
ID = "0b7e4a52-6c1d-4f3b-9a58-2e1f7c90d4a6"
BATCH = "3c90c3cc0d444b5088888dd25736052a"
KEPT = {"batch_id", "status", "scheduled", "in-progress", "batches", "all"}
PLACE = "https://api7.example.com:8443"
PHONE = "+4915123456789"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
FICTION = r"\+1\d{3}55501\d\d"
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUES = st.recursive(LEAVES, lambda each: st.lists(each) | st.dictionaries(st.text(), each), max_leaves=10)


def made(key: bytes = b"0123456789abcdef") -> Pseudonyms:
    return Pseudonyms(key, KEPT, [KEY], [PLACE, "api7.example.com:8443"])


class TestText:
    @pytest.mark.parametrize(
        "text",
        [
            "scheduled",
            "in-progress",
            "2024-01-23T05:14:37Z",
            "2024-03-13T14:12:50.596315",
            "2024-03-20T04:10:00+05:30",
            "2024-02-29T04:22:89Z",
            "0000-00-00T00:00:00Z",
            "2024-01-23",
            "5 minutes ago",
            "about an hour ago",
            "yesterday",
            "just now",
            "Access denied",
            "Traceback (most recent call last):",
            f"{PLACE}/batches",
            "",
            "…",
        ],
    )
    def test_stays(self, text: str) -> None:
        """Words of the contract, times and common error words stay."""
        assert text == made().text(text)

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("Anna Smith", "Aaaa Aaaaa"),
            ("Zoë Müller-Lüdenscheidt", "Aaä Aäaaaa-Aäaaaaaaaaaa"),
            ("顧客", "ää"),
            ("ग्रा", "ä\u0301ä\u0301"),
            ("anna@corp.com", "aaaa@aaaa.aaa"),
            ("customers.csv", "aaaaaaaaa.csv"),
            ("customers.CSV", "aaaaaaaaa.CSV"),
            ("leads_2024-01-23.csv", "aaaaa_2024-01-23.csv"),
            ("SCHEDULED", "AAAAAAAAA"),
            ("Invalid Name", "Invalid Aaaa"),
            ("Invalid Date", "Invalid Date"),
            ("x1", "a9"),
            ("42", "99"),
            ("\u0664\u0665", "\u0669\u0669"),
            ("at f (/srv/app/main.js:61:11)", "at a (/aaa/aaa/aaaa.js:99:99)"),
            ("leads \ud83d", "aaaaa \ud83d"),
            ("a\x00b\x1bc", "a\x00a\x1ba"),
        ],
    )
    def test_masked(self, text: str, shown: str) -> None:
        """Free text is masked by character class, so that its faults can still be seen."""
        assert shown == made().text(text)

    @pytest.mark.parametrize(
        ("text", "shape"),
        [
            (ID, UUID),
            (ID.upper(), UUID.replace("a-f", "A-F")),
            (f"{{{ID}}}", rf"\{{{UUID}\}}"),
            (f"urn:uuid:{ID}", f"urn:uuid:{UUID}"),
            (BATCH, "[0-9a-f]{32}"),
            (f"batch_{BATCH}", "aaaaa_[0-9a-f]{32}"),
            ("cus_9s6XKzkNRiz8i3", "aaa_[0-9][a-z][0-9][A-Z]{2}[a-z]{2}[A-Z]{2}[a-z]{2}[0-9][a-z][0-9]"),
            ("ORD-2024117", r"[A-Z]{3}-\d{7}"),
            (PHONE, FICTION),
            ("+1 (415) 555-9876", r"\+1 \(\d{3}\) 555-01\d\d"),
            (f"call {PHONE} or 415-555-9876, please", rf"call {FICTION} or \d{{3}}-555-01\d\d, aaaaaa"),
            (f"tel:{PHONE}", f"aaa:{FICTION}"),
            (f"/batches/{ID}/all?to=%2B4915123456789", rf"/batches/{UUID}/all\?to=%2B1\d{{3}}55501\d\d"),
            ("Anna%20Smith%2F7", "Aaaa%20Aaaaa%2F9"),
            (f"{ID}%00%FF", rf"{UUID}%00%FF"),
            ("1%2500", "9%2500"),
        ],
    )
    def test_shape(self, text: str, shape: str) -> None:
        """An id or a phone number becomes another one of the same shape, in paths and in sentences."""
        found = made().text(text)
        assert re.fullmatch(shape, found), found
        assert found != text

    @pytest.mark.parametrize(
        "spelled",
        [ID.replace("-", ""), ID.upper(), f"{{{ID}}}", f"urn:uuid:{ID}", f"/all/{ID}?x=1", f"0 {ID.replace('-', '')}"],
    )
    def test_equal(self, spelled: str) -> None:
        """An id has one replacement wherever it occurs and however it is written."""
        one = made()
        assert one.text(ID).replace("-", "") in one.text(spelled).lower().replace("-", "")

    @DETERMINED
    @given(st.lists(st.from_regex("[0-9a-f]{12}[0-9][a-f]", fullmatch=True), unique=True, max_size=30))
    def test_different(self, ids: list[str]) -> None:
        """Different ids have different replacements, none of them itself."""
        one = made()
        found = [one.text(each) for each in ids]
        assert len(ids) == len({*found})
        assert {*ids}.isdisjoint(found)

    def test_key(self) -> None:
        """The replacements depend only on the key of the recording."""
        texts = [ID, BATCH, PHONE, KEY]
        one, same, other = made(), made(), made(b"fedcba9876543210")
        assert [one.text(each) for each in texts] == [same.text(each) for each in texts]
        assert all(one.text(each) != other.text(each) for each in texts)

    @DETERMINED
    @given(st.text())
    def test_any_text(self, text: str) -> None:
        """Any text can be redacted, and keeps its line breaks and punctuation."""
        found = made().text(text)
        assert re.findall(r"[\r\n<>\"{}]", text) == re.findall(r"[\r\n<>\"{}]", found)

    @DETERMINED
    @given(st.text(max_size=20), st.text(max_size=20), st.sampled_from([KEY, ID, BATCH, PHONE, PHONE[1:]]))
    def test_no_needle(self, before: str, after: str, needle: str) -> None:
        """In any surroundings, a key, an id or a phone number is replaced."""
        assert needle not in made().text(f"{before}{needle}{after}")


class TestHostile:
    @pytest.mark.parametrize(
        "piece",
        ["a", "1", "1 ", "a_", "a-", "a1-", "%", "%41", "%25", "[", '"', '"\\', "+1-", "2024-01-01", "1."],
    )
    def test_bounded(self, piece: str) -> None:
        """A text that is hard for regular expressions takes linear time."""
        started = time.process_time()
        made().body((piece * (40_000 // len(piece)) + "1").encode())
        assert time.process_time() - started < 10


class TestSecrets:
    @pytest.mark.parametrize("index", range(len(spellings(KEY))))
    def test_spelled(self, index: int) -> None:
        """A key that is echoed in any encoding is replaced by the stand-in in that encoding."""
        one = made()
        stand_in = one.text(KEY)
        assert f"({spellings(stand_in)[index]})" == one.text(f"({spellings(KEY)[index]})")

    @pytest.mark.parametrize(
        "derived", [KEY[:-1], KEY[: len(KEY) // 2], f"{KEY}0"], ids=["truncated", "half", "appended"]
    )
    def test_derived(self, derived: str) -> None:
        """A hash of a key is replaced by the same hash of its stand-in."""
        one = made()
        one.add_secret(derived)
        stand_in = one.text(KEY)
        expected = f"{stand_in}0" if len(derived) > len(KEY) else stand_in[: len(derived)]
        assert expected == one.text(derived)
        assert f"Bearer {expected}" == one.text(f"Bearer {derived}")

    def test_shape(self) -> None:
        """The stand-in of a key reveals the kind of key, and nothing else."""
        stand_in = made().text(KEY)
        assert re.fullmatch("bn-[0-9a-f]{20}", stand_in)
        assert stand_in != KEY

    def test_upper_case(self) -> None:
        """A key in the other case is found, too."""
        one = made()
        assert one.text(KEY).upper() == one.text(KEY.upper())


class TestDocument:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ('{"batch_id" : "Anna",\n "n": 7.0}\n', '{"batch_id" : "Aaaa",\n "n": 7.0}\n'),
            ('\ufeff{"status": "scheduled", "status": "queued"}', '\ufeff{"status": "scheduled", "status": "aaaaaa"}'),
            ('{"telephony_provider": 1, "x9é": 2}', '{"telephony_provider": 1, "a9ä": 2}'),
            ('{"x1y": 1, "0": 2, "7": 3}', '{"a9a": 1, "0": 2, "7": 3}'),
            ("[NaN, -Infinity, 1e400, -0, 1.50, null, true]", "[NaN, -Infinity, 1e400, -0, 1.50, null, true]"),
            ('{"s": "{\\"status\\": \\"Anna\\"}"}', '{"s": "{\\"status\\": \\"Aaaa\\"}"}'),
            ('"Jos\\u00e9 \\ud83d"', '"Aaa\\u00e4 \\ud83d"'),
            ("[1, 2", "[1, 2"),
            ("{'batch_id': 'Anna 77'}", "{'batch_id': 'Aaaa 99'}"),
            ('{"batch_id": "Bo', '{"batch_id": "Aa'),
            ("<p>Anna &amp; Bob</p>", "<p>Aaaa &aaa; Aaa</p>"),
            ("[1700000000, 1700000000123]", "[1700000000, 1700000000123]"),
        ],
    )
    def test_text(self, text: str, shown: str) -> None:
        """A JSON text keeps its whitespace, names, numbers and faults; other text is masked."""
        assert shown == made().document(text)

    @pytest.mark.parametrize(
        ("text", "shape"),
        [
            ("4915123456789", r"1\d{3}55501\d\d"),
            ("4155559876", r"[2-9]\d\d55501\d\d"),
            ("1234567", r"1\d{6}"),
            ("-1234567", r"-1\d{6}"),
            ("1234567890123456789", r"1\d{18}"),
            ("12345678.25", r"1\d{7}\.\d\d"),
            ("12345678.00", r"1\d{7}\.00"),
        ],
    )
    def test_number(self, text: str, shape: str) -> None:
        """A long number may be a phone number or an id, and is replaced by one of its length."""
        found = made().document(text)
        assert re.fullmatch(shape, found), found
        assert found != text

    @pytest.mark.parametrize("text", ["2147483647", "2147483648", "9223372036854775807", "9223372036854775808"])
    def test_limits(self, text: str) -> None:
        """A number overflows after redaction exactly if it did before."""
        found = int(made().document(f"[{text}]")[1:-1])
        assert [found < 2**31, found < 2**63] == [int(text) < 2**31, int(text) < 2**63]

    @pytest.mark.parametrize("body", [b'{"a": "\xff\xe3"}', b"\xed\xa0\xbd", b"\xff\xfea\x00b\x00", b""])
    def test_no_utf_8(self, body: bytes) -> None:
        """Bytes that are not UTF-8 stay invalid."""
        assert _is_utf_8(body) == _is_utf_8(made().body(body))

    @pytest.mark.parametrize("encoding", ["cp1251", "gbk", "shift_jis", "big5", "utf-16"])
    def test_other_encoding(self, encoding: str) -> None:
        """A name in another encoding becomes bytes of stand-ins, from which it cannot be recovered."""
        names = {"cp1251": ("\u0410\u043d\u043d\u0430", "\u0418\u0432\u0430\u043d")}.get(
            encoding, ("\u738b\u5c0f", "\u6797\u65b0")
        )
        one, other = (made().body(f'[{{"status": "{name}"}}]'.encode(encoding)) for name in names)
        assert {each for each in one if each > 127} <= {0xFF, *"\u00e4".encode()}
        assert [each for each in names if each.encode(encoding)[-4:] in one + other] == []

    def test_names(self) -> None:
        """Two members of one object never get the same name."""
        found = json.loads(made().document('{"x1y": 1, "z2w": 2, "q7r": 3}'))
        assert [*found.values()] == [1, 2, 3]

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("updatedAt", "updatedAt"),
            ("call-disconnected", "call-disconnected"),
            ("batch_id", "batch_id"),
            ("Anna Smith", "Aaaa Aaaaa"),
            ("Anna_Maria-Smith", "Aaaa_Aaaaa-Aaaaa"),
            ("Bob", "Aaa"),
            ("customer_anna", "aaaaaaaa_aaaa"),
            ("annasmith", "aaaaaaaaa"),
        ],
    )
    def test_name(self, name: str, shown: str) -> None:
        """A property name that identifies a person or a customer is masked, any other stays."""
        assert f'{{"{shown}": 1}}' == made().document(f'{{"{name}": 1}}')

    def test_secret_for_a_name(self) -> None:
        """A key of plain words is replaced even as the name of a property."""
        one = Pseudonyms(b"0123456789abcdef", KEPT, ["open-secret-service"], [])
        assert "open-secret-service" not in one.document('{"open-secret-service": 1}')

    @DETERMINED
    @given(VALUES)
    def test_any_value(self, value: object) -> None:
        """The faults of a JSON text, and whether it can be parsed, are preserved."""
        body = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
        before, after = read_json(body), read_json(made().body(body))
        assert [each.kind for each in before.defects] == [each.kind for each in after.defects]
        assert _shape(before.value) == _shape(after.value)

    def test_deep(self) -> None:
        """Nested JSON texts are read to a sensible depth, and hide nothing."""
        text = PHONE
        for _ in range(12):
            text = json.dumps([text])
        assert PHONE not in made().document(text)
        assert PHONE[1:] not in made().document(text)


def _is_utf_8(body: bytes) -> bool:
    try:
        body.decode("utf-8", "strict")
    except UnicodeDecodeError:
        return False
    return True


def _shape(value: object) -> object:
    if isinstance(value, dict):
        return [_shape(each) for each in value.values()]
    if isinstance(value, list):
        return [_shape(each) for each in value]
    return type(value)
