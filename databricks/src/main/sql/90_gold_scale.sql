-- Every table has taken what is new: now prices, factors and indicators move to the scale of today together, and it is
-- written down as loaded. Until here, a load that ends begins again.
MERGE INTO gold_scale t
USING (SELECT :today AS as_of) s
ON true
WHEN MATCHED AND t.as_of <> s.as_of THEN UPDATE SET as_of = s.as_of
WHEN NOT MATCHED THEN INSERT (as_of) VALUES (s.as_of);
