"""Who the customers are: figures of groups of members, protected so that nobody in them is recognised."""
