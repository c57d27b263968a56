package io.postern.policy.extract.file;

import io.postern.policy.extract.PartText.Form;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.poi.hsmf.MAPIMessage;
import org.apache.poi.hsmf.datatypes.AttachmentChunks;
import org.apache.poi.hsmf.datatypes.StringChunk;
import org.apache.poi.hsmf.exceptions.ChunkNotFoundException;
import org.apache.poi.poifs.filesystem.DirectoryNode;
import org.jspecify.annotations.Nullable;

/** A saved Outlook item (MS-OXMSG): its texts in all forms, and its attachments. */
final class OutlookMessage {
  private OutlookMessage() {}

  static void read(OpenFile file, DirectoryNode root) throws IOException {
    try (MAPIMessage message = new MAPIMessage(root)) {
      read(file, message);
    } catch (ChunkNotFoundException e) {
      throw new IllegalStateException("missing chunks are null", e);
    }
  }

  private static void read(OpenFile file, MAPIMessage message)
      throws IOException, ChunkNotFoundException {
    message.setReturnNullOnMissingChunk(true);
    if (message.has7BitEncodingStrings()) {
      message.guess7BitEncoding();
    }
    text(file, "subject", Form.SUBJECT, message.getSubject());
    text(file, "from", Form.CORRESPONDENT, message.getDisplayFrom());
    text(file, "to", Form.CORRESPONDENT, message.getDisplayTo());
    text(file, "to", Form.CORRESPONDENT, message.getDisplayCC());
    text(file, "body", Form.PLAIN, message.getTextBody());
    int number = 0;
    for (String other : new String[] {html(message), message.getRtfBody()}) {
      number++;
      if (other != null) {
        file.embedded(number, "body.html", other.getBytes(StandardCharsets.UTF_8));
      }
    }
    for (AttachmentChunks attachment : message.getAttachmentFiles()) {
      attachment(file, ++number, attachment);
    }
  }

  private static @Nullable String html(MAPIMessage message) throws ChunkNotFoundException {
    return message.getHtmlBody();
  }

  private static void text(OpenFile file, String place, Form form, @Nullable String text)
      throws IOException {
    if (text != null) {
      file.text(place, form, text);
    }
  }

  private static void attachment(OpenFile file, int number, AttachmentChunks attachment)
      throws IOException {
    if (attachment.getAttachmentDirectory() != null) {
      OpenFile inner = file.inside(number);
      DirectoryNode directory = attachment.getAttachmentDirectory().getDirectory();
      if (attachment.isEmbeddedMessage()) {
        read(inner, directory);
      } else {
        new EmbeddedObjects(inner).read(directory);
      }
      return;
    }
    byte[] content = attachment.getEmbeddedAttachmentObject();
    file.embedded(number, name(attachment), content == null ? new byte[0] : content);
  }

  private static String name(AttachmentChunks attachment) {
    StringBuilder name = new StringBuilder();
    for (@Nullable StringChunk chunk : chunks(attachment)) {
      name.append(chunk == null ? "" : chunk + " ");
    }
    return name.toString();
  }

  private static List<@Nullable StringChunk> chunks(AttachmentChunks a) {
    return java.util.Arrays.asList(
        a.getAttachLongFileName(), a.getAttachFileName(), a.getAttachDisplayName());
  }
}
