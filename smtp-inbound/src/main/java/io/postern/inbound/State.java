package io.postern.inbound;

import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.inbound.upstream.Authorisation;
import java.util.ArrayList;
import java.util.List;

/** Where a session is (RFC 5321 4.1.4). TLS and authentication are kept apart from it. */
sealed interface State {
  /** No EHLO or HELO yet, or it must be said again after STARTTLS (RFC 3207 4.2). */
  record Connected() implements State {}

  /** Between messages. */
  record Ready() implements State {}

  /** After MAIL. */
  record Mail(Transaction transaction) implements State {}

  /** After the first BDAT: the message must be ended or abandoned (RFC 3030 2). */
  record Chunks(Transaction transaction, IncomingMessage message, ChunkDecoder decoder)
      implements State {}

  /**
   * The envelope that is being put together.
   *
   * @param authorisation those that may send as this sender
   */
  record Transaction(
      ReversePath from,
      EsmtpOptions options,
      Authorisation authorisation,
      List<Recipient> recipients) {
    Transaction(ReversePath from, EsmtpOptions options, Authorisation authorisation) {
      this(from, options, authorisation, new ArrayList<>());
    }
  }
}
