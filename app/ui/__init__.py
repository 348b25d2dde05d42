"""The windows. Widgets take values and emit signals; controllers know the store and the client."""
