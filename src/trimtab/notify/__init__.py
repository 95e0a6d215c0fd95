"""Ways to tell the user: e-mail by the standard library, webhooks and the desktop by Apprise.

Each fulfils `ports.Notifier`. A message carries its key wherever the way has a place for one: an
e-mail as its Message-ID, a webhook as its Idempotency-Key. The same message sent twice has the same
key, so that whoever receives it can drop the second copy.
"""
