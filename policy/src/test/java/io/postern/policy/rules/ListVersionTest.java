package io.postern.policy.rules;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Judgement;
import io.postern.core.model.PolicyFiles;
import io.postern.core.model.Recipient;
import io.postern.core.port.Groups;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

  /** Twice: a list that is being written is left alone until it looks the same. */
  private void look() {
    policies.refreshLists();
    policies.refreshLists();
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
  void refresh_byteOrderMark_isNoPartOfTheFirstEntry() throws IOException {
    Files.writeString(list, "\ufeffd.example\n");
    look();
    assertThat(decided()).isEqualTo("[smime]");
  }

  @Test
  void refresh_changedList_isKeptBeforeItCounts() throws IOException {
    String before = policies.version();
    assertThat(decided()).isEqualTo("[tls]");
    Files.writeString(list, "c.example\nd.example\n");
    look();
    assertThat(decided()).isEqualTo("[smime]");
    assertThat(policies.version()).isNotEqualTo(before);
    assertThat(kept).containsExactly(policies.files());
    look();
    assertThat(kept).hasSize(1);
  }

  @Test
  void refresh_changeThatCannotBeKept_doesNotCountUntilItCan() throws IOException {
    String before = policies.version();
    Files.writeString(list, "c.example\nd.example\n");
    broken = true;
    look();
    assertThat(decided()).isEqualTo("[tls]");
    assertThat(policies.version()).isEqualTo(before);
    broken = false;
    look();
    assertThat(decided()).isEqualTo("[smime]");
  }

  @Test
  void refresh_listThatIsGone_holdsAlsoWhereThatCannotBeKept() throws IOException {
    Files.delete(list);
    broken = true;
    look();
    assertThat(decided()).isEqualTo("hold policy");
    broken = false;
    Files.writeString(list, "d.example\n");
    look();
    assertThat(decided()).isEqualTo("[smime]");
  }

  @Test
  void refresh_listTooLongToBeStored_isKeptAsItsDigest() throws IOException {
    String text = "# partners\n".repeat(100_000) + "d.example\n";
    Files.writeString(list, text);
    look();
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
      look();
      assertThat(decided()).isEqualTo("[tls]");
    }
    assertThat(kept).isEmpty();
  }

  /** A directory that is slow: meanwhile a list changes, as far as it can. */
  private final class SlowGroups implements Groups {
    private @Nullable Thread refreshing;

    @Override
    public Set<String> names() {
      return Set.of("staff");
    }

    @Override
    public boolean contains(String group, String address) {
      if (refreshing == null) {
        refreshing = Thread.ofPlatform().start(ListVersionTest.this::look);
        while (refreshing.getState() != Thread.State.TERMINATED
            && refreshing.getState() != Thread.State.WAITING) {
          Thread.onSpinWait();
        }
      }
      return false;
    }

    void join() throws InterruptedException {
      requireNonNull(refreshing).join();
    }
  }

  @Test
  void decide_listThatChangesMeanwhile_isTheOldOneForTheWholeMessage() throws Exception {
    SlowGroups groups = new SlowGroups();
    policies =
        Policies.of(
            directory,
            """
            lists: {partners: {file: l.txt, of: domains}}
            rules:
              - {name: a, when: {recipient: "group:staff"}, hold: {}}
              - {name: b, when: {recipient_domain: "list:partners"}, protect: smime}
              - {name: c, protect: tls}
            """,
            Surroundings.UNKNOWN.with(groups).keptBy(this::keep));
    String before = policies.version();
    Files.writeString(list, "d.example\n# longer\n");
    Judgement judged =
        RulesEngine.decide(
            policies,
            Policies.message(Policies.CLEAN),
            List.of(Recipient.of("a@d.example"), Recipient.of("b@d.example")));
    assertThat(judged.decisions()).extracting(Policies::shape).containsExactly("[tls]", "[tls]");
    assertThat(judged.policy()).contains(before);
    groups.join();
    assertThat(decided()).isEqualTo("[smime]");
    assertThat(policies.version()).isNotEqualTo(before);
  }
}
