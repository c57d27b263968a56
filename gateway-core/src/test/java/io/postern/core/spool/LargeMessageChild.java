package io.postern.core.spool;

import io.postern.core.model.MessageId;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.Stores;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Random;

/** Takes and gives back 150 MiB, to be run with a small heap. Exit code 0 where all is well. */
public final class LargeMessageChild {
  private static final int MEBIBYTES = 150;

  private LargeMessageChild() {}

  public static void main(String[] args) throws Exception {
    MessageId id = MessageId.create(System.currentTimeMillis());
    try (SqlDatabase database = Stores.open(Stores.sqliteSettings(), Path.of(args[0]))) {
      Spool spool =
          new Spool(database, Vault.open(database, Stores.rootKey(), InstantSource.system()));
      String digest = accept(database, spool, id);
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(spool.open(id).open(), sha256)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      boolean same = digest.equals(HexFormat.of().formatHex(sha256.digest()));
      System.exit(same && spool.open(id).size() == (long) MEBIBYTES << 20 ? 0 : 1);
    }
  }

  private static String accept(SqlDatabase database, Spool spool, MessageId id) throws Exception {
    byte[] block = new byte[1 << 20];
    new Random(1).nextBytes(block);
    try (SealedDraft draft = spool.newDraft(id)) {
      for (int i = 0; i < MEBIBYTES; i++) {
        draft.sink().write(block);
      }
      draft.content().open().close();
      database
          .write(tx -> {
            draft.store(tx);
            return true;
          })
          .join();
      return draft.digest();
    }
  }
}
