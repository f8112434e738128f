package dev.barlake.bench;

import dev.barlake.model.Market;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Pages of bars, compressed once and then served from memory.
 *
 * <p>All that stands before the ticker is compressed for a few variants of each range; the ticker
 * comes last in the JSON object, in a stored block of its own, so that a page for another ticker
 * costs forty bytes. The result is one ordinary gzip member.
 */
final class BarPages {
  private static final ZoneId NEW_YORK = Market.STOCKS.zone();
  private static final LocalTime OPEN = LocalTime.of(4, 0);
  private static final int SESSION_MINUTES = 16 * 60;
  private static final int VARIANTS = 4;
  private static final byte[] GZIP = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
  private static final int[] CRC_TABLE = crcTable();

  private final Map<Key, Body> bodies = new ConcurrentHashMap<>();

  private record Key(int multiplier, long from, long to, boolean adjusted, int variant) {}

  /** The compressed start of a page, up to the ticker, with what its checksum goes on from. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Body(byte[] gzip, int crc, int length) {}

  /** A page in two parts, the first of which is shared. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Page(byte[] start, byte[] end) {
    int length() {
      return start.length + end.length;
    }

    byte[] bytes() {
      return ByteBuffer.allocate(length()).put(start).put(end).array();
    }
  }

  static int barsPerDay(int multiplier) {
    return SESSION_MINUTES / multiplier;
  }

  /**
   * The page for a request.
   *
   * @param from epoch ms, included
   * @param to epoch ms, included
   */
  Page page(String ticker, int multiplier, long from, long to, boolean adjusted) {
    int variant = Math.floorMod(ticker.hashCode(), VARIANTS);
    Body body =
        bodies.computeIfAbsent(new Key(multiplier, from, to, adjusted, variant), BarPages::body);
    byte[] tail = "\"%s\"}".formatted(ticker).getBytes(StandardCharsets.UTF_8);
    ByteBuffer end = ByteBuffer.allocate(5 + tail.length + 8).order(ByteOrder.LITTLE_ENDIAN);
    end.put((byte) 1).putShort((short) tail.length).putShort((short) ~tail.length).put(tail);
    end.putInt(crc(body.crc(), tail)).putInt(body.length() + tail.length);
    return new Page(body.gzip(), end.array());
  }

  private static Body body(Key key) {
    byte[] json = json(key).getBytes(StandardCharsets.UTF_8);
    CRC32 crc = new CRC32();
    crc.update(json);
    ByteArrayOutputStream gzip = new ByteArrayOutputStream(json.length / 3);
    gzip.writeBytes(GZIP);
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    deflater.setInput(json);
    byte[] buffer = new byte[1 << 16];
    int count;
    do {
      count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
      gzip.write(buffer, 0, count);
    } while (count == buffer.length);
    deflater.end();
    return new Body(gzip.toByteArray(), (int) crc.getValue(), json.length);
  }

  private static String json(Key key) {
    StringBuilder results = new StringBuilder(1 << 20);
    SplittableRandom random = new SplittableRandom(key.hashCode());
    int count = 0;
    long price = 100_0000 + random.nextLong(400_0000);
    LocalDate date = Instant.ofEpochMilli(key.from()).atZone(NEW_YORK).toLocalDate();
    LocalDate last = Instant.ofEpochMilli(key.to()).atZone(NEW_YORK).toLocalDate();
    for (; !date.isAfter(last); date = date.plusDays(1)) {
      if (!Market.STOCKS.isTradingDay(date)) {
        continue;
      }
      long open = date.atTime(OPEN).atZone(NEW_YORK).toInstant().toEpochMilli();
      for (int minute = 0; minute < SESSION_MINUTES; minute += key.multiplier()) {
        long start = open + minute * 60_000L;
        if (start >= key.from() && start <= key.to()) {
          price = Math.max(1_0000, price + random.nextInt(-2_000, 2_001));
          bar(results.append(count++ == 0 ? "" : ","), start, price, random);
        }
      }
    }
    return "{\"queryCount\":%d,\"resultsCount\":%d,\"adjusted\":%s,\"results\":[%s],"
            .formatted(count, count, key.adjusted(), results)
        + "\"status\":\"OK\",\"request_id\":\"6a7e466379af0a71039d60cc78e72282\",\"count\":%d,\"ticker\":"
            .formatted(count);
  }

  private static void bar(StringBuilder json, long start, long price, SplittableRandom random) {
    long open = tick(price, random);
    long close = tick(price + random.nextInt(-1_500, 1_501), random);
    long high = Math.max(open, close) + 100L * random.nextInt(12);
    long low = Math.max(100, Math.min(open, close) - 100L * random.nextInt(12));
    int trades = 1 + random.nextInt(1 << random.nextInt(1, 12));
    json.append("{\"v\":").append((long) trades * (1 + random.nextInt(180)));
    decimal(json.append(",\"vw\":"), (open + close + high + low) / 4);
    decimal(json.append(",\"o\":"), open);
    decimal(json.append(",\"c\":"), close);
    decimal(json.append(",\"h\":"), high);
    decimal(json.append(",\"l\":"), low);
    json.append(",\"t\":").append(start).append(",\"n\":").append(trades).append('}');
  }

  /** Whole cents mostly, some prices of three or four decimals. */
  private static long tick(long price, SplittableRandom random) {
    return random.nextInt(5) == 0 ? price : price / 100 * 100;
  }

  /** A number of ten-thousandths without trailing zeros. */
  private static void decimal(StringBuilder json, long value) {
    json.append(value / 1_0000);
    long rest = value % 1_0000;
    if (rest != 0) {
      json.append('.');
      for (long digit = 1_000; rest > 0; digit /= 10) {
        json.append((char) ('0' + rest / digit));
        rest %= digit;
      }
    }
  }

  /** Goes on with a checksum, which {@link CRC32} cannot. */
  private static int crc(int before, byte[] bytes) {
    int crc = ~before;
    for (byte value : bytes) {
      crc = CRC_TABLE[(crc ^ value) & 0xff] ^ crc >>> 8;
    }
    return ~crc;
  }

  private static int[] crcTable() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int value = i;
      for (int bit = 0; bit < 8; bit++) {
        value = (value & 1) == 0 ? value >>> 1 : value >>> 1 ^ 0xedb88320;
      }
      table[i] = value;
    }
    return table;
  }
}
