/**
 * Figures for those who watch the gateway: what the parts count through {@link
 * io.postern.core.port.Meters}, on a page that Prometheus reads.
 *
 * <p>Standards: Prometheus text exposition format 0.0.4.
 */
@NullMarked
package io.postern.packaging.metrics;

import org.jspecify.annotations.NullMarked;
