"""The words that names of properties, states, media types and headers are made of: they identify nobody."""

from __future__ import annotations

import re

from conformance.exchange.terms import is_term

_COMMON = """
abort aborted accept accepted access account accounts action actions active activity actor added additional address
addresses admin after age agent agents aggregate algorithm alias all allocated allow allowed alt alternate amount
analysis analytics answer answered answering answers any api app application applications approved archive archived
area args array assigned assistant async attachment attachments attempt attempted attempts attribute attributes audio
auth authentication authorization authorized auto automatic available average avg avro background bad balance base
before begin billing binary blank blob block blocked body boolean boundary bucket budget buffer build bulk bundle busy
bytes cache cached calendar call callback callee caller calling calls campaign campaigns can cancel canceled cancelled
cancelling capacity captured carrier category cause causes certificate challenge change changed changes channel
channels character characters charge charges charset chat check checked checksum child children chunk chunked city
class clear click client clients close closed cluster code codes collection column columns comment comments company
complete completed completion compressed condition conditions config configuration configured confirmed connect
connected connecting connection connections contact contacts container content contents context control conversation
conversion cookie cookies copy correlation cost costs count counter country counts cover create created creation
creator credential credentials credit credits cross css csv currency current currently cursor custom customer
customers cut data database dataset date dates day days deactivated dead deadline debit debug decimal declined default
defer deferred delay delayed delete deleted delivered delivery dependency deprecated deprecation depth description
destination detail details detected device devices dial dialed digest digit digits direct directory disabled
disconnect disconnected disconnecting discount dispatched display disposition district dnt document documents domain
done download draft drop dropped due duplicate duration early edit edited email embedded empty enabled encoding
encrypted end ended ending endpoint engine entity entries entry enum env environment epoch error errored errors
estimate estimated etag evaluation event events exception executed executing execution executions exist exists expect
expected expiration expire expired expires expiry export exported expose extra extracted extraction fail failed
failing failure failures false features fetch field fields file filename files filter filters final finish finished
first flag flags float flow folder font for force form format forwarded fraction frame free frequency from full
function gateway generated generation geo get given global granted graph group groups guest guid gzip handle handler
hash header headers health height held help hidden high history hold home hook host hostname hour hours html http
https human humanized icon identifier identifiers identity idle ids ignored image images import imported inactive
inbound include included index indices info information init initial initialized initiated inner input inputs insert
instance int integer internal interval invalid invoice ip issue issued issuer item items java javascript job jobs join
json key keys kind label labels lang language languages last latency latest latitude layer lead leads left legacy
length level levels limit limited limits line lines link links list listed lists live load local locale location
locations lock locked log logged login logo logs long longitude low machine mail mailbox main manager manual many map
mask match matched max maximum may mean media member members memory merge message messages meta metadata method
methods metric metrics middle mime min minimum minute minutes missed missing mobile mode model modified module moment
monitoring month monthly months more most msg multi multipart must name named names namespace nan nested network never
new next no node none normal not note notes notice notification notified null number numbers object objects octet of
off offered offline offset old on online only open opened operation operator opt option optional options opts order
ordered orders org organisation organization origin original other out outbound outcome output over override owned
owner ownership package page pages pagination paid paragraph param parameter parameters params parent part partial
partially parts party password past patch path paths pause paused pay payload payment payments pdf peer pending per
percent percentage period permission permissions phase phone php ping pipeline place plain plan planned platform play
played point policy poll pool port position post postal posted postponed pragma preferences prefix prepared preview
previous price primary priority privacy private problem process processed processing product production products
profile progress project prompt properties property protected protocol provider providers proxy public publish
published purpose put python quality quantity query question queue queued quota random range rate ratio raw reach
reached read ready real realm reason reasons receive received recipient recipients record recorded recording
recordings records recovered redirect ref reference references referer referrer region registered reject rejected
relation relative release released remaining reminder reminders remote removed renewal renewals repeat repeated
replaced replica reply report reports request requested requester requests require required rescheduled reserved reset
resource resources response responses restricted result results resume resumed retried retries retry retrying return
returned returns revision revoked right ring ringing role roles root route row rows rule rules run running runs safe
sample saved scale schedule scheduled schedules schema scheme scope score script sdk search second seconds secret
secrets section secure security segment segments select self send sender sending sent sentiment sequence series server
servers service services session sessions set settings setup severity shared short show shows silence simple sip size
skip skipped slot small sms snapshot snoozed sort source sources space speaker spec speech speed stack stage stale
standard start started starting starts state stated states static statistics stats status statuses step steps stop
stopped storage store stored stream street strict string strings style subject submitted subscription subtitle success
successful suffix sum summary support suspended sync syntax synthesizer system table tag tags target task tasks
teardown telephone telephony template tenant term terminated terms test tested text textual thread threshold throttled
thumbnail ticket tier time timed timeout timer times timestamp timezone timing timings title token tokens tool tools
total totals trace traceback tracking traffic transaction transcript transcription transfer transferred transport
trial trigger triggered true trunk try turn turns type types typescript unanswered undefined undelivered under
unhandled unique unit units unknown unpaid unreachable unread unset until up update updated updates upload uploaded
uploads upper uri url urls usage use used user username users utc uuid valid validate validated validation value
values vary vendor verified verify version versions via video view views visible voice voicemail volume wait waiting
warning warnings webhook webhooks website week weekly weeks weight width window with without word words worker
workflow workspace write wrong x xml y year years zip zone
"""
_HTTP = """
amz amzn apigw authenticate azure b bearer brotli browser by cdn cf chrome cloud cloudfront cors csp csrf dest dns
downlink echo ect edge embedder fastly firefox flare github goog google hit hits hops hsts idempotency if insecure
intermediate isolate kong license mozilla nel nginx nosniff openai opener permitted pop powered ratelimit ray
requestid rtt runtime sampled sec served site sniff sourcemap spanid spdy src sts svc te traceid traceparent
tracestate trailer transform trip tus ua upgrade upstream varnish vercel wasm webkit www xff xss
"""
_WORDS = frozenset(_COMMON.split())
_HTTP_WORDS = frozenset(_HTTP.split())
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_HEADER = re.compile(r"[A-Za-z]{1,24}[0-9]{0,2}(?:[_-][A-Za-z]{1,24}[0-9]{0,2}){0,7}")
_HEADER_PARTS = re.compile(r"[A-Za-z]+")
_PLAIN = re.compile(r"[A-Za-z]{1,24}(?:[ _-][A-Za-z]{1,24}){0,5}")


def is_plain_name(name: str) -> bool:
    """Return whether a name is made only of such words; each could be in the name of a person, but not all of them.

    >>> is_plain_name("updatedAt"), is_plain_name("call-disconnected"), is_plain_name("Anna Smith")
    (True, True, False)
    """
    return _PLAIN.fullmatch(name) is not None and all(map(_is_plain, _PARTS.findall(name)))


def is_header_name(name: str) -> bool:
    """Return whether the name of a header is made of such words, or of those that only headers use.

    >>> is_header_name("X-RateLimit-Remaining"), is_header_name("X-Anna-Smith")
    (True, False)
    """
    parts = _HEADER_PARTS.findall(name)
    return _HEADER.fullmatch(name) is not None and all(part.lower() in _HTTP_WORDS or _is_plain(part) for part in parts)


def _is_plain(word: str) -> bool:
    return len(word) == 1 or word.lower() in _WORDS or is_term(word)
