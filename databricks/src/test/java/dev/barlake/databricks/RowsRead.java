package dev.barlake.databricks;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/** Counts the rows that tasks of one thread's jobs read from files. */
final class RowsRead extends SparkListener {
  private static final String GROUP = "spark.jobGroup.id";

  private final String group = UUID.randomUUID().toString();
  private final Set<Integer> stages = ConcurrentHashMap.newKeySet();
  private final AtomicLong rows = new AtomicLong();

  /** The rows that are read by something while it runs; other tests' jobs run at the same time. */
  static long during(SparkSession spark, Runnable work) throws Exception {
    RowsRead counter = new RowsRead();
    var context = spark.sparkContext();
    context.addSparkListener(counter);
    context.setLocalProperty(GROUP, counter.group);
    work.run();
    context.setLocalProperty(GROUP, null);
    // Events come later than the work ends.
    context.listenerBus().waitUntilEmpty(60_000);
    context.removeSparkListener(counter);
    return counter.rows.get();
  }

  @Override
  public void onJobStart(SparkListenerJobStart job) {
    if (group.equals(job.properties().getProperty(GROUP))) {
      job.stageInfos().foreach(stage -> stages.add(stage.stageId()));
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    if (stages.contains(task.stageId()) && task.taskMetrics() != null) {
      rows.addAndGet(task.taskMetrics().inputMetrics().recordsRead());
    }
  }
}
