package io.postern.policy.extract.file;

import io.postern.policy.extract.Trouble;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.MemoryLimitException;
import org.apache.commons.compress.PasswordRequiredException;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** 7z. */
final class SevenZipArchive {
  private static final int MOST_MEMORY_KIB = 64 * 1024;

  private SevenZipArchive() {}

  static void read(OpenFile file) throws IOException {
    try (SevenZFile archive =
        SevenZFile.builder()
            .setSeekableByteChannel(new SeekableInMemoryByteChannel(file.bytes()))
            .setMaxMemoryLimitKiB(MOST_MEMORY_KIB)
            .get()) {
      int number = 0;
      for (SevenZArchiveEntry e = archive.getNextEntry(); e != null; e = archive.getNextEntry()) {
        number++;
        InputStream in = archive.getInputStream(e);
        byte[] content = file.budget().counted(in, file.bytes().length).readAllBytes();
        file.embedded(number, e.getName() == null ? "" : e.getName(), content);
      }
    } catch (PasswordRequiredException e) {
      throw new Unreadable(Trouble.ENCRYPTED);
    } catch (MemoryLimitException e) {
      throw new Unreadable(Trouble.OUT_OF_MEMORY);
    }
  }
}
