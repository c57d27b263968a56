package io.postern.policy.detect;

import io.postern.core.model.Screening.Finding;
import java.util.Optional;
import java.util.Set;

/** Health data formats, by the segments and elements that are about a patient. */
final class StructuredFormats {
  /** As certain as a rule can be. */
  static final double WEIGHT = 0.97;

  private static final String DICOM = "format.dicom";

  /** What findings name as their rule. */
  static final Set<String> NAMES =
      Set.of("format.hl7v2", "format.x12", "format.fhir", "format.ccda", DICOM);

  /** How much of a record is looked at to tell it from others, in characters. */
  private static final int RECORD = 80;

  private StructuredFormats() {}

  static void apply(PartView view) {
    Marks terms = view.scan.terms;
    for (int i = 0; i < terms.size; i++) {
      if (view.is(i, Sense.STRUCTURED)) {
        String format = format(view, terms.start[i], terms.end[i]);
        if (!format.isEmpty()) {
          found(view, format, terms.start[i], terms.end[i]);
        }
      }
    }
  }

  /** A DICOM file holds a patient's data by its form. */
  static void dicom(String part, Evidence evidence) {
    evidence.structured(
        DICOM,
        part.hashCode(),
        part,
        () -> new Finding(DICOM, part, 0, 0, DICOM, WEIGHT, Optional.empty()));
  }

  /** What follows the mark tells one record from the next. */
  private static void found(PartView view, String format, int start, int end) {
    int stop = Math.min(view.length(), end + RECORD);
    long record = Fingerprint.ofPassing(view.text(), end, stop);
    int offset = view.part.originOf(start);
    view.evidence()
        .structured(
            format,
            record,
            view.part.part(),
            () ->
                new Finding(
                    format,
                    view.part.part(),
                    offset,
                    end - start,
                    format,
                    WEIGHT,
                    Optional.empty()));
  }

  private static String format(PartView view, int start, int end) {
    if (hl7(view, start, end)) {
      return "format.hl7v2";
    } else if (x12(view, start, end)) {
      return "format.x12";
    } else if (fhir(view, start, end)) {
      return "format.fhir";
    }
    return ccda(view, start, end) ? "format.ccda" : "";
  }

  /** {@code PID|1||12345...}: the patient identification segment, in capitals at a line start. */
  private static boolean hl7(PartView view, int start, int end) {
    if (!is(view, start, "PID") || end >= view.length() || view.text()[end] != '|') {
      return false;
    }
    int bars = 0;
    for (int i = end; i < view.length() && i < end + 200; i++) {
      bars += view.text()[i] == '|' ? 1 : 0;
    }
    return bars >= 5 && (start == 0 || view.text()[start - 1] <= ' ');
  }

  /** {@code NM1*IL*} (insured) and {@code NM1*QC*} (patient), with any element separator. */
  private static boolean x12(PartView view, int start, int end) {
    if (!is(view, start, "NM1") || end + 4 > view.length()) {
      return false;
    }
    char separator = view.text()[end];
    boolean person = is(view, end + 1, "IL") || is(view, end + 1, "QC") || is(view, end + 1, "03");
    return !Scan.isWord(separator) && person && view.text()[end + 3] == separator;
  }

  /** {@code "resourceType": "Patient"}, or another resource that points to one. */
  private static boolean fhir(PartView view, int start, int end) {
    if (!is(view, start, "resourceType")) {
      return false;
    }
    int i = end;
    while (i < view.length() && i < end + 8 && !Scan.isWord(view.text()[i])) {
      i++;
    }
    return is(view, i, "Patient\"") || is(view, i, "Coverage\"") || is(view, i, "RelatedPerson\"");
  }

  private static boolean ccda(PartView view, int start, int end) {
    return is(view, start, "ClinicalDocument")
        && start > 0
        && (view.text()[start - 1] == '<' || view.text()[start - 1] == ':')
        && end < view.length();
  }

  private static boolean is(PartView view, int at, String what) {
    if (at + what.length() > view.length()) {
      return false;
    }
    for (int i = 0; i < what.length(); i++) {
      if (view.text()[at + i] != what.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
