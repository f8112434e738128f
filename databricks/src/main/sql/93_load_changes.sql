-- Its own; and those of a load that is a day old, which has ended, since its job would have been stopped before. This one
-- took them to gold too.
DELETE FROM load_changes WHERE startswith(load_id, :load_id) OR found_at < current_timestamp() - INTERVAL 1 DAY;
