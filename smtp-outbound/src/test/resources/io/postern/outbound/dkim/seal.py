"""Seals as dkimpy does: seal.py KEY MESSAGE, with a PKCS#1 key of s._domainkey.provider.example."""
import sys

import dkim

message = open(sys.argv[2], "rb").read()
found = b"Authentication-Results: mx.provider.example; spf=pass smtp.mfrom=clinic.example\r\n"
sealed = dkim.arc_sign(
    found + message,
    b"s",
    b"provider.example",
    open(sys.argv[1], "rb").read(),
    b"mx.provider.example",
    include_headers=[b"from", b"to", b"subject", b"date"],
)
sys.stdout.buffer.write(b"".join(sealed) + found + message)
