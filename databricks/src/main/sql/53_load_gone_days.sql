-- Dates of gold that no longer have a bar.
SELECT g.ticker, g.trade_date
FROM gold_days g
JOIN load_work w ON w.listing = g.listing AND g.trade_date >= w.from_date
LEFT ANTI JOIN load_made_days d ON d.ticker = g.ticker AND d.trade_date = g.trade_date
WHERE g.trade_date > :recent OR g.ticker IN ({tickers});
