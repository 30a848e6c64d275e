"""The case: catalogue, state machine, deadlines, papers, results, notices."""
