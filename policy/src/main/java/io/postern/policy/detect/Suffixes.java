package io.postern.policy.detect;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Medical words that no list has, by their endings: conditions and operations are built from Greek
 * stems, drug names from the stems of the INN programme.
 */
final class Suffixes {
  static final double WEIGHT = 0.8;
  private static final int SHORTEST_WORD = 8;
  private static final String[] ENDINGS = {
    "itis",
    "emia",
    "osis",
    "cinoma",
    "sarcoma",
    "blastoma",
    "denoma",
    "pathy",
    "algia",
    "ectomy",
    "ostomy",
    "otomy",
    "plasty",
    "scopy",
    "rrhea",
    "rrhagia",
    "nuria",
    "turia",
    "plegia",
    "paresis",
    "megaly",
    "penia",
    "emesis",
    "phagia",
    "dynia",
    "pril",
    "sartan",
    "olol",
    "statin",
    "prazole",
    "conazole",
    "cillin",
    "mycin",
    "floxacin",
    "dipine",
    "azepam",
    "zolam",
    "ximab",
    "zumab",
    "lumab",
    "numab",
    "tinib",
    "gliptin",
    "flozin",
    "glutide",
    "setron",
    "triptan",
    "parin",
    "oxetine",
    "dronate",
    "cycline",
    "thiazide",
    "semide",
    "codone",
    "morphone",
    "barbital",
    "pramine",
    "triptyline",
    "ciclovir",
    "navir",
    "tegravir",
    "vudine",
    "lukast",
    "glitazone",
    "profen",
    "fibrate",
    "caine"
  };
  private static final Set<String> ORDINARY =
      Set.of(
          "academia",
          "bohemia",
          "macedonia",
          "osmosis",
          "hypnosis",
          "metamorphosis",
          "symbiosis",
          "prognosis",
          "apotheosis",
          "sympathy",
          "antipathy",
          "telepathy",
          "homeopathy",
          "empathy",
          "nostalgia",
          "dichotomy",
          "psychosis",
          "diagnosis",
          "neurosis",
          "microscopy",
          "telescopy",
          "spectroscopy",
          "paralysis");
  private static final String[] @Nullable [] BY_TAIL = table();

  private Suffixes() {}

  private static String[][] table() {
    String[][] table = new String[1024][];
    for (String ending : ENDINGS) {
      int slot = slot(ending.toCharArray(), ending.length());
      String[] old = table[slot] == null ? new String[0] : table[slot];
      table[slot] = java.util.Arrays.copyOf(old, old.length + 1);
      table[slot][old.length] = ending;
    }
    return table;
  }

  /** The ending that makes a word medical, or null. Letters are ASCII in any case. */
  static @Nullable String of(char[] text, int start, int end) {
    if (end - start < SHORTEST_WORD) {
      return null;
    }
    String[] candidates = BY_TAIL[slot(text, end)];
    if (candidates == null) {
      return null;
    }
    for (String ending : candidates) {
      if (endsWith(text, start, end, ending)) {
        String word = new String(text, start, end - start).toLowerCase(java.util.Locale.ROOT);
        return ORDINARY.contains(word) ? null : ending;
      }
    }
    return null;
  }

  private static boolean endsWith(char[] text, int start, int end, String ending) {
    int from = end - ending.length();
    if (from < start) {
      return false;
    }
    for (int i = 0; i < ending.length(); i++) {
      if ((text[from + i] | 0x20) != ending.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int slot(char[] text, int end) {
    int h = 0;
    for (int i = end - 4; i < end; i++) {
      h = h * 37 + (text[i] & 0x1f);
    }
    return h & 1023;
  }
}
