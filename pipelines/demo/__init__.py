"""An invented corner shop: its range, its calendar, its customers and its trade, all from one seed."""
