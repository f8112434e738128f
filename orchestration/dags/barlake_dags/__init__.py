"""What Barlake's DAGs share: their settings, commands, ranges and the operator that judges a task."""
