package io.postern.core.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.MessageId;
import io.postern.core.store.ContentRows;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After shredding and compacting, no wrapped data key is left in SQLite's files. */
class ShreddingTest {
  @TempDir Path directory;

  @Test
  void shred_thenCompact_leavesNoKeyInTheFiles() throws IOException {
    try (SqlDatabase database = Stores.open(Stores.sqliteSettings(), directory)) {
      Spool spool =
          new Spool(database, Vault.open(database, Stores.rootKey(), InstantSource.system()));
      List<MessageId> ids = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        ids.add(accept(database, spool));
      }
      Map<MessageId, String> keys = new HashMap<>();
      ids.forEach(id -> keys.put(id, wrappedKey(database, id)));
      assertThat(files()).contains(keys.get(ids.getFirst()));
      for (int i = 0; i < ids.size(); i += 2) {
        MessageId id = ids.get(i);
        database
            .write(tx -> {
              spool.shred(tx, id);
              return true;
            })
            .join();
      }
      database.compact();
      String left = files();
      for (int i = 0; i < ids.size(); i++) {
        assertThat(left.contains(keys.get(ids.get(i)))).as("key " + i).isEqualTo(i % 2 == 1);
      }
    }
  }

  private static MessageId accept(SqlDatabase database, Spool spool) throws IOException {
    MessageId id = MessageId.create(System.currentTimeMillis());
    try (SealedDraft draft = spool.newDraft(id)) {
      draft.sink().write(new byte[5000]);
      draft.content();
      database
          .write(tx -> {
            draft.store(tx);
            return true;
          })
          .join();
    }
    return id;
  }

  private static String wrappedKey(SqlDatabase database, MessageId id) {
    byte[] dek = database.read(c -> ContentRows.find(c, id)).orElseThrow().row().dek();
    return new String(dek, StandardCharsets.ISO_8859_1);
  }

  private String files() throws IOException {
    StringBuilder all = new StringBuilder();
    try (var list = Files.list(directory)) {
      for (Path file : list.filter(p -> p.toString().contains("postern.db")).toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}
