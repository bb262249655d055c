"""Tables that people bring from elsewhere: reading CSV and Parquet, guessing columns, understanding cells."""
