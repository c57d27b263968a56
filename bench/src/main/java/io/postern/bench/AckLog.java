package io.postern.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Collectors;

/** The client's list of what was answered 250, each line on disk before the next message goes. */
final class AckLog implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;

  AckLog(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
  }

  /**
   * Durable when it returns. Thread-safe.
   *
   * @param id by which the gateway knows it
   */
  synchronized void add(String name, String id) {
    try {
      channel.write(ByteBuffer.wrap((name + " " + id + "\n").getBytes(StandardCharsets.US_ASCII)));
      channel.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The id of each name. */
  Map<String, String> entries() throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.split(" ", 2))
        .collect(Collectors.toMap(entry -> entry[0], entry -> entry[1]));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
