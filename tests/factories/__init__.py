"""Small factories that make valid minimal rows; journeys are built through services instead."""
