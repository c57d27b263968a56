package io.postern.packaging.cli;

import io.postern.core.keys.PasswordHash;
import io.postern.core.keys.ScramVerifier;
import io.postern.packaging.upstream.HomeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern upstream account}. */
@Command(
    name = "account",
    mixinStandardHelpOptions = true,
    description = {
      "Make the credentials of an application's account.",
      "Reads the password from the terminal or the first line of standard input, writes its Argon2id hash (PLAIN, LOGIN) and SCRAM-SHA-256 verifier into keys/ with mode 0600, and prints the stanza for postern.yaml. Changes no configuration; the gateway takes it at its next start."
    },
    footer = {
      "",
      "Example:",
      "  postern upstream account laboratory --home /etc/postern --generate",
      "  postern upstream account laboratory --home /etc/postern --replace < new-password"
    })
final class UpstreamAccountCommand implements Callable<Integer> {
  /** The same as for {@code user} in the settings. */
  private static final Pattern USER = Pattern.compile("[!-~]([ -~]{0,253}[!-~])?");

  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "USER", description = "What the application logs in with.")
  private String user = "";

  @Option(names = "--generate", description = "Make a random password and print it, once.")
  private boolean generate;

  @Option(names = "--replace", description = "Replace the files of an account of this name.")
  private boolean replace;

  @Override
  public Integer call() throws IOException {
    if (!USER.matcher(user).matches()) {
      throw new Refused("a user has 1 to 255 printable ASCII characters");
    }
    Path hash = file("argon2id");
    Path verifier = file("scram");
    requireFree(hash);
    requireFree(verifier);
    NewPassword password = generate ? NewPassword.generate() : NewPassword.read();
    write(hash, PasswordHash.create(password.text()).toPhc());
    write(verifier, ScramVerifier.create(password.text()).toText());
    output.print(object(password, hash, verifier), () -> told(password, hash, verifier));
    return Postern.GOOD;
  }

  /** Whatever the user is called, the file lies in keys/. */
  private Path file(String suffix) {
    if (!Files.isDirectory(home.directory())) {
      throw new Refused("no such directory: " + home.directory());
    }
    String name = user.replaceAll("[^A-Za-z0-9._-]", "_");
    // A file system takes names of 255 octets.
    String kept = name.substring(0, Math.min(name.length(), 200));
    return home.directory().resolve("keys").resolve("account-" + kept + "." + suffix);
  }

  private void requireFree(Path file) {
    if (!replace && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new Refused("already there (use --replace): " + file);
    }
  }

  private static void write(Path file, String text) {
    try {
      HomeFile.write(file, text + "\n", HomeFile.OWNER_ONLY);
    } catch (IOException e) {
      throw new Refused("cannot be written: " + file + " (" + e.getMessage() + ")", e);
    }
  }

  private Map<String, Object> object(NewPassword password, Path hash, Path verifier) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("user", user);
    object.put("files", List.of(hash.toString(), verifier.toString()));
    if (generate) {
      object.put("password", password.text());
    }
    return object;
  }

  private String told(NewPassword password, Path hash, Path verifier) {
    String shown =
        generate ? "password: " + password.text() + "\n(shown once; it is kept nowhere)\n\n" : "";
    return """
    created %1$s
    created %2$s

    %3$sIn postern.yaml, under upstreams (one entry for an application, several accounts may share it):

      - type: application
        name: application
        accounts:
          - user: %4$s
            password: {file: keys/%5$s}
            scram: {file: keys/%6$s}

    Then: postern check --home %7$s, and restart the gateway.
    """
        .formatted(
            hash,
            verifier,
            shown,
            quoted(user),
            hash.getFileName(),
            verifier.getFileName(),
            home.directory());
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
