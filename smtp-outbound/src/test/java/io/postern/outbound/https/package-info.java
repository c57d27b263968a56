/** Web servers of others in tests: slow, oversized, lying ones among them. */
@org.jspecify.annotations.NullMarked
package io.postern.outbound.https;
