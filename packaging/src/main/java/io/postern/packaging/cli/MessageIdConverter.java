package io.postern.packaging.cli;

import io.postern.core.model.MessageId;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A message id as somebody types it, in either case. */
final class MessageIdConverter implements ITypeConverter<MessageId> {
  @Override
  public MessageId convert(String text) {
    try {
      return new MessageId(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
