/** Tests of the search for recipients' keys. */
@org.jspecify.annotations.NullMarked
package io.postern.outbound.discover;
