package io.postern.outbound.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The resolver of the lab with a liar before it: what no test lies about is passed on, over UDP and
 * TCP, signatures and AD bit included.
 */
public final class LyingDns implements AutoCloseable {
  /** What is answered instead. */
  @FunctionalInterface
  public interface Lie {
    /**
     * @param question header and question as they came, nothing behind them
     * @return the answer; none is sent where it is empty
     */
    byte[] to(byte[] question);
  }

  /** Record types as in the wire format. */
  public static final int A = 1;

  public static final int MX = 15;
  public static final int TLSA = 52;

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int HEADER = 12;

  private final Map<String, Lie> lies = new ConcurrentHashMap<>();
  private final InetSocketAddress honest;
  private final ServerSocket tcp;
  private final DatagramSocket udp;

  public LyingDns() throws IOException {
    honest = new InetSocketAddress(LOOPBACK, DnsLab.shared().port());
    tcp = new ServerSocket(0, 50, LOOPBACK);
    udp = new DatagramSocket(tcp.getLocalPort(), LOOPBACK);
    Thread.ofVirtual().start(this::serveUdp);
    Thread.ofVirtual().start(this::serveTcp);
  }

  public int port() {
    return tcp.getLocalPort();
  }

  /**
   * @param name in small letters, without the last dot
   */
  public LyingDns about(String name, int type, Lie lie) {
    lies.put(type + " " + name, lie);
    return this;
  }

  /** Nothing is answered. */
  public static byte[] silence(byte[] question) {
    return new byte[0];
  }

  /** An answer that is only this error code. */
  public static Lie error(int rcode) {
    return question -> answer(question, rcode, 0, new byte[0]);
  }

  /** One record of the asked name and type that holds so many octets, said to be proved. */
  public static Lie record(int type, byte... data) {
    ByteBuffer record = ByteBuffer.allocate(12 + data.length);
    record.putShort((short) 0xc00c).putShort((short) type).putShort((short) 1).putInt(60);
    record.putShort((short) data.length).put(data);
    return question -> answer(question, 0, 1, record.array());
  }

  /** The same, broken off in the middle. */
  public static Lie torn(int type) {
    return question -> answer(question, 0, 1, new byte[] {(byte) 0xc0, 0x0c, 0, (byte) type, 0});
  }

  private static byte[] answer(byte[] question, int rcode, int records, byte[] rest) {
    ByteBuffer answer = ByteBuffer.allocate(question.length + rest.length);
    answer.put(question).put(rest);
    // QR, RD; RA, AD and the code.
    answer.put(2, (byte) 0x81).put(3, (byte) (0xa0 | rcode));
    answer.putShort(6, (short) records).putShort(8, (short) 0).putShort(10, (short) 0);
    return answer.array();
  }

  private void serveUdp() {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        udp.receive(packet);
        Thread.ofVirtual().start(() -> answerUdp(packet));
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private void answerUdp(DatagramPacket packet) {
    byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
    try {
      byte[] answer = isLiedAbout(query) ? lie(query) : askUdp(query);
      if (answer.length > 0) {
        udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      }
    } catch (IOException e) {
      // no answer, as with any server that has a fault
    }
  }

  private void serveTcp() {
    try {
      while (true) {
        Socket client = tcp.accept();
        Thread.ofVirtual().start(() -> answerTcp(client));
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private void answerTcp(Socket client) {
    try (client) {
      byte[] query = read(client);
      byte[] answer = isLiedAbout(query) ? lie(query) : askTcp(query);
      if (answer.length > 0) {
        write(client, answer);
      }
    } catch (IOException e) {
      // the client left
    }
  }

  private boolean isLiedAbout(byte[] query) {
    return lies.containsKey(subject(query));
  }

  private byte[] lie(byte[] query) {
    byte[] question = Arrays.copyOf(query, endOfQuestion(query));
    return lies.getOrDefault(subject(query), LyingDns::silence).to(question);
  }

  /** As in {@code 52 _25._tcp.mx.lab}. */
  private static String subject(byte[] query) {
    StringBuilder name = new StringBuilder();
    int at = HEADER;
    for (; query[at] != 0; at += query[at] + 1) {
      name.append(name.isEmpty() ? "" : ".")
          .append(new String(query, at + 1, query[at], StandardCharsets.US_ASCII));
    }
    int type = ByteBuffer.wrap(query).getShort(at + 1);
    return type + " " + name.toString().toLowerCase(Locale.ROOT);
  }

  private static int endOfQuestion(byte[] query) {
    int at = HEADER;
    while (query[at] != 0) {
      at += query[at] + 1;
    }
    return at + 5;
  }

  private byte[] askUdp(byte[] query) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
      socket.setSoTimeout(5000);
      socket.send(new DatagramPacket(query, query.length, honest));
      DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
      socket.receive(answer);
      return Arrays.copyOf(answer.getData(), answer.getLength());
    }
  }

  private byte[] askTcp(byte[] query) throws IOException {
    try (Socket socket = new Socket(honest.getAddress(), honest.getPort())) {
      write(socket, query);
      return read(socket);
    }
  }

  private static byte[] read(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    return in.readNBytes(in.readUnsignedShort());
  }

  private static void write(Socket socket, byte[] message) throws IOException {
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(framed);
    out.writeShort(message.length);
    out.write(message);
    socket.getOutputStream().write(framed.toByteArray());
  }

  @Override
  public void close() throws IOException {
    tcp.close();
    udp.close();
  }
}
