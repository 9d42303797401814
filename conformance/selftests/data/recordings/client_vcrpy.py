"""Asks the reference API while vcrpy records; run by make.py with the Python that has both."""

from __future__ import annotations

import json
import os
import sys
from urllib.request import Request, urlopen

import requests  # type: ignore[import-untyped,unused-ignore]
import vcr  # type: ignore[import-not-found,unused-ignore]

URL, KEY = os.environ["BASE_URL"], os.environ["KEY"]
PATHS = json.loads(os.environ["PATHS"])

with vcr.use_cassette(sys.argv[1], serializer=sys.argv[1].rpartition(".")[2]), requests.Session() as session:
    session.trust_env = False
    for path in PATHS:
        session.get(URL + path, headers={"Authorization": f"Bearer {KEY}"})
    session.get(URL + PATHS[0])
    # What requests reads is recorded unpacked, and what the standard library reads is recorded as it came.
    headers = {"Authorization": f"Bearer {KEY}", "Accept-Encoding": "gzip"}
    urlopen(Request(URL + PATHS[0], headers=headers)).read()
