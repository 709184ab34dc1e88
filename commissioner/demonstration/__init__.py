"""The demonstration: invented work on the real Torbay programme, the same every time, marked as invented."""
