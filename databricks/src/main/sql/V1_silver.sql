-- Bars that were checked, the calendar, and the lists of MySQL with their history.
CREATE TABLE silver_sessions (
  calendar STRING NOT NULL COMMENT 'exchange: New York Stock Exchange. crypto: every day of UTC. fx: Monday to Friday of UTC, from Sunday 17:00 to Friday 17:00 New York time',
  trade_date DATE NOT NULL COMMENT 'A trading date',
  opens_at TIMESTAMP NOT NULL COMMENT 'Opening of the regular session; of the exchange 09:30 New York time',
  closes_at TIMESTAMP NOT NULL COMMENT 'End of the regular session; of the exchange 16:00 New York time, 13:00 on half days',
  half_day BOOLEAN NOT NULL COMMENT 'The regular session of the exchange ends early'
) USING DELTA
COMMENT 'Trading dates from 1998 to the end of next year, by calendar';

CREATE TABLE session_overrides (
  trade_date DATE NOT NULL COMMENT 'A date of the exchange on which its rules do not hold',
  closes_at STRING COMMENT 'When the regular session ends, New York time, as 13:00; null: the exchange is closed',
  reason STRING COMMENT 'Why'
) USING DELTA
COMMENT 'Yours to write: the next load takes it into silver_sessions and reads again the files of these dates';

CREATE TABLE silver_bars (
  ticker STRING NOT NULL COMMENT 'As the API spells it, case-sensitive',
  timespan STRING NOT NULL COMMENT 'Unit of the window: second, minute, hour, day, ...',
  multiplier INT NOT NULL COMMENT 'How many units a window lasts',
  adjusted BOOLEAN NOT NULL COMMENT 'Adjusted for splits by the vendor, or raw',
  window_start TIMESTAMP NOT NULL COMMENT 'Open of the window, UTC',
  trade_date DATE NOT NULL COMMENT 'Exchange-local date of window_start',
  session STRING COMMENT 'pre, regular, closing (the window that begins at the close and holds the closing auction) or post; continuous for crypto and currencies; day for the bar of a whole day; null for other windows that do not divide half an hour',
  open DOUBLE NOT NULL COMMENT 'First price',
  high DOUBLE NOT NULL COMMENT 'Highest price',
  low DOUBLE NOT NULL COMMENT 'Lowest price',
  close DOUBLE NOT NULL COMMENT 'Last price',
  volume DOUBLE NOT NULL COMMENT 'Shares or units; may be fractional',
  vwap DOUBLE COMMENT 'Volume-weighted average price; null if the vendor gives none',
  transactions BIGINT COMMENT 'Number of trades; null if the vendor gives none',
  otc BOOLEAN COMMENT 'Traded over the counter',
  share_scale DOUBLE COMMENT 'Of an adjusted bar: how many shares of today one share of the beginning is, by the splits that the file is adjusted with; null for raw bars',
  fetched_at TIMESTAMP COMMENT 'When these values were read from the API for the first time',
  source_file STRING NOT NULL COMMENT 'Path below the lake',
  run_id STRING NOT NULL COMMENT 'The run whose manifest named the file'
) USING DELTA
CLUSTER BY (ticker, trade_date)
COMMENT 'Bars that pass the checks, one row each: the key is (ticker, timespan, multiplier, adjusted, window_start)';

CREATE TABLE silver_quarantine (
  ticker STRING NOT NULL COMMENT 'As the API spells it, case-sensitive',
  timespan STRING NOT NULL COMMENT 'Unit of the window: second, minute, hour, day, ...',
  multiplier INT NOT NULL COMMENT 'How many units a window lasts',
  adjusted BOOLEAN NOT NULL COMMENT 'Adjusted for splits by the vendor, or raw',
  window_start TIMESTAMP NOT NULL COMMENT 'Open of the window, UTC',
  trade_date DATE NOT NULL COMMENT 'Exchange-local date of the window, as the lake says',
  problem STRING NOT NULL COMMENT 'The first check that it failed',
  open DOUBLE COMMENT 'First price',
  high DOUBLE COMMENT 'Highest price',
  low DOUBLE COMMENT 'Lowest price',
  close DOUBLE COMMENT 'Last price',
  volume DOUBLE COMMENT 'Shares or units',
  vwap DOUBLE COMMENT 'Volume-weighted average price',
  transactions BIGINT COMMENT 'Number of trades',
  otc BOOLEAN COMMENT 'Traded over the counter',
  share_scale DOUBLE COMMENT 'As in silver_bars',
  fetched_at TIMESTAMP COMMENT 'When these values were read from the API for the first time',
  source_file STRING NOT NULL COMMENT 'Path below the lake',
  run_id STRING NOT NULL COMMENT 'The run whose manifest named the file'
) USING DELTA
COMMENT 'Bars that failed a check and are not in silver_bars';

