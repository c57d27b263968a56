package io.postern.packaging.cli;

import io.postern.config.Json;
import io.postern.core.audit.AuditLink;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Links of the audit trail as people and scripts read them. */
final class AuditText {
  private AuditText() {}

  static Map<String, Object> object(AuditLink link) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("at", link.at().toString());
    object.put("stream", link.stream());
    object.put("seq", link.seq());
    object.put("type", link.type());
    object.put("message", link.message());
    object.put("event", Json.readObject(link.body()));
    return object;
  }

  static String table(List<AuditLink> links) {
    Table table = new Table("AT", "STREAM", "SEQ", "MESSAGE", "TYPE", "EVENT");
    for (AuditLink l : links) {
      String seq = Long.toString(l.seq());
      table.row(l.at().toString(), l.stream(), seq, l.message().orElse("-"), l.type(), l.body());
    }
    return table.toString();
  }
}
