-- The tickers of listings whose whole history is read.
SELECT DISTINCT ticker FROM silver_listings WHERE listing IN ({listings});
