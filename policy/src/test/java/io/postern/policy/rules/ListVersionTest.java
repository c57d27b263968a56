package io.postern.policy.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.PolicyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a list held when it was asked can be told later: it is part of the version. */
class ListVersionTest {
  private static final String RULES =
      """
      lists: {partners: {file: l.txt, of: domains}}
      rules:
        - {name: a, when: {recipient_domain: "list:partners"}, protect: smime}
        - {name: b, protect: tls}
      """;

  @TempDir Path directory;
  private final List<PolicyFiles> kept = new ArrayList<>();
  private boolean broken;
  private Path list;
  private PolicySet policies;

  private void keep(PolicyFiles files) {
    if (broken) {
      throw new IllegalStateException("the store is gone");
    }
    kept.add(files);
  }

  private String decided() {
    var decision =
        Policies.decide(policies, Policies.message(Policies.CLEAN), "b@d.example").getFirst();
    return Policies.shape(decision);
  }

  @BeforeEach
  void load() throws IOException {
    list = Files.writeString(directory.resolve("l.txt"), "c.example\n");
    policies = Policies.of(directory, RULES, Surroundings.UNKNOWN.keptBy(this::keep));
  }

  @Test
  void load_list_isPartOfTheVersion() throws IOException {
    assertThat(policies.files().files())
        .containsExactly(
            new PolicyFiles.File("10.yaml", RULES),
            new PolicyFiles.File("list:partners", "c.example\n"));
    assertThat(policies.version()).isEqualTo(policies.files().version());
    Files.writeString(list, "d.example\n");
    assertThat(PolicySet.load(directory).version()).isNotEqualTo(policies.version());
  }

  @Test
  void refresh_changedList_isKeptBeforeItCounts() throws IOException {
    String before = policies.version();
    assertThat(decided()).isEqualTo("[tls]");
    Files.writeString(list, "c.example\nd.example\n");
    policies.refreshLists();
    assertThat(decided()).isEqualTo("[smime]");
    assertThat(policies.version()).isNotEqualTo(before);
    assertThat(kept).containsExactly(policies.files());
    policies.refreshLists();
    assertThat(kept).hasSize(1);
  }

  @Test
  void refresh_changeThatCannotBeKept_doesNotCountUntilItCan() throws IOException {
    String before = policies.version();
    Files.writeString(list, "c.example\nd.example\n");
    broken = true;
    policies.refreshLists();
    assertThat(decided()).isEqualTo("[tls]");
    assertThat(policies.version()).isEqualTo(before);
    broken = false;
    policies.refreshLists();
    assertThat(decided()).isEqualTo("[smime]");
  }

  @Test
  void refresh_listThatIsGone_holdsAlsoWhereThatCannotBeKept() throws IOException {
    Files.delete(list);
    broken = true;
    policies.refreshLists();
    assertThat(decided()).isEqualTo("hold policy");
    broken = false;
    Files.writeString(list, "d.example\n");
    policies.refreshLists();
    assertThat(decided()).isEqualTo("[smime]");
  }

  @Test
  void refresh_listTooLongToBeStored_isKeptAsItsDigest() throws IOException {
    String text = "# partners\n".repeat(100_000) + "d.example\n";
    Files.writeString(list, text);
    policies.refreshLists();
    assertThat(decided()).isEqualTo("[smime]");
    String digest = new PolicyFiles.File("", text).digest();
    assertThat(kept.getFirst().files().getLast().text())
        .isEqualTo("# 1100010 bytes with the SHA-256 " + digest + "\n");
  }

  @Test
  void refresh_listsThatCannotBeRead_keepTheLastGoodOnes() throws IOException {
    for (byte[] wrong :
        List.of(
            "a b\n".getBytes(StandardCharsets.UTF_8),
            "caf\u00e9.example\n".getBytes(StandardCharsets.ISO_8859_1))) {
      Files.write(list, wrong);
      policies.refreshLists();
      assertThat(decided()).isEqualTo("[tls]");
    }
    assertThat(kept).isEmpty();
  }
}
