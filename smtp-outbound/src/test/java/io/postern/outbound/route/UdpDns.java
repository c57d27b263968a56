package io.postern.outbound.route;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server on a real UDP and TCP port, with answers made by a function. */
final class UdpDns implements AutoCloseable {
  private final ServerSocket tcp;
  private final DatagramSocket udp;
  private final Function<String, Answer> zone;
  private final List<String> questions = new CopyOnWriteArrayList<>();

  /** What to answer to a question as in {@code "mx example.org."}. */
  record Answer(int rcode, List<String> records, List<String> authority, boolean cutOverUdp) {
    static Answer of(String... records) {
      return new Answer(0, List.of(records), List.of(), false);
    }
  }

  UdpDns(Function<String, Answer> zone) throws IOException {
    this.zone = zone;
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    this.tcp = new ServerSocket(0, 50, loopback);
    this.udp = new DatagramSocket(tcp.getLocalPort(), loopback);
    Thread.ofVirtual().start(this::serveUdp);
    Thread.ofVirtual().start(this::serveTcp);
  }

  int port() {
    return udp.getLocalPort();
  }

  /** Questions so far, TCP ones with a prefix. */
  List<String> questions() {
    return questions;
  }

  private void serveUdp() {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        udp.receive(packet);
        byte[] query = new byte[packet.getLength()];
        System.arraycopy(packet.getData(), 0, query, 0, query.length);
        byte[] answer = answer(query, false);
        if (answer.length > 0) {
          udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private void serveTcp() {
    try {
      while (true) {
        try (Socket client = tcp.accept()) {
          DataInputStream in = new DataInputStream(client.getInputStream());
          byte[] answer = answer(in.readNBytes(in.readUnsignedShort()), true);
          DataOutputStream out = new DataOutputStream(client.getOutputStream());
          out.writeShort(answer.length);
          out.write(answer);
          out.flush();
        }
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private byte[] answer(byte[] bytes, boolean overTcp) throws IOException {
    Message query = new Message(bytes);
    Record question = query.getQuestion();
    String name =
        Type.string(question.getType()).toLowerCase(java.util.Locale.ROOT)
            + " "
            + question.getName();
    questions.add((overTcp ? "tcp " : "") + name);
    Answer answer = zone.apply(name);
    if (answer.rcode() < 0) {
      return new byte[0];
    }
    Message reply = new Message(query.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setRcode(answer.rcode());
    reply.addRecord(question, Section.QUESTION);
    if (answer.cutOverUdp() && !overTcp) {
      reply.getHeader().setFlag(Flags.TC);
      return reply.toWire();
    }
    for (String record : answer.records()) {
      reply.addRecord(record(record), Section.ANSWER);
    }
    for (String record : answer.authority()) {
      reply.addRecord(record(record), Section.AUTHORITY);
    }
    return reply.toWire();
  }

  /** As in {@code "example.org. 300 MX 10 mx.example.org."}. */
  private static Record record(String text) throws IOException {
    String[] words = text.split(" ", 4);
    return Record.fromString(
        Name.fromString(words[0]),
        Type.value(words[2]),
        1,
        Long.parseLong(words[1]),
        words[3],
        Name.root);
  }

  @Override
  public void close() throws IOException {
    tcp.close();
    udp.close();
  }
}
