package io.postern.outbound.line;

import io.postern.outbound.testing.BadLine.Fault;
import io.postern.outbound.testing.BadLine.Way;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A line that falls silent anywhere costs an attempt at most: nothing is lost, and a second copy
 * may come only where the final dot had been sent.
 */
class SilentLineTest {
  @ParameterizedTest
  @EnumSource
  void deliver_atEachPlaceOfTheConversation_deliveredByTheNextAttempt(Way way) throws Exception {
    LineCase.survives(way, Fault.SILENCE, 4, Duration.ofMillis(700));
  }
}
