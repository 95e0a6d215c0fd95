"""What happened: events booked into lots. Empty until lots are rebuilt from transactions."""
