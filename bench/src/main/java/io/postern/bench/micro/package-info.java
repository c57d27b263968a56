/**
 * JMH benchmarks of the three things that every message pays for: sealing, scanning and the durable
 * commit.
 */
@NullUnmarked // JMH fills the fields of a state after its construction
package io.postern.bench.micro;

import org.jspecify.annotations.NullUnmarked;
