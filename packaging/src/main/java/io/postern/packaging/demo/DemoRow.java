package io.postern.packaging.demo;

import java.util.List;
import java.util.Optional;

/**
 * What became of one message for one recipient, as the audit trail tells it and the receivers'
 * records confirm it.
 *
 * @param expected the protection that the policy demands
 * @param protection the protection used; {@code -} where none was
 * @param tls the facts of the session that it left by
 * @param evidence how the result was checked, or what is wrong with it
 * @param link where a portal item is read
 */
public record DemoRow(
    String message,
    String recipient,
    String id,
    String verdict,
    String rule,
    String expected,
    String protection,
    List<String> fellBack,
    String tls,
    String outcome,
    String evidence,
    boolean good,
    Optional<String> link) {
  public DemoRow {
    fellBack = List.copyOf(fellBack);
  }
}
