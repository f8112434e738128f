CREATE OR REPLACE VIEW gold_corporate_actions
COMMENT 'Splits and dividends, announced ones too, with what they did to the price'
AS
SELECT
  ticker,
  execution_date AS action_date,
  'split' AS kind,
  concat(CAST(CAST(split_to AS DOUBLE) AS STRING), ' for ', CAST(CAST(split_from AS DOUBLE) AS STRING)) AS description,
  CAST(split_from AS DOUBLE) AS split_from,
  CAST(split_to AS DOUBLE) AS split_to,
  CAST(NULL AS DOUBLE) AS cash_amount,
  CAST(NULL AS STRING) AS currency,
  CAST(split_from AS DOUBLE) / CAST(split_to AS DOUBLE) AS factor
FROM silver_splits
UNION ALL
SELECT
  d.ticker,
  d.ex_dividend_date,
  'dividend',
  concat_ws(' ', coalesce(d.distribution_type, 'dividend'), CAST(CAST(d.cash_amount AS DOUBLE) AS STRING), d.currency),
  NULL,
  NULL,
  CAST(d.cash_amount AS DOUBLE),
  d.currency,
  f.factor
FROM silver_dividends d
LEFT JOIN gold_dividend_factors f ON f.ticker = d.ticker AND f.ex_dividend_date = d.ex_dividend_date;
