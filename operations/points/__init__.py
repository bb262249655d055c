"""Points of members: booked, given and taken by hand, ended, and the rules that give them."""
