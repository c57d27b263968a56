package io.postern.policy.language;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Json;
import io.postern.config.Problems;
import io.postern.policy.rules.PolicySet;
import io.postern.policy.rules.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What editors say by the schema that ships is what the loader says, asked of a real validator. */
class PolicySchemaTest {
  private static final Path STARTER = Path.of("../packaging/src/main/resources/starter/policies");
  private static final Path PAGE = Path.of("../docs/policy.md");
  private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  /** Draft-07 as python3-jsonschema knows it: the number of mistakes in each document of a list. */
  private static final String VALIDATOR =
      """
      import json, sys, jsonschema
      schema, documents = json.load(open(sys.argv[1])), json.load(open(sys.argv[2]))
      jsonschema.Draft7Validator.check_schema(schema)
      v = jsonschema.Draft7Validator(schema)
      print(json.dumps([len(list(v.iter_errors(d))) for d in documents]))
      """;

  private static final List<String> GOOD =
      List.of(
          "{}",
          "rules: [{name: 7, when: {patients_at_least: 5, score_at_least: 0.5}, protect: tls}]",
          "rules: [{name: a, when: {found: {pack: [pii, pci], at_least: 2}}, refuse: {}}]",
          "rules: [{name: a, continue: true, when: {not: {any: [{verdict: phi}]}}}]",
          "rules: [{name: a, protect: [tls], tls: {floor: mta-sts, minimum: TLSv1.3}}]",
          "rules: [{name: a, protect: tls}]\n"
              + "tests: [{name: t, to: a@b.c, expect: {a@b.c: {refuse: true}}}]");

  private static final List<String> BAD =
      List.of(
          "rulez: []",
          "rules: {name: a}",
          "rules: [{protect: tls}]",
          "rules: [{name: a, protect: tsl}]",
          "rules: [{name: a, protect: []}]",
          "rules: [{name: a, protect: tls, tls: {floor: best}}]",
          "rules: [{name: a, protect: tls, when: {verdikt: phi}}]",
          "rules: [{name: a, protect: tls, when: {patients_at_least: 0}}]",
          "rules: [{name: a, protect: tls, when: {patients_at_least: many}}]",
          "rules: [{name: a, protect: tls, when: {unscannable: 'yes'}}]",
          "rules: [{name: a, hold: {for: 3 days}}]",
          "rules: [{name: a, continue: no}]",
          "rules: [{name: a, protect: tls, when: {all: [{level: huge}]}}]",
          "lists: {l: {of: domains}}",
          "lists: {l: {file: l.txt, of: hosts}}",
          "tests: [{name: t, to: a@b.c}]",
          "tests: [{name: t, to: a@b.c, expect: {rulle: a}}]");

  /** The rules that examples without any speak of. */
  private static final String OTHERS =
      """
      rules:
        - {name: many-patients, when: {patients_at_least: 5}, protect: tls}
        - {name: internal, when: {direction: internal}, protect: tls}
        - {name: phi, protect: tls}
      """;

  @TempDir Path directory;

  private List<Integer> mistakes(List<String> documents) throws IOException, InterruptedException {
    List<Object> loaded =
        documents.stream()
            .map(d -> new Load(LoadSettings.builder().build()).loadFromString(d))
            .toList();
    Path file = Files.writeString(directory.resolve("documents.json"), Json.write(loaded));
    Process python =
        new ProcessBuilder(
                "python3",
                "-c",
                VALIDATOR,
                STARTER.resolve("policy.schema.json").toString(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(python.getInputStream().readAllBytes(), UTF_8);
    assertThat(python.waitFor()).as(said).isZero();
    return List.of(Json.read(said, Integer[].class));
  }

  private boolean loads(String document) throws IOException {
    Files.createDirectories(directory.resolve("lists"));
    Files.writeString(directory.resolve("lists/partners.txt"), "hospital.example\n");
    Files.writeString(directory.resolve("10.yaml"), document);
    Files.writeString(directory.resolve("90.yaml"), document.contains("rules:") ? "{}" : OTHERS);
    Problems problems = new Problems();
    PolicySet.load(directory, Surroundings.UNKNOWN, problems);
    return problems.isEmpty();
  }

  @Test
  void schema_examplesOfTheGuideAndStarters_areGoodForBoth() throws Exception {
    List<String> examples =
        Stream.concat(
                BLOCK.matcher(Files.readString(PAGE)).results().map((MatchResult m) -> m.group(1)),
                GOOD.stream())
            .toList();
    assertThat(examples).hasSizeGreaterThan(GOOD.size() + 5);
    for (String example : examples) {
      assertThat(loads(example)).as(example).isTrue();
    }
    List<String> starters =
        List.of(
            Files.readString(STARTER.resolve("10-phi.yaml")),
            Files.readString(STARTER.resolve("90-everything-else.yaml")));
    assertThat(mistakes(Stream.concat(examples.stream(), starters.stream()).toList()))
        .containsOnly(0);
  }

  @Test
  void schema_mistakes_areSeenByBoth() throws Exception {
    for (String bad : BAD) {
      assertThat(loads(bad)).as(bad).isFalse();
    }
    List<Integer> mistakes = mistakes(BAD);
    for (int i = 0; i < BAD.size(); i++) {
      assertThat(mistakes.get(i)).as(BAD.get(i)).isPositive();
    }
  }
}
