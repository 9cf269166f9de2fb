"""What-ifs: scenarios with one thing changed (a decision taken, a party alone, a pledge kept), planned anew."""
