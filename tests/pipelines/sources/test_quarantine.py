"""The quarantine line: enough to find the place and to get every byte back."""

import base64
import json

from pipelines.sources import Bad, quarantine_line


def test_the_bytes_come_back_exactly():
    line = quarantine_line("in.jsonl", Bad(7, 120, "not_utf8", "byte 0xff", b'{"a": "\xff"}'))
    assert line == (
        b'{"file": "in.jsonl", "line": 7, "byte_offset": 120, "reason": "not_utf8", '
        b'"detail": "byte 0xff", "raw_base64": "eyJhIjogIv8ifQ=="}\n'
    )
    assert base64.b64decode(json.loads(line)["raw_base64"]) == b'{"a": "\xff"}'


def test_a_file_name_that_is_no_text_does_not_stop_the_quarantine():
    name = b"caf\xe9.csv".decode("utf-8", "surrogateescape")
    line = quarantine_line(name, Bad(1, 0, "bad_json", "", b""))
    assert line.startswith(b'{"file": "caf\\udce9.csv"')
    assert json.loads(line)["line"] == 1
