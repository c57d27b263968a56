package io.postern.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.stream.Collectors;

/** The client's list of what was answered 250, each line on disk before the next message goes. */
final class AckLog implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;

  AckLog(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
  }

  synchronized void add(String name) {
    try {
      channel.write(ByteBuffer.wrap((name + "\n").getBytes(StandardCharsets.US_ASCII)));
      channel.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Set<String> names() throws IOException {
    return Files.readAllLines(file).stream().collect(Collectors.toSet());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
