"""OFX and QFX, the exchange format that several brokers write."""
