"""Messages to browsers in which agents turned push on (Web Push: RFC 8030, 8188, 8291, 8292)."""
