-- For analysis.
CREATE TABLE gold_scale (
  as_of DATE NOT NULL COMMENT 'The date whose share basis all prices of gold stand on'
) USING DELTA
COMMENT 'One row: on which date''s scale prices, factors and indicators stand. The load moves it last, so all flip together';

CREATE TABLE gold_series (
  ticker STRING NOT NULL COMMENT 'As the API spells it, case-sensitive',
  timespan STRING NOT NULL COMMENT 'Unit of the window',
  multiplier INT NOT NULL COMMENT 'How many units a window lasts',
  adjusted BOOLEAN NOT NULL COMMENT 'Adjusted for splits by the vendor, or raw',
  first_date DATE NOT NULL COMMENT 'First trade date that a run planned',
  last_date DATE NOT NULL COMMENT 'Last trade date that a run planned',
  first_bar_date DATE COMMENT 'Trade date of the first good bar; null while there is none'
) USING DELTA
COMMENT 'Series of bars: what was asked of the vendor';

CREATE TABLE gold_session_bars (
  ticker STRING NOT NULL COMMENT 'As the API spells it, case-sensitive',
  timespan STRING NOT NULL COMMENT 'Unit of the windows it was made from',
  multiplier INT NOT NULL COMMENT 'How many units these windows last',
  adjusted BOOLEAN NOT NULL COMMENT 'Made from bars that the vendor adjusted for splits, or from raw ones',
  trade_date DATE NOT NULL COMMENT 'Exchange-local date; Sunday''s hours of currencies belong to Monday',
  session STRING NOT NULL COMMENT 'pre, regular, closing, post; continuous for crypto and currencies; day for the vendor''s bar of the day',
  open DOUBLE NOT NULL COMMENT 'Open of the first bar of the session',
  high DOUBLE NOT NULL COMMENT 'Highest price of the session',
  low DOUBLE NOT NULL COMMENT 'Lowest price of the session',
  close DOUBLE NOT NULL COMMENT 'Close of the last bar of the session',
  volume DOUBLE NOT NULL COMMENT 'Sum of the session',
  vwap DOUBLE COMMENT 'Volume-weighted average price, of the bars that have one',
  transactions BIGINT COMMENT 'Sum of the session; null if no bar has a number',
  bars INT NOT NULL COMMENT 'Bars it was made from',
  first_bar TIMESTAMP NOT NULL COMMENT 'Open of the first of them',
  last_bar TIMESTAMP NOT NULL COMMENT 'Open of the last of them',
  share_scale DOUBLE COMMENT 'As in silver_bars',
  fetched_at TIMESTAMP COMMENT 'When the first of their values was read from the API'
) USING DELTA
CLUSTER BY (ticker, trade_date)
COMMENT 'Bars of sessions, of each series: pre-market, regular trading, closing auction, after hours';

CREATE TABLE silver_coverage (
  ticker STRING NOT NULL COMMENT 'As the API spells it, case-sensitive',
  timespan STRING NOT NULL COMMENT 'Unit of the window',
  multiplier INT NOT NULL COMMENT 'How many units a window lasts',
  adjusted BOOLEAN NOT NULL COMMENT 'Adjusted for splits by the vendor, or raw',
  trade_date DATE NOT NULL COMMENT 'Trading date of the ticker''s calendar',
  bars INT NOT NULL COMMENT 'Good bars of the regular session',
  expected INT NOT NULL COMMENT 'Windows of the regular session',
  answered DOUBLE NOT NULL COMMENT 'Share of the session, and of what ends it, for which the vendor answered: 0 to 1',
  failed BOOLEAN NOT NULL COMMENT 'A request for a part of the session failed',
  unlisted BOOLEAN NOT NULL COMMENT 'The vendor said that it does not list the ticker',
  first_bar TIMESTAMP COMMENT 'Open of the first of the bars',
  last_bar TIMESTAMP COMMENT 'Open of the last of the bars'
) USING DELTA
CLUSTER BY (ticker, trade_date)
COMMENT 'What was asked and what came: one row for each series and trading date since it was asked for first';

