"""HubSpot: the contacts of members who agreed to offers."""
