package dev.barlake.reference;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * A row of a reference table.
 *
 * @param values in the order of the table's columns, as {@link Column} writes them; null for NULL
 */
record ReferenceRow(List<String> values) {
  ReferenceRow {
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  /**
   * Rows that travel together: a runner's price is by the element, and a row is less than that.
   *
   * @param rows of one table
   */
  record Block(List<ReferenceRow> rows) {
    Block {
      rows = List.copyOf(rows);
    }
  }

  /** The count of rows; of each the count of values, and each value's bytes after their length. */
  static final class BlockCoder extends AtomicCoder<Block> {
    static BlockCoder of() {
      return new BlockCoder();
    }

    @Override
    public void encode(Block block, OutputStream out) throws IOException {
      VarInt.encode(block.rows().size(), out);
      for (ReferenceRow row : block.rows()) {
        VarInt.encode(row.values.size(), out);
        for (String value : row.values) {
          encode(value, out);
        }
      }
    }

    /** The length is one more than it is, since 0 is null. */
    private static void encode(String value, OutputStream out) throws IOException {
      if (value == null) {
        VarInt.encode(0, out);
        return;
      }
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      VarInt.encode(bytes.length + 1, out);
      out.write(bytes);
    }

    @Override
    public Block decode(InputStream in) throws IOException {
      int size = VarInt.decodeInt(in);
      List<ReferenceRow> rows = new ArrayList<>(size);
      for (int row = 0; row < size; row++) {
        int count = VarInt.decodeInt(in);
        List<String> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          values.add(value(in));
        }
        rows.add(new ReferenceRow(values));
      }
      return new Block(rows);
    }

    private static String value(InputStream in) throws IOException {
      int length = VarInt.decodeInt(in) - 1;
      if (length < 0) {
        return null;
      }
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException("A value of %d bytes ends after %d".formatted(length, bytes.length));
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void verifyDeterministic() {}
  }
}
