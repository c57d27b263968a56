package io.postern.packaging.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PosternTest {
  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> help_everyCommand_hasOneWithAnExample() {
    return commands(Postern.commandLine())
        .filter(c -> !c.getCommandName().equals("help"))
        .map(c -> DynamicTest.dynamicTest(c.getCommandSpec().qualifiedName(), () -> helpOf(c)));
  }

  private static void helpOf(CommandLine command) {
    assertThat(command.getUsageMessage()).contains("Usage: postern").contains("Example:");
    assertThat(command.getCommandSpec().usageMessage().description()[0]).hasSizeLessThan(70);
    assertThat(command.getCommandSpec().optionsMap()).containsKey("--help");
  }

  private static Stream<CommandLine> commands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(PosternTest::commands));
  }

  @Test
  void execute_misuse_isOneLineAndTwo() {
    misused("postern: ");
    misused("postern: ", "chek");
    misused("postern check: ", "check");
    misused("postern check: ", "check", "--home", directory.toString(), "--unknown");
    misused(
        "postern init: not a fully qualified host name",
        "init",
        "--home",
        directory + "/x",
        "--hostname",
        "a b");
    misused("postern init: not host:port", "init", "--home", directory + "/x", "--listen", "25");
  }

  private static void misused(String start, String... args) {
    Ran ran = Ran.postern(args);
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).startsWith(start).hasLineCount(1);
  }

  @Test
  void version_asked_isPrinted() {
    assertThat(Ran.postern("--version").out()).matches("postern \\d+\\.\\d+\\.\\d+.*\\R");
  }

  @Test
  void execute_badConfiguration_printsEachProblemAndTwo() throws IOException {
    Ran.postern("init", "--home", directory + "/home");
    Path file = directory.resolve("home/postern.yaml");
    Files.writeString(file, "server: {hostnam: x}\n");
    Ran ran = Ran.postern("check", "--home", directory + "/home");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines())
        .containsExactly(
            file + ":1:1 listeners: missing key",
            file + ":1:1 sealing: missing key",
            file + ":1:9 server.hostname: missing key",
            file + ":1:10 server.hostnam: unknown key; did you mean 'hostname'?");
  }

  @Test
  void init_newDirectory_makesAHomeThatOthersCannotRead() throws IOException {
    Path home = directory.resolve("home");
    Ran ran = Ran.postern("init", "--home", home.toString(), "--listen", "127.0.0.1:0");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(mode(home.resolve("keys/root.key"))).isEqualTo("r--------");
    assertThat(mode(home.resolve("certificates/listener.key"))).isEqualTo("r--------");
    assertThat(mode(home.resolve("keys"))).isEqualTo("rwx------");
    assertThat(mode(home.resolve("data"))).isEqualTo("rwx------");
    assertThat(Files.readString(home.resolve("keys/root.key"))).hasSize(45);
    assertThat(home.resolve("policies")).isNotEmptyDirectory();
    assertThat(ran.out()).contains("created " + home.resolve("postern.yaml"));
  }

  @Test
  void init_twice_overwritesNothing() throws IOException {
    String home = directory.resolve("home").toString();
    Ran.postern("init", "--home", home);
    String key = Files.readString(directory.resolve("home/keys/root.key"));
    Ran second = Ran.postern("init", "--home", home);
    assertThat(second.code()).isEqualTo(2);
    assertThat(second.err()).startsWith("postern init: already there, nothing is overwritten: ");
    assertThat(directory.resolve("home/keys/root.key")).hasContent(key);
  }

  @Test
  void init_onlyKeysThere_createsNothing() throws IOException {
    Files.createDirectories(directory.resolve("home/keys"));
    assertThat(Ran.postern("init", "--home", directory + "/home").code()).isEqualTo(2);
    assertThat(directory.resolve("home/postern.yaml")).doesNotExist();
  }

  @Test
  void init_json_namesTheFiles() {
    String home = directory.resolve("home").toString();
    Ran ran = Ran.postern("init", "--json", "--home", home);
    assertThat(Json.readObject(ran.out())).containsEntry("home", home).containsKey("files");
  }

  @Test
  void check_weakHome_isAFinding() throws IOException {
    String home = directory.resolve("home").toString();
    Ran.postern("init", "--home", home, "--listen", "127.0.0.1:0");
    Path key = directory.resolve("home/keys/root.key");
    Files.setPosixFilePermissions(
        key, java.nio.file.attribute.PosixFilePermissions.fromString("r--r--r--"));
    Ran ran = Ran.postern("check", "--home", home);
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out())
        .containsPattern("error +file mode +" + key + " +r--r--r--: others may get at it");
    assertThat(Json.readObject(Ran.postern("check", "--json", "--home", home).out()))
        .containsEntry("good", false);
  }

  private static String mode(Path path) throws IOException {
    return java.nio.file.attribute.PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path));
  }
}
