"""Vouchers of closed days, goods, purchase orders and deliveries in Tryton, an ERP that a shop may run itself."""
