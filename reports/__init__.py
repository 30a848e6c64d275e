"""On-time statistics and what stands behind each figure; reads, never acts."""
