package dev.barlake.parquet;

import dev.barlake.store.ObjectTail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** Small Parquet files of records that are not bars, with the seal of all our files. */
public final class RecordFile {
  private RecordFile() {}

  /** Bytes that are the same for the same records. */
  public static byte[] write(MessageType schema, List<Group> records) throws IOException {
    ParquetBytes.Output output = new ParquetBytes.Output();
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(output)
            .withType(schema)
            .withConf(new PlainParquetConfiguration())
            .withCodecFactory(new ZstdCodec())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withPageWriteChecksumEnabled(true)
            .build()) {
      for (Group each : records) {
        writer.write(each);
      }
    }
    return FileSeal.seal(output);
  }

  /**
   * All records of a file.
   *
   * @throws IOException if it is not as it was written
   */
  public static List<Group> read(byte[] bytes, MessageType schema) throws IOException {
    ObjectTail all = new ObjectTail(bytes, bytes.length);
    FileSeal.check(all);
    List<Group> records = new ArrayList<>();
    try (ParquetFileReader file = BarReader.open(all)) {
      for (PageReadStore pages = file.readNextRowGroup();
          pages != null;
          pages = file.readNextRowGroup()) {
        RecordReader<Group> reader =
            new ColumnIOFactory()
                .getColumnIO(schema)
                .getRecordReader(pages, new GroupRecordConverter(schema));
        for (long i = 0; i < pages.getRowCount(); i++) {
          records.add(reader.read());
        }
      }
    }
    return records;
  }
}
