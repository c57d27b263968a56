package io.postern.policy.extract.file;

import io.postern.policy.extract.PartText.Form;
import io.postern.policy.extract.Trouble;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.poi.poifs.filesystem.DirectoryNode;
import org.apache.poi.poifs.filesystem.DocumentInputStream;
import org.apache.poi.poifs.filesystem.DocumentNode;
import org.apache.poi.poifs.filesystem.Entry;
import org.apache.poi.poifs.filesystem.EntryUtils;
import org.apache.poi.poifs.filesystem.Ole10Native;
import org.apache.poi.poifs.filesystem.Ole10NativeException;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.poifs.macros.VBAMacroReader;

/**
 * Documents, packages and macros in the storages of a compound file (MS-CFB, MS-OLEDS, MS-OVBA).
 */
final class EmbeddedObjects {
  private static final int DEEPEST = 10;

  /** Streams from which a storage is known as a document of its own. */
  private static final Set<String> DOCUMENTS =
      Set.of("worddocument", "workbook", "book", "powerpoint document", "__properties_version1.0");

  private static final Set<String> PAYLOADS = Set.of("package", "contents", "embeddedodf");

  private final OpenFile file;
  private int number;

  EmbeddedObjects(OpenFile file) {
    this.file = file;
  }

  /** True where the container has no document of its own: an embedded object or a macro project. */
  static boolean isOnlyContainer(DirectoryNode root) {
    for (Entry entry : root) {
      String name = entry.getName().toLowerCase(Locale.ROOT);
      if (PAYLOADS.contains(name) || name.equals("\u0001ole10native") || name.equals("vba")) {
        return true;
      }
    }
    return false;
  }

  void read(DirectoryNode root) throws IOException {
    walk(root, 0);
  }

  private void walk(DirectoryNode directory, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new Unreadable(Trouble.TOO_DEEP);
    }
    for (Entry entry : directory) {
      String name = entry.getName().toLowerCase(Locale.ROOT);
      if (entry instanceof DirectoryNode inner) {
        inner(inner, name, depth);
      } else if (entry instanceof DocumentNode stream) {
        stream(directory, stream, name);
      }
    }
  }

  private void inner(DirectoryNode inner, String name, int depth) throws IOException {
    if (name.equals("vba")) {
      macros(inner);
    } else if (isDocument(inner)) {
      embedded("", copy(inner));
    } else {
      walk(inner, depth + 1);
    }
  }

  private static boolean isDocument(DirectoryNode inner) {
    return inner.getEntryNames().stream()
        .anyMatch(n -> DOCUMENTS.contains(n.toLowerCase(Locale.ROOT)));
  }

  private static byte[] copy(DirectoryNode inner) throws IOException {
    try (POIFSFileSystem own = new POIFSFileSystem()) {
      EntryUtils.copyNodes(inner, own.getRoot());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      own.writeFilesystem(out);
      return out.toByteArray();
    }
  }

  private void stream(DirectoryNode directory, DocumentNode stream, String name)
      throws IOException {
    if (name.equals("\u0001ole10native")) {
      packaged(directory);
    } else if (PAYLOADS.contains(name)) {
      try (DocumentInputStream in = new DocumentInputStream(stream)) {
        embedded("", file.budget().counted(in, -1).readAllBytes());
      }
    }
  }

  private void packaged(DirectoryNode directory) throws IOException {
    try {
      Ole10Native object = Ole10Native.createFromEmbeddedOleObject(directory);
      embedded(object.getLabel() + " " + object.getFileName(), object.getDataBuffer());
    } catch (Ole10NativeException e) {
      file.unread("object " + ++number, Trouble.BROKEN);
    }
  }

  private void embedded(String name, byte[] content) throws IOException {
    file.budget().expanded(content.length);
    file.embedded(++number, name, content);
  }

  /** Sources of macros: texts in them are shown in message boxes and written into documents. */
  private void macros(DirectoryNode vba) throws IOException {
    byte[] project = copy((DirectoryNode) vba.getParent());
    try (VBAMacroReader reader =
        new VBAMacroReader(new POIFSFileSystem(new ByteArrayInputStream(project)))) {
      for (Map.Entry<String, String> module : reader.readMacros().entrySet()) {
        file.text("macro", Form.DATA, module.getValue());
      }
    }
  }
}
