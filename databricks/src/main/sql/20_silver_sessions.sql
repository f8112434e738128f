-- When the New York Stock Exchange trades, by its own rules and its special closings, from 1998 to the end of next year.
CREATE TABLE IF NOT EXISTS silver_sessions (
  trade_date DATE NOT NULL COMMENT 'A trading date of the exchange',
  opens_at TIMESTAMP NOT NULL COMMENT 'Opening of the regular session: 09:30 New York time',
  closes_at TIMESTAMP NOT NULL COMMENT 'End of the regular session: 16:00 New York time, 13:00 on half days',
  half_day BOOLEAN NOT NULL COMMENT 'The regular session ends at 13:00'
) USING DELTA
COMMENT 'Trading dates of the New York Stock Exchange, with the regular session';
