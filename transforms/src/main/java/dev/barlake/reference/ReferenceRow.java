package dev.barlake.reference;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;

/**
 * A row of a reference table.
 *
 * @param values in the order of the table's columns, as {@link Column} writes them; null for NULL
 */
record ReferenceRow(List<String> values) {
  ReferenceRow {
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  /** The count, then each value. */
  static final class RowCoder extends AtomicCoder<ReferenceRow> {
    private static final Coder<String> VALUE = NullableCoder.of(StringUtf8Coder.of());
    private static final VarIntCoder COUNT = VarIntCoder.of();

    static RowCoder of() {
      return new RowCoder();
    }

    @Override
    public void encode(ReferenceRow row, OutputStream out) throws IOException {
      COUNT.encode(row.values.size(), out);
      for (String value : row.values) {
        VALUE.encode(value, out);
      }
    }

    @Override
    public ReferenceRow decode(InputStream in) throws IOException {
      int count = COUNT.decode(in);
      List<String> values = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        values.add(VALUE.decode(in));
      }
      return new ReferenceRow(values);
    }

    @Override
    public void verifyDeterministic() {}
  }
}
