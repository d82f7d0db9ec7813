"""The native account API: what Smart AIPI publishes, and the contract that `GET /meta` announces."""
