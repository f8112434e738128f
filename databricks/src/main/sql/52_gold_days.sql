-- A row without a listing is a date that no longer has a bar.
MERGE INTO gold_days t
USING load_days s
ON t.ticker = s.ticker AND t.trade_date = s.trade_date AND (t.trade_date > :recent OR t.ticker IN ({tickers}))
WHEN MATCHED AND s.listing IS NULL THEN DELETE
WHEN MATCHED THEN UPDATE SET *
WHEN NOT MATCHED AND s.listing IS NOT NULL THEN INSERT *;

MERGE INTO gold_day_state t
USING load_states s
ON t.listing = s.listing
WHEN MATCHED THEN UPDATE SET *
WHEN NOT MATCHED THEN INSERT *;
