package io.postern.policy.extract.file;

import io.postern.policy.extract.PartText.Form;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.poi.hmef.Attachment;
import org.apache.poi.hmef.HMEFMessage;
import org.apache.poi.hmef.attribute.MAPIAttribute;
import org.apache.poi.hmef.attribute.MAPIRtfAttribute;
import org.apache.poi.hmef.attribute.MAPIStringAttribute;

/** winmail.dat (MS-OXTNEF): the properties of the message and its attachments. */
final class WinmailDat {
  private WinmailDat() {}

  static void read(OpenFile file) throws IOException {
    HMEFMessage message = new HMEFMessage(new ByteArrayInputStream(file.bytes()));
    int number = 0;
    StringBuilder values = new StringBuilder();
    for (MAPIAttribute attribute : message.getMessageMAPIAttributes()) {
      switch (attribute) {
        case MAPIRtfAttribute rtf -> file.embedded(++number, "", rtf.getData());
        case MAPIStringAttribute string -> values.append(string.getDataString()).append('\n');
        default -> values.append(Strings.in(attribute.getData()));
      }
    }
    for (var attribute : message.getMessageAttributes()) {
      values.append(new String(attribute.getData(), StandardCharsets.ISO_8859_1).strip());
      values.append('\n');
    }
    file.text("properties", Form.PLAIN, values);
    for (Attachment attachment : message.getAttachments()) {
      String name = attachment.getFilename() + " " + attachment.getLongFilename();
      file.embedded(++number, name, attachment.getContents());
    }
  }
}
