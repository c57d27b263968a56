package io.postern.packaging.check;

import io.postern.config.HostPort;
import io.postern.config.settings.Settings;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/** Whether every resolver answers a question: without names no mail leaves. */
final class ResolverCheck implements Check {
  static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

  private static final String AREA = "resolver";
  private static final int PORT = 53;

  private final Path systemResolvers;

  ResolverCheck(Path systemResolvers) {
    this.systemResolvers = systemResolvers;
  }

  @Override
  public List<Finding> examine(Settings settings) {
    List<HostPort> configured = settings.dns().resolvers();
    List<HostPort> resolvers = configured.isEmpty() ? ofSystem() : configured;
    if (resolvers.isEmpty()) {
      return List.of(
          Finding.error(AREA, systemResolvers, "names no resolver, and dns.resolvers is empty"));
    }
    return resolvers.stream().map(r -> ask(r, settings.dns().timeout())).toList();
  }

  private List<HostPort> ofSystem() {
    try {
      return Files.readAllLines(systemResolvers).stream()
          .map(line -> line.strip().split("\\s+"))
          .filter(words -> words.length >= 2 && words[0].equals("nameserver"))
          .map(words -> new HostPort(words[1], PORT))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Finding ask(HostPort resolver, Duration timeout) {
    byte[] question = rootQuestion();
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
      socket.connect(resolver.toSocketAddress());
      socket.send(new DatagramPacket(question, question.length));
      DatagramPacket answer = new DatagramPacket(new byte[1500], 1500);
      socket.receive(answer);
      return isAnswer(question, answer)
          ? Finding.good(AREA, resolver, "answers")
          : Finding.error(AREA, resolver, "answers something that is not DNS");
    } catch (IOException e) {
      return Finding.error(AREA, resolver, "no answer: " + e.getMessage());
    }
  }

  /** RFC 1035 4.1: one question, the NS records of the root, recursion desired. */
  private static byte[] rootQuestion() {
    ByteBuffer question = ByteBuffer.allocate(17);
    question.putShort((short) new SecureRandom().nextInt());
    question.putShort((short) 0x0100).putShort((short) 1);
    question.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    return question.put((byte) 0).putShort((short) 2).putShort((short) 1).array();
  }

  private static boolean isAnswer(byte[] question, DatagramPacket answer) {
    byte[] data = answer.getData();
    boolean response = answer.getLength() >= 12 && (data[2] & 0x80) != 0;
    return response && data[0] == question[0] && data[1] == question[1];
  }
}
