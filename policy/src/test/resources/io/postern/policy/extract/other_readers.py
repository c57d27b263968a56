"""Prints the names of the messages of a directory in which another MIME reader shows a text.

    other_readers.py DIRECTORY TEXT
"""

import email
import email.policy
import pathlib
import subprocess
import sys
import tempfile

CHARSETS = ("utf-8", "utf-16", "utf-16le", "utf-16be", "utf-32", "utf-7")
POLICIES = (email.policy.compat32, email.policy.default)


def has(content, text):
    return any(text in content.decode(charset, "ignore") for charset in CHARSETS)


def parts(raw, policy):
    """What Python's email package decodes; a field that it chokes on ends it."""
    try:
        for part in email.message_from_bytes(raw, policy=policy).walk():
            if not part.is_multipart():
                yield part.get_payload(decode=True) or b""
    except (AttributeError, LookupError, ValueError, TypeError, IndexError):
        return


def ripmime(file):
    with tempfile.TemporaryDirectory() as directory:
        command = ["ripmime", "-i", str(file), "-d", directory]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=10)
        return [f.read_bytes() for f in pathlib.Path(directory).rglob("*") if f.is_file()]


def shows(file, text):
    raw = file.read_bytes()
    if any(has(part, text) for policy in POLICIES for part in parts(raw, policy)):
        return True
    return any(has(content, text) for content in ripmime(file))


for path in sorted(pathlib.Path(sys.argv[1]).glob("*.eml")):
    if shows(path, sys.argv[2]):
        print(path.name)