CREATE TABLE silver_tickers_history (
  ticker STRING NOT NULL COMMENT 'As the vendor spells it, case-sensitive',
  market STRING NOT NULL COMMENT 'stocks, otc, indices, crypto or fx',
  delisted_on DATE NOT NULL COMMENT '9999-12-31 while it is listed',
  active BOOLEAN NOT NULL COMMENT 'Whether it trades now',
  name STRING COMMENT 'Of the company or fund',
  type STRING COMMENT 'CS common stock, ETF, ADRC, ...',
  primary_exchange STRING COMMENT 'MIC',
  currency_name STRING COMMENT 'In which it trades',
  cik STRING COMMENT 'At the SEC',
  composite_figi STRING COMMENT 'Of the listing country',
  share_class_figi STRING COMMENT 'Of the share class',
  known_from TIMESTAMP NOT NULL COMMENT 'Snapshot of the list that had this row first',
  known_to TIMESTAMP COMMENT 'Snapshot of the list that no longer had it; null while it has'
) USING DELTA
COMMENT 'Listings as they were known at any time: one row for each version of (ticker, market, delisted_on)';

CREATE TABLE silver_dividends_history (
  id STRING NOT NULL COMMENT 'The vendor''s, or derived from the row',
  ticker STRING COMMENT 'As the vendor spells it',
  ex_dividend_date DATE COMMENT 'First trading date without the right to it; several on one date are legal',
  cash_amount DECIMAL(24, 12) COMMENT 'A share, as declared; not adjusted for later splits',
  currency STRING COMMENT 'Of cash_amount',
  declaration_date DATE COMMENT 'When it was announced',
  record_date DATE COMMENT 'Who holds the share then is paid',
  pay_date DATE COMMENT 'When it is paid',
  frequency INT COMMENT 'Payments a year; 0 is a one-off',
  distribution_type STRING COMMENT 'recurring, special, supplemental, irregular, unknown',
  historical_adjustment_factor DOUBLE COMMENT 'The vendor''s: of all dividends from this one on; null if it gives none',
  split_adjusted_cash_amount DOUBLE COMMENT 'The vendor''s: on the share basis of the snapshot; null if it gives none',
  known_from TIMESTAMP NOT NULL COMMENT 'Snapshot of the list that had this row first',
  known_to TIMESTAMP COMMENT 'Snapshot of the list that no longer had it; null while it has'
) USING DELTA
COMMENT 'Cash dividends as they were known at any time, announced ones too';

CREATE TABLE silver_splits_history (
  id STRING NOT NULL COMMENT 'The vendor''s, or derived from the row',
  ticker STRING COMMENT 'As the vendor spells it',
  execution_date DATE COMMENT 'First trading date on the new scale; may lie in the future',
  split_from DECIMAL(24, 12) COMMENT 'Shares before',
  split_to DECIMAL(24, 12) COMMENT 'Shares after',
  adjustment_type STRING COMMENT 'forward_split, reverse_split, stock_dividend',
  historical_adjustment_factor DOUBLE COMMENT 'The vendor''s: of all splits from this one on; null if it gives none',
  known_from TIMESTAMP NOT NULL COMMENT 'Snapshot of the list that had this row first',
  known_to TIMESTAMP COMMENT 'Snapshot of the list that no longer had it; null while it has'
) USING DELTA
COMMENT 'Splits as they were known at any time, announced ones too';

CREATE TABLE silver_listings (
  listing STRING NOT NULL COMMENT 'One company''s share under all its tickers: the composite FIGI, or ticker@first date if there is none',
  ticker STRING NOT NULL COMMENT 'Its ticker from from_date to to_date',
  from_date DATE NOT NULL COMMENT 'The day after the ticker''s former listing ended; 1000-01-01 if there was none',
  to_date DATE NOT NULL COMMENT 'When this one was delisted; 9999-12-31 while it is listed',
  name STRING COMMENT 'Of the company or fund'
) USING DELTA
COMMENT 'Which company a ticker was at which time: what looks back stays within a listing';
