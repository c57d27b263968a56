package io.postern.packaging.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Json;
import io.postern.packaging.demo.DemoDns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a new key to its end, with a DNS that holds what the commands print. */
class DkimCommandTest {
  private static final String DOMAIN = "clinic.example";

  @TempDir Path directory;
  private String home = "";

  @BeforeEach
  void createHome() {
    home = directory.resolve("home").toString();
    Ran.postern("init", "--home", home, "--listen", "127.0.0.1:0");
  }

  private Ran dkim(String verb, String... arguments) {
    List<String> all = new ArrayList<>(List.of("dkim", verb, "--home", home));
    all.addAll(List.of(arguments));
    return Ran.postern(all.toArray(String[]::new));
  }

  private void resolver(DemoDns dns) throws IOException {
    Path file = Path.of(home, "postern.yaml");
    String old =
        Files.readString(file)
            .lines()
            .filter(l -> !l.startsWith("dns:"))
            .collect(Collectors.joining("\n", "", "\n"));
    Files.writeString(file, old);
    Files.writeString(
        file,
        "dns: {dnssec: off, timeout: 500ms, resolvers: ['" + dns.address() + "']}\n",
        StandardOpenOption.APPEND);
  }

  /** The records among the lines that a command printed. */
  private static String records(Ran ran) {
    return ran.out().lines().filter(l -> l.contains(" IN TXT ")).collect(Collectors.joining("\n"));
  }

  private List<String> states() {
    return Json.readArray(dkim("list", "--json").out()).stream()
        .map(k -> String.valueOf(((Map<?, ?>) k).get("state")))
        .sorted()
        .toList();
  }

  @Test
  void rotate_untilPublished_waits() throws IOException {
    Ran made = dkim("create", DOMAIN);
    assertThat(made.code()).as(made.err()).isZero();
    try (DemoDns empty = DemoDns.start("")) {
      resolver(empty);
      assertThat(dkim("publish-record", DOMAIN).code()).isEqualTo(1);
      Ran early = dkim("rotate", DOMAIN);
      assertThat(early.code()).isEqualTo(1);
      assertThat(early.out()).contains("waits, its record is not in the DNS");
      assertThat(states()).containsExactly("pending", "pending");
    }
    try (DemoDns full = DemoDns.start(records(made) + "\n")) {
      resolver(full);
      assertThat(dkim("publish-record", DOMAIN).code()).isZero();
      assertThat(dkim("rotate", DOMAIN).code()).isZero();
      assertThat(states()).containsExactly("active", "active");
    }
  }

  @Test
  void rotate_twoNewKeysOfAKind_theNewestSignsAndTheOtherIsNamed() throws IOException {
    String one = records(dkim("create", DOMAIN, "--algorithm", "ed25519", "--selector", "one"));
    String two = records(dkim("create", DOMAIN, "--algorithm", "ed25519", "--selector", "two"));
    try (DemoDns dns = DemoDns.start(one + "\n" + two + "\n")) {
      resolver(dns);
      Ran ran = dkim("rotate", DOMAIN);
      assertThat(ran.code()).as(ran.err()).isZero();
      assertThat(ran.out()).contains("one: superseded", "two: signs from now on");
      assertThat(states()).containsExactly("active", "retired");
    }
  }

  @Test
  void retire_lastOfItsKindWhereTheDomainSeals_isAskedFor() throws IOException {
    Ran made = dkim("create", DOMAIN);
    try (DemoDns dns = DemoDns.start(records(made) + "\n")) {
      resolver(dns);
      assertThat(dkim("rotate", DOMAIN).code()).isZero();
    }
    Path file = Path.of(home, "postern.yaml");
    Files.writeString(file, "signing: {arc: " + DOMAIN + "}\n", StandardOpenOption.APPEND);
    String rsa =
        made.out()
            .lines()
            .filter(l -> l.startsWith("rsa-"))
            .findFirst()
            .orElseThrow()
            .replaceAll("\\..*", "");

    assertThat(dkim("retire", DOMAIN, rsa).err()).contains("seal", "--last");
    assertThat(dkim("retire", "--last", DOMAIN, rsa).code()).isZero();
    assertThat(Ran.postern("check", "--home", home).out()).contains("no RSA key");
  }

  @Test
  void rotate_activeKeys_areReplacedAndRetired() throws IOException {
    String first = records(dkim("create", DOMAIN, "--algorithm", "ed25519", "--selector", "one"));
    try (DemoDns dns = DemoDns.start(first + "\n")) {
      resolver(dns);
      assertThat(dkim("rotate", DOMAIN).code()).isZero();
      assertThat(dkim("retire", DOMAIN, "one").code()).isEqualTo(2);
    }
    String next = records(dkim("rotate", DOMAIN));
    assertThat(next.lines()).hasSize(1).allMatch(l -> l.startsWith("ed25519-"));
    try (DemoDns dns = DemoDns.start(first + "\n" + next + "\n")) {
      resolver(dns);
      assertThat(dkim("rotate", DOMAIN).code()).isZero();
      assertThat(states()).containsExactly("active", "retired");
    }
    assertThat(dkim("retire", DOMAIN, "nobody").code()).isEqualTo(2);
  }
}
