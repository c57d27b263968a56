package io.postern.core.seal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which sealed pieces can be tampered with. */
class SealingTest {
  private static final int SEGMENT = SealHeader.SEGMENT;
  private static final String OWNER = "01M00000000000000000000000";

  private final DataKey key = DataKey.random();
  private final Random random = new Random(42);

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private List<byte[]> seal(byte[] plain, int step) throws IOException {
    List<byte[]> pieces = new ArrayList<>();
    Sealer sealer =
        new Sealer(
            key,
            OWNER,
            (seq, piece) -> {
              assertThat(seq).isEqualTo(pieces.size());
              pieces.add(piece);
            });
    for (int at = 0; at < plain.length; at += step) {
      sealer.write(plain, at, Math.min(step, plain.length - at));
    }
    pieces.add(sealer.finish());
    assertThat(sealer.lastSeq()).isEqualTo(pieces.size() - 1);
    return pieces;
  }

  private InputStream opener(List<byte[]> pieces, long size, String owner) {
    return new Opener(key, owner, size, seq -> seq < pieces.size() ? pieces.get(seq) : null);
  }

  private byte[] open(List<byte[]> pieces, long size) throws IOException {
    return opener(pieces, size, OWNER).readAllBytes();
  }

  private void assertDamaged(List<byte[]> pieces, byte[] plain) {
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    InputStream in = opener(pieces, plain.length, OWNER);
    assertThatThrownBy(() -> in.transferTo(got)).isInstanceOf(DamagedException.class);
    // What came out before is whole segments of the original, nothing else.
    assertThat(got.size() % SEGMENT == 0 || got.size() == plain.length).isTrue();
    assertThat(got.toByteArray()).isEqualTo(java.util.Arrays.copyOf(plain, got.size()));
    assertThat(got.size()).isLessThan(Math.max(1, plain.length));
    assertThatThrownBy(in::read).isInstanceOf(DamagedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        10_000,
        SEGMENT - 1,
        SEGMENT,
        SEGMENT + 1,
        4 * SEGMENT - 1,
        4 * SEGMENT,
        4 * SEGMENT + 1,
        8 * SEGMENT,
        1_000_000
      })
  void open_whatWasSealed_givesTheSameBytes(int size) throws IOException {
    byte[] plain = bytes(size);
    for (int step : new int[] {977, 65_536, 300_000}) {
      List<byte[]> pieces = seal(plain, step);
      assertThat(pieces).hasSize((int) Sealer.pieces(size));
      assertThat(pieces).allMatch(p -> p.length <= Sealer.LONGEST_PIECE);
      assertThat(open(pieces, size)).isEqualTo(plain);
    }
  }

