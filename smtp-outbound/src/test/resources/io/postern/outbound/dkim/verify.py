"""Says what dkimpy finds: verify.py RECORDS MESSAGE, with RECORDS as lines of name, blank, text."""
import sys

import dkim

records = dict(line.rstrip("\n").split(" ", 1) for line in open(sys.argv[1]))
message = open(sys.argv[2], "rb").read()


def dns(name, timeout=5):
    text = records.get(name.decode().rstrip("."))
    return text.encode() if text else None


def found(check):
    try:
        return "good" if check() else "bad"
    except dkim.DKIMException as e:
        return "bad " + type(e).__name__


verifier = dkim.DKIM(message)
signatures = [v for n, v in verifier.headers if n.lower() == b"dkim-signature"]
for i, value in enumerate(signatures):
    tags = dkim.util.parse_tag_value(value)
    result = found(lambda: dkim.DKIM(message).verify(idx=i, dnsfunc=dns))
    print("dkim", tags[b"a"].decode(), tags[b"d"].decode(), result)
cv, results, reason = dkim.arc_verify(message, dnsfunc=dns)
print("arc", (cv or b"none").decode())
