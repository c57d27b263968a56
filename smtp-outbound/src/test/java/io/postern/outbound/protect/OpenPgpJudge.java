package io.postern.outbound.protect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A judge of OpenPGP that is a program, run once for each message. */
abstract class OpenPgpJudge implements Judge {
  private final String name;
  private final String extension;

  OpenPgpJudge(String name, String extension) {
    this.name = name;
    this.extension = extension;
  }

  /** Decrypts into the file. */
  abstract Tool.Result decrypt(Letter letter, Path out);

  /** Whether what it said means that the signature is good. */
  abstract boolean approves(Tool.Result said);

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Opened open(Letter letter) throws IOException {
    Path out = letter.beside(extension);
    Tool.Result result = decrypt(letter, out);
    if (result.exit() != 0) {
      return Opened.NO;
    }
    letter.check(Files.readAllBytes(out));
    return letter.row().signed() && approves(result) ? Opened.WITH_SIGNATURE : Opened.CONTENT;
  }

  /** GnuPG, with all keys in its home. */
  static OpenPgpJudge gnupg(Gpg gpg) {
    return new OpenPgpJudge("GnuPG", "gpg") {
      @Override
      Tool.Result decrypt(Letter letter, Path out) {
        return gpg.attempt(
            "--yes",
            "--trust-model",
            "always",
            "--status-fd",
            "2",
            "--output",
            out.toString(),
            "--decrypt",
            letter.armor().toString());
      }

      @Override
      boolean approves(Tool.Result said) {
        return said.err().contains("[GNUPG:] GOODSIG ");
      }
    };
  }

  /**
   * Sequoia.
   *
   * @param keys where KEY.sec.asc and signer.asc are
   */
  static OpenPgpJudge sequoia(Path keys) {
    return new OpenPgpJudge("Sequoia", "sq") {
      @Override
      Tool.Result decrypt(Letter letter, Path out) {
        String signer = letter.row().signed() ? " --signer-cert signer.asc" : "";
        String command =
            "sq -f decrypt --recipient-key " + letter.row().key() + ".sec.asc" + signer + " -o ";
        return Tool.attempt(
            keys, Map.of(), List.of((command + out + " " + letter.armor()).split(" ")));
      }

      @Override
      boolean approves(Tool.Result said) {
        return said.err().contains("1 good signature");
      }
    };
  }

  /**
   * RNP, the library inside Thunderbird.
   *
   * @param home where its keys are
   */
  static OpenPgpJudge rnp(Path home) {
    return new OpenPgpJudge("RNP", "rnp") {
      @Override
      Tool.Result decrypt(Letter letter, Path out) {
        return Tool.attempt(
            home,
            Map.of(),
            List.of(
                "rnp",
                "--homedir",
                home.toString(),
                "--notty",
                "--password",
                "",
                "--decrypt",
                letter.armor().toString(),
                "--output",
                out.toString(),
                "--overwrite"));
      }

      @Override
      boolean approves(Tool.Result said) {
        return (said.err() + said.text()).contains("Good signature");
      }
    };
  }
}
