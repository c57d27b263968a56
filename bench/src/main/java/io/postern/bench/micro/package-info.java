/**
 * JMH benchmarks of the three things that every message pays for: sealing, scanning and the durable
 * commit. JMH fills the fields of a state after its construction, hence no null checks.
 */
@NullUnmarked
package io.postern.bench.micro;

import org.jspecify.annotations.NullUnmarked;
