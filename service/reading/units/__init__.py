"""What stands beside a number: units, money, rates, and what is counted."""
