"""What a scanner reads on a page of the back office, one after the other and none twice."""
