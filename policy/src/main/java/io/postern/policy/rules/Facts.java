package io.postern.policy.rules;

import io.postern.core.mime.MimeField;
import io.postern.core.model.Envelope;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Screening;
import java.util.List;

/**
 * All that a rule can ask about one recipient of one message. It holds no other recipient, so no
 * decision can depend on one.
 *
 * @param header the message's own fields, decoded
 */
record Facts(
    String sender,
    Recipient recipient,
    String upstream,
    boolean requireTls,
    Screening screening,
    List<MimeField> header) {

  static Facts of(
      Envelope envelope, Recipient recipient, Screening screening, List<MimeField> header) {
    String sender =
        switch (envelope.from()) {
          case ReversePath.Null n -> "<>";
          case ReversePath.From f -> f.mailbox().address();
        };
    return new Facts(
        sender,
        recipient,
        envelope.upstream().name(),
        envelope.options().requireTls(),
        screening,
        header);
  }

  List<String> header(String lowerCaseName) {
    return header.stream()
        .filter(f -> f.name().equals(lowerCaseName))
        .map(MimeField::value)
        .toList();
  }
}
