/**
 * Measures the gateway as a whole and its hot parts: load with figures that stand beside those of
 * other relays, a crash loop that looks for lost mail, and JMH benchmarks. Nothing of it ships.
 */
@NullMarked
package io.postern.bench;

import org.jspecify.annotations.NullMarked;
