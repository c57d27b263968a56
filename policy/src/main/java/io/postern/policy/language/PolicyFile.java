package io.postern.policy.language;

import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.Holds;
import io.postern.config.YamlNode;
import java.util.List;
import java.util.Map;

/** One policy file; each item is bound by itself, so that all mistakes show. */
public record PolicyFile(
    @Doc("Lists that rules and levels name as list:NAME. They hold in all files.") @Default("{}")
        Map<String, ListSpec> lists,
    @Doc("Settings for everybody, for domains and for addresses; the most specific one counts.")
        @Default("[]")
        @Holds(LevelSpec.class)
        List<YamlNode> levels,
    @Doc("Rules; the first that matches a recipient decides.") @Default("[]") @Holds(RuleSpec.class)
        List<YamlNode> rules,
    @Doc("Tests for 'postern policy test'.") @Default("[]") @Holds(TestSpec.class)
        List<YamlNode> tests) {}
