package io.postern.packaging.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Names as a value: the records of a zone file, and the answers that follow from them. */
final class DemoZones {
  private static final int TTL_SECONDS = 60;
  private final List<Record> records;

  private DemoZones(List<Record> records) {
    this.records = List.copyOf(records);
  }

  /**
   * Reads RFC 1035 5.1 master file lines with absolute names.
   *
   * @throws UncheckedIOException where a line is not a record
   */
  static DemoZones parse(String masterFile) {
    byte[] text = masterFile.getBytes(StandardCharsets.US_ASCII);
    try (Master master = new Master(new ByteArrayInputStream(text), Name.root, TTL_SECONDS)) {
      List<Record> records = new ArrayList<>();
      for (Record next = master.nextRecord(); next != null; next = master.nextRecord()) {
        records.add(next);
      }
      return new DemoZones(records);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The answer to one query: authoritative, and a denial with the SOA of RFC 2308 3. */
  Message answer(Message query) {
    Message response = new Message(query.getHeader().getID());
    response.getHeader().setFlag(Flags.QR);
    response.getHeader().setFlag(Flags.AA);
    response.getHeader().setOpcode(query.getHeader().getOpcode());
    if (query.getHeader().getFlag(Flags.RD)) {
      response.getHeader().setFlag(Flags.RD);
    }
    Record question = query.getQuestion();
    if (question == null || query.getHeader().getOpcode() != Opcode.QUERY) {
      response.getHeader().setRcode(Rcode.NOTIMP);
      return response;
    }
    response.addRecord(question, Section.QUESTION);
    fill(response, question);
    return response;
  }

  private void fill(Message response, Record question) {
    List<Record> found =
        records.stream()
            .filter(r -> r.getName().equals(question.getName()))
            .filter(r -> question.getType() == Type.ANY || r.getType() == question.getType())
            .toList();
    found.forEach(r -> response.addRecord(r, Section.ANSWER));
    if (found.isEmpty()) {
      response.getHeader().setRcode(exists(question.getName()) ? Rcode.NOERROR : Rcode.NXDOMAIN);
      response.addRecord(denial(question.getName()), Section.AUTHORITY);
    }
  }

  /** A name exists when it has records or lies above one that has (RFC 8020 2). */
  private boolean exists(Name name) {
    return records.stream().anyMatch(r -> r.getName().subdomain(name));
  }

  private static Record denial(Name name) {
    Name apex = name.labels() > 2 ? new Name(name, name.labels() - 2) : name;
    return new SOARecord(
        apex, DClass.IN, TTL_SECONDS, apex, apex, 1, 3600, 600, 86400, TTL_SECONDS);
  }
}
