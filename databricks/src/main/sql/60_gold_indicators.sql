-- Technical indicators on daily prices, as TA-Lib defines them: averages start with the mean of their first values,
-- RSI and ATR are Wilder's, Bollinger's deviation is that of the population.
CREATE TABLE IF NOT EXISTS gold_indicators (
  ticker STRING NOT NULL COMMENT 'As the API spells it, case-sensitive',
  trade_date DATE NOT NULL COMMENT 'Exchange-local date',
  close DOUBLE NOT NULL COMMENT 'On the scale of today (splits)',
  sma_20 DOUBLE COMMENT 'Mean of 20 closes',
  sma_50 DOUBLE COMMENT 'Mean of 50 closes',
  sma_200 DOUBLE COMMENT 'Mean of 200 closes',
  ema_12 DOUBLE COMMENT 'Exponential mean of closes, 2/13 of the last one',
  ema_26 DOUBLE COMMENT 'Exponential mean of closes, 2/27 of the last one',
  rsi_14 DOUBLE COMMENT 'Relative strength, 0 to 100; null where nothing moved',
  macd DOUBLE COMMENT 'ema_12 - ema_26',
  macd_signal DOUBLE COMMENT 'Exponential mean of macd, 2/10 of the last one',
  macd_histogram DOUBLE COMMENT 'macd - macd_signal',
  bollinger_middle DOUBLE COMMENT 'Mean of 20 closes',
  bollinger_upper DOUBLE COMMENT 'Two standard deviations above it',
  bollinger_lower DOUBLE COMMENT 'Two standard deviations below it',
  atr_14 DOUBLE COMMENT 'Average true range',
  average_gain DOUBLE COMMENT 'State of rsi_14, from which the next date goes on',
  average_loss DOUBLE COMMENT 'State of rsi_14, from which the next date goes on',
  day INT NOT NULL COMMENT 'Which bar of the ticker this is, from 1',
  first_date DATE NOT NULL COMMENT 'Date of bar 1'
) USING DELTA
CLUSTER BY (ticker, trade_date)
COMMENT 'Technical indicators, one row for each ticker and trade date';
