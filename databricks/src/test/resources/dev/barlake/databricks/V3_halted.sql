ALTER TABLE silver_bars ADD COLUMN halted BOOLEAN COMMENT 'A column of the release after this one';
