package io.postern.packaging.cli;

import io.postern.core.store.QueueAdminStore.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Deliveries as people and scripts read them. */
final class QueueText {
  /** Where what is stored cannot be understood. */
  static final String UNREADABLE = "(unreadable)";

  private QueueText() {}

  static Map<String, Object> object(Row row) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("message", row.message().value());
    object.put("number", row.number());
    object.put("readable", row.readable());
    object.put("from", row.from());
    object.put("recipients", row.recipients());
    object.put("next_hop", row.nextHop());
    object.put("protections", row.protections());
    object.put("state", row.state());
    object.put("hold_queue", row.holdQueue());
    object.put("attempts", row.attempts());
    object.put("received_at", row.receivedAt().toString());
    object.put("due", row.due().toString());
    object.put("expires_at", row.expiresAt().toString());
    object.put("last_reply", row.lastReply());
    object.put("size", row.size());
    return object;
  }

  static String table(List<Row> rows) {
    Table table =
        new Table(
            "MESSAGE", "STATE", "FROM", "RECIPIENTS", "PROTECTIONS", "TRIES", "DUE", "LAST REPLY");
    for (Row r : rows) {
      table.row(
          r.message().value(),
          r.holdQueue().map(q -> r.state() + ":" + q).orElse(r.state()),
          r.readable() ? r.from() : UNREADABLE,
          String.join(",", r.recipients()),
          r.protections().isEmpty() ? "-" : String.join(",", r.protections()),
          Integer.toString(r.attempts()),
          r.due().toString(),
          r.lastReply().orElse("-"));
    }
    return table.toString();
  }
}
