"""Documents that leave the shop: asked for, claimed, settled and sent again."""
