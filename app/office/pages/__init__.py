"""One Streamlit script for each page of the back office."""
