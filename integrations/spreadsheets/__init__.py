"""Tables from other programs: read CSV and Parquet, guess the columns, parse the cells."""
