package io.postern.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlTreeTest {
  @Test
  void parse_nested_keepsPlacesAndPaths() {
    YamlNode.Mapping root = mapping("a:\n  - x\n  - b: 'y'\n");
    YamlNode.Entry a = root.entries().get("a");
    assertThat(a).isNotNull();
    YamlNode.Sequence items = (YamlNode.Sequence) a.value();
    YamlNode.Mapping second = (YamlNode.Mapping) items.items().get(1);
    assertThat(a.key()).hasToString("f.yaml:1:1");
    assertThat(items.items().getFirst().location()).hasToString("f.yaml:2:5");
    assertThat(second.entries().firstEntry().getValue().value())
        .isEqualTo(new YamlNode.Scalar(new Location("f.yaml", 3, 8), "a[1].b", "y", false));
  }

  @Test
  void parse_yaml11Words_stayText() {
    YamlNode.Mapping root = mapping("a: no\nb: 010\nc: 1_000\nd: 2024-01-01\n");
    assertThat(root.entries().values())
        .extracting(e -> ((YamlNode.Scalar) e.value()).text())
        .containsExactly("no", "010", "1_000", "2024-01-01");
  }

  @Test
  void parse_nothingButComments_isEmptyMapping() {
    assertThat(mapping("# nothing\n").entries()).isEmpty();
    assertThat(mapping("").entries()).isEmpty();
  }

  @Test
  void parse_byteOrderMark_isSkipped() {
    assertThat(mapping("\ufeffa: 1").entries()).containsKey("a");
  }

  @Test
  void toString_scalar_hidesValue() {
    assertThat(mapping("a: hunter2").entries().get("a")).asString().doesNotContain("hunter2");
  }

  @Test
  void parse_bad_namesPlaceAndCause() {
    bad("a: 1\nb: 2\na: 3", "f.yaml:3:1 a: duplicate key, first at line 1");
    bad("a: {b: 1, b: 2}", "f.yaml:1:11 a.b: duplicate key, first at line 1");
    bad("a: &x 1", "f.yaml:1:4 a: anchors and aliases are not allowed");
    bad("a: &x [1]", "f.yaml:1:4 a: anchors and aliases are not allowed");
    bad("a: *x", "f.yaml:1:4 a: anchors and aliases are not allowed");
    bad("&x a: 1", "f.yaml:1:1: a key is plain text");
    bad("a: !!int 5", "f.yaml:1:4 a: tags are not allowed");
    bad("a: !!java.net.URL [x]", "f.yaml:1:4 a: tags are not allowed");
    bad("a: 1\n---\nb: 2", "f.yaml:2:1: a second document; a file holds one");
    bad("a:\n\t- b", "f.yaml:2:1: a tab in the indentation; use spaces");
    bad("? [a]\n: b", "f.yaml:1:3: a key is plain text");
    bad("a: [1", "f.yaml:1:6: not YAML: expected ',' or ']', but got <stream end>");
    bad("a: b: c", "f.yaml:1:5: not YAML: mapping values are not allowed here");
    bad("a: @x", "f.yaml:1:4: not YAML: found character '@' that cannot start any token");
    bad("a: 1\nb: x\u0007", "f.yaml:2:5: a control character");
    bad("[".repeat(40), "f.yaml:1:34: nested deeper than 32");
    bad("[" + "1,\n".repeat(100_000) + "1]", "f.yaml:100000:1 [99999]: more than 100000 values");
    bad("a: b\nc: " + "d\n  ".repeat(40_000), "f.yaml:2:4 c: longer than 65536 characters");
    bad("a".repeat(501) + ": b", "f.yaml:1:1: a key has at most 500 characters");
  }

  @Test
  void parse_syntaxErrorBesideSecret_doesNotQuoteIt() {
    assertThat(problems("password: hunter2: x")).doesNotContain("hunter2");
  }

  @Test
  void read_badFiles_areProblems(@TempDir Path directory) throws IOException {
    assertThat(read(directory.resolve("none.yaml"))).endsWith("none.yaml:1:1: no such file");
    assertThat(read(directory)).endsWith(":1:1: cannot be read");
    Path latin =
        Files.write(directory.resolve("latin.yaml"), "a: 1\nb: \u00e9".getBytes(ISO_8859_1));
    assertThat(read(latin)).endsWith("latin.yaml:2:4: not UTF-8");
    Path cut = Files.write(directory.resolve("cut.yaml"), new byte[] {'a', (byte) 0xc3});
    assertThat(read(cut)).endsWith("cut.yaml:1:2: not UTF-8");
    Path large =
        Files.writeString(directory.resolve("large.yaml"), "#".repeat((4 << 20) + 1), UTF_8);
    assertThat(read(large)).endsWith("large.yaml:1:1: too large: a file has at most 1MiB");
    Path wide = Files.writeString(directory.resolve("wide.yaml"), "a: 1\n" + "#".repeat(65_537));
    assertThat(read(wide)).endsWith("wide.yaml:2:1: a line of more than 65536 characters");
  }

  private static String read(Path file) {
    Problems problems = new Problems();
    assertThat(YamlTree.read(file, problems)).isEmpty();
    return problems.list().getFirst().toString();
  }

  private static YamlNode.Mapping mapping(String text) {
    Problems problems = new Problems();
    Optional<YamlNode> root = YamlTree.parse("f.yaml", text, problems);
    assertThat(problems.list()).isEmpty();
    return (YamlNode.Mapping) root.orElseThrow();
  }

  private static void bad(String text, String expected) {
    assertThat(problems(text)).isEqualTo(expected);
  }

  private static String problems(String text) {
    Problems problems = new Problems();
    YamlTree.parse("f.yaml", text, problems);
    return new ConfigException(problems.list()).getMessage();
  }
}
