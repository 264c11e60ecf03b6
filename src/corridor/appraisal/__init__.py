"""Where network, economy and projects meet: trade costs, accounts, money."""