CREATE TABLE gold_daily_bars (
  ticker STRING NOT NULL COMMENT 'As the API spells it, case-sensitive',
  adjusted BOOLEAN NOT NULL COMMENT 'As the vendor adjusted it for splits, or raw',
  trade_date DATE NOT NULL COMMENT 'Exchange-local date; it is over, and the vendor answered for all of it',
  open DOUBLE NOT NULL COMMENT 'First price',
  high DOUBLE NOT NULL COMMENT 'Highest price',
  low DOUBLE NOT NULL COMMENT 'Lowest price',
  close DOUBLE NOT NULL COMMENT 'vendor_day: the official close. sessions: the open of the window that begins at the close, which is the closing auction; the last price if nothing traded in it',
  volume DOUBLE NOT NULL COMMENT 'vendor_day: of the whole day, extended hours too. sessions: of the regular session and of the window that holds the closing auction',
  vwap DOUBLE COMMENT 'Volume-weighted average price of the same trades',
  transactions BIGINT COMMENT 'Number of the same trades',
  bars INT NOT NULL COMMENT 'Bars it was made from',
  timespan STRING NOT NULL COMMENT 'Unit of their windows',
  multiplier INT NOT NULL COMMENT 'How many units their windows last',
  source STRING NOT NULL COMMENT 'vendor_day: the vendor''s bar of the day. sessions: added up from the finest series that was asked for to its end',
  share_scale DOUBLE COMMENT 'As in silver_bars'
) USING DELTA
CLUSTER BY (ticker, trade_date)
COMMENT 'One bar for each finished trading date, raw or as the vendor adjusted it';

CREATE TABLE gold_days (
  listing STRING NOT NULL COMMENT 'As in silver_listings',
  ticker STRING NOT NULL COMMENT 'As the API spells it, on that date',
  trade_date DATE NOT NULL COMMENT 'Exchange-local date',
  open DOUBLE NOT NULL, high DOUBLE NOT NULL, low DOUBLE NOT NULL, close DOUBLE NOT NULL, volume DOUBLE NOT NULL, vwap DOUBLE,
  scale DOUBLE NOT NULL COMMENT 'Shares of the basis of these prices for one share of the beginning',
  adjusted BOOLEAN NOT NULL COMMENT 'Whether the bar is one that the vendor adjusted',
  source STRING NOT NULL COMMENT 'As in gold_daily_bars',
  raw_scale DOUBLE NOT NULL COMMENT 'Shares of this date for one share of the beginning',
  day INT NOT NULL COMMENT 'Which bar of the listing this is, from 1',
  first_date DATE NOT NULL COMMENT 'Date of bar 1',
  previous_date DATE COMMENT 'Of the bar before',
  previous_ticker STRING COMMENT 'Of the bar before',
  previous_close DOUBLE COMMENT 'Of the bar before',
  cash DOUBLE NOT NULL COMMENT 'Dividends after previous_date, up to this one',
  dividend_scale DOUBLE NOT NULL COMMENT 'Product of 1 / (1 - cash / previous close) so far',
  growth_scale DOUBLE NOT NULL COMMENT 'Product of 1 + cash / close so far: shares by reinvesting dividends at the close of their ex-date',
  dividend_problem STRING COMMENT 'Why a dividend since previous_date is not in cash',
  dividends ARRAY<STRUCT<ex_date: DATE, previous_date: DATE, previous_close: DOUBLE, factor: DOUBLE, problem: STRING>> COMMENT 'Dividends since previous_date',
  sma_20 DOUBLE, sma_50 DOUBLE, sma_200 DOUBLE, ema_12 DOUBLE, ema_26 DOUBLE, rsi_14 DOUBLE, macd DOUBLE, macd_signal DOUBLE,
  bollinger_deviation DOUBLE, atr_14 DOUBLE
) USING DELTA
CLUSTER BY (ticker, trade_date)
COMMENT 'Internal: the bars of a listing in a row. Prices and volume of the bar are as they came; all else is on the share basis of the listing''s beginning, which no later split moves';

CREATE TABLE gold_day_state (
  listing STRING NOT NULL COMMENT 'As in silver_listings',
  until DATE NOT NULL COMMENT 'Bars up to this date are in the state',
  day INT NOT NULL, first_date DATE, last_date DATE, ticker STRING,
  closes ARRAY<DOUBLE> NOT NULL COMMENT 'The last 199',
  ema_12 DOUBLE, ema_26 DOUBLE, macd_fast DOUBLE, macd_sum DOUBLE, macd_signal DOUBLE,
  average_gain DOUBLE, average_loss DOUBLE, atr_14 DOUBLE,
  dividend_scale DOUBLE NOT NULL, growth_scale DOUBLE NOT NULL,
  latest_dividend_scale DOUBLE NOT NULL COMMENT 'Of the listing''s last bar, which prices with dividends are relative to',
  latest_growth_scale DOUBLE NOT NULL COMMENT 'Of the listing''s last bar'
) USING DELTA
COMMENT 'Internal: where gold_days goes on from, some days back, since late corrections are of the last few days';
