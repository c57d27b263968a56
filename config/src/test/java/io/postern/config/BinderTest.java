package io.postern.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinderTest {
  private static final Path BASE = Path.of("/home/gateway");

  enum Mode {
    READ_ONLY,
    READ_WRITE
  }

  /** A type of somebody else's with a parse method. */
  record Even(int number) {
    static Even parse(String text) {
      int number = text.length();
      if (number % 2 != 0) {
        throw new IllegalArgumentException("an even number of characters is needed");
      }
      return new Even(number);
    }
  }

  record Inner(String name, @Default("1") int count) {
    Inner {
      if (name.equals("forbidden")) {
        throw new IllegalArgumentException("name must not be that");
      }
    }
  }

  record All(
      String text,
      int whole,
      long large,
      double number,
      boolean flag,
      Duration duration,
      DataSize size,
      Cidr network,
      HostPort address,
      Path path,
      Secret secret,
      Mode mode,
      Even even,
      Inner inner,
      List<Inner> inners,
      Map<String, Integer2> counts,
      Optional<String> maybe,
      @OneOrMore List<String> oneOrMore,
      YamlNode raw,
      Location location) {}

  record Integer2(int value) {}

  private static final String GOOD =
      """
      text: no
      whole: -5
      large: 9000000000
      number: 0.25
      flag: true
      duration: 90m
      size: 64KiB
      network: 10.0.0.0/8
      address: "[::1]:25"
      path: a/../b
      secret: hunter2
      mode: read_write
      even: abcd
      inner: {name: x}
      inners: [{name: y, count: 2}]
      counts: {a: {value: 1}}
      maybe: here
      one_or_more: single
      raw: [1, 2]
      """;

  @Test
  void bind_everyType_hasItsValue() {
    All all = good(GOOD, All.class);
    assertThat(all.text()).isEqualTo("no");
    assertThat(all.whole()).isEqualTo(-5);
    assertThat(all.large()).isEqualTo(9_000_000_000L);
    assertThat(all.number()).isEqualTo(0.25);
    assertThat(all.flag()).isTrue();
    assertThat(all.duration()).isEqualTo(Duration.ofMinutes(90));
    assertThat(all.size()).isEqualTo(new DataSize(65536));
    assertThat(all.network()).hasToString("10.0.0.0/8");
    assertThat(all.address()).isEqualTo(new HostPort("::1", 25));
    assertThat(all.path()).isEqualTo(Path.of("/home/gateway/b"));
    assertThat(all.secret().reveal()).isEqualTo("hunter2");
    assertThat(all.mode()).isEqualTo(Mode.READ_WRITE);
    assertThat(all.even()).isEqualTo(new Even(4));
    assertThat(all.inner()).isEqualTo(new Inner("x", 1));
    assertThat(all.inners()).containsExactly(new Inner("y", 2));
    assertThat(all.counts()).containsExactly(Map.entry("a", new Integer2(1)));
    assertThat(all.maybe()).contains("here");
    assertThat(all.oneOrMore()).containsExactly("single");
    assertThat(all.raw()).isInstanceOf(YamlNode.Sequence.class);
    assertThat(all.location()).hasToString("f.yaml:1:1");
  }

  @Test
  void bind_badValues_sayWhatIsAllowed() {
    bad("text", "[a]", "a single value is needed: text");
    bad("text", "", "no value; give one or remove the key");
    bad("whole", "many", "a whole number is needed, in plain digits");
    bad("whole", "010", "a whole number is needed, in plain digits"); // octal in YAML 1.1
    bad("whole", "1_000", "a whole number is needed, in plain digits");
    bad("whole", "'5'", "whole number is needed, without quotes");
    bad("whole", "3000000000", "a whole number of at most 2147483647 is needed");
    bad("large", "9999999999999999999", "a whole number below 2^63 is needed");
    bad("number", ".inf", "a number is needed, as in 0.25");
    bad("flag", "yes", "true or false is needed"); // a boolean in YAML 1.1 only
    bad("flag", "True", "true or false is needed");
    bad("duration", "5", "not a duration: write 500ms, 5s, 10m, 2h or 5d");
    bad("duration", "5 s", "not a duration: write 500ms, 5s, 10m, 2h or 5d");
    bad("size", "5MB", "not a size: write 512, 64KiB, 50MiB or 2GiB");
    bad("size", "999999999999GiB", "a size is below 8388608 TiB");
    bad("network", "10.0.0.1/8", "the address has bits beyond its prefix");
    bad("network", "10.0.0.0/33", "prefix is 0 to 32");
    bad("network", "10.1/16", "not a network: write 192.0.2.0/24 or 2001:db8::/32");
    bad("network", "example.org", "not a network: write 192.0.2.0/24 or 2001:db8::/32");
    bad("address", "::1:25", "not host:port; IPv6 addresses stand in brackets");
    bad("address", "localhost:65536", "not host:port with a port of 0 to 65535");
    bad("mode", "read_writ", "must be one of read_only, read_write; did you mean 'read_write'?");
    bad("mode", "READ_ONLY", "must be one of read_only, read_write; did you mean 'read_only'?");
    bad("mode", "x", "must be one of read_only, read_write");
    bad("even", "abc", "an even number of characters is needed");
    bad("inner", "x", "keys with values are needed");
    bad("inners", "{name: x}", "a list is needed, as in [a, b]");
    bad("counts", "[]", "keys with values are needed");
    bad("one_or_more", "[]", "one or more values are needed");
    bad("secret", "[a]", SecretReader.FORMS);
    bad("secret", "{hunter2: x}", SecretReader.FORMS);
    bad("secret", "{environment: NOT_SET}", "this environment variable is not set or empty");
    bad("secret", "{file: none}", "the secret's file cannot be read");
    bad(
        "secret",
        "{credential: x}",
        "CREDENTIALS_DIRECTORY is not set; credentials need systemd (LoadCredential=)");
  }

  @Test
  void bind_constructorRefuses_isProblemOfTheRecord() {
    assertThat(problems("inners:\n  - name: x\n  - name: forbidden\n", Inners.class))
        .isEqualTo("f.yaml:3:5 inners[1]: name must not be that");
  }

  record Inners(List<Inner> inners) {}

  @Test
  void bind_manyProblems_areAllReportedInOrder() {
    assertThat(problems("cuont: 1\nother: 2\ncount: x", Inner.class))
        .isEqualTo(
            """
            f.yaml:1:1 cuont: unknown key; did you mean 'count'?
            f.yaml:1:1 name: missing key
            f.yaml:2:1 other: unknown key; allowed are count, name
            f.yaml:3:8 count: a whole number is needed, in plain digits\
            """);
  }

  record Ranged(
      @Range(min = "1", max = "10") @Default("5") int whole,
      @Range(min = "1s", max = "1h") @Default("1m") Duration duration,
      @Range(min = "1KiB", max = "1MiB") @Default("2KiB") DataSize size,
      @Range(min = "0", max = "0.9") @Default("0.5") double number,
      @Range(min = "1s", max = "1h") @Default("[1s]") List<Duration> several) {}

  @Test
  void bind_outOfRange_namesTheRange() {
    assertThat(problems("whole: 0", Ranged.class))
        .isEqualTo("f.yaml:1:8 whole: out of range; allowed is 1 to 10");
    assertThat(problems("duration: 61m", Ranged.class))
        .isEqualTo("f.yaml:1:11 duration: out of range; allowed is 1s to 1h");
    assertThat(problems("size: 1", Ranged.class))
        .isEqualTo("f.yaml:1:7 size: out of range; allowed is 1KiB to 1MiB");
    assertThat(problems("number: 1", Ranged.class))
        .isEqualTo("f.yaml:1:9 number: out of range; allowed is 0 to 0.9");
    assertThat(problems("several: [1s, 2h]", Ranged.class))
        .isEqualTo("f.yaml:1:15 several[1]: out of range; allowed is 1s to 1h");
    assertThat(good("whole: 10\nduration: 1h", Ranged.class).whole()).isEqualTo(10);
  }

  record WithSecret(Secret secret) {}

  @Test
  void bind_secretFromElsewhere_isFetched(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("s"), "from file\n");
    Map<String, String> environment =
        Map.of("NAME", "from variable", "CREDENTIALS_DIRECTORY", directory.toString());
    assertThat(secret("{file: s}", directory, environment)).isEqualTo("from file");
    assertThat(secret("{credential: s}", directory, environment)).isEqualTo("from file");
    assertThat(secret("{environment: NAME}", directory, environment)).isEqualTo("from variable");
    assertThat(secret("plain", directory, environment)).isEqualTo("plain");
  }

  @Test
  void bind_credentialWithPath_isRefused(@TempDir Path directory) {
    Problems problems = new Problems();
    Map<String, String> environment = Map.of("CREDENTIALS_DIRECTORY", directory.toString());
    YamlNode node = YamlTree.parse("f", "secret: {credential: ../x}", problems).orElseThrow();
    assertThat(new Binder(directory, environment, problems).bind(node, WithSecret.class)).isEmpty();
    assertThat(problems.list().getFirst().message())
        .isEqualTo("a credential's name has letters, digits, '_', '-', '.'");
  }

  private static String secret(String yaml, Path base, Map<String, String> environment) {
    Problems problems = new Problems();
    YamlNode node = YamlTree.parse("f", "secret: " + yaml, problems).orElseThrow();
    Binder binder = new Binder(base, environment, problems);
    return binder.bind(node, WithSecret.class).orElseThrow().secret().reveal();
  }

  private static <T extends Record> T good(String text, Class<T> type) {
    Problems problems = new Problems();
    Optional<T> bound = bind(text, type, problems);
    assertThat(problems.list()).isEmpty();
    return bound.orElseThrow();
  }

  /** Replaces one value of the good text and expects exactly one complaint, about that key. */
  private static void bad(String key, String value, String message) {
    String text = GOOD.replaceFirst("(?m)^" + key + ": .*$", key + ": " + value);
    Problems problems = new Problems();
    assertThat(bind(text, All.class, problems)).isEmpty();
    assertThat(problems.list()).hasSize(1);
    Problem problem = problems.list().getFirst();
    assertThat(problem.path()).isEqualTo(key);
    assertThat(problem.message()).isEqualTo(message);
  }

  private static String problems(String text, Class<? extends Record> type) {
    Problems problems = new Problems();
    assertThat(bind(text, type, problems)).isEmpty();
    return new ConfigException(problems.list()).getMessage();
  }

  private static <T extends Record> Optional<T> bind(
      String text, Class<T> type, Problems problems) {
    YamlNode root = YamlTree.parse("f.yaml", text, problems).orElseThrow();
    return new Binder(BASE, Map.of(), problems).bind(root, type);
  }
}