  @Test
  void open_oneByteAtATime_givesTheSameBytes() throws IOException {
    byte[] plain = bytes(SEGMENT + 3);
    InputStream in = opener(seal(plain, 1), plain.length, OWNER);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      got.write(b);
    }
    assertThat(got.toByteArray()).isEqualTo(plain);
  }

  @Test
  void close_midway_nothingMoreIsGiven() throws IOException {
    byte[] plain = bytes(2 * SEGMENT);
    InputStream in = opener(seal(plain, SEGMENT), plain.length, OWNER);
    assertThat(in.read()).isEqualTo(plain[0] & 0xff);
    assertThat(in.available()).isPositive();

    in.close();

    assertThat(in.available()).isZero();
    assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessageContaining("closed");
  }

  @Test
  void open_anyBitOfASmallMessageFlipped_isDamaged() throws IOException {
    byte[] plain = bytes(40);
    byte[] sealed = seal(plain, 40).getFirst();
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] flipped = sealed.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertDamaged(List.of(flipped), plain);
    }
  }

  @Test
  void open_randomBitOfALargeMessageFlipped_isDamaged() throws IOException {
    byte[] plain = bytes(9 * SEGMENT + 77);
    List<byte[]> pieces = seal(plain, 70_000);
    for (int i = 0; i < 60; i++) {
      List<byte[]> changed = new ArrayList<>(pieces);
      int seq = random.nextInt(pieces.size());
      byte[] piece = pieces.get(seq).clone();
      piece[random.nextInt(piece.length)] ^= (byte) (1 << random.nextInt(8));
      changed.set(seq, piece);
      assertDamaged(changed, plain);
    }
  }

  @Test
  void open_cutAnywhere_isDamaged() throws IOException {
    byte[] plain = bytes(5 * SEGMENT + 9);
    List<byte[]> pieces = seal(plain, 70_000);
    for (int i = 0; i < 40; i++) {
      int seq = random.nextInt(pieces.size());
      byte[] piece = pieces.get(seq);
      List<byte[]> cut = new ArrayList<>(pieces.subList(0, seq));
      cut.add(java.util.Arrays.copyOf(piece, random.nextInt(piece.length)));
      assertDamaged(cut, plain);
    }
    assertDamaged(pieces.subList(0, 1), plain);
    assertDamaged(List.of(), plain);
  }

  @Test
  void open_cutToWholeSegmentsWithTheSizeOfThose_isDamaged() throws IOException {
    byte[] plain = bytes(6 * SEGMENT);
    List<byte[]> pieces = seal(plain, 70_000);
    byte[] half = java.util.Arrays.copyOf(plain, 4 * SEGMENT);
    // The size agrees with what is left; only the last flag of the nonce tells.
    assertDamaged(pieces.subList(0, 1), half);
  }

  @Test
  void open_longerThanItsSize_isDamaged() throws IOException {
    byte[] plain = bytes(300);
    byte[] sealed = seal(plain, 300).getFirst();
    byte[] longer = java.util.Arrays.copyOf(sealed, sealed.length + 1);
    assertDamaged(List.of(longer), plain);
    assertDamaged(List.of(sealed), bytes(299));
    assertDamaged(List.of(sealed), bytes(301));
  }

  @Test
  void open_piecesReordered_isDamaged() throws IOException {
    byte[] plain = bytes(12 * SEGMENT);
    List<byte[]> pieces = new ArrayList<>(seal(plain, 70_000));
    java.util.Collections.swap(pieces, 1, 2);
    assertDamaged(pieces, plain);
  }

  @Test
  void open_segmentsReorderedWithinAPiece_isDamaged() throws IOException {
    byte[] plain = bytes(12 * SEGMENT);
    List<byte[]> pieces = seal(plain, 70_000);
    byte[] piece = pieces.get(1);
    byte[] swapped = piece.clone();
    System.arraycopy(piece, 0, swapped, SegmentCipher.SEALED, SegmentCipher.SEALED);
    System.arraycopy(piece, SegmentCipher.SEALED, swapped, 0, SegmentCipher.SEALED);
    assertDamaged(List.of(pieces.get(0), swapped, pieces.get(2)), plain);
  }

  @Test
  void open_pieceOfAnotherSealingUnderTheSameKey_isDamaged() throws IOException {
    byte[] plain = bytes(12 * SEGMENT);
    List<byte[]> one = seal(plain, 70_000);
    List<byte[]> other = seal(plain, 70_000);
    assertDamaged(List.of(one.get(0), other.get(1), one.get(2)), plain);
    assertDamaged(List.of(other.get(0), one.get(1), one.get(2)), plain);
  }

  @Test
  void open_forAnotherOwner_isDamaged() throws IOException {
    byte[] plain = bytes(100);
    List<byte[]> pieces = seal(plain, 100);
    InputStream in = opener(pieces, 100, OWNER.replace('M', 'N'));
    assertThatThrownBy(in::readAllBytes).isInstanceOf(DamagedException.class);
  }

  @Test
  void seal_sameBytesTwice_givesDifferentBytes() throws IOException {
    byte[] plain = bytes(100);
    assertThat(seal(plain, 100).getFirst()).isNotEqualTo(seal(plain, 100).getFirst());
  }

  @Test
  void seal_anything_holdsNoPlainText() throws IOException {
    byte[] plain = "Jane Roe, MRN 00184467, left wrist".repeat(20).getBytes(US_ASCII);
    String sealed = new String(seal(plain, 64).getFirst(), ISO_8859_1);
    assertThat(sealed).doesNotContain("Jane").doesNotContain("MRN");
  }

  @Test
  void unwrap_inAnotherContextOrChanged_isDamaged() throws IOException {
    KeyWrap wrap = new KeyWrap(RootKey.random().derive("test", "AES"));
    byte[] wrapped = wrap.wrap(key, "dek 1");
    assertThat(wrap.unwrap(wrapped, "dek 1").bytes()).isEqualTo(key.bytes());
    assertThatThrownBy(() -> wrap.unwrap(wrapped, "dek 2")).isInstanceOf(DamagedException.class);
    assertThatThrownBy(() -> wrap.unwrap(new byte[KeyWrap.LENGTH], "dek 1"))
        .isInstanceOf(DamagedException.class);
    wrapped[20] ^= 1;
    assertThatThrownBy(() -> wrap.unwrap(wrapped, "dek 1")).isInstanceOf(DamagedException.class);
  }

  @Test
  void close_dataKey_wipesIt() {
    byte[] bytes = key.bytes();
    key.close();
    assertThat(bytes).containsOnly(0);
  }
}
