"""What each client needs of a gateway, asked of the gateway requirement by requirement."""
