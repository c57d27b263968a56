package io.postern.outbound.client;

import io.postern.core.model.EsmtpOptions.Body;
import io.postern.core.model.HostReply;
import io.postern.core.port.Content;
import io.postern.outbound.content.Canonical;
import io.postern.outbound.content.EightBit;
import io.postern.outbound.content.Lines;
import io.postern.outbound.content.NotConvertibleException;
import io.postern.outbound.content.Recoded;
import java.io.IOException;

/** The form in which one host gets a message, by what it offers. */
sealed interface Form {
  /**
   * Lines, by DATA.
   *
   * @param body what MAIL says of them
   */
  record Data(Content content, Body body) implements Form {}

  /**
   * Any octets, by BDAT.
   *
   * @param content whose size is exact
   * @param body what MAIL says of them
   */
  record Chunk(Content content, Body body) implements Form {}

  /** It cannot be given to this host. */
  record None(HostReply why) implements Form {}

  /**
   * Works it out, reading the content where it must: to a host without 8BITMIME nothing may be sent
   * that is not ASCII (RFC 6152 3), to one without BINARYMIME nothing but lines (RFC 3030 3). Lines
   * go by BDAT too where that is offered: behind their length nothing can look like their end.
   *
   * @throws UnreadableContentException where the content cannot be read
   */
  static Form of(Shipment shipment, Capabilities offered) throws UnreadableContentException {
    boolean binary = shipment.body() == Body.BINARY_MIME;
    if (binary && offered.binaryMime()) {
      return new Chunk(shipment.content(), Body.BINARY_MIME);
    }
    Lines lines = offered.eightBitMime() ? Lines.EIGHT_BIT : Lines.SEVEN_BIT;
    try {
      boolean asItIs = !binary && (lines == Lines.EIGHT_BIT || !EightBit.isIn(shipment.content()));
      Data data =
          asItIs
              ? new Data(shipment.content(), shipment.body())
              : new Data(Recoded.of(shipment.content(), lines, binary), Body.EIGHT_BIT_MIME);
      return offered.chunking() ? new Chunk(Canonical.measured(data.content), data.body) : data;
    } catch (NotConvertibleException e) {
      // RFC 3463 3.7: X.6.3 conversion required but not supported.
      return new None(
          HostReply.own(
              554, "5.6.3", "The host does not take this content as it is: " + e.getMessage()));
    } catch (IOException e) {
      throw new UnreadableContentException(e);
    }
  }

  /**
   * With what is put on it at last.
   *
   * @throws UnreadableContentException where the content cannot be read
   */
  default Form touched(FinalTouch touch, Shipment shipment) throws UnreadableContentException {
    try {
      return switch (this) {
        case Data(Content content, Body body) -> new Data(touch.on(shipment, content, true), body);
        case Chunk(Content content, Body body) ->
            new Chunk(touch.on(shipment, content, false), body);
        case None none -> none;
      };
    } catch (IOException e) {
      throw new UnreadableContentException(e);
    }
  }
}
