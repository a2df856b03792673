"""Rules evaluated jointly over a month's figures: facts as they stand, judgements guarded against chance."""
