"""SIE type 4I: vouchers for any Swedish bookkeeping program. Source: SIE file format, edition 4B (sie.se)."""
