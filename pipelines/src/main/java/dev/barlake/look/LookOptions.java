package dev.barlake.look;

import org.apache.beam.sdk.options.Description;

/** The flags that all commands have that look at a lake. They are no options of a pipeline. */
interface LookOptions {
  @Description("Directory or s3://bucket/prefix. Without it: s3://$AGGREGATES_BUCKET.")
  String getLake();

  @Description("The region of S3. Without it: AWS_REGION, or AWS_REGION_NAME.")
  String getAwsRegion();

  @Description("Another S3 than that of AWS, as https://host:port.")
  String getEndpoint();
}
