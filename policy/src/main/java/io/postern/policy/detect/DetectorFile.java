package io.postern.policy.detect;

import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.OneOrMore;
import io.postern.config.YamlNode;
import java.nio.file.Path;
import java.util.List;

/** A file that sets the detector's rules: the packs that ship have the same form. */
record DetectorFile(
    @Doc("Which packs are on: hipaa, pii, pci.") @Default("[hipaa]") @OneOrMore List<Pack> packs,
    @Doc("Rules by name; what is absent stays as the packs have it.") @Default("{}") YamlNode rules,
    @Doc("Files of more terms: phrase, tab, class, and a share of its weight if you like.")
        @Default("[]")
        List<Path> lexicon,
    @Doc("Your own domains: who writes from there about care writes to a patient.") @Default("[]")
        List<String> ownDomains) {}
