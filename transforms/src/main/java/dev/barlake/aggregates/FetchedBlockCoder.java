package dev.barlake.aggregates;

import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Coverage;
import dev.barlake.model.Coverage.Fetched;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;

/**
 * Encodes a block as a small head and its columns, copied whole. A generic coder costs more than
 * fetching the bars does.
 */
final class FetchedBlockCoder extends AtomicCoder<FetchedBlock> {
  private static final FetchedBlockCoder INSTANCE = new FetchedBlockCoder();
  private static final Coder<Notes> NOTES = SerializableCoder.of(Notes.class);

  static FetchedBlockCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(FetchedBlock fetched, OutputStream out) throws IOException {
    BarBlock block = fetched.block();
    DataOutputStream data = new DataOutputStream(out);
    data.writeUTF(block.series().ticker());
    data.writeInt(block.series().multiplier());
    data.writeUTF(block.series().timespan().name());
    data.writeBoolean(block.series().adjusted());
    data.writeLong(block.period());
    data.writeInt(block.epoch().revision());
    data.writeUTF(block.epoch().splits());
    data.writeInt(block.coverage().ranges().size());
    for (Fetched range : block.coverage().ranges()) {
      data.writeLong(range.range().from());
      data.writeLong(range.range().to());
      data.writeLong(range.fetchedAt());
      data.writeUTF(range.runId());
    }
    ByteBuffer columns = ByteBuffer.allocate(block.bars().byteSize());
    block.bars().writeTo(columns);
    data.writeInt(columns.capacity());
    data.write(columns.array());
    boolean noted = !fetched.notes().equals(Notes.NONE);
    data.writeBoolean(noted);
    data.flush();
    if (noted) {
      NOTES.encode(fetched.notes(), out);
    }
  }

  @Override
  public FetchedBlock decode(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    BarSeries series =
        new BarSeries(
            data.readUTF(), data.readInt(), Timespan.valueOf(data.readUTF()), data.readBoolean());
    long period = data.readLong();
    SplitEpoch epoch = new SplitEpoch(data.readInt(), data.readUTF());
    int count = data.readInt();
    List<Fetched> ranges = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      TimeRange range = new TimeRange(data.readLong(), data.readLong());
      ranges.add(new Fetched(range, data.readLong(), data.readUTF()));
    }
    byte[] columns = new byte[data.readInt()];
    data.readFully(columns);
    BarBlock block =
        new BarBlock(
            series, period, epoch, new Coverage(ranges), Bars.readFrom(ByteBuffer.wrap(columns)));
    return new FetchedBlock(block, data.readBoolean() ? NOTES.decode(in) : Notes.NONE);
  }

  /** Equal blocks have equal bytes, but a block is no key: nothing may group by it. */
  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    throw new NonDeterministicException(this, "A block of bars is a value, never a key.");
  }
}
