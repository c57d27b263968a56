#!/usr/bin/env python3
"""Writes the detector's word lists that come from packages.

    policy/src/main/lexicon/build.py [DIRECTORY]

fetches the Debian packages wordnet-base and scowl (or takes their unpacked /usr/share from
DIRECTORY) and writes wordnet-terms.txt and english.txt beside the lists that are kept by hand. The
result depends on nothing but the packages, so a second run changes nothing.
"""

import collections
import pathlib
import re
import subprocess
import sys
import tempfile

RESOURCES = pathlib.Path(__file__).parent.parent / "resources/io/postern/policy/detect"

# What a synset (by one of its words and its lexicographer file) says about everything below it.
ROOTS = [
    ("condition", "ill_health", "26"),
    ("condition", "symptom", "26"),
    ("condition", "injury", "26"),
    ("condition", "pathology", "26"),
    ("condition", "mental_disorder", "26"),
    ("drug", "medicine", "06"),
    ("drug", "anesthetic", "06"),
    ("drug", "vaccine", "06"),
    ("procedure", "medical_procedure", "04"),
    ("procedure", "surgery", "04"),
    ("procedure", "diagnostic_procedure", "04"),
    ("specialty", "medical_specialty", "09"),
    ("specialty", "medical_specialist", "18"),
]
# A sense must be most of what a word means, and a common word says little.
LEAST_SHARE = 0.5
RARE_SIZE = 60
COMMONNESS = [(20, 0.2), (35, 0.4), (50, 0.7)]

NUMBERED = re.compile(r"[0-9]")


def packages(directory):
    """The /usr/share of both packages."""
    if directory:
        return pathlib.Path(directory)
    work = pathlib.Path(tempfile.mkdtemp())
    subprocess.run(["apt-get", "download", "wordnet-base", "scowl"], cwd=work, check=True)
    for package in work.glob("*.deb"):
        subprocess.run(["dpkg", "-x", package, work], check=True)
    return work / "usr/share"


class WordNet:
    """Nouns of WordNet 3.0 (wndb(5WN)), with how often each sense was tagged in SemCor."""

    def __init__(self, directory):
        self.words, self.file, self.below = {}, {}, collections.defaultdict(list)
        for line in (directory / "data.noun").read_text("latin-1").splitlines():
            if not line.startswith("  "):
                self._synset(line.split("|")[0].split())
        self.tagged = collections.Counter()
        for line in (directory / "cntlist.rev").read_text("latin-1").splitlines():
            key, sense, count = line.split()
            self.tagged[key.split("%")[0], key.split("%")[1][0], int(sense)] = int(count)
        self.senses = {}
        for line in (directory / "index.noun").read_text("latin-1").splitlines():
            if not line.startswith("  "):
                fields = line.split()
                self.senses[fields[0]] = fields[-int(fields[2]):]

    def _synset(self, fields):
        offset, self.file[fields[0]] = fields[0], fields[1]
        count = int(fields[3], 16)
        self.words[offset] = fields[4:4 + 2 * count:2]
        at = 5 + 2 * count
        for pointer in range(int(fields[at - 1])):
            symbol, target, kind, _ = fields[at + 4 * pointer:at + 4 * pointer + 4]
            if symbol == "@" and kind == "n":
                self.below[target].append(offset)

    def under(self, word, file):
        """All synsets below those that hold a word and stand in a lexicographer file."""
        todo = [o for o, words in self.words.items() if word in words and self.file[o] == file]
        seen = set(todo)
        while todo:
            for child in self.below[todo.pop()]:
                if child not in seen:
                    seen.add(child)
                    todo.append(child)
        return seen

    def share(self, word, synsets):
        """How much of a noun's use means one of these synsets."""
        senses = self.senses.get(word.lower(), [])
        counts = [0.5 + self.tagged[word.lower(), "1", i + 1] for i in range(len(senses))]
        medical = sum(c for c, o in zip(counts, senses) if o in synsets)
        return medical / sum(counts) if counts else 0


def scowl(directory):
    """Words in lower case with the size of the smallest list that has them."""
    size = {}
    for file in sorted(directory.glob("*-words.*")):
        variety, level = file.name.split("-words.")
        if variety in ("english", "american", "british") and int(level) <= RARE_SIZE:
            for word in file.read_text("latin-1").split():
                if "'" not in word:
                    size[word] = min(size.get(word, 99), int(level))
    return size


def commonness(phrase, size):
    if " " in phrase:
        return 1.0
    level = size.get(phrase, 99)
    return next((factor for top, factor in COMMONNESS if level <= top), 1.0)


def terms(wordnet, size):
    found = {}
    for kind, root, file in ROOTS:
        synsets = wordnet.under(root, file)
        for offset in synsets:
            for word in wordnet.words[offset]:
                phrase = word.replace("_", " ").replace("-", " ").lower()
                share = 1.0 if " " in phrase else wordnet.share(word, synsets)
                short = len(phrase) < 5 or NUMBERED.search(phrase)
                if not short and share >= LEAST_SHARE:
                    weight = round(share * commonness(phrase, size), 2)
                    found[phrase] = max(found.get(phrase, (0, kind)), (weight, kind))
    return found


def places(wordnet):
    """Words of geographical names and peoples, which are capitalised and nobody's name."""
    for offset, file in wordnet.file.items():
        if file == "15":
            for word in wordnet.words[offset]:
                for piece in re.split(r"[_\-.]", word):
                    if piece[:1].isupper() and len(piece) > 3:
                        yield piece.lower()


def write(name, header, lines):
    text = "".join(f"# {line}\n" for line in header) + "".join(f"{line}\n" for line in lines)
    (RESOURCES / name).write_text(text, "utf-8")
    print(f"{name}: {len(lines)} lines")


def main():
    share = packages(sys.argv[1] if len(sys.argv) > 1 else None)
    wordnet = WordNet(share / "wordnet")
    size = scowl(share / "dict/scowl")
    found = terms(wordnet, size)
    write(
        "wordnet-terms.txt",
        ["Health terms of WordNet 3.0 (see NOTICE): term, class, share of the class's weight. Written by",
         "policy/src/main/lexicon/build.py; change that, not this."],
        [f"{p}\t{kind}\t{weight}" for p, (weight, kind) in sorted(found.items()) if weight >= 0.2])
    english = {w for w in size if w.isalpha() and w.isascii() and len(w) > 2}
    english |= {w for w in places(wordnet) if w.isascii() and w.isalpha()}
    write(
        "english.txt",
        ["English words and words of geographical names, so that other capitalised words can be",
         "taken for names of people. From SCOWL and WordNet 3.0 (see NOTICE). Written by",
         "policy/src/main/lexicon/build.py; change that, not this."],
        sorted(english))


if __name__ == "__main__":
    main()
