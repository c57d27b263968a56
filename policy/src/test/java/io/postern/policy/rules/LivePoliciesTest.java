package io.postern.policy.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.MimeLimits;
import io.postern.core.store.StoreException;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.FakeMeters;
import io.postern.core.testing.LogWatch;
import io.postern.policy.detect.Scanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LivePoliciesTest {
  private static final String TLS = "rules: [{name: a, protect: tls}]\n";
  private static final String PORTAL = "rules: [{name: a, protect: portal}]\n";

  @TempDir Path directory;
  private RulesEngine engine;
  private LivePolicies live;
  private final FakeClock clock = FakeClock.create();
  private final FakeMeters meters = new FakeMeters();
  private boolean storeWorks = true;
  private final List<String> taken = new ArrayList<>();
  private long written;

  @BeforeEach
  void load() throws IOException {
    write("10.yaml", TLS);
    engine =
        new RulesEngine(
            new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10), PolicySet.load(directory));
    live =
        new LivePolicies(
            directory, Surroundings.UNKNOWN, engine, next -> take(next.version()), clock);
    live.watchedBy(meters);
  }

  /** Each write is a second later, however quick the test is. */
  private void write(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000 * ++written));
  }

  private void take(String version) {
    if (!storeWorks) {
      throw new StoreException("out of order");
    }
    taken.add(version);
  }

  private static List<String> alarms(LogWatch log) {
    return log.lines("ERROR").stream().filter(l -> l.contains("alarm=\"POLICY\"")).toList();
  }

  private void looks(int times) {
    for (int i = 0; i < times; i++) {
      live.look();
    }
  }

  private String decision() {
    return Policies.shape(
        Policies.decide(engine.inForce(), Policies.message(Policies.PHI), "a@b.c").getFirst());
  }

  @Test
  void look_changedFile_isTakenOverOnceItIsStill() throws IOException {
    write("10.yaml", PORTAL);
    looks(1);
    assertThat(decision()).isEqualTo("[tls]");
    looks(1);
    assertThat(decision()).isEqualTo("[portal]");
    looks(3);
    assertThat(taken).containsExactly(engine.inForce().version());
  }

  @Test
  void look_newFileAndRemovedFile_areChanges() throws IOException {
    write("05.yaml", "rules: [{name: b, when: {verdict: phi}, hold: {}}]\n");
    looks(2);
    assertThat(decision()).isEqualTo("hold policy");
    Files.delete(directory.resolve("05.yaml"));
    looks(2);
    assertThat(decision()).isEqualTo("[tls]");
    assertThat(taken).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void look_badFile_keepsTheLastGoodPolicyUntilItIsMended() throws IOException {
    String version = engine.inForce().version();
    for (String bad : List.of("rules: [{name: a, protect: tsl}]\n", "a: &a [*a]\n", "")) {
      write("10.yaml", bad);
      looks(3);
      assertThat(engine.inForce().version()).isEqualTo(version);
      assertThat(decision()).isEqualTo("[tls]");
    }
    write("10.yaml", PORTAL);
    looks(2);
    assertThat(decision()).isEqualTo("[portal]");
  }

  @Test
  void look_directoryThatIsGone_keepsTheLastGoodPolicy() throws IOException {
    Files.delete(directory.resolve("10.yaml"));
    looks(3);
    assertThat(decision()).isEqualTo("[tls]");
    assertThat(taken).isEmpty();
  }

  @Test
  void look_versionCannotBeStored_keepsTheLastGoodPolicyAndTriesAgain() throws IOException {
    storeWorks = false;
    write("10.yaml", PORTAL);
    try (LogWatch log = new LogWatch()) {
      looks(4);
      assertThat(alarms(log)).hasSize(1);
    }
    assertThat(decision()).isEqualTo("[tls]");
    assertThat(meters.shown("postern_policy_rejected")).isOne();
    storeWorks = true;
    looks(1);
    assertThat(decision()).isEqualTo("[portal]");
    assertThat(taken).containsExactly(engine.inForce().version());
    assertThat(meters.shown("postern_policy_rejected")).isZero();
  }

  @Test
  void look_badFile_isAnAlarmAtOnceAndEveryQuarterOfAnHourUntilItIsMended() throws IOException {
    String version = engine.inForce().version();
    try (LogWatch log = new LogWatch()) {
      write("10.yaml", "rules: [{name: a, protect: tsl}]\n");
      looks(10);
      assertThat(alarms(log)).hasSize(1);
      assertThat(alarms(log).getFirst()).contains("10.yaml:1:", version + " stays in force");
      clock.advance(LivePolicies.REMINDER.minusMillis(1));
      looks(2);
      assertThat(alarms(log)).hasSize(1);
      clock.advance(Duration.ofMillis(1));
      looks(2);
      assertThat(alarms(log)).hasSize(2);
      write("10.yaml", "rules: [{name: b, protect: tsl}]\n");
      looks(2);
      assertThat(alarms(log)).hasSize(3);
      assertThat(meters.shown("postern_policy_rejected")).isOne();
      write("10.yaml", TLS);
      looks(2);
      clock.advance(LivePolicies.REMINDER);
      looks(2);
      assertThat(alarms(log)).hasSize(3);
    }
    assertThat(meters.shown("postern_policy_rejected")).isZero();
    assertThat(taken).isEmpty();
  }

  @Test
  void look_changedList_isTakenOver() throws IOException {
    write("l.txt", "x.example\n");
    write(
        "10.yaml",
        """
        lists: {l: {file: l.txt, of: domains}}
        rules: [{name: a, when: {recipient_domain: "list:l"}, protect: smime}]
        """);
    looks(2);
    assertThat(decision()).isEqualTo("hold policy");
    write("l.txt", "b.c\n");
    looks(2);
    assertThat(decision()).isEqualTo("[smime]");
  }

  private void writePoliciesThatAsk() throws IOException {
    write(
        "10.yaml",
        """
        lists: {l: {file: l.txt, of: domains}}
        rules: [{name: a, when: {recipient_domain: "list:l"}, protect: smime}]
        """);
  }

  @Test
  void look_filesChangedBetweenTheLoadAndTheFirstLook_areTakenOver() throws IOException {
    write("10.yaml", PORTAL);
    LivePolicies late =
        new LivePolicies(
            directory, Surroundings.UNKNOWN, engine, next -> take(next.version()), clock);
    late.look();
    late.look();
    assertThat(decision()).isEqualTo("[portal]");
    assertThat(taken).containsExactly(engine.inForce().version());
  }

  @Test
  void look_listThatAppearsAfterThePoliciesThatNameIt_endsTheComplaint() throws IOException {
    writePoliciesThatAsk();
    try (LogWatch log = new LogWatch()) {
      looks(5);
      assertThat(alarms(log)).hasSize(1);
    }
    assertThat(meters.shown("postern_policy_rejected")).isOne();
    write("l.txt", "b.c\n");
    looks(2);
    assertThat(decision()).isEqualTo("[smime]");
    assertThat(meters.shown("postern_policy_rejected")).isZero();
  }

  @Test
  void look_listThatIsMendedAfterARefusal_endsTheComplaint() throws IOException {
    write("l.txt", "no domain\n");
    writePoliciesThatAsk();
    looks(3);
    assertThat(decision()).isEqualTo("[tls]");
    write("l.txt", "b.c\n");
    looks(2);
    assertThat(decision()).isEqualTo("[smime]");
  }

  @Test
  void look_newPoliciesWithAListThatIsBeingWritten_waitForIt() throws IOException {
    write("l.txt", "");
    writePoliciesThatAsk();
    looks(1);
    write("l.txt", "x.example\n");
    looks(1);
    assertThat(decision()).isEqualTo("[tls]");
    write("l.txt", "x.example\nb.c\n");
    looks(1);
    assertThat(decision()).isEqualTo("[tls]");
    looks(1);
    assertThat(decision()).isEqualTo("[smime]");
  }

  @Test
  void look_listThatIsBeingWritten_keepsTheWholeOneUntilItIsStill() throws IOException {
    write("l.txt", "b.c\n");
    writePoliciesThatAsk();
    looks(2);
    write("l.txt", "");
    looks(1);
    write("l.txt", "x.example\n");
    looks(1);
    write("l.txt", "x.example\nb.c\n");
    looks(1);
    assertThat(decision()).isEqualTo("[smime]");
    assertThat(taken).hasSize(1);
    looks(1);
    Files.delete(directory.resolve("l.txt"));
    looks(1);
    assertThat(decision()).isEqualTo("hold policy");
  }
}
