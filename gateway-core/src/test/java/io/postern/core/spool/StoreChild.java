package io.postern.core.spool;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.MessageId;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.Stores;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;

/**
 * A process of its own that accepts messages until it is killed or its input ends. Says {@code ok
 * ID DIGEST} once a message is durable and {@code no REPLY} where the store does not take it.
 */
public final class StoreChild {
  private static final PrintStream OUT = System.out;

  private final SqlDatabase database;
  private final Spool spool;

  private StoreChild(Path directory) {
    database = Stores.open(Stores.sqliteSettings(), directory);
    spool = new Spool(database, Vault.open(database, Stores.rootKey(), InstantSource.system()));
  }

  /** Directory, then how many threads accept. */
  public static void main(String[] args) throws IOException {
    System.setOut(System.err); // where the log goes
    StoreChild child = new StoreChild(Path.of(args[0]));
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      int seed = i;
      Thread.ofPlatform().daemon().start(() -> child.acceptForEver(new Random(seed)));
    }
    System.in.readAllBytes();
    child.database.close();
  }

  private void acceptForEver(Random random) {
    while (true) {
      say(accept(random));
    }
  }

  private static synchronized void say(String line) {
    OUT.println(line);
    OUT.flush();
  }

  private String accept(Random random) {
    MessageId id = MessageId.create(System.currentTimeMillis());
    byte[] bytes = new byte[random.nextInt(10) == 0 ? 600_000 : 10_000];
    random.nextBytes(bytes);
    try (SealedDraft draft = spool.newDraft(id)) {
      draft.sink().write(bytes);
      draft.content();
      store(id, draft);
      return "ok " + id + " " + draft.digest();
    } catch (IOException | CompletionException e) {
      return "no " + database.refusal().map(Object::toString).orElse("-");
    }
  }

  private void store(MessageId id, SealedDraft draft) {
    database
        .write(tx -> {
          draft.store(tx);
          tx.audit(new AuditEvent.Shredded(id, "test"));
          return true;
        })
        .join();
  }

  /** A command that runs this class in another JVM. */
  static ProcessBuilder command(Path directory, int threads) {
    return java(StoreChild.class, "-Xmx256m", directory.toString(), Integer.toString(threads));
  }

  /** A command that runs a main class in another JVM with this one's class path. */
  static ProcessBuilder java(Class<?> main, String heap, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(heap, "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}
