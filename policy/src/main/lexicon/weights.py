#!/usr/bin/env python3
"""Gives every health term its share of its class's weight, by how common it is in general English.

    policy/src/main/lexicon/weights.py [--check]

reads frequencies.tsv (written by build.py: a term, in how many documents it stands, which share of
its meanings is medical) and writes the third column of health-terms.txt and wordnet-terms.txt. With
--check it writes nothing and fails where a column is not what the frequencies say.
"""

import math
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
RESOURCES = HERE.parent / "resources/io/postern/policy/detect"
LISTS = ["health-terms.txt", "wordnet-terms.txt"]
FREQUENCIES = HERE / "frequencies.tsv"

# Documents in a million with a term, up to which it says all of its class, and from which the least.
RARE = 200
COMMON = 8000
LEAST = 0.5

SEPARATORS = re.compile(r"[\W_]+")


def words(text):
    """As the detector divides text: runs of letters and digits."""
    return [w for w in SEPARATORS.split(text) if w]


def telling(documents, total, sense):
    """How much a term says: falls with the logarithm of its frequency, as idf does; 0 to 1."""
    rate = (documents + 0.5) * 1e6 / total
    idf = math.log(COMMON / rate) / math.log(COMMON / RARE)
    return max(0.0, min(1.0, idf)) * sense


def share(documents, total, sense):
    """The share of the class's weight. A term that is listed is never worth nothing."""
    return round(LEAST + (1 - LEAST) * telling(documents, total, sense), 2)


def frequencies():
    """The number of documents, and by term how many have it and how much of it is medical."""
    total, found = 0, {}
    for line in FREQUENCIES.read_text("utf-8").splitlines():
        term, documents, sense = line.split("\t")
        if term.startswith("#"):
            total = int(documents)
        else:
            found[term] = int(documents), float(sense)
    return total, found


def entries(name):
    """The lines of a list, those that are entries divided into fields."""
    for line in (RESOURCES / name).read_text("utf-8").splitlines():
        yield [line] if line.startswith("#") or not line.strip() else line.split("\t")


def terms():
    """All terms of the lists, with their classes."""
    return {(f[0], f[1]) for name in LISTS for f in entries(name) if len(f) > 1}


def weighted(name):
    total, found = frequencies()
    lines = []
    for fields in entries(name):
        if len(fields) > 1:
            if fields[0] not in found:
                sys.exit(f"{name}: '{fields[0]}' was not counted; run build.py")
            fields = [*fields[:2], f"{share(found[fields[0]][0], total, found[fields[0]][1])}"]
        lines.append("\t".join(fields) + "\n")
    return "".join(lines)


def main():
    stale = []
    for name in LISTS:
        text = weighted(name)
        if text != (RESOURCES / name).read_text("utf-8"):
            stale.append(name)
            if "--check" not in sys.argv:
                (RESOURCES / name).write_text(text, "utf-8")
    if stale:
        print("other shares in", *stale)
    sys.exit(1 if stale and "--check" in sys.argv else 0)


if __name__ == "__main__":
    main()
