package io.postern.outbound.protect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** OpenPGP.js, the library inside web mail, in one process of node for all messages. */
final class OpenPgpJsJudge implements Judge {
  private static final Path FETCH = Path.of("..", "bin", "fetch-openpgpjs").toAbsolutePath();

  private final Path keys;

  /**
   * @param keys where KEY.sec.asc and signer.asc are
   */
  OpenPgpJsJudge(Path keys) {
    this.keys = keys;
  }

  @Override
  public String name() {
    return "OpenPGP.js";
  }

  @Override
  public Opened open(Letter letter) throws IOException {
    return openAll(List.of(letter)).getFirst();
  }

  @Override
  public List<Opened> openAll(List<Letter> letters) throws IOException {
    String module = Tool.run(keys, FETCH.toString()).text().strip();
    Path jobs = Files.write(keys.resolve("jobs"), letters.stream().map(this::job).toList());
    String script = script().toString();
    List<String> answers =
        Tool.run(keys, "node", script, module, jobs.toString()).text().lines().toList();
    List<Opened> opened = new ArrayList<>();
    for (int i = 0; i < letters.size(); i++) {
      opened.add(opened(letters.get(i), answers.get(i)));
    }
    return opened;
  }

  private static Opened opened(Letter letter, String answer) throws IOException {
    if (answer.equals("no")) {
      return Opened.NO;
    }
    letter.check(Files.readAllBytes(letter.beside("js")));
    return answer.equals("signed") ? Opened.WITH_SIGNATURE : Opened.CONTENT;
  }

  private String job(Letter letter) {
    return String.join(
        "\t",
        letter.armor().toString(),
        keys.resolve(letter.row().key() + ".sec.asc").toString(),
        keys.resolve("signer.asc").toString(),
        letter.beside("js").toString());
  }

  private Path script() {
    Path file = keys.resolve("judge.mjs");
    try (InputStream in = OpenPgpJsJudge.class.getResourceAsStream("openpgpjs-judge.mjs")) {
      Files.write(file, Objects.requireNonNull(in).readAllBytes());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
