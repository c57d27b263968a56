"""Checks a report in gzip against RFC 8460 4.3 and 4.4, member by member; says nothing where it is good."""
import datetime
import gzip
import ipaddress
import json
import sys

RESULTS = {
    "starttls-not-supported", "certificate-host-mismatch", "certificate-expired",
    "certificate-not-trusted", "validation-failure", "tlsa-invalid", "dnssec-invalid",
    "dane-required", "sts-policy-fetch-error", "sts-policy-invalid", "sts-webpki-invalid"}
TYPES = {"tlsa", "sts", "no-policy-found"}


def once(pairs):
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), "RFC 7493 2.3: a member twice: %s" % names
    return dict(pairs)


def members(value, must, may=()):
    assert isinstance(value, dict), value
    assert set(must) <= set(value), "missing: %s" % (set(must) - set(value))
    assert set(value) <= set(must) | set(may), "unknown: %s" % (set(value) - set(must) - set(may))


def text(value):
    assert isinstance(value, str) and value, value


def texts(value):
    assert isinstance(value, list) and value, value
    for one in value:
        text(one)


def count(value):
    assert type(value) is int and 0 <= value < 2 ** 53, value


def moment(value):
    return datetime.datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ")


def failure(detail):
    members(detail, ["result-type", "failed-session-count"],
            ["sending-mta-ip", "receiving-mx-hostname", "receiving-mx-helo", "receiving-ip",
             "additional-information", "failure-reason-code"])
    assert detail["result-type"] in RESULTS, detail
    count(detail["failed-session-count"])
    for name in ("sending-mta-ip", "receiving-ip"):
        if name in detail:
            ipaddress.ip_address(detail[name])
    for name in ("receiving-mx-hostname", "failure-reason-code"):
        if name in detail:
            text(detail[name])
    return detail["failed-session-count"]


def policy(entry):
    members(entry, ["policy", "summary"], ["failure-details"])
    members(entry["policy"], ["policy-type", "policy-domain"], ["policy-string", "mx-host"])
    assert entry["policy"]["policy-type"] in TYPES
    text(entry["policy"]["policy-domain"])
    for name in ("policy-string", "mx-host"):
        if name in entry["policy"]:
            texts(entry["policy"][name])
    members(entry["summary"], ["total-successful-session-count", "total-failure-session-count"])
    for value in entry["summary"].values():
        count(value)
    failed = sum(failure(d) for d in entry.get("failure-details", []))
    assert failed == entry["summary"]["total-failure-session-count"]


report = json.loads(gzip.open(sys.argv[1]).read().decode("utf-8"), object_pairs_hook=once)
members(report, ["organization-name", "date-range", "contact-info", "report-id", "policies"])
for name in ("organization-name", "contact-info", "report-id"):
    text(report[name])
members(report["date-range"], ["start-datetime", "end-datetime"])
begin = moment(report["date-range"]["start-datetime"])
end = moment(report["date-range"]["end-datetime"])
assert begin.time() == datetime.time(0, 0, 0) and end - begin == datetime.timedelta(seconds=86399)
assert isinstance(report["policies"], list) and report["policies"]
for entry in report["policies"]:
    policy(entry)
