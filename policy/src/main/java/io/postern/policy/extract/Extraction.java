package io.postern.policy.extract;

import io.postern.core.model.Screening.Unscanned;
import java.util.List;
import java.util.Optional;

/**
 * How well a message could be read.
 *
 * @param unscanned what was not read
 * @param blind whether text may be in what was not read
 * @param dicom paths of the parts that are DICOM files, which hold a patient's data by their form
 * @param protectedBy {@code smime}, {@code openpgp} or {@code rights management} where a part is
 *     encrypted already
 * @param outline its fields and files, where the reading came so far
 */
public record Extraction(
    List<Unscanned> unscanned,
    boolean blind,
    List<String> dicom,
    Optional<String> protectedBy,
    Optional<Outline> outline) {
  public Extraction {
    unscanned = List.copyOf(unscanned);
    dicom = List.copyOf(dicom);
  }
}
