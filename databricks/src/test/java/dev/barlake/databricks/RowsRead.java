package dev.barlake.databricks;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Counts the rows that tasks read from files. */
final class RowsRead extends SparkListener {
  private final AtomicLong rows = new AtomicLong();

  /** The rows that are read while something runs. */
  static long during(Runnable work) throws Exception {
    RowsRead counter = new RowsRead();
    var context = TestSpark.session().sparkContext();
    context.addSparkListener(counter);
    work.run();
    // Events come later than the work ends.
    context.listenerBus().waitUntilEmpty(60_000);
    context.removeSparkListener(counter);
    return counter.rows.get();
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    if (task.taskMetrics() != null) {
      rows.addAndGet(task.taskMetrics().inputMetrics().recordsRead());
    }
  }
}
